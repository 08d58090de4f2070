package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Binary.DIV;
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
import static org.higher.tensor.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Unary;

/** Functions of one element. */
final class FunctionOps {
    private FunctionOps() {}

    static Tensor exp(Tensor a) {
        return op("exp", unary(EXP, a)).wrt(a, (g, y) -> g.mul(y)).record();
    }

    static Tensor log(Tensor a) {
        return op("log", unary(LOG, a)).wrt(a, g -> g.div(a)).record();
    }

    static Tensor sin(Tensor a) {
        return op("sin", unary(SIN, a)).wrt(a, g -> g.mul(a.cos())).record();
    }

    static Tensor cos(Tensor a) {
        return op("cos", unary(COS, a)).wrt(a, g -> g.mul(a.sin()).neg()).record();
    }

    static Tensor sqrt(Tensor a) {
        return op("sqrt", unary(SQRT, a)).wrt(a, (g, y) -> g.div(y).mul(0.5)).record();
    }

    /** The root is replaced by 1 where it is 0, before it divides: no infinity arises to mask. */
    static Tensor safeSqrt(Tensor a) {
        return op("safeSqrt", unary(SQRT, a))
                .wrt(
                        a,
                        (g, y) -> {
                            Tensor zero = y.eq(0);
                            Tensor root = Tensor.where(zero, y.constant(1), y);
                            return Tensor.where(zero, y.constant(0), g.div(root).mul(0.5));
                        })
                .record();
    }

    static Tensor tanh(Tensor a) {
        return op("tanh", unary(TANH, a)).wrt(a, (g, y) -> tanhVjp(g, y)).record();
    }

    static Tensor sigmoid(Tensor a) {
        return op("sigmoid", unary(SIGMOID, a)).wrt(a, (g, y) -> sigmoidVjp(g, y)).record();
    }

    static Tensor softplus(Tensor a) {
        return op("softplus", unary(SOFTPLUS, a)).wrt(a, g -> g.mul(a.sigmoid())).record();
    }

    /** Source of the derivative: Abramowitz and Stegun, 7.1.19. */
    static Tensor erf(Tensor a) {
        double scale = 2 / Math.sqrt(Math.PI);
        return op("erf", unary(ERF, a))
                .wrt(a, g -> g.mul(a.square().neg().exp().mul(scale)))
                .record();
    }

    /**
     * Below 0 the derivative is alpha e^x, which is the value plus alpha.
     *
     * <p>With t = tanh(x / 2), e^x - 1 is 2 t / (1 - t), in which nothing cancels out.
     */
    static Tensor elu(Tensor a, double alpha) {
        Kernels kernels = a.kernels();
        Array positive = kernels.binary(GT, a.data(), 0);
        Array half = kernels.binary(DIV, kernels.binary(MIN, a.data(), 0), 2);
        Array t = kernels.unary(TANH, half);
        Array below = kernels.binary(DIV, t, kernels.binary(SUB, 1, t));
        below = kernels.binary(MUL, below, 2 * alpha);
        return op("elu", kernels.where(positive, a.data(), below))
                .wrt(a, (g, y) -> Tensor.where(a.gt(0), g, g.mul(y.add(alpha))))
                .record();
    }

    static Tensor silu(Tensor a) {
        return a.mul(a.sigmoid());
    }

    static Tensor gelu(Tensor a) {
        return a.mul(0.5).mul(a.mul(Math.sqrt(0.5)).erf().add(1));
    }

    static Tensor geluTanh(Tensor a) {
        Tensor inner = a.mul(a.square().mul(0.044715).add(1)).mul(Math.sqrt(2 / Math.PI));
        return a.mul(0.5).mul(inner.tanh().add(1));
    }

    static Tensor relu(Tensor a) {
        return op("relu", unary(RELU, a)).wrt(a, g -> reluVjp(g, a)).record();
    }

    /** What passes through a tanh of value y, the gradient g; and so on for the others. */
    static Tensor tanhVjp(Tensor g, Tensor y) {
        return op("tanhVjp", ArithmeticOps.binary("tanhVjp", TANH_VJP, g, y))
                .wrt(g, h -> tanhVjp(h, y))
                .wrt(y, h -> h.mul(g).mul(y).mul(-2))
                .record();
    }

    static Tensor sigmoidVjp(Tensor g, Tensor y) {
        return op("sigmoidVjp", ArithmeticOps.binary("sigmoidVjp", SIGMOID_VJP, g, y))
                .wrt(g, h -> sigmoidVjp(h, y))
                .wrt(y, h -> h.mul(g).mul(y.mul(-2).add(1)))
                .record();
    }

    /** Constant in x almost everywhere. */
    static Tensor reluVjp(Tensor g, Tensor x) {
        return op("reluVjp", ArithmeticOps.binary("reluVjp", RELU_VJP, g, x))
                .reads(x)
                .wrt(g, h -> reluVjp(h, x))
                .record();
    }

    static Tensor leakyRelu(Tensor a, double slope) {
        Kernels kernels = a.kernels();
        Array positive = kernels.binary(GT, a.data(), 0);
        Array below = kernels.binary(MUL, a.data(), slope);
        return op("leakyRelu", kernels.where(positive, a.data(), below))
                .wrt(a, g -> Tensor.where(a.gt(0), g, g.mul(slope)))
                .record();
    }

    static Tensor abs(Tensor a) {
        return op("abs", unary(ABS, a)).wrt(a, g -> g.mul(a.sign())).record();
    }

    static Tensor sign(Tensor a) {
        return op("sign", unary(SIGN, a)).wrt(a, g -> g.zerosLike()).record();
    }

    private static Array unary(Unary f, Tensor a) {
        return a.kernels().unary(f, a.data());
    }
}
