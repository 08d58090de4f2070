package org.higher.internal.ops;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;
import org.higher.internal.trace.Tracer;

/** What operations demand of their arguments; each error names the operation. */
public final class Checks {
    private Checks() {}

    /** An argument that is there. */
    public static <T> T given(String op, String name, T value) {
        if (value == null) {
            throw new NullPointerException(op + ": " + name + " is null");
        }
        return value;
    }

    /** One element type, one device and, where there are tasks, the same number of them. */
    public static void together(String op, Value a, Value b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s and %s: element types differ; convert one with to(DType)",
                            op, Messages.kind(a), Messages.kind(b)));
        }
        if (!a.device().equals(b.device())) {
            Tracer.refuse(a.data().device(), b.data().device());
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s on %s and %s on %s: devices differ; move one with to(Device)",
                            op, Messages.kind(a), a.device(), Messages.kind(b), b.device()));
        }
        TaskAxis.common(op, a, b);
    }

    /** One element type, one device, and shapes that broadcast. */
    public static void broadcast(String op, Value a, Value b) {
        together(op, a, b);
        if (!Shapes.canBroadcast(a.shape(), b.shape())) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: shapes do not broadcast: %s and %s; aligned at the last axis,"
                                    + " extents must agree or be 1",
                            op, a.shape(), b.shape()));
        }
        if ((long) a.data().size() * b.data().size() > Integer.MAX_VALUE) {
            int[] both = Shapes.broadcast(a.shape(), b.shape());
            Shapes.size(op, TaskAxis.shape(TaskAxis.common(op, a, b), both));
        }
    }

    /** A leaf, and something of its shape, element type, device and number of tasks. */
    public static void assignable(String op, Value leaf, Value other) {
        if (!leaf.isLeaf()) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: %s is the result of a recorded operation; only leaves can be"
                                    + " assigned",
                            op, Messages.kind(leaf)));
        }
        together(op, leaf, other);
        if (!Arrays.equals(leaf.shape(), other.shape())) {
            throw new IllegalArgumentException(
                    Messages.of("%s: shapes differ: %s and %s", op, leaf.shape(), other.shape()));
        }
        if (leaf.taskCount() != other.taskCount()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %d tasks and %d tasks: a leaf keeps its number of tasks",
                            op, leaf.taskCount(), other.taskCount()));
        }
    }

    /** An axis counted from the front; negative ones are given from the back. */
    public static int axis(String op, Value x, int axis) {
        return axis(op, x.shape(), x.rank(), axis);
    }

    /** As {@link #axis(String, Tensor, int)}, for an axis that is being added. */
    public static int newAxis(String op, Value x, int axis) {
        return axis(op, x.shape(), x.rank() + 1, axis);
    }

    private static int axis(String op, int[] shape, int axes, int axis) {
        if (axis < -axes || axis >= axes) {
            throw new IllegalArgumentException(
                    axes == 0
                            ? Messages.of("%s: a scalar has no axis %d", op, axis)
                            : Messages.of(
                                    "%s: axis %d of %s is outside [%d, %d)",
                                    op, axis, shape, -axes, axes));
        }
        return axis < 0 ? axis + axes : axis;
    }

    /** Distinct axes in ascending order; all of them if none is named. */
    public static int[] axes(String op, Value x, int... axes) {
        int[] sorted = new int[axes.length == 0 ? x.rank() : axes.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = axes.length == 0 ? i : axis(op, x, axes[i]);
        }
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "%s: axis %d of %s is named twice in %s",
                                op, sorted[i], x.shape(), axes));
            }
        }
        return sorted;
    }

    /** Something to take the largest, or first, of along each of the axes. */
    public static void nonEmpty(String op, Value x, int... axes) {
        for (int axis : axes) {
            if (x.shape()[axis] == 0) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "%s: axis %d of %s is empty, and there is no %s of nothing",
                                op, axis, x.shape(), op));
            }
        }
    }

    /**
     * Refuses a function that is run several times and computes another value each time.
     *
     * @param first the value of the first run; empty before it
     */
    public static void repeatable(String op, Value value, List<double[]> first) {
        double[] now = value.kernels().toDoubles(value.data());
        if (first.isEmpty()) {
            first.add(now);
        } else if (!Arrays.equals(now, first.get(0))) {
            throw new IllegalStateException(
                    op
                            + ": called once for each element, the function computes another value"
                            + " each time; draw random numbers before it, or open the RandomScope"
                            + " within the function");
        }
    }
}
