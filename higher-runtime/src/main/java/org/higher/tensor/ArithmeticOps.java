package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.backend.Kernels.Binary.POW;
import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Unary.NEG;
import static org.higher.internal.backend.Kernels.Unary.RECIPROCAL;
import static org.higher.internal.backend.Kernels.Unary.SQUARE;
import static org.higher.tensor.Op.linearOp;
import static org.higher.tensor.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels.Binary;

/** Sums, products, quotients and powers. */
final class ArithmeticOps {
    private ArithmeticOps() {}

    static Tensor add(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            if (Numbers.isConstant(b)) {
                return add(a, b.exact());
            }
            return Numbers.isConstant(a)
                    ? add(b, a.exact())
                    : add(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        return linearOp("add", binary("add", ADD, a, b)).wrt(a, g -> g).wrt(b, g -> g).record();
    }

    static Tensor add(Tensor a, double b) {
        return linearOp("add", a.kernels().binary(ADD, a.data(), b)).wrt(a, g -> g).record();
    }

    static Tensor sub(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            if (Numbers.isConstant(b)) {
                return sub(a, b.exact());
            }
            return Numbers.isConstant(a)
                    ? rsub(b, a.exact())
                    : sub(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        return linearOp("sub", binary("sub", SUB, a, b))
                .wrt(a, g -> g)
                .wrt(b, g -> g.neg())
                .record();
    }

    static Tensor sub(Tensor a, double b) {
        return linearOp("sub", a.kernels().binary(SUB, a.data(), b)).wrt(a, g -> g).record();
    }

    static Tensor rsub(Tensor a, double b) {
        return linearOp("rsub", a.kernels().binary(SUB, b, a.data())).wrt(a, g -> g.neg()).record();
    }

    static Tensor mul(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            if (Numbers.isConstant(b)) {
                return mul(a, b.exact());
            }
            return Numbers.isConstant(a)
                    ? mul(b, a.exact())
                    : mul(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        return op("mul", binary("mul", MUL, a, b))
                .wrt(a, g -> g.mul(b))
                .wrt(b, g -> g.mul(a))
                .record();
    }

    static Tensor mul(Tensor a, double b) {
        return linearOp("mul", a.kernels().binary(MUL, a.data(), b)).wrt(a, g -> g.mul(b)).record();
    }

    static Tensor div(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            if (Numbers.isConstant(b)) {
                return div(a, b.exact());
            }
            return Numbers.isConstant(a)
                    ? rdiv(b, a.exact())
                    : div(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        return op("div", binary("div", DIV, a, b))
                .wrt(a, g -> g.div(b))
                .wrt(b, (g, y) -> g.mul(y).div(b).neg())
                .record();
    }

    static Tensor div(Tensor a, double b) {
        return linearOp("div", a.kernels().binary(DIV, a.data(), b)).wrt(a, g -> g.div(b)).record();
    }

    static Tensor rdiv(Tensor a, double b) {
        return op("rdiv", a.kernels().binary(DIV, b, a.data()))
                .wrt(a, (g, y) -> g.mul(y).div(a).neg())
                .record();
    }

    static Tensor neg(Tensor a) {
        return linearOp("neg", a.kernels().unary(NEG, a.data())).wrt(a, g -> g.neg()).record();
    }

    static Tensor square(Tensor a) {
        return op("square", a.kernels().unary(SQUARE, a.data()))
                .wrt(a, g -> g.mul(a).mul(2))
                .record();
    }

    static Tensor reciprocal(Tensor a) {
        return op("reciprocal", a.kernels().unary(RECIPROCAL, a.data()))
                .wrt(a, (g, y) -> g.mul(y.square()).neg())
                .record();
    }

    /** The exponents 0 and 1 have rules of their own: 0 · a^-1 would be NaN at 0. */
    static Tensor pow(Tensor a, double e) {
        return op("pow", a.kernels().binary(POW, a.data(), e))
                .wrt(
                        a,
                        g -> {
                            if (e == 0) {
                                return g.zerosLike();
                            }
                            return e == 1 ? g : g.mul(e == 2 ? a : a.pow(e - 1)).mul(e);
                        })
                .record();
    }

    static Tensor pow(Tensor a, Tensor e) {
        if (Numbers.meet(a, e)) {
            if (Numbers.isConstant(e)) {
                return pow(a, e.exact());
            }
            return Numbers.isConstant(a)
                    ? rpow(e, a.exact())
                    : pow(Numbers.beside(e, a), Numbers.beside(a, e));
        }
        return op("pow", binary("pow", POW, a, e))
                .wrt(a, g -> g.mul(e).mul(a.pow(lowered(a, e))))
                .wrt(e, (g, y) -> g.mul(oneAt0(a, y)).mul(oneAt0(a, a).log()))
                .record();
    }

    static Tensor rpow(Tensor e, double base) {
        double log = Math.log(base);
        return op("rpow", e.kernels().binary(POW, base, e.data()))
                .wrt(e, (g, y) -> base == 0 ? g.zerosLike() : g.mul(y).mul(log))
                .record();
    }

    /** e - 1, but 1 where 0^0 is differentiated, so that 0 · 0^1 stands for 0 · 0^-1. */
    private static Tensor lowered(Tensor a, Tensor e) {
        Tensor zeroToZero = a.eq(0).mul(e.eq(0));
        return Tensor.where(zeroToZero, a.constant(1), e.sub(1));
    }

    /** x, but 1 where the base is 0: the logarithm is 0 there, as the exponent has no influence. */
    private static Tensor oneAt0(Tensor base, Tensor x) {
        return Tensor.where(base.eq(0), x.constant(1), x);
    }

    static Array binary(String op, Binary f, Tensor a, Tensor b) {
        Checks.broadcast(op, a, b);
        return a.kernels().binary(f, TaskAxis.beside(b, a), TaskAxis.beside(a, b));
    }
}
