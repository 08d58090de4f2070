package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.internal.backend.Kernels.Unary.RECIPROCAL;
import static org.higher.internal.backend.Kernels.Unary.SQRT;
import static org.higher.tensor.Op.linearOp;
import static org.higher.tensor.Op.op;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.jspecify.annotations.Nullable;

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
        return standardize(x, Moments.of(x, eps, over), over);
    }

    private static Tensor standardize(Tensor x, Moments moments, int... axes) {
        Array value = x.kernels().centered(x.data(), moments.mean, moments.rest, moments.inverse);
        return op("standardize", value)
                .wrt(
                        x,
                        (g, y) -> {
                            Tensor r = inverseDeviation(x, y, moments.inverse, axes);
                            return standardizeVjp(g, y, r, axes);
                        })
                .record();
    }

    /**
     * a y + c of the standardized y, where a and c have an extent of 1 along the axes.
     *
     * <p>The derivative of y is linear in the deviation: a is a factor of that, and what a and x
     * have to know of a gradient is one sum.
     */
    static Tensor normalize(Tensor a, Tensor x, Tensor c, double eps, int... axes) {
        int[] over = Checks.axes("normalize", x, axes);
        Checks.nonEmpty("normalize", x, over);
        checkNumbers("normalize", a, x, c);
        for (int axis : over) {
            if (a.shapeRef()[axis] != 1) {
                throw new IllegalArgumentException(
                        Text.of(
                                "normalize: a scale of %s differs along axis %d, over which the mean"
                                        + " is taken; its extent there must be 1",
                                a.shapeRef(), axis));
            }
        }
        int tasks = TaskAxis.common("normalize", List.of(a, x, c));
        Moments moments = Moments.of(x, eps, over);
        Tensor y = standardize(x, moments, over);
        Sums sums = new Sums(y, over);
        Array value =
                x.kernels()
                        .affine(numbers(a, tasks), TaskAxis.repeated(y, tasks), numbers(c, tasks));
        return op("normalize", value)
                .wrt(a, sums::ofProducts)
                .wrt(
                        x,
                        g -> {
                            Tensor r = inverseDeviation(x, y, moments.inverse, over);
                            return standardizeVjp(g, y, a.mul(r), sums);
                        })
                .wrt(c, sums::of)
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
        return standardizeVjp(g, y, r, new Sums(y, axes));
    }

    private static Tensor standardizeVjp(Tensor g, Tensor y, Tensor r, Sums sums) {
        int[] axes = sums.axes;
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
                .wrt(
                        y,
                        h -> {
                            Tensor part = r.div(-count);
                            Tensor ofG = part.mul(sums.ofProducts(g));
                            Tensor ofH = part.mul(others.ofProducts(h));
                            return affine(ofG, h, ofH, g);
                        })
                .wrt(
                        r,
                        h -> {
                            Tensor both = others.of(h).mul(sums.of(g));
                            Tensor withY = others.ofProducts(h).mul(sums.ofProducts(g));
                            return sumOfProducts(h, g, axes).sub(both.add(withY).div(count));
                        })
                .record();
    }

    // sums and maps

    /** The sums of products along axes, which are kept; the shapes are equal. */
    static Tensor sumOfProducts(Tensor x, Tensor y, int... axes) {
        return new Sums(y, axes).ofProducts(x);
    }

    /** a x, where a has an extent of 1 or that of x along each axis. */
    static Tensor scale(Tensor a, Tensor x) {
        int tasks = TaskAxis.common("scale", a, x);
        int[] axes = stretched(a, x);
        Array factor = numbers(a, tasks);
        Array zero = x.kernels().full(a.dtype(), factor.shape(), 0, a.data().device());
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
        checkNumbers("affine", a, x, c);
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
        Array zero = kernels.full(a.dtype(), both, 0, a.data().device());
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

    private static void checkNumbers(String op, Tensor a, Tensor x, Tensor c) {
        if (a.rank() != x.rank()
                || !Arrays.equals(a.shapeRef(), c.shapeRef())
                || !Arrays.equals(Shapes.broadcast(a.shapeRef(), x.shapeRef()), x.shapeRef())) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s and %s for %s: both must have one shape, with the extent of"
                                    + " the latter or 1 along each axis",
                            op, a.shapeRef(), c.shapeRef(), x.shapeRef()));
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

    /** Axes of arrays, where there may be one of tasks before them. */
    private static int[] over(int tasks, int... axes) {
        return tasks == 0 ? axes : Arrays.stream(axes).map(axis -> axis + 1).toArray();
    }

    private static double count(Tensor x, int... axes) {
        double count = 1;
        for (int axis : axes) {
            count *= x.shapeRef()[axis];
        }
        return count;
    }

    /**
     * Sums along axes, of gradients and of their products with y.
     *
     * <p>Those of the gradient that was last asked for are remembered, since the rules of several
     * arguments ask for the same: each is a pass over memory. Sums are kernels' own small arrays,
     * never one of those whose memory a backward pass takes again.
     */
    private static final class Sums {
        private final Tensor y;
        private final int[] axes;
        private @Nullable Known sum;
        private @Nullable Known products;

        Sums(Tensor y, int... axes) {
            this.y = y;
            this.axes = axes;
        }

        Tensor of(Tensor x) {
            int[] shape = x.shapeRef();
            return linearOp("sum", sumOf(x, x.taskCount()))
                    .wrt(x, g -> g.broadcast(shape))
                    .record();
        }

        Tensor ofProducts(Tensor x) {
            int tasks = TaskAxis.common("sumOfProducts", x, y);
            return op("sumOfProducts", productsOf(x, tasks))
                    .wrt(x, g -> scale(g, y))
                    .wrt(y, g -> scale(g, x))
                    .record();
        }

        Array sumOf(Tensor x, int tasks) {
            Known known = sum;
            if (known == null || !known.isOf(x, tasks)) {
                Array all = TaskAxis.repeated(x, tasks);
                Array value = x.kernels().reduce(SUM, all, over(tasks, axes), true);
                known = new Known(new WeakReference<>(x.data()), tasks, value);
                sum = known;
            }
            return known.value;
        }

        Array productsOf(Tensor x, int tasks) {
            Known known = products;
            if (known == null || !known.isOf(x, tasks)) {
                Array all = TaskAxis.repeated(x, tasks);
                Array others = TaskAxis.repeated(y, tasks);
                Array value = x.kernels().sumOfProducts(all, others, over(tasks, axes));
                known = new Known(new WeakReference<>(x.data()), tasks, value);
                products = known;
            }
            return known.value;
        }

        /** A sum, and what it is of. */
        private record Known(WeakReference<Array> x, int tasks, Array value) {
            boolean isOf(Tensor other, int count) {
                return tasks == count && x.refersTo(other.data());
            }
        }
    }

    /** What standardization needs of its argument: the mean, and what was rounded off it. */
    private record Moments(Array mean, Array rest, Array inverse) {
        static Moments of(Tensor x, double eps, int... axes) {
            int[] over = TaskAxis.axes(x, axes);
            Kernels kernels = x.kernels();
            List<Array> moments = kernels.moments(x.data(), over);
            Array deviation = kernels.unary(SQRT, kernels.binary(ADD, moments.get(2), eps));
            Array inverse = kernels.unary(RECIPROCAL, deviation);
            return new Moments(moments.get(0), moments.get(1), inverse);
        }
    }
}
