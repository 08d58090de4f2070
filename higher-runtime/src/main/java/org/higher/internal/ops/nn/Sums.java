package org.higher.internal.ops.nn;

import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.internal.ops.ShapeOps.broadcast;
import static org.higher.internal.ops.nn.NormOps.scale;
import static org.higher.internal.ops.nn.NormOps.sumOfProducts;
import static org.higher.internal.tape.Op.linearOp;
import static org.higher.internal.tape.Op.op;

import java.lang.ref.WeakReference;
import org.higher.internal.backend.Array;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;
import org.jspecify.annotations.Nullable;

/**
 * Sums along axes, of gradients and of their products with y.
 *
 * <p>Those of the gradient that was last asked for are remembered, since the rules of several
 * arguments ask for the same: each is a pass over memory. Sums are kernels' own small arrays, never
 * one of those whose memory a backward pass takes again.
 */
final class Sums {
    private final Value y;
    private final int[] axes;
    private @Nullable Known sum;
    private @Nullable Known products;

    Sums(Value y, int... axes) {
        this.y = y;
        this.axes = axes;
    }

    int[] axes() {
        return axes;
    }

    Value of(Value x) {
        int[] shape = x.shape();
        return linearOp("sum", sumOf(x, x.taskCount()))
                .wrt(x, g -> broadcast(g, shape))
                .jvp(t -> ReductionOps.sum(t, true, axes))
                .record();
    }

    Value ofProducts(Value x) {
        int tasks = TaskAxis.common("sumOfProducts", x, y);
        return op("sumOfProducts", productsOf(x, tasks))
                .wrt(x, g -> scale(g, y))
                .jvp(t -> sumOfProducts(t, y, axes))
                .wrt(y, g -> scale(g, x))
                .jvp(t -> sumOfProducts(x, t, axes))
                .record();
    }

    Array sumOf(Value x, int tasks) {
        Known known = sum;
        if (known == null || !known.isOf(x, tasks)) {
            Array all = TaskAxis.repeated(x, tasks);
            Array value = x.kernels().reduce(SUM, all, TaskAxis.axes(tasks, axes), true);
            known = new Known(new WeakReference<>(x.data()), tasks, value);
            sum = known;
        }
        return known.value;
    }

    Array productsOf(Value x, int tasks) {
        Known known = products;
        if (known == null || !known.isOf(x, tasks)) {
            Array all = TaskAxis.repeated(x, tasks);
            Array others = TaskAxis.repeated(y, tasks);
            Array value = x.kernels().sumOfProducts(all, others, TaskAxis.axes(tasks, axes));
            known = new Known(new WeakReference<>(x.data()), tasks, value);
            products = known;
        }
        return known.value;
    }

    /** A sum, and what it is of. */
    private record Known(WeakReference<Array> x, int tasks, Array value) {
        boolean isOf(Value other, int count) {
            return tasks == count && x.refersTo(other.data());
        }
    }
}
