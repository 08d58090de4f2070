package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.internal.ops.LinalgOps;
import org.higher.internal.tape.Value;

/**
 * Linear algebra: products of matrices and vectors, norms.
 *
 * <p>Operands that do not fit are an {@link IllegalArgumentException} that names both shapes.
 */
sealed interface LinearAlgebra permits Tensor {
    /**
     * The matrix product over the last two axes: [..., m, k] x [..., k, n] is [..., m, n].
     *
     * <p>Both have two axes or more; the leading ones broadcast.
     */
    default Tensor mmul(Tensor b) {
        return tensor(LinalgOps.mmul(value(), operand("mmul", b), false, false));
    }

    /**
     * The matrix product with b transposed, this · bᵀ: [..., m, k] and [..., n, k] give [..., m,
     * n].
     *
     * <p>It costs no copy of the transpose; see {@link #mmul}.
     */
    default Tensor mmulTransposed(Tensor b) {
        return tensor(LinalgOps.mmul(value(), operand("mmulTransposed", b), false, true));
    }

    /**
     * The matrix product with this transposed, thisᵀ · b: [..., k, m] and [..., k, n] give [..., m,
     * n].
     *
     * <p>It costs no copy of the transpose; see {@link #mmul}.
     */
    default Tensor transposedMmul(Tensor b) {
        return tensor(LinalgOps.mmul(value(), operand("transposedMmul", b), true, false));
    }

    /**
     * An affine map of the last axis, this · weightᵀ + bias: [..., inputs] becomes [..., outputs].
     *
     * @param weight shape [outputs, inputs]
     * @param bias shape [outputs]
     */
    default Tensor linear(Tensor weight, Tensor bias) {
        return tensor(
                LinalgOps.linear(value(), operand("linear", weight), operand("linear", bias)));
    }

    /** The dot product: the sum of the products of corresponding elements; shapes are equal. */
    default Tensor dot(Tensor b) {
        return tensor(LinalgOps.dot(value(), operand("dot", b)));
    }

    /**
     * The Euclidean norm along axes, all if none is named.
     *
     * <p>Its derivatives of every order are taken to be 0 at 0.
     */
    default Tensor norm2(int... axes) {
        return tensor(LinalgOps.norm2(value(), axes));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
