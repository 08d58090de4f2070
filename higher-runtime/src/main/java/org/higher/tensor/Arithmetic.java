package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.ops.ArithmeticOps;
import org.higher.internal.ops.ComparisonOps;
import org.higher.internal.ops.FunctionOps;
import org.higher.internal.tape.Value;

/**
 * Elementwise operations of tensors: arithmetic, functions, activations, comparisons.
 *
 * <p>Shapes broadcast as in NumPy: aligned at the last axis, an extent of 1 is repeated. Operands
 * of different element types, devices, or shapes that do not broadcast are an {@link
 * IllegalArgumentException} that names the operation and both.
 */
sealed interface Arithmetic permits Tensor {
    /** this + b. */
    default Tensor add(Tensor b) {
        return tensor(ArithmeticOps.add(value(), operand("add", b)));
    }

    /** this + b. */
    default Tensor add(double b) {
        return tensor(ArithmeticOps.add(value(), b));
    }

    /** this - b. */
    default Tensor sub(Tensor b) {
        return tensor(ArithmeticOps.sub(value(), operand("sub", b)));
    }

    /** this - b. */
    default Tensor sub(double b) {
        return tensor(ArithmeticOps.sub(value(), b));
    }

    /** b - this. */
    default Tensor rsub(Tensor b) {
        return tensor(ArithmeticOps.sub(operand("rsub", b), value()));
    }

    /** b - this. */
    default Tensor rsub(double b) {
        return tensor(ArithmeticOps.rsub(value(), b));
    }

    /** this · b, element by element; the matrix product is {@link LinearAlgebra#mmul}. */
    default Tensor mul(Tensor b) {
        return tensor(ArithmeticOps.mul(value(), operand("mul", b)));
    }

    /** this · b. */
    default Tensor mul(double b) {
        return tensor(ArithmeticOps.mul(value(), b));
    }

    /** this / b. */
    default Tensor div(Tensor b) {
        return tensor(ArithmeticOps.div(value(), operand("div", b)));
    }

    /** this / b. */
    default Tensor div(double b) {
        return tensor(ArithmeticOps.div(value(), b));
    }

    /** b / this. */
    default Tensor rdiv(Tensor b) {
        return tensor(ArithmeticOps.div(operand("rdiv", b), value()));
    }

    /** b / this. */
    default Tensor rdiv(double b) {
        return tensor(ArithmeticOps.rdiv(value(), b));
    }

    /** this to the power of an exponent; anything to the power of 0 is 1, with derivative 0. */
    default Tensor pow(double exponent) {
        return tensor(ArithmeticOps.pow(value(), exponent));
    }

    /**
     * this to the power of exponents.
     *
     * <p>Where the base is 0, the derivative with respect to the exponent is 0.
     */
    default Tensor pow(Tensor exponents) {
        return tensor(ArithmeticOps.pow(value(), operand("pow", exponents)));
    }

    /** A base to the power of this; base 0 has derivative 0. */
    default Tensor rpow(double base) {
        return tensor(ArithmeticOps.rpow(value(), base));
    }

    /** The negation, -this. */
    default Tensor neg() {
        return tensor(ArithmeticOps.neg(value()));
    }

    /** The square, this · this. */
    default Tensor square() {
        return tensor(ArithmeticOps.square(value()));
    }

    /** The reciprocal, 1 / this. */
    default Tensor reciprocal() {
        return tensor(ArithmeticOps.reciprocal(value()));
    }

    /** The exponential function, e to the power of this. */
    default Tensor exp() {
        return tensor(FunctionOps.exp(value()));
    }

    /** The natural logarithm. */
    default Tensor log() {
        return tensor(FunctionOps.log(value()));
    }

    /** The square root; its derivative at 0 is infinite, see {@link #safeSqrt}. */
    default Tensor sqrt() {
        return tensor(FunctionOps.sqrt(value()));
    }

    /** The square root, with derivatives of every order taken to be 0 at 0. */
    default Tensor safeSqrt() {
        return tensor(FunctionOps.safeSqrt(value()));
    }

    /** The sine of this, in radians. */
    default Tensor sin() {
        return tensor(FunctionOps.sin(value()));
    }

    /** The cosine of this, in radians. */
    default Tensor cos() {
        return tensor(FunctionOps.cos(value()));
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return tensor(FunctionOps.tanh(value()));
    }

    /** The logistic sigmoid, 1 / (1 + e^-this). */
    default Tensor sigmoid() {
        return tensor(FunctionOps.sigmoid(value()));
    }

    /** Softplus, log(1 + e^this), without overflow. */
    default Tensor softplus() {
        return tensor(FunctionOps.softplus(value()));
    }

    /** The error function, 2 / sqrt(π) times the integral of e^-t² from 0 to this. */
    default Tensor erf() {
        return tensor(FunctionOps.erf(value()));
    }

