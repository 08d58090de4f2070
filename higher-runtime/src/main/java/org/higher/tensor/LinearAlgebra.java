package org.higher.tensor;

/**
 * What tensors do as matrices and vectors.
 *
 * <p>Operands that do not fit are an {@link IllegalArgumentException} that names both shapes.
 */
public sealed interface LinearAlgebra permits Tensor {
    /**
     * The matrix product over the last two axes: [..., m, k] x [..., k, n] is [..., m, n].
     *
     * <p>Both have two axes or more; the leading ones broadcast.
     */
    default Tensor mmul(Tensor b) {
        return LinalgOps.mmul(self(), b, false, false);
    }

    /** The matrix product with either factor transposed, which costs no copy. */
    default Tensor mmul(Tensor b, boolean transposeThis, boolean transposeOther) {
        return LinalgOps.mmul(self(), b, transposeThis, transposeOther);
    }

    /**
     * An affine map of the last axis, this · weightᵀ + bias: [..., inputs] becomes [..., outputs].
     *
     * @param weight shape [outputs, inputs]
     * @param bias shape [outputs]
     */
    default Tensor linear(Tensor weight, Tensor bias) {
        return LinalgOps.linear(self(), weight, bias);
    }

    /** The sum of the products of corresponding elements; the shapes are equal. */
    default Tensor dot(Tensor b) {
        return LinalgOps.dot(self(), b);
    }

    /**
     * The Euclidean norm along axes, all if none is named.
     *
     * <p>Its derivatives of every order are taken to be 0 at 0.
     */
    default Tensor norm2(int... axes) {
        return LinalgOps.norm2(self(), axes);
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
