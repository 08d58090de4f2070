package org.higher.internal.ops;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.backend.Kernels.Binary.POW;
import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Unary.NEG;
import static org.higher.internal.backend.Kernels.Unary.RECIPROCAL;
import static org.higher.internal.backend.Kernels.Unary.SQUARE;
import static org.higher.internal.ops.ComparisonOps.compare;
import static org.higher.internal.ops.ComparisonOps.where;
import static org.higher.internal.ops.FunctionOps.log;
import static org.higher.internal.tape.Op.linearOp;
import static org.higher.internal.tape.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Elementwise arithmetic: sums, products, quotients and powers. */
public final class ArithmeticOps {
    private ArithmeticOps() {}

    public static Value add(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            if (TypePromotion.isConstant(b)) {
                return add(a, b.exact());
            }
            return TypePromotion.isConstant(a)
                    ? add(b, a.exact())
                    : add(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        return linearOp("add", binary("add", ADD, a, b))
                .symmetric()
                .wrt(a, g -> g)
                .wrt(b, g -> g)
                .record();
    }

    public static Value add(Value a, double b) {
        return linearOp("add", a.kernels().binary(ADD, a.data(), b))
                .symmetric()
                .wrt(a, g -> g)
                .record();
    }

    public static Value sub(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            if (TypePromotion.isConstant(b)) {
                return sub(a, b.exact());
            }
            return TypePromotion.isConstant(a)
                    ? rsub(b, a.exact())
                    : sub(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        return linearOp("sub", binary("sub", SUB, a, b))
                .symmetric()
                .wrt(a, g -> g)
                .wrt(b, g -> neg(g))
                .record();
    }

    public static Value sub(Value a, double b) {
        return linearOp("sub", a.kernels().binary(SUB, a.data(), b))
                .symmetric()
                .wrt(a, g -> g)
                .record();
    }

    public static Value rsub(Value a, double b) {
        return linearOp("rsub", a.kernels().binary(SUB, b, a.data()))
                .symmetric()
                .wrt(a, g -> neg(g))
                .record();
    }

    public static Value mul(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            if (TypePromotion.isConstant(b)) {
                return mul(a, b.exact());
            }
            return TypePromotion.isConstant(a)
                    ? mul(b, a.exact())
                    : mul(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        return op("mul", binary("mul", MUL, a, b))
                .symmetric()
                .wrt(a, g -> mul(g, b))
                .wrt(b, g -> mul(g, a))
                .record();
    }

    public static Value mul(Value a, double b) {
        return linearOp("mul", a.kernels().binary(MUL, a.data(), b))
                .symmetric()
                .wrt(a, g -> mul(g, b))
                .record();
    }

    public static Value div(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            if (TypePromotion.isConstant(b)) {
                return div(a, b.exact());
            }
            return TypePromotion.isConstant(a)
                    ? rdiv(b, a.exact())
                    : div(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        return op("div", binary("div", DIV, a, b))
                .symmetric()
                .wrt(a, g -> div(g, b))
                .jvp(t -> t)
                .wrt(b, (g, y) -> neg(div(mul(g, y), b)))
                .jvp((t, y) -> neg(mul(t, y)))
                .jvpThrough(sum -> div(sum, b))
                .record();
    }

    public static Value div(Value a, double b) {
        return linearOp("div", a.kernels().binary(DIV, a.data(), b))
                .symmetric()
                .wrt(a, g -> div(g, b))
                .record();
    }

    public static Value rdiv(Value a, double b) {
        return op("rdiv", a.kernels().binary(DIV, b, a.data()))
                .symmetric()
                .wrt(a, (g, y) -> neg(div(mul(g, y), a)))
                .record();
    }

    public static Value neg(Value a) {
        return linearOp("neg", a.kernels().unary(NEG, a.data()))
                .symmetric()
                .wrt(a, g -> neg(g))
                .record();
    }

    public static Value square(Value a) {
        return op("square", a.kernels().unary(SQUARE, a.data()))
                .symmetric()
                .wrt(a, g -> mul(mul(g, a), 2))
                .record();
    }

    public static Value reciprocal(Value a) {
        return op("reciprocal", a.kernels().unary(RECIPROCAL, a.data()))
                .symmetric()
                .wrt(a, (g, y) -> neg(mul(g, square(y))))
                .record();
    }

    /** The exponents 0 and 1 have rules of their own: 0 · a^-1 would be NaN at 0. */
    public static Value pow(Value a, double e) {
        return op("pow", a.kernels().binary(POW, a.data(), e))
                .symmetric()
                .wrt(
                        a,
                        g -> {
                            if (e == 0) {
                                return g.fullLike(0);
                            }
                            return e == 1 ? g : mul(mul(g, e == 2 ? a : pow(a, e - 1)), e);
                        })
                .record();
    }

    public static Value pow(Value a, Value e) {
        if (TypePromotion.applies(a, e)) {
            if (TypePromotion.isConstant(e)) {
                return pow(a, e.exact());
            }
            return TypePromotion.isConstant(a)
                    ? rpow(e, a.exact())
                    : pow(TypePromotion.promote(a, e), TypePromotion.promote(e, a));
        }
        return op("pow", binary("pow", POW, a, e))
                .symmetric()
                .wrt(a, g -> mul(mul(g, e), pow(a, lowered(a, e))))
                .wrt(e, (g, y) -> mul(mul(g, oneAt0(a, y)), log(oneAt0(a, a))))
                .record();
    }

    public static Value rpow(Value e, double base) {
        double log = Math.log(base);
        return op("rpow", e.kernels().binary(POW, base, e.data()))
                .symmetric()
                .wrt(e, (g, y) -> base == 0 ? g.fullLike(0) : mul(mul(g, y), log))
                .record();
    }

    /** e - 1, but 1 where 0^0 is differentiated, so that 0 · 0^1 stands for 0 · 0^-1. */
    private static Value lowered(Value a, Value e) {
        Value zeroToZero = mul(compare(EQ, a, 0), compare(EQ, e, 0));
        return where(zeroToZero, a.scalarLike(1), sub(e, 1));
    }

    /** x, but 1 where the base is 0: the logarithm is 0 there, as the exponent has no influence. */
    private static Value oneAt0(Value base, Value x) {
        return where(compare(EQ, base, 0), x.scalarLike(1), x);
    }

    public static Array binary(String op, Binary f, Value a, Value b) {
        Checks.broadcast(op, a, b);
        return a.kernels().binary(f, TaskAxis.beside(b, a), TaskAxis.beside(a, b));
    }
}