    /**
     * The exponential linear unit (ELU): this where it is positive, else alpha · (e^this - 1).
     *
     * <p>The derivative at 0 is alpha.
     */
    default Tensor elu(double alpha) {
        return tensor(FunctionOps.elu(value(), alpha));
    }

    /** The sigmoid linear unit (SiLU, swish): this · sigmoid(this). */
    default Tensor silu() {
        return tensor(FunctionOps.silu(value()));
    }

    /**
     * The Gaussian error linear unit (GELU): this times the probability that a standard normal is
     * below it.
     */
    default Tensor gelu() {
        return tensor(FunctionOps.gelu(value()));
    }

    /** GELU approximated by a tanh, off by at most 5e-4; see {@link #gelu}. */
    default Tensor geluTanh() {
        return tensor(FunctionOps.geluTanh(value()));
    }

    /** The rectified linear unit (ReLU): max(this, 0), with derivative 0 at 0. */
    default Tensor relu() {
        return tensor(FunctionOps.relu(value()));
    }

    /**
     * The leaky rectified linear unit: this where it is positive, else slope · this.
     *
     * <p>The derivative at 0 is the slope.
     */
    default Tensor leakyRelu(double slope) {
        return tensor(FunctionOps.leakyRelu(value(), slope));
    }

    /** The absolute value, with derivative 0 at 0. */
    default Tensor abs() {
        return tensor(FunctionOps.abs(value()));
    }

    /** The sign: -1, 0 or 1, with derivative 0 everywhere. */
    default Tensor sign() {
        return tensor(FunctionOps.sign(value()));
    }

    /** The larger of each pair; a tie shares the gradient evenly. */
    default Tensor max(Tensor b) {
        return tensor(ComparisonOps.max(value(), operand("max", b)));
    }

    /** The larger of this and b; the derivative of a tie is a half. */
    default Tensor max(double b) {
        return tensor(ComparisonOps.max(value(), b));
    }

    /** The smaller of each pair; a tie shares the gradient evenly. */
    default Tensor min(Tensor b) {
        return tensor(ComparisonOps.min(value(), operand("min", b)));
    }

    /** The smaller of this and b; the derivative of a tie is a half. */
    default Tensor min(double b) {
        return tensor(ComparisonOps.min(value(), b));
    }

    /**
     * this within [low, high]; the derivative is 1 there, bounds included, and 0 outside.
     *
     * @throws IllegalArgumentException if low is above high
     */
    default Tensor clamp(double low, double high) {
        return tensor(ComparisonOps.clamp(value(), low, high));
    }

    /** 1 where this equals b, else 0; not differentiable, like all comparisons. */
    default Tensor eq(Tensor b) {
        return tensor(ComparisonOps.compare(Binary.EQ, value(), operand("eq", b)));
    }

    /** 1 where this equals b, else 0. */
    default Tensor eq(double b) {
        return tensor(ComparisonOps.compare(Binary.EQ, value(), b));
    }

    /** 1 where this differs from b, else 0. */
    default Tensor ne(Tensor b) {
        return tensor(ComparisonOps.compare(Binary.NE, value(), operand("ne", b)));
    }

    /** 1 where this differs from b, else 0. */
    default Tensor ne(double b) {
        return tensor(ComparisonOps.compare(Binary.NE, value(), b));
    }

    /** 1 where this is less than b, else 0. */
    default Tensor lt(Tensor b) {
        return tensor(ComparisonOps.compare(Binary.LT, value(), operand("lt", b)));
    }

    /** 1 where this is less than b, else 0. */
    default Tensor lt(double b) {
        return tensor(ComparisonOps.compare(Binary.LT, value(), b));
    }

    /** 1 where this is at most b, else 0. */
    default Tensor le(Tensor b) {
        return tensor(ComparisonOps.compare(Binary.LE, value(), operand("le", b)));
    }

    /** 1 where this is at most b, else 0. */
    default Tensor le(double b) {
        return tensor(ComparisonOps.compare(Binary.LE, value(), b));
    }

    /** 1 where this is greater than b, else 0. */
    default Tensor gt(Tensor b) {
        return tensor(ComparisonOps.compare(Binary.GT, value(), operand("gt", b)));
    }

    /** 1 where this is greater than b, else 0. */
    default Tensor gt(double b) {
        return tensor(ComparisonOps.compare(Binary.GT, value(), b));
    }

    /** 1 where this is at least b, else 0. */
    default Tensor ge(Tensor b) {
        return tensor(ComparisonOps.compare(Binary.GE, value(), operand("ge", b)));
    }

    /** 1 where this is at least b, else 0. */
    default Tensor ge(double b) {
        return tensor(ComparisonOps.compare(Binary.GE, value(), b));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
