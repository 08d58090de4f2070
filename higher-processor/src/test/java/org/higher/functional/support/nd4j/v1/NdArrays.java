package org.higher.functional.support.nd4j.v1;

import java.util.Collection;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
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

    public static Tensor castTo(Tensor x, DataType type) {
        return x;
    }

    public static Tensor addi(Tensor x, Tensor y) {
        return x;
    }

    public static Tensor addi(Tensor x, double y) {
        return x;
    }

    public static Tensor muli(Tensor x, Tensor y) {
        return x;
    }

    public static Tensor muli(Tensor x, double y) {
        return x;
    }

    public static Tensor addRowVector(Tensor x, Tensor row) {
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

    public static Tensor getRow(Tensor x, long row) {
        return x;
    }

    public static Tensor concat(int axis, Tensor... parts) {
        return parts[0];
    }

    public static Tensor vstack(Tensor... parts) {
        return parts[0];
    }

    public static Tensor vstack(Collection<Tensor> parts) {
        return parts.iterator().next();
    }

    public static Tensor hstack(Tensor... parts) {
        return parts[0];
    }
}
