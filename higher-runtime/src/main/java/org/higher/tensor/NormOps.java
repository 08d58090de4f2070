package org.higher.tensor;

import static org.higher.array.Kernels.Binary.ADD;
import static org.higher.array.Kernels.Binary.DIV;
import static org.higher.array.Kernels.Binary.MUL;
import static org.higher.array.Kernels.Reduction.SUM;
import static org.higher.array.Kernels.Unary.NEG;
import static org.higher.array.Kernels.Unary.RECIPROCAL;
import static org.higher.array.Kernels.Unary.SQRT;
import static org.higher.tensor.Op.op;

import java.util.Arrays;
import java.util.List;
import org.higher.array.Array;
import org.higher.array.Kernels;
import org.higher.array.Shapes;

/**
 * Normalisation by the mean and deviation along axes, which keep an extent of 1.
 *
 * <p>With y the normalised x, r the inverse deviation and means over the n elements along the axes,
 * the gradient of x is r (g - mean(g) - y mean(g y)), and that of r is -r² y / n. These are
 * operations, too, so that there is one pass over memory where a composition has a dozen.
 *
 * <p>Source: Ioffe and Szegedy, Batch normalization: accelerating deep network training by reducing
 * internal covariate shift, ICML 2015, section 3, with the gradient of the normalised x left as a
 * factor.
 */
final class NormOps {
    private NormOps() {}

    // normalisation

    static Tensor standardize(Tensor x, double eps, int... axes) {
        int[] over = Checks.axes("standardize", x, axes);
        Checks.nonEmpty("standardize", x, over);
        Moments moments = Moments.of(x, eps, over);
        Kernels kernels = x.kernels();
        Array shift = kernels.unary(NEG, kernels.binary(MUL, moments.mean, moments.inverse));
        return op("standardize", kernels.affine(moments.inverse, x.data(), shift))
                .wrt(
                        x,
                        (g, y) ->
                                standardizeVjp(
                                        g, y, inverseDeviation(x, y, moments.inverse, over), over))
                .record();
    }

    /** 1 / sqrt(variance + eps). */
    static Tensor inverseDeviation(Tensor x, double eps, int... axes) {
        int[] over = Checks.axes("inverseDeviation", x, axes);
        Tensor y = standardize(x, eps, over);
        return inverseDeviation(x, y, Moments.of(x, eps, over).inverse, over);
    }

    /** The same where it is known. */
    private static Tensor inverseDeviation(Tensor x, Tensor y, Array value, int... over) {
        double count = count(x, over);
        return op("inverseDeviation", value)
                .wrt(x, (g, r) -> scale(g.mul(r.square()).mul(-1 / count), y))
                .record();
    }

    /** What passes through a standardization of value y, the gradient g: linear in g. */
    static Tensor standardizeVjp(Tensor g, Tensor y, Tensor r, int... axes) {
        int tasks = TaskAxis.common("standardizeVjp", List.of(g, y, r));
        double count = count(y, axes);
        Kernels kernels = g.kernels();
        Array gradient = TaskAxis.repeated(g, tasks);
        Array normal = TaskAxis.repeated(y, tasks);
        Array factor = TaskAxis.repeated(r, tasks);
        int[] over = tasks == 0 ? axes : Arrays.stream(axes).map(axis -> axis + 1).toArray();
        Array scaled = kernels.binary(DIV, factor, -count);
        Array sum = kernels.reduce(SUM, gradient, over, true);
        Array products = kernels.sumOfProducts(gradient, normal, over);
        Array value =
                kernels.affine(
                        factor,
                        gradient,
                        kernels.binary(MUL, scaled, products),
                        normal,
                        kernels.binary(MUL, scaled, sum));
        return op("standardizeVjp", value)
                .wrt(g, h -> standardizeVjp(h, y, r, axes))
                .wrt(
                        y,
                        h -> {
                            Tensor part = r.div(-count);
                            Tensor known =
                                    NoGrad.isRecording()
                                            ? sumOfProducts(g, y, axes)
                                            : new Tensor(
                                                    products, null, TaskAxis.of(tasks, products));
                            Tensor ofG = part.mul(known);
                            Tensor ofH = part.mul(sumOfProducts(h, y, axes));
                            return affine(ofG, h, ofH, g);
                        })
                .wrt(r, (h, v) -> sumOfProducts(h, v, axes).div(r))
                .record();
    }

    // sums and maps

