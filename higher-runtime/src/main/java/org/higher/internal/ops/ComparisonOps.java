package org.higher.internal.ops;

import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Binary.GE;
import static org.higher.internal.backend.Kernels.Binary.GT;
import static org.higher.internal.backend.Kernels.Binary.LE;
import static org.higher.internal.backend.Kernels.Binary.LT;
import static org.higher.internal.backend.Kernels.Binary.MAX;
import static org.higher.internal.backend.Kernels.Binary.MIN;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.tape.Op.op;

import java.util.List;
import java.util.Locale;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Selection and comparison: maximum and minimum, clamping, where. */
public final class ComparisonOps {
    private ComparisonOps() {}

    public static Value max(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            return max(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        Checks.broadcast("max", a, b);
        return op("max", a.kernels().binary(MAX, TaskAxis.beside(b, a), TaskAxis.beside(a, b)))
                .symmetric()
                .wrt(a, g -> share(g, compare(LT, a, b), compare(EQ, a, b)))
                .wrt(b, g -> share(g, compare(LT, b, a), compare(EQ, a, b)))
                .record();
    }

    public static Value max(Value a, double b) {
        return op("max", a.kernels().binary(MAX, a.data(), b))
                .symmetric()
                .wrt(a, g -> share(g, compare(LT, a, b), compare(EQ, a, b)))
                .record();
    }

    public static Value min(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            return min(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        Checks.broadcast("min", a, b);
        return op("min", a.kernels().binary(MIN, TaskAxis.beside(b, a), TaskAxis.beside(a, b)))
                .symmetric()
                .wrt(a, g -> share(g, compare(GT, a, b), compare(EQ, a, b)))
                .wrt(b, g -> share(g, compare(GT, b, a), compare(EQ, a, b)))
                .record();
    }

    public static Value min(Value a, double b) {
        return op("min", a.kernels().binary(MIN, a.data(), b))
                .symmetric()
                .wrt(a, g -> share(g, compare(GT, a, b), compare(EQ, a, b)))
                .record();
    }

    public static Value clamp(Value a, double low, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    Messages.of("clamp: the bounds [%s, %s] hold no number", low, high));
        }
        Kernels kernels = a.kernels();
        return op("clamp", kernels.binary(MIN, kernels.binary(MAX, a.data(), low), high))
                .symmetric()
                .wrt(a, g -> keep(mul(compare(GE, a, low), compare(LE, a, high)), g))
                .record();
    }

    public static Value where(Value condition, Value a, Value b) {
        if (TypePromotion.applies(a, b) || TypePromotion.applies(condition, a)) {
            List<Value> typed = TypePromotion.together(List.of(condition, a, b));
            return where(typed.get(0), typed.get(1), typed.get(2));
        }
        Checks.broadcast("where", a, b);
        Checks.together("where", condition, a);
        TaskAxis.common("where", condition, b);
        int[] branches = Shapes.broadcast(a.shape(), b.shape());
        if (!Shapes.canBroadcast(condition.shape(), branches)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "where: the condition %s does not broadcast with the branches %s and"
                                    + " %s",
                            condition.shape(), a.shape(), b.shape()));
        }
        int rank = Math.max(condition.rank(), branches.length);
        Array value =
                a.kernels()
                        .where(
                                TaskAxis.withRank(condition, rank),
                                TaskAxis.withRank(a, rank),
                                TaskAxis.withRank(b, rank));
        return op("where", value)
                .symmetric()
                .reads(condition)
                .wrt(a, g -> keep(condition, g))
                .wrt(b, g -> where(condition, g.scalarLike(0), g))
                .record();
    }

    /** 1 where the comparison holds, else 0; constant almost everywhere, so nothing is recorded. */
    public static Value compare(Binary comparison, Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            return compare(comparison, TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        String op = comparison.name().toLowerCase(Locale.ROOT);
        Checks.broadcast(op, a, b);
        Array left = TaskAxis.beside(b, a);
        Array right = TaskAxis.beside(a, b);
        return constant(
                a.kernels().binary(comparison, left, right),
                TaskAxis.common(op, a, b),
                a.isNumber());
    }

    /** As {@link #compare(Binary, Value, Value)}, with a number. */
    public static Value compare(Binary comparison, Value a, double b) {
        return constant(a.kernels().binary(comparison, a.data(), b), a.taskCount(), a.isNumber());
    }

    /** {@code x} where the condition holds, else 0, even where {@code x} is infinite or NaN. */
    public static Value keep(Value condition, Value x) {
        return where(condition, x, x.scalarLike(0));
    }

    /** 0 for the loser, half of {@code g} for each of a tie, and all if there is a NaN. */
    private static Value share(Value g, Value loses, Value ties) {
        return where(loses, g.scalarLike(0), where(ties, mul(g, 0.5), g));
    }

    private static Value constant(Array value, int tasks, boolean number) {
        return new Value(value, null, TaskAxis.of(tasks, value), number);
    }
}
