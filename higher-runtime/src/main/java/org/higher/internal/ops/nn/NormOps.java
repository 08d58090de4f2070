package org.higher.internal.ops.nn;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.ops.ArithmeticOps.add;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.sub;
import static org.higher.internal.tape.Op.op;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.ops.Checks;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/**
 * Normalization (batch, layer, group) by the mean and deviation along axes, which keep an extent of
 * 1.
 *
 * <p>With y the normalized x, r the inverse deviation and means over the n elements along the axes,
 * the gradient of x is r (g - mean(g) - y mean(g y)), and that of r is -r² y / n. These are
 * operations, too, so that there is one pass over memory where a composition has a dozen.
 *
 * <p>Source: Ioffe and Szegedy, Batch normalization: accelerating deep network training by reducing
 * internal covariate shift, ICML 2015, section 3, with the gradient of the normalized x left as a
 * factor.
 */
public final class NormOps {
    private NormOps() {}

    // normalization

    public static Value standardize(Value x, double eps, int... axes) {
        int[] over = Checks.axes("standardize", x, axes);
        Checks.nonEmpty("standardize", x, over);
        return Moments.of(x, eps, over).standardize(x, over);
    }

    /**
     * a y + c of the standardized y, where a and c have an extent of 1 along the axes.
     *
     * <p>The derivative of y is linear in the deviation: a is a factor of that, and what a and x
     * have to know of a gradient is one sum.
     */
    public static Value normalize(Value a, Value x, Value c, double eps, int... axes) {
        int[] over = Checks.axes("normalize", x, axes);
        Checks.nonEmpty("normalize", x, over);
        checkNumbers("normalize", a, x, c);
        for (int axis : over) {
            if (a.shape()[axis] != 1) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "normalize: a scale of %s differs along axis %d, over which the mean"
                                        + " is taken; its extent there must be 1",
                                a.shape(), axis));
            }
        }
        int tasks = TaskAxis.common("normalize", List.of(a, x, c));
        Moments moments = Moments.of(x, eps, over);
        Value y = moments.standardize(x, over);
        Sums sums = new Sums(y, over);
        Value place = x.withoutElements();
        Array value =
                x.kernels()
                        .affine(
                                TaskAxis.aligned(a, tasks),
                                TaskAxis.repeated(y, tasks),
                                TaskAxis.aligned(c, tasks));
        return op("normalize", value)
                .wrt(a, sums::ofProducts)
                .jvp(t -> scale(t, y))
                .wrt(
                        x,
                        g -> {
                            Value r = moments.inverseDeviation(place, y, over);
                            return standardizeVjp(g, y, mul(a, r), sums);
                        })
                .jvp(y, t -> scale(a, t))
                .wrt(c, sums::of)
                .jvp(t -> t)
                .record();
    }

    /** 1 / sqrt(variance + eps). */
    public static Value inverseDeviation(Value x, double eps, int... axes) {
        int[] over = Checks.axes("inverseDeviation", x, axes);
        Moments moments = Moments.of(x, eps, over);
        return moments.inverseDeviation(x, moments.standardize(x, over), over);
    }

    /** What passes through a standardization of value y, the gradient g: linear in g. */
    public static Value standardizeVjp(Value g, Value y, Value r, int... axes) {
        return standardizeVjp(g, y, r, new Sums(y, axes));
    }

    private static Value standardizeVjp(Value g, Value y, Value r, Sums sums) {
        int[] axes = sums.axes();
        int tasks = TaskAxis.common("standardizeVjp", List.of(g, y, r));
        double count = count(y, axes);
        Kernels kernels = g.kernels();
        Array gradient = TaskAxis.repeated(g, tasks);
        Array normal = TaskAxis.repeated(y, tasks);
        Array factor = TaskAxis.repeated(r, tasks);
        Array scaled = kernels.binary(DIV, factor, -count);
        Array value =
                kernels.affine(
                        factor,
                        gradient,
                        kernels.binary(MUL, scaled, sums.productsOf(g, tasks)),
                        normal,
                        kernels.binary(MUL, scaled, sums.sumOf(g, tasks)));
        Sums others = new Sums(y, axes);
        return op("standardizeVjp", value)
                .wrt(g, h -> standardizeVjp(h, y, r, others))
                .jvp(t -> standardizeVjp(t, y, r, axes))
                .wrt(
                        y,
                        h -> {
                            Value part = div(r, -count);
                            Value ofG = mul(part, sums.ofProducts(g));
                            Value ofH = mul(part, others.ofProducts(h));
                            return affine(ofG, h, ofH, g);
                        })
                .jvp(
                        t -> {
                            Value part = div(r, -count);
                            Value ofG = mul(part, sums.ofProducts(g));
                            Value ofT = mul(part, sumOfProducts(g, t, axes));
                            return affine(ofG, t, ofT, y);
                        })
                .wrt(
                        r,
                        h -> {
                            Value both = mul(others.of(h), sums.of(g));
                            Value withY = mul(others.ofProducts(h), sums.ofProducts(g));
                            return sub(sumOfProducts(h, g, axes), div(add(both, withY), count));
                        })
                .jvp(t -> standardizeVjp(g, y, t, axes))
                .record();
    }

    // sums and maps

    /** The sums of products along axes, which are kept; the shapes are equal. */
    public static Value sumOfProducts(Value x, Value y, int... axes) {
        return new Sums(y, axes).ofProducts(x);
    }

    /** a x, where a has an extent of 1 or that of x along each axis. */
    public static Value scale(Value a, Value x) {
        int tasks = TaskAxis.common("scale", a, x);
        int[] axes = broadcastAxes(a, x);
        Array factor = TaskAxis.aligned(a, tasks);
        Array zero = x.kernels().full(a.dtype(), factor.shape(), 0, a.device());
        Array value = x.kernels().affine(factor, TaskAxis.repeated(x, tasks), zero);
        return op("scale", value)
                .wrt(a, g -> sumOfProducts(g, x, axes))
                .jvp(t -> scale(t, x))
                .wrt(x, g -> scale(a, g))
                .jvp(t -> scale(a, t))
                .record();
    }

    /** a x + c, where a and c have an extent of 1 or that of x along each axis. */
    public static Value affine(Value a, Value x, Value c) {
        Checks.broadcast("affine", x, a);
        Checks.broadcast("affine", x, c);
        int tasks = TaskAxis.common("affine", List.of(a, x, c));
        checkNumbers("affine", a, x, c);
        int[] axes = broadcastAxes(a, x);
        Array value =
                x.kernels()
                        .affine(
                                TaskAxis.aligned(a, tasks),
                                TaskAxis.repeated(x, tasks),
                                TaskAxis.aligned(c, tasks));
        return op("affine", value)
                .wrt(a, g -> sumOfProducts(g, x, axes))
                .jvp(t -> scale(t, x))
                .wrt(x, g -> scale(a, g))
                .jvp(t -> scale(a, t))
                .wrt(c, g -> g)
                .jvp(t -> t)
                .record();
    }

    /** a x + b y, where a and b have an extent of 1 or that of x along each axis. */
    public static Value affine(Value a, Value x, Value b, Value y) {
        int tasks = TaskAxis.common("affine", List.of(a, x, b, y));
        int[] axes = broadcastAxes(a, x);
        Array factor = TaskAxis.aligned(a, tasks);
        Array other = TaskAxis.aligned(b, tasks);
        Kernels kernels = x.kernels();
        int[] both = kernels.binary(ADD, factor, other).shape();
        Array zero = kernels.full(a.dtype(), both, 0, a.device());
        Array value =
                kernels.affine(
                        factor,
                        TaskAxis.repeated(x, tasks),
                        other,
                        TaskAxis.repeated(y, tasks),
                        zero);
        return op("affine", value)
                .wrt(a, g -> sumOfProducts(g, x, axes))
                .jvp(t -> scale(t, x))
                .wrt(x, g -> scale(a, g))
                .jvp(t -> scale(a, t))
                .wrt(b, g -> sumOfProducts(g, y, axes))
                .jvp(t -> scale(t, y))
                .wrt(y, g -> scale(b, g))
                .jvp(t -> scale(b, t))
                .record();
    }

    private static void checkNumbers(String op, Value a, Value x, Value c) {
        if (a.rank() != x.rank()
                || !Arrays.equals(a.shape(), c.shape())
                || !Arrays.equals(Shapes.broadcast(a.shape(), x.shape()), x.shape())) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s and %s for %s: both must have one shape, with the extent of"
                                    + " the latter or 1 along each axis",
                            op, a.shape(), c.shape(), x.shape()));
        }
    }

    /** The axes along which numbers are repeated to reach x. */
    private static int[] broadcastAxes(Value a, Value x) {
        int[] axes = new int[x.rank()];
        int count = 0;
        for (int axis = 0; axis < axes.length; axis++) {
            if (a.shape()[axis] != x.shape()[axis]) {
                axes[count++] = axis;
            }
        }
        return Arrays.copyOf(axes, count);
    }

    static double count(Value x, int... axes) {
        double count = 1;
        for (int axis : axes) {
            count *= x.shape()[axis];
        }
        return count;
    }
}
