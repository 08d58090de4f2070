package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;

/**
 * Reductions of ND4J's arrays that tensors do not have: variances, norms, products and sums so far.
 *
 * <p>Called by twins of models that are written on {@code INDArray}. No axes means all. Over axes
 * of extent 1 ND4J keeps these axes, or not, depending on the shape; that is an {@link
 * IllegalArgumentException}.
 */
public final class NdReductions {
    private NdReductions() {}

    /** The sample variance: divided by the number of elements less 1. */
    public static Tensor var(Tensor x, int... axes) {
        return var(x, true, false, axes);
    }

    public static Tensor var(Tensor x, boolean biasCorrected, int... axes) {
        return var(x, biasCorrected, false, axes);
    }

    private static Tensor var(Tensor x, boolean biasCorrected, boolean keepDims, int... axes) {
        int count = count("var", x, axes);
        Tensor squares = x.sub(x.mean(true, axes)).square();
        return squares.sum(keepDims, axes).div(biasCorrected ? count - 1 : count);
    }

    /** The root of the sample variance. */
    public static Tensor std(Tensor x, int... axes) {
        return std(x, true, false, axes);
    }

    public static Tensor std(Tensor x, boolean biasCorrected, int... axes) {
        return std(x, biasCorrected, false, axes);
    }

    public static Tensor std(Tensor x, boolean biasCorrected, boolean keepDims, int... axes) {
        return var(x, biasCorrected, keepDims, axes).safeSqrt();
    }

    public static Tensor norm1(Tensor x, int... axes) {
        return norm1(x, false, axes);
    }

    public static Tensor norm1(Tensor x, boolean keepDims, int... axes) {
        count("norm1", x, axes);
        return x.abs().sum(keepDims, axes);
    }

    public static Tensor norm2(Tensor x, int... axes) {
        return norm2(x, false, axes);
    }

    public static Tensor norm2(Tensor x, boolean keepDims, int... axes) {
        count("norm2", x, axes);
        return x.square().sum(keepDims, axes).safeSqrt();
    }

    public static Tensor normmax(Tensor x, int... axes) {
        return normmax(x, false, axes);
    }

    public static Tensor normmax(Tensor x, boolean keepDims, int... axes) {
        count("normmax", x, axes);
        return x.abs().amax(keepDims, axes);
    }

    public static Tensor prod(Tensor x, int... axes) {
        return prod(x, false, axes);
    }

    /** The product along some axes. */
    public static Tensor prod(Tensor x, boolean keepDims, int... axes) {
        count("prod", x, axes);
        Tensor product = x;
        int[] all = axes.length == 0 ? IntStream.range(0, x.rank()).toArray() : axes;
        for (int axis : all) {
            product = product(product, axis < 0 ? axis + x.rank() : axis);
        }
        int[] extents = product.shape();
        return keepDims ? product : product.reshape(without(extents, all));
    }

    /** One half times the other, until one position is left. */
    private static Tensor product(Tensor x, int axis) {
        Tensor product = x;
        for (int size = x.size(axis); size > 1; size = product.size(axis)) {
            int half = size / 2;
            Tensor pairs = product.slice(axis, 0, half).mul(product.slice(axis, half, 2 * half));
            product =
                    size % 2 == 0
                            ? pairs
                            : Tensor.concat(axis, pairs, product.slice(axis, size - 1, size));
        }
        return product;
    }

    private static int[] without(int[] shape, int... axes) {
        boolean[] gone = new boolean[shape.length];
        Arrays.stream(axes).forEach(a -> gone[a < 0 ? a + shape.length : a] = true);
        return IntStream.range(0, shape.length).filter(a -> !gone[a]).map(a -> shape[a]).toArray();
    }

    /**
     * The sums of all elements up to each one along an axis: of 2, then of 4, and so on (Hillis and
     * Steele 1986).
     */
    public static Tensor cumsum(Tensor x, int axis) {
        count("cumsum", x, axis);
        int a = axis < 0 ? axis + x.rank() : axis;
        int size = x.size(a);
        Tensor sums = x;
        for (int step = 1; step < size; step *= 2) {
            Tensor first = sums.slice(a, 0, step);
            Tensor further = sums.slice(a, step, size).add(sums.slice(a, 0, size - step));
            sums = Tensor.concat(a, first, further);
        }
        return sums;
    }

    /** Where the largest elements are along an axis, or all: numbers, which have no gradient. */
    public static Tensor argMax(Tensor x, int... axes) {
        count("argMax", x, axes);
        if (axes.length > 1) {
            throw new IllegalArgumentException(
                    "argMax: axes " + Arrays.toString(axes) + "; one axis or none is needed");
        }
        Tensor along = axes.length == 0 ? x.reshape(-1) : x;
        int axis = axes.length == 0 ? 0 : axes[0] < 0 ? axes[0] + x.rank() : axes[0];
        double[] positions = Arrays.stream(along.argMax(axis)).asDoubleStream().toArray();
        return Tensor.of(positions, without(along.shape(), axis)).to(x.dtype());
    }

    private static int count(String what, Tensor x, int... axes) {
        int[] all = axes.length == 0 ? IntStream.range(0, x.rank()).toArray() : axes;
        int count =
                Arrays.stream(all)
                        .map(a -> x.size(a < 0 ? a + x.rank() : a))
                        .reduce(1, (a, b) -> a * b);
        if (count == 1) {
            throw new IllegalArgumentException(
                    what
                            + ": one element along axes "
                            + Arrays.toString(all)
                            + " of "
                            + Arrays.toString(x.shape())
                            + "; leave the call out");
        }
        return count;
    }
}
