package org.higher.architectures.nd4j;

import static org.nd4j.linalg.ops.transforms.Transforms.tanh;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a model's own class is not needed for. */
final class ArrayHelpers {
    private static final double SLOPE = 0.3;

    private ArrayHelpers() {}

    static INDArray affine(INDArray x, INDArray w, double by) {
        INDArray z = x.mul(w);
        z.addi(by);
        return squashed(z).mul(SLOPE);
    }

    private static INDArray squashed(INDArray z) {
        return tanh(z);
    }

    static INDArray total(List<INDArray> parts) {
        INDArray sum = Nd4j.zerosLike(parts.get(0));
        for (INDArray part : parts) {
            sum.addi(part);
        }
        return sum;
    }

    static INDArray all(INDArray... parts) {
        return parts[0].add(parts[parts.length - 1]);
    }

    /** ND4J writes beyond the end of a part that is shorter. */
    static void checkLength(long part, INDArray written) {
        if (written.length() != part) {
            throw new IllegalArgumentException("of another length");
        }
    }
}
