package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;

/**
 * Reductions of ND4J's arrays that tensors do not have: variances and norms.
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
