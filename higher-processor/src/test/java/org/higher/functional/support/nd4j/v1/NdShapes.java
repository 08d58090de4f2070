package org.higher.functional.support.nd4j.v1;

import org.higher.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;

/** Stands in for the runtime's, which computes with more than the tests' tensor can. */
public final class NdShapes {
    private NdShapes() {}

    public static Tensor castTo(Tensor x, DataType type) {
        return x;
    }

    public static Tensor transpose(Tensor x) {
        return x;
    }

    public static Tensor reshape(Tensor x, long... shape) {
        return x;
    }

    public static Tensor reshape(Tensor x, int... shape) {
        return x;
    }
}
