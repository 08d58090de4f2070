package org.higher.internal.ops;

import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Binary.GT;
import static org.higher.internal.backend.Kernels.Binary.MIN;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.backend.Kernels.Binary.RELU_VJP;
import static org.higher.internal.backend.Kernels.Binary.SIGMOID_VJP;
import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Binary.TANH_VJP;
import static org.higher.internal.backend.Kernels.Unary.ABS;
import static org.higher.internal.backend.Kernels.Unary.COS;
import static org.higher.internal.backend.Kernels.Unary.ERF;
import static org.higher.internal.backend.Kernels.Unary.EXP;
import static org.higher.internal.backend.Kernels.Unary.LOG;
import static org.higher.internal.backend.Kernels.Unary.RELU;
import static org.higher.internal.backend.Kernels.Unary.SIGMOID;
import static org.higher.internal.backend.Kernels.Unary.SIGN;
import static org.higher.internal.backend.Kernels.Unary.SIN;
import static org.higher.internal.backend.Kernels.Unary.SOFTPLUS;
import static org.higher.internal.backend.Kernels.Unary.SQRT;
import static org.higher.internal.backend.Kernels.Unary.TANH;
import static org.higher.internal.ops.ArithmeticOps.add;
import static org.higher.internal.ops.ArithmeticOps.binary;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.neg;
import static org.higher.internal.ops.ArithmeticOps.square;
import static org.higher.internal.ops.ComparisonOps.compare;
import static org.higher.internal.ops.ComparisonOps.where;
import static org.higher.internal.tape.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.tape.Value;

/** Elementwise functions: transcendental functions, activations. */
public final class FunctionOps {
    private FunctionOps() {}

    public static Value exp(Value a) {
        return op("exp", unary(EXP, a)).symmetric().wrt(a, (g, y) -> mul(g, y)).record();
    }

    public static Value log(Value a) {
        return op("log", unary(LOG, a)).symmetric().wrt(a, g -> div(g, a)).record();
    }

    public static Value sin(Value a) {
        return op("sin", unary(SIN, a)).symmetric().wrt(a, g -> mul(g, cos(a))).record();
    }

    public static Value cos(Value a) {
        return op("cos", unary(COS, a)).symmetric().wrt(a, g -> neg(mul(g, sin(a)))).record();
    }

    public static Value sqrt(Value a) {
        return op("sqrt", unary(SQRT, a))
                .symmetric()
                .wrt(a, (g, y) -> mul(div(g, y), 0.5))
                .record();
    }

    /** The root is replaced by 1 where it is 0, before it divides: no infinity arises to mask. */
    public static Value safeSqrt(Value a) {
        return op("safeSqrt", unary(SQRT, a))
                .symmetric()
                .wrt(
                        a,
                        (g, y) -> {
                            Value zero = compare(EQ, y, 0);
                            Value root = where(zero, y.scalarLike(1), y);
                            return where(zero, y.scalarLike(0), mul(div(g, root), 0.5));
                        })
                .record();
    }

    public static Value tanh(Value a) {
        return op("tanh", unary(TANH, a)).symmetric().wrt(a, (g, y) -> tanhVjp(g, y)).record();
    }

    public static Value sigmoid(Value a) {
        return op("sigmoid", unary(SIGMOID, a))
                .symmetric()
                .wrt(a, (g, y) -> sigmoidVjp(g, y))
                .record();
    }

    public static Value softplus(Value a) {
        return op("softplus", unary(SOFTPLUS, a))
                .symmetric()
                .wrt(a, g -> mul(g, sigmoid(a)))
                .record();
    }

    /** Source of the derivative: Abramowitz and Stegun, 7.1.19. */
    public static Value erf(Value a) {
        double scale = 2 / Math.sqrt(Math.PI);
        return op("erf", unary(ERF, a))
                .symmetric()
                .wrt(a, g -> mul(g, mul(exp(neg(square(a))), scale)))
                .record();
    }

    /**
     * Below 0 the derivative is alpha e^x, which is the value plus alpha.
     *
     * <p>With t = tanh(x / 2), e^x - 1 is 2 t / (1 - t), in which nothing cancels out.
     */
    public static Value elu(Value a, double alpha) {
        Kernels kernels = a.kernels();
        Array positive = kernels.binary(GT, a.data(), 0);
        Array half = kernels.binary(DIV, kernels.binary(MIN, a.data(), 0), 2);
        Array t = kernels.unary(TANH, half);
        Array below = kernels.binary(DIV, t, kernels.binary(SUB, 1, t));
        below = kernels.binary(MUL, below, 2 * alpha);
        return op("elu", kernels.where(positive, a.data(), below))
                .symmetric()
                .wrt(a, (g, y) -> where(compare(GT, a, 0), g, mul(g, add(y, alpha))))
                .record();
    }

    public static Value silu(Value a) {
        return mul(a, sigmoid(a));
    }

    public static Value gelu(Value a) {
        return mul(mul(a, 0.5), add(erf(mul(a, Math.sqrt(0.5))), 1));
    }

    public static Value geluTanh(Value a) {
        Value inner = mul(mul(a, add(mul(square(a), 0.044715), 1)), Math.sqrt(2 / Math.PI));
        return mul(mul(a, 0.5), add(tanh(inner), 1));
    }

    public static Value relu(Value a) {
        // the value tells as much as the argument, and what comes next often keeps it anyway
        return op("relu", unary(RELU, a)).symmetric().wrt(a, FunctionOps::reluVjp).record();
    }

    /** What passes through a tanh of value y, the gradient g; and so on for the others. */
    public static Value tanhVjp(Value g, Value y) {
        return op("tanhVjp", binary("tanhVjp", TANH_VJP, g, y))
                .symmetric()
                .wrt(g, h -> tanhVjp(h, y))
                .wrt(y, h -> mul(mul(mul(h, g), y), -2))
                .record();
    }

    public static Value sigmoidVjp(Value g, Value y) {
        return op("sigmoidVjp", binary("sigmoidVjp", SIGMOID_VJP, g, y))
                .symmetric()
                .wrt(g, h -> sigmoidVjp(h, y))
                .wrt(y, h -> mul(mul(h, g), add(mul(y, -2), 1)))
                .record();
    }

    /** Constant in x almost everywhere. */
    public static Value reluVjp(Value g, Value x) {
        return op("reluVjp", binary("reluVjp", RELU_VJP, g, x))
                .symmetric()
                .reads(x)
                .wrt(g, h -> reluVjp(h, x))
                .record();
    }

    public static Value leakyRelu(Value a, double slope) {
        Kernels kernels = a.kernels();
        Array positive = kernels.binary(GT, a.data(), 0);
        Array below = kernels.binary(MUL, a.data(), slope);
        return op("leakyRelu", kernels.where(positive, a.data(), below))
                .symmetric()
                .wrt(a, g -> where(compare(GT, a, 0), g, mul(g, slope)))
                .record();
    }

    public static Value abs(Value a) {
        return op("abs", unary(ABS, a)).symmetric().wrt(a, g -> mul(g, sign(a))).record();
    }

    public static Value sign(Value a) {
        return op("sign", unary(SIGN, a)).symmetric().wrt(a, g -> g.fullLike(0)).record();
    }

    private static Array unary(Unary f, Value a) {
        return a.kernels().unary(f, a.data());
    }
}
