package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Binary.MAX;
import static org.higher.internal.backend.Kernels.Binary.MIN;
import static org.higher.tensor.Op.op;

import java.util.List;
import java.util.Locale;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Shapes;

/** Choices between elements, and the comparisons that they depend on. */
final class SelectionOps {
    private SelectionOps() {}

    static Tensor max(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            return max(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        Checks.broadcast("max", a, b);
        return op("max", a.kernels().binary(MAX, TaskAxis.beside(b, a), TaskAxis.beside(a, b)))
                .wrt(a, g -> share(g, a.lt(b), a.eq(b)))
                .wrt(b, g -> share(g, b.lt(a), a.eq(b)))
                .record();
    }

    static Tensor max(Tensor a, double b) {
        return op("max", a.kernels().binary(MAX, a.data(), b))
                .wrt(a, g -> share(g, a.lt(b), a.eq(b)))
                .record();
    }

    static Tensor min(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            return min(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        Checks.broadcast("min", a, b);
        return op("min", a.kernels().binary(MIN, TaskAxis.beside(b, a), TaskAxis.beside(a, b)))
                .wrt(a, g -> share(g, a.gt(b), a.eq(b)))
                .wrt(b, g -> share(g, b.gt(a), a.eq(b)))
                .record();
    }

    static Tensor min(Tensor a, double b) {
        return op("min", a.kernels().binary(MIN, a.data(), b))
                .wrt(a, g -> share(g, a.gt(b), a.eq(b)))
                .record();
    }

    static Tensor clamp(Tensor a, double low, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    Text.of("clamp: the bounds [%s, %s] hold no number", low, high));
        }
        Kernels kernels = a.kernels();
        return op("clamp", kernels.binary(MIN, kernels.binary(MAX, a.data(), low), high))
                .wrt(a, g -> keep(a.ge(low).mul(a.le(high)), g))
                .record();
    }

    static Tensor where(Tensor condition, Tensor a, Tensor b) {
        if (Numbers.meet(a, b) || Numbers.meet(condition, a)) {
            List<Tensor> typed = Numbers.together(List.of(condition, a, b));
            return where(typed.get(0), typed.get(1), typed.get(2));
        }
        Checks.broadcast("where", a, b);
        Checks.together("where", condition, a);
        TaskAxis.common("where", condition, b);
        int[] branches = Shapes.broadcast(a.shapeRef(), b.shapeRef());
        if (!Shapes.canBroadcast(condition.shapeRef(), branches)) {
            throw new IllegalArgumentException(
                    Text.of(
                            "where: the condition %s does not broadcast with the branches %s and"
                                    + " %s",
                            condition.shapeRef(), a.shapeRef(), b.shapeRef()));
        }
        int rank = Math.max(condition.rank(), branches.length);
        Array value =
                a.kernels()
                        .where(
                                TaskAxis.withRank(condition, rank),
                                TaskAxis.withRank(a, rank),
                                TaskAxis.withRank(b, rank));
        return op("where", value)
                .reads(condition)
                .wrt(a, g -> keep(condition, g))
                .wrt(b, g -> where(condition, g.constant(0), g))
                .record();
    }

    /** 1 where the comparison holds, else 0; constant almost everywhere, so nothing is recorded. */
    static Tensor compare(Binary comparison, Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            return compare(comparison, Numbers.beside(b, a), Numbers.beside(a, b));
        }
        Checks.broadcast(comparison.name().toLowerCase(Locale.ROOT), a, b);
        Array left = TaskAxis.beside(b, a);
        Array right = TaskAxis.beside(a, b);
        return constant(
                a.kernels().binary(comparison, left, right),
                Math.max(a.taskCount(), b.taskCount()),
                a.isNumber());
    }

    /** As {@link #compare(Binary, Tensor, Tensor)}, with a number. */
    static Tensor compare(Binary comparison, Tensor a, double b) {
        return constant(a.kernels().binary(comparison, a.data(), b), a.taskCount(), a.isNumber());
    }

    /** {@code x} where the condition holds, else 0, even where {@code x} is infinite or NaN. */
    static Tensor keep(Tensor condition, Tensor x) {
        return where(condition, x, x.constant(0));
    }

    /** 0 for the loser, half of {@code g} for each of a tie, and all if there is a NaN. */
    private static Tensor share(Tensor g, Tensor loses, Tensor ties) {
        return where(loses, g.constant(0), where(ties, g.mul(0.5), g));
    }

    private static Tensor constant(Array value, int tasks, boolean number) {
        return new Tensor(value, null, TaskAxis.of(tasks, value), number);
    }
}
