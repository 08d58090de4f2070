package org.higher.tensor;

import org.higher.internal.backend.Kernels.Binary;

/**
 * What tensors do element by element.
 *
 * <p>Shapes broadcast as in NumPy: aligned at the last axis, an extent of 1 stretches. Operands of
 * different element types, devices, or shapes that do not broadcast are an {@link
 * IllegalArgumentException} that names the operation and both.
 */
public sealed interface Arithmetic permits Tensor {
    /** this + b. */
    default Tensor add(Tensor b) {
        return ArithmeticOps.add(self(), b);
    }

    /** this + b. */
    default Tensor add(double b) {
        return ArithmeticOps.add(self(), b);
    }

    /** this - b. */
    default Tensor sub(Tensor b) {
        return ArithmeticOps.sub(self(), b);
    }

    /** this - b. */
    default Tensor sub(double b) {
        return ArithmeticOps.sub(self(), b);
    }

    /** b - this. */
    default Tensor rsub(Tensor b) {
        return ArithmeticOps.sub(b, self());
    }

    /** b - this. */
    default Tensor rsub(double b) {
        return ArithmeticOps.rsub(self(), b);
    }

    /** this · b, element by element; the matrix product is {@link LinearAlgebra#mmul}. */
    default Tensor mul(Tensor b) {
        return ArithmeticOps.mul(self(), b);
    }

    /** this · b. */
    default Tensor mul(double b) {
        return ArithmeticOps.mul(self(), b);
    }

    /** this / b. */
    default Tensor div(Tensor b) {
        return ArithmeticOps.div(self(), b);
    }

    /** this / b. */
    default Tensor div(double b) {
        return ArithmeticOps.div(self(), b);
    }

    /** b / this. */
    default Tensor rdiv(Tensor b) {
        return ArithmeticOps.div(b, self());
    }

    /** b / this. */
    default Tensor rdiv(double b) {
        return ArithmeticOps.rdiv(self(), b);
    }

    /** this to the power of an exponent; anything to the power of 0 is 1, with derivative 0. */
    default Tensor pow(double exponent) {
        return ArithmeticOps.pow(self(), exponent);
    }

    /**
     * this to the power of exponents.
     *
     * <p>Where the base is 0, the derivative with respect to the exponent is 0.
     */
    default Tensor pow(Tensor exponents) {
        return ArithmeticOps.pow(self(), exponents);
    }

    /** A base to the power of this; base 0 has derivative 0. */
    default Tensor rpow(double base) {
        return ArithmeticOps.rpow(self(), base);
    }

    /** -this. */
    default Tensor neg() {
        return ArithmeticOps.neg(self());
    }

    /** this · this. */
    default Tensor square() {
        return ArithmeticOps.square(self());
    }

    /** 1 / this. */
    default Tensor reciprocal() {
        return ArithmeticOps.reciprocal(self());
    }

    /** e to the power of this. */
    default Tensor exp() {
        return FunctionOps.exp(self());
    }

    /** The natural logarithm. */
    default Tensor log() {
        return FunctionOps.log(self());
    }

    /** The square root; its derivative at 0 is infinite, see {@link #safeSqrt}. */
    default Tensor sqrt() {
        return FunctionOps.sqrt(self());
    }

    /** The square root, with derivatives of every order taken to be 0 at 0. */
    default Tensor safeSqrt() {
        return FunctionOps.safeSqrt(self());
    }

    /** The sine of this, in radians. */
    default Tensor sin() {
        return FunctionOps.sin(self());
    }

    /** The cosine of this, in radians. */
    default Tensor cos() {
        return FunctionOps.cos(self());
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return FunctionOps.tanh(self());
    }

    /** 1 / (1 + e^-this). */
    default Tensor sigmoid() {
        return FunctionOps.sigmoid(self());
    }

    /** log(1 + e^this), without overflow. */
    default Tensor softplus() {
        return FunctionOps.softplus(self());
    }

    /** The error function, 2 / sqrt(π) times the integral of e^-t² from 0 to this. */
    default Tensor erf() {
        return FunctionOps.erf(self());
    }

