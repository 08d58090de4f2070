package org.higher.tensor;

import java.util.Arrays;
import org.higher.internal.backend.Shapes;
import org.higher.internal.trace.Tracer;

/** What operations demand of their arguments; each error names the operation. */
final class Checks {
    private Checks() {}

    /** An argument that is there. */
    static <T> T given(String op, String name, T value) {
        if (value == null) {
            throw new NullPointerException(op + ": " + name + " is null");
        }
        return value;
    }

    /** One element type, one device and, where there are tasks, the same number of them. */
    static void together(String op, Tensor a, Tensor b) {
        if (a == null || b == null) {
            throw new NullPointerException(op + ": an operand is null");
        }
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s and %s: element types differ; convert one with to(DType)",
                            op, Text.kind(a), Text.kind(b)));
        }
        if (!a.device().equals(b.device())) {
            Tracer.refuse(a.data().device(), b.data().device());
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s on %s and %s on %s: devices differ; move one with to(Device)",
                            op, Text.kind(a), a.device(), Text.kind(b), b.device()));
        }
        TaskAxis.common(op, a, b);
    }

    /** One element type, one device, and shapes that broadcast. */
    static void broadcast(String op, Tensor a, Tensor b) {
        together(op, a, b);
        if (!Shapes.canBroadcast(a.shapeRef(), b.shapeRef())) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: shapes do not broadcast: %s and %s; aligned at the last axis,"
                                    + " extents must agree or be 1",
                            op, a.shapeRef(), b.shapeRef()));
        }
        if ((long) a.data().size() * b.data().size() > Integer.MAX_VALUE) {
            int[] both = Shapes.broadcast(a.shapeRef(), b.shapeRef());
            Shapes.size(op, TaskAxis.shape(a.tasks() == null ? b : a, both));
        }
    }

    /** An axis counted from the front; negative ones are given from the back. */
    static int axis(String op, Tensor x, int axis) {
        return axis(op, x.shapeRef(), x.rank(), axis);
    }

    /** As {@link #axis(String, Tensor, int)}, for an axis that is being added. */
    static int newAxis(String op, Tensor x, int axis) {
        return axis(op, x.shapeRef(), x.rank() + 1, axis);
    }

    private static int axis(String op, int[] shape, int axes, int axis) {
        if (axis < -axes || axis >= axes) {
            throw new IllegalArgumentException(
                    axes == 0
                            ? Text.of("%s: a scalar has no axis %d", op, axis)
                            : Text.of(
                                    "%s: axis %d of %s is outside [%d, %d)",
                                    op, axis, shape, -axes, axes));
        }
        return axis < 0 ? axis + axes : axis;
    }

    /** Distinct axes in ascending order; all of them if none is named. */
    static int[] axes(String op, Tensor x, int... axes) {
        int[] sorted = new int[axes.length == 0 ? x.rank() : axes.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = axes.length == 0 ? i : axis(op, x, axes[i]);
        }
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException(
                        Text.of(
                                "%s: axis %d of %s is named twice in %s",
                                op, sorted[i], x.shapeRef(), axes));
            }
        }
        return sorted;
    }

    /** Something to take the largest, or first, of along each of the axes. */
    static void nonEmpty(String op, Tensor x, int... axes) {
        for (int axis : axes) {
            if (x.shapeRef()[axis] == 0) {
                throw new IllegalArgumentException(
                        Text.of(
                                "%s: axis %d of %s is empty, and there is no %s of nothing",
                                op, axis, x.shapeRef(), op));
            }
        }
    }
}
