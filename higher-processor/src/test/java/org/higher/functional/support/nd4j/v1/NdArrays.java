package org.higher.functional.support.nd4j.v1;

import org.higher.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Stands in for the runtime's, which computes with more than the tests' tensor can. */
public final class NdArrays {
    private NdArrays() {}

    public static Tensor parameter(INDArray array) {
        return Tensor.scalar(0);
    }

    public static Tensor field(INDArray array) {
        return Tensor.scalar(0);
    }

    public static Tensor constant(INDArray array) {
        return Tensor.scalar(0);
    }
}