    /** this where it is positive, else alpha · (e^this - 1); the derivative at 0 is alpha. */
    default Tensor elu(double alpha) {
        return FunctionOps.elu(self(), alpha);
    }

    /** this · sigmoid(this). */
    default Tensor silu() {
        return FunctionOps.silu(self());
    }

    /** this times the probability that a standard normal is below it. */
    default Tensor gelu() {
        return FunctionOps.gelu(self());
    }

    /** The approximation of {@link #gelu} by a tanh, off by at most 5e-4. */
    default Tensor geluTanh() {
        return FunctionOps.geluTanh(self());
    }

    /** max(this, 0), with derivative 0 at 0. */
    default Tensor relu() {
        return FunctionOps.relu(self());
    }

    /** this where it is positive, else slope · this; the derivative at 0 is the slope. */
    default Tensor leakyRelu(double slope) {
        return FunctionOps.leakyRelu(self(), slope);
    }

    /** The absolute value, with derivative 0 at 0. */
    default Tensor abs() {
        return FunctionOps.abs(self());
    }

    /** -1, 0 or 1, with derivative 0 everywhere. */
    default Tensor sign() {
        return FunctionOps.sign(self());
    }

    /** The larger of each pair; a tie shares the gradient evenly. */
    default Tensor max(Tensor b) {
        return SelectionOps.max(self(), b);
    }

    /** The larger of this and b; the derivative of a tie is a half. */
    default Tensor max(double b) {
        return SelectionOps.max(self(), b);
    }

    /** The smaller of each pair; a tie shares the gradient evenly. */
    default Tensor min(Tensor b) {
        return SelectionOps.min(self(), b);
    }

    /** The smaller of this and b; the derivative of a tie is a half. */
    default Tensor min(double b) {
        return SelectionOps.min(self(), b);
    }

    /**
     * this within [low, high]; the derivative is 1 there, bounds included, and 0 outside.
     *
     * @throws IllegalArgumentException if low is above high
     */
    default Tensor clamp(double low, double high) {
        return SelectionOps.clamp(self(), low, high);
    }

    /** 1 where this equals b, else 0; not differentiable, like all comparisons. */
    default Tensor eq(Tensor b) {
        return SelectionOps.compare(Binary.EQ, self(), b);
    }

    /** 1 where this equals b, else 0. */
    default Tensor eq(double b) {
        return SelectionOps.compare(Binary.EQ, self(), b);
    }

    /** 1 where this differs from b, else 0. */
    default Tensor ne(Tensor b) {
        return SelectionOps.compare(Binary.NE, self(), b);
    }

    /** 1 where this differs from b, else 0. */
    default Tensor ne(double b) {
        return SelectionOps.compare(Binary.NE, self(), b);
    }

    /** 1 where this is less than b, else 0. */
    default Tensor lt(Tensor b) {
        return SelectionOps.compare(Binary.LT, self(), b);
    }

    /** 1 where this is less than b, else 0. */
    default Tensor lt(double b) {
        return SelectionOps.compare(Binary.LT, self(), b);
    }

    /** 1 where this is at most b, else 0. */
    default Tensor le(Tensor b) {
        return SelectionOps.compare(Binary.LE, self(), b);
    }

    /** 1 where this is at most b, else 0. */
    default Tensor le(double b) {
        return SelectionOps.compare(Binary.LE, self(), b);
    }

    /** 1 where this is greater than b, else 0. */
    default Tensor gt(Tensor b) {
        return SelectionOps.compare(Binary.GT, self(), b);
    }

    /** 1 where this is greater than b, else 0. */
    default Tensor gt(double b) {
        return SelectionOps.compare(Binary.GT, self(), b);
    }

    /** 1 where this is at least b, else 0. */
    default Tensor ge(Tensor b) {
        return SelectionOps.compare(Binary.GE, self(), b);
    }

    /** 1 where this is at least b, else 0. */
    default Tensor ge(double b) {
        return SelectionOps.compare(Binary.GE, self(), b);
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
