package org.higher.internal.ops;

import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Reduction.MAX;
import static org.higher.internal.backend.Kernels.Reduction.MEAN;
import static org.higher.internal.backend.Kernels.Reduction.MIN;
import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.SelectionOps.compare;
import static org.higher.internal.ops.ShapeOps.broadcast;
import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.ops.TaskOps.fromTasks;
import static org.higher.internal.tape.Op.linearOp;
import static org.higher.internal.tape.Op.op;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Reductions: sums, means and extremes along axes; no axis named means all. */
public final class ReductionOps {
    private ReductionOps() {}

    public static Value sum(Value a, boolean keepDims, int... axes) {
        int[] over = Checks.axes("sum", a, axes);
        int[] shape = a.shape();
        return linearOp("sum", a.kernels().reduce(SUM, a.data(), TaskAxis.axes(a, over), keepDims))
                .wrt(a, g -> spread(g, shape, over))
                .jvp(t -> sum(t, keepDims, over))
                .record();
    }

    public static Value mean(Value a, boolean keepDims, int... axes) {
        int[] over = Checks.axes("mean", a, axes);
        int[] shape = a.shape();
        double count = count(shape, over);
        Array mean = a.kernels().reduce(MEAN, a.data(), TaskAxis.axes(a, over), keepDims);
        return linearOp("mean", mean)
                .wrt(a, g -> spread(div(g, count), shape, over))
                .jvp(t -> mean(t, keepDims, over))
                .record();
    }

    public static Value amax(Value a, boolean keepDims, int... axes) {
        return extreme("amax", MAX, a, keepDims, axes);
    }

    public static Value amin(Value a, boolean keepDims, int... axes) {
        return extreme("amin", MIN, a, keepDims, axes);
    }

    private static Value extreme(String name, Reduction f, Value a, boolean keepDims, int... axes) {
        int[] over = Checks.axes(name, a, axes);
        Checks.nonEmpty(name, a, over);
        int[] shape = a.shape();
        return op(name, a.kernels().reduce(f, a.data(), TaskAxis.axes(a, over), keepDims))
                .wrt(
                        a,
                        (g, y) -> {
                            Value winners = compare(EQ, a, kept(y, shape, over));
                            Value ties = sum(winners, true, over);
                            return mul(winners, div(kept(g, shape, over), ties));
                        })
                .jvp(
                        (t, y) -> {
                            Value winners = compare(EQ, a, kept(y, shape, over));
                            Value ties = sum(winners, keepDims, over);
                            return div(sum(mul(winners, t), keepDims, over), ties);
                        })
                .record();
    }

    public static int[] argMax(Value a, int axis) {
        TaskAxis.checkReadable("argMax", a);
        int along = Checks.axis("argMax", a, axis);
        Checks.nonEmpty("argMax", a, along);
        return a.kernels().argMax(a.data(), along);
    }

    /**
     * Undoes broadcasting: sums a gradient over what broadcasting and tasks repeated.
     *
     * @param tasks the number of tasks that the argument is of; 0 if they share it
     * @throws IllegalStateException if the argument does not broadcast to g
     */
    public static Value sumTo(Value g, int[] shape, int tasks, String op) {
        int given = g.taskCount();
        if (given != tasks) {
            if (tasks != 0) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: its rule gave a gradient of %d tasks for an argument of %d",
                                op, given, tasks));
            }
            return sumTo(fromTasks(g), shape, 0, op); // the tasks are one more axis in front
        }
        int[] whole = g.shape();
        if (Arrays.equals(whole, shape)) {
            return g;
        }
        if (!Arrays.equals(Shapes.broadcast(shape, whole), whole)) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: its rule gave a gradient %s for an argument %s",
                            op, whole, shape));
        }
        int lead = whole.length - shape.length;
        int[] over = new int[whole.length];
        int count = 0;
        for (int i = 0; i < whole.length; i++) {
            if (i < lead || (shape[i - lead] == 1 && whole[i] != 1)) {
                over[count++] = i;
            }
        }
        Value sum = sum(g, lead == 0, Arrays.copyOf(over, count));
        return Arrays.equals(sum.shape(), shape) ? sum : reshape(sum, shape);
    }

    /** Gives a reduced tensor its axes back and repeats it along them. */
    private static Value spread(Value reduced, int[] shape, int[] axes) {
        return broadcast(kept(reduced, shape, axes), shape);
    }

    /** Gives a reduced tensor its axes back, with an extent of 1. */
    public static Value kept(Value reduced, int[] shape, int[] axes) {
        return reduced.rank() == shape.length
                ? reduced
                : reshape(reduced, Shapes.reduced(shape, axes, true));
    }

    private static double count(int[] shape, int[] axes) {
        double count = 1;
        for (int axis : axes) {
            count *= shape[axis];
        }
        return count;
    }
}
