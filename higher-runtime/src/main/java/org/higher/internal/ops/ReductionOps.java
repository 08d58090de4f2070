package org.higher.internal.ops;

import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.backend.Kernels.Reduction.MAX;
import static org.higher.internal.backend.Kernels.Reduction.MEAN;
import static org.higher.internal.backend.Kernels.Reduction.MIN;
import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.sub;
import static org.higher.internal.ops.ComparisonOps.compare;
import static org.higher.internal.ops.FunctionOps.safeSqrt;
import static org.higher.internal.ops.ShapeOps.broadcast;
import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.ops.TaskOps.fromTasks;
import static org.higher.internal.tape.Op.linearOp;
import static org.higher.internal.tape.Op.op;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Reductions: sums, means, variances and extremes along axes; no axis named means all. */
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

    /**
     * The mean squared deviation from the mean, over the number of elements less a correction.
     *
     * <p>That the mean varies with an element adds nothing to the derivative, since deviations sum
     * up to 0.
     */
    public static Value var(Value a, int correction, boolean keepDims, int... axes) {
        return var("var", a, correction, keepDims, axes);
    }

    /** The root of {@link #var}; its derivatives are 0 where the elements are all the same. */
    public static Value std(Value a, int correction, boolean keepDims, int... axes) {
        return safeSqrt(var("std", a, correction, keepDims, axes));
    }

    private static Value var(String name, Value a, int correction, boolean keepDims, int... axes) {
        int[] over = Checks.axes(name, a, axes);
        int[] shape = a.shape();
        double count = count(shape, over);
        double divisor = count - correction;
        if (correction < 0 || (correction > 0 && divisor <= 0)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: a correction of %d over the %.0f elements along axes %s of %s; it"
                                    + " must be at least 0, and leave something to divide by: 0 for"
                                    + " the variance of these elements, 1 for an unbiased estimate"
                                    + " from two or more",
                            name, correction, count, over, shape));
        }
        Kernels kernels = a.kernels();
        Array mean = kernels.moments(a.data(), TaskAxis.axes(a, over)).get(2);
        Array value = correction == 0 ? mean : kernels.binary(MUL, mean, count / divisor);
        int[] reduced = Shapes.reduced(shape, over, keepDims);
        return op("var", kernels.reshape(value, TaskAxis.shape(a, reduced)))
                .wrt(a, g -> mul(deviations(a, over), mul(kept(g, shape, over), 2 / divisor)))
                .jvp(t -> mul(sum(mul(deviations(a, over), t), keepDims, over), 2 / divisor))
                .record();
    }

    /** Less the mean, and less what the mean lacks since it was rounded. */
    private static Value deviations(Value a, int... over) {
        Value nearly = sub(a, mean(a, true, over));
        return sub(nearly, mean(nearly, true, over));
    }

    /** The sums of the elements along an axis up to each position. */
    public static Value cumsum(Value a, int axis) {
        return cumsum(a, Checks.axis("cumsum", a, axis), false);
    }

    /** Computed in double, from the end if {@code backward}. */
    private static Value cumsum(Value a, int along, boolean backward) {
        double[] sums = a.kernels().toDoubles(a.data());
        int stride = Shapes.strides(a.shape())[along];
        int extent = a.shape()[along];
        for (int i = 0; i < sums.length; i++) {
            int at = backward ? sums.length - 1 - i : i;
            boolean isFirst = at / stride % extent == (backward ? extent - 1 : 0);
            sums[at] += isFirst ? 0 : sums[backward ? at + stride : at - stride];
        }
        Array wide = a.kernels().of(sums, a.data().shape(), a.device());
        Array value = a.dtype() == DType.FLOAT64 ? wide : a.kernels().cast(wide, a.dtype());
        return linearOp("cumsum", value)
                .wrt(a, g -> cumsum(g, along, !backward))
                .jvp(t -> cumsum(t, along, backward))
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
