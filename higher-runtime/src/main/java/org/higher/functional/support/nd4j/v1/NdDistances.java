package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import org.higher.tensor.Tensor;

/**
 * Distances of ND4J's arrays, over all elements, as numbers.
 *
 * <p>Called by twins of models that are written on {@code INDArray}. Both arrays have one shape.
 */
public final class NdDistances {
    private NdDistances() {}

    private static Tensor difference(String what, Tensor x, Tensor y) {
        checkAlike(what, x, y);
        return x.sub(y);
    }

    private static void checkAlike(String what, Tensor x, Tensor y) {
        if (!Arrays.equals(x.shape(), y.shape())) {
            throw new IllegalArgumentException(
                    "%s: %s and %s are not of one shape"
                            .formatted(
                                    what, Arrays.toString(x.shape()), Arrays.toString(y.shape())));
        }
    }

    public static Tensor distance1(Tensor x, Tensor y) {
        return manhattanDistance(x, y);
    }

    public static Tensor manhattanDistance(Tensor x, Tensor y) {
        return difference("manhattanDistance", x, y).abs().sum().toNumber();
    }

    public static Tensor distance2(Tensor x, Tensor y) {
        return euclideanDistance(x, y);
    }

    public static Tensor squaredDistance(Tensor x, Tensor y) {
        return difference("squaredDistance", x, y).square().sum().toNumber();
    }

    public static Tensor euclideanDistance(Tensor x, Tensor y) {
        return difference("euclideanDistance", x, y).square().sum().safeSqrt().toNumber();
    }

    /** The cosine of the angle between two arrays; NaN if one is 0 everywhere. */
    public static Tensor cosineSim(Tensor x, Tensor y) {
        checkAlike("cosineSim", x, y);
        Tensor lengths = x.square().sum().mul(y.square().sum()).sqrt();
        return x.mul(y).sum().div(lengths).toNumber();
    }

    public static Tensor cosineDistance(Tensor x, Tensor y) {
        return cosineSim(x, y).rsub(1);
    }
}
