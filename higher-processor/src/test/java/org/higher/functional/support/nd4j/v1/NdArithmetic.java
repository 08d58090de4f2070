package org.higher.functional.support.nd4j.v1;

import org.higher.tensor.Tensor;

/** Stands in for the runtime's, which computes with more than the tests' tensor can. */
public final class NdArithmetic {
    private NdArithmetic() {}

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
}
