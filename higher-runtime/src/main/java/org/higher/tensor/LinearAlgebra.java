package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.internal.ops.linalg.ProductOps;
import org.higher.internal.ops.linalg.SolveOps;
import org.higher.internal.tape.Value;

/**
 * Linear algebra: products of matrices and vectors, norms, systems of equations, factorizations.
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
        return tensor(ProductOps.mmul(value(), operand("mmul", b), false, false));
    }

    /**
     * The matrix product with b transposed, this · bᵀ: [..., m, k] and [..., n, k] give [..., m,
     * n].
     *
     * <p>It costs no copy of the transpose; see {@link #mmul}.
     */
    default Tensor mmulTransposed(Tensor b) {
        return tensor(ProductOps.mmul(value(), operand("mmulTransposed", b), false, true));
    }

    /**
     * The matrix product with this transposed, thisᵀ · b: [..., k, m] and [..., k, n] give [..., m,
     * n].
     *
     * <p>It costs no copy of the transpose; see {@link #mmul}.
     */
    default Tensor transposedMmul(Tensor b) {
        return tensor(ProductOps.mmul(value(), operand("transposedMmul", b), true, false));
    }

    /**
     * An affine map of the last axis, this · weightᵀ + bias: [..., inputs] becomes [..., outputs].
     *
     * @param weight shape [outputs, inputs]
     * @param bias shape [outputs]
     */
    default Tensor linear(Tensor weight, Tensor bias) {
        return tensor(
                ProductOps.linear(value(), operand("linear", weight), operand("linear", bias)));
    }

    /** The dot product: the sum of the products of corresponding elements; shapes are equal. */
    default Tensor dot(Tensor b) {
        return tensor(ProductOps.dot(value(), operand("dot", b)));
    }

    /**
     * The Euclidean norm along axes, all if none is named.
     *
     * <p>Its derivatives of every order are taken to be 0 at 0.
     */
    default Tensor norm2(int... axes) {
        return tensor(ProductOps.norm2(value(), axes));
    }

    /**
     * The solutions X of the linear equations this · X = b, by an LU factorization with pivoting.
     *
     * <p>For the least squares of a ridge regression, {@code x.transposedMmul(x).add(ridge)
     * .solve(x.transposedMmul(y))}. As all that follows it takes any number of matrices, [..., n,
     * n], runs on the host in double precision, whatever the element type, and has derivatives of
     * every order. A matrix with an element that is not finite yields NaN.
     *
     * @param b right-hand sides, [..., n, k], a column for each; leading axes broadcast
     * @throws ArithmeticException if a matrix is singular to the precision of its element type,
     *     naming the pivot
     */
    default Tensor solve(Tensor b) {
        return tensor(SolveOps.solve(value(), operand("solve", b), false));
    }

    /**
     * The solutions X of triangular equations this · X = b, of which only one triangle is read.
     *
     * @param b right-hand sides, as for {@link #solve}
     * @param upper whether that is the upper triangle; else the lower
     * @throws ArithmeticException if an element of the diagonal is 0
     */
    default Tensor solveTriangular(Tensor b, boolean upper) {
        return tensor(
                SolveOps.solveTriangular(value(), operand("solveTriangular", b), upper, false));
    }

    /**
     * The Cholesky factor: the lower triangle L with L · Lᵀ = this, which is positive definite.
     *
     * <p>It is that of the symmetric part, (this + thisᵀ) / 2, and so are its derivatives.
     *
     * @throws ArithmeticException if a matrix is not positive definite to the precision of its
     *     element type, naming the pivot, or far from symmetric
     */
    default Tensor cholesky() {
        return tensor(SolveOps.cholesky(value()));
    }

    /**
     * The inverse matrices; {@link #solve} is cheaper and rounds less. It fails where that does.
     */
    default Tensor inverse() {
        return tensor(SolveOps.inverse(value()));
    }

    /**
     * The logarithm of the determinants: [..., n, n] becomes [...].
     *
     * @throws ArithmeticException if a matrix is singular, or its determinant negative
     */
    default Tensor logDet() {
        return tensor(SolveOps.logDet(value()));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