    /** The sums of products along axes, which are kept; the shapes are equal. */
    static Tensor sumOfProducts(Tensor x, Tensor y, int... axes) {
        int tasks = TaskAxis.common("sumOfProducts", x, y);
        Array a = TaskAxis.repeated(x, tasks);
        Array b = TaskAxis.repeated(y, tasks);
        int[] over = tasks == 0 ? axes : Arrays.stream(axes).map(axis -> axis + 1).toArray();
        return op("sumOfProducts", x.kernels().sumOfProducts(a, b, over))
                .wrt(x, g -> scale(g, y))
                .wrt(y, g -> scale(g, x))
                .record();
    }

    /** a x, where a has an extent of 1 or that of x along each axis. */
    static Tensor scale(Tensor a, Tensor x) {
        int tasks = TaskAxis.common("scale", a, x);
        int[] axes = stretched(a, x);
        Array factor = numbers(a, tasks);
        Array zero = x.kernels().full(a.dtype(), factor.shape(), 0, a.device());
        Array value = x.kernels().affine(factor, TaskAxis.repeated(x, tasks), zero);
        return op("scale", value)
                .wrt(a, g -> sumOfProducts(g, x, axes))
                .wrt(x, g -> scale(a, g))
                .record();
    }

    /** a x + c, where a and c have an extent of 1 or that of x along each axis. */
    static Tensor affine(Tensor a, Tensor x, Tensor c) {
        Checks.broadcast("affine", x, a);
        Checks.broadcast("affine", x, c);
        int tasks = TaskAxis.common("affine", List.of(a, x, c));
        checkNumbers(a, x, c);
        int[] axes = stretched(a, x);
        Array value =
                x.kernels()
                        .affine(numbers(a, tasks), TaskAxis.repeated(x, tasks), numbers(c, tasks));
        return op("affine", value)
                .wrt(a, g -> sumOfProducts(g, x, axes))
                .wrt(x, g -> scale(a, g))
                .wrt(c, g -> g)
                .record();
    }

    /** a x + b y, where a and b have an extent of 1 or that of x along each axis. */
    static Tensor affine(Tensor a, Tensor x, Tensor b, Tensor y) {
        int tasks = TaskAxis.common("affine", List.of(a, x, b, y));
        int[] axes = stretched(a, x);
        Array factor = numbers(a, tasks);
        Array other = numbers(b, tasks);
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
                .wrt(x, g -> scale(a, g))
                .wrt(b, g -> sumOfProducts(g, y, axes))
                .wrt(y, g -> scale(b, g))
                .record();
    }

    private static void checkNumbers(Tensor a, Tensor x, Tensor c) {
        if (a.rank() != x.rank()
                || !Arrays.equals(a.shapeRef(), c.shapeRef())
                || !Arrays.equals(Shapes.broadcast(a.shapeRef(), x.shapeRef()), x.shapeRef())) {
            throw new IllegalArgumentException(
                    Text.of(
                            "affine: %s and %s for %s: both must have one shape, with the extent of"
                                    + " the latter or 1 along each axis",
                            a.shapeRef(), c.shapeRef(), x.shapeRef()));
        }
    }

    /** The axes along which numbers are repeated to reach x. */
    private static int[] stretched(Tensor a, Tensor x) {
        int[] axes = new int[x.rank()];
        int count = 0;
        for (int axis = 0; axis < axes.length; axis++) {
            if (a.shapeRef()[axis] != x.shapeRef()[axis]) {
                axes[count++] = axis;
            }
        }
        return Arrays.copyOf(axes, count);
    }

    /** The array of numbers that stretch to one with tasks, if there are some. */
    private static Array numbers(Tensor a, int tasks) {
        return tasks == 0 || a.tasks() != null
                ? a.data()
                : a.kernels().reshape(a.data(), TaskAxis.prepended(1, a.shapeRef()));
    }

    private static double count(Tensor x, int... axes) {
        double count = 1;
        for (int axis : axes) {
            count *= x.shapeRef()[axis];
        }
        return count;
    }

    /** What standardization needs of its argument. */
    private record Moments(Array mean, Array inverse) {
        static Moments of(Tensor x, double eps, int... axes) {
            int[] over = TaskAxis.axes(x, axes);
            double count = count(x, axes);
            Kernels kernels = x.kernels();
            Array mean = kernels.binary(DIV, kernels.reduce(SUM, x.data(), over, true), count);
            Array variance = kernels.binary(DIV, kernels.squares(x.data(), mean, over), count);
            Array deviation = kernels.unary(SQRT, kernels.binary(ADD, variance, eps));
            return new Moments(mean, kernels.unary(RECIPROCAL, deviation));
        }
    }
}
