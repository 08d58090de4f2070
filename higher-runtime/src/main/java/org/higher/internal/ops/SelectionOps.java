package org.higher.internal.ops;

import static org.higher.internal.ops.IndexOps.slice;
import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.ops.ShapeOps.unsqueeze;
import static org.higher.internal.ops.ShapeOps.without;
import static org.higher.internal.tape.Op.linearOp;

import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.backend.SortOrder;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/**
 * Single elements: picked by labels, by indices along an axis, or by their order.
 *
 * <p>All are one operation, {@link #pick(Value, int[], int, int...)}, which moves a gradient to
 * where the element was; putting elements is picking, from what is put and what was there.
 */
public final class SelectionOps {
    /** Whole numbers up to this one are floats. */
    private static final int FLOAT_INTEGERS = 1 << 24;

    private SelectionOps() {}

    /**
     * Elements at row-major positions in the array of x.
     *
     * @param positions for each element of the result, those of one task after those of another
     * @param tasks the number of tasks of the result; all may pick from what they share
     * @param shape of one task's result
     */
    public static Value pick(Value x, int[] positions, int tasks, int... shape) {
        int[] before = x.shape();
        int count = x.taskCount();
        Array value = x.kernels().pick(x.data(), positions, TaskAxis.shape(tasks, shape.clone()));
        return linearOp("pick", value)
                .wrt(x, g -> place(g, positions, count, before))
                .jvp(t -> pick(t, positions, tasks, shape))
                .tasks(tasks)
                .record();
    }

    /** The reverse of {@link #pick}: zeros to which each element is added at its position. */
    public static Value place(Value x, int[] positions, int tasks, int... shape) {
        int[] before = x.shape();
        int count = x.taskCount();
        Array value = x.kernels().place(x.data(), positions, TaskAxis.shape(tasks, shape.clone()));
        return linearOp("place", value)
                .wrt(x, g -> pick(g, positions, count, before))
                .jvp(t -> place(t, positions, tasks, shape))
                .tasks(tasks)
                .record();
    }

    // by labels

    /** One element along an axis for each place of the others; tasks share the indices. */
    public static Value pick(Value a, int axis, int... indices) {
        int along = Checks.axis("pick", a, axis);
        Checks.given("pick", "the list of indices", indices);
        int[] shape = without(a.shape(), along);
        int places = Shapes.size(shape);
        if (indices.length != places) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "pick: %s has %d places off axis %d, and there are %d indices; give one"
                                    + " for each place",
                            a.shape(), places, axis, indices.length));
        }
        int extent = a.shape()[along];
        int[] wanted = IndexOps.positions("pick", extent, indices);
        int stride = stride(a.shape(), along);
        int[] positions = new int[places * Math.max(1, a.taskCount())];
        for (int i = 0; i < positions.length; i++) {
            int lane = i / stride * extent * stride + i % stride;
            positions[i] = lane + wanted[i % places] * stride;
        }
        return pick(a, positions, a.taskCount(), shape);
    }

    /** As {@link #pick(Value, int, int...)}, where tasks may have indices of their own. */
    public static Value pick(Value a, int axis, Value indices) {
        int along = Checks.axis("pick", a, axis);
        int[] shape = without(a.shape(), along);
        if (!Arrays.equals(shape, indices.shape())) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "pick: the indices %s must have one element for each place of %s off"
                                    + " axis %d, as %s has",
                            indices.shape(), a.shape(), axis, shape));
        }
        Value column = unsqueeze(indices.detach(), along);
        return reshape(taken("pick", a, along, column, indices), shape);
    }

    // by indices

    /** NumPy's take_along_axis; extents off the axis broadcast. */
    public static Value takeAlongAxis(Value a, int axis, Value indices) {
        int along = Checks.axis("takeAlongAxis", a, axis);
        return taken("takeAlongAxis", a, along, indices, indices);
    }

    /**
     * The elements at indices.
     *
     * @param given the same indices in the shape that they were given in, for messages
     */
    private static Value taken(String op, Value a, int along, Value indices, Value given) {
        int tasks = TaskAxis.common(op, a, indices);
        int[] shape = shape(op, a.shape(), along, indices.shape());
        int[] steps = strides(a, along, shape);
        int[] indexSteps = strides(indices, -1, shape);
        double[] wanted = indices.kernels().toDoubles(indices.data());
        int extent = a.shape()[along];
        int step = stride(a.shape(), along);
        int size = Shapes.size(shape);
        int[] positions = new int[Shapes.size(op, TaskAxis.shape(tasks, shape))];
        for (int i = 0; i < positions.length; i++) {
            int task = i / size;
            int from = a.tasks() == null ? 0 : task * a.size();
            int index = indices.tasks() == null ? 0 : task * indices.size();
            int rest = i % size;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += rest % shape[axis] * steps[axis];
                index += rest % shape[axis] * indexSteps[axis];
                rest /= shape[axis];
            }
            positions[i] = from + step * position(op, wanted[index], extent, given, index);
        }
        return pick(a, positions, tasks, shape);
    }

    /** That of the result. */
    private static int[] shape(String op, int[] a, int along, int[] indices) {
        boolean fits = a.length == indices.length;
        int[] shape = indices.clone();
        for (int i = 0; i < a.length && fits; i++) {
            if (i != along) {
                fits = a[i] == indices[i] || a[i] == 1 || indices[i] == 1;
                shape[i] = indices[i] == 1 ? a[i] : indices[i];
            }
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s and the indices %s do not fit off axis %d; both need as many"
                                    + " axes, with extents that agree or are 1",
                            op, a, indices, along));
        }
        return shape;
    }

    /** The strides of one task's value, broadcast to a shape; 0 along an axis. */
    private static int[] strides(Value x, int along, int[] shape) {
        int[] strides = Shapes.strides(x.shape());
        for (int i = 0; i < strides.length; i++) {
            boolean repeated = x.shape()[i] == 1 && shape[i] != 1;
            strides[i] = i == along || repeated ? 0 : strides[i];
        }
        return strides;
    }

    /** NumPy's put_along_axis: a, with elements of its own at indices; the last one counts. */
    public static Value putAlongAxis(Value a, int axis, Value indices, Value values) {
        if (TypePromotion.applies(a, values)) {
            return putAlongAxis(
                    TypePromotion.promote(a, values),
                    axis,
                    indices,
                    TypePromotion.promote(values, a));
        }
        String op = "putAlongAxis";
        int along = Checks.axis(op, a, axis);
        Checks.together(op, a, values);
        int tasks = TaskAxis.common(op, List.of(a, indices, values));
        int[] shape = shape(op, a.shape(), along, indices.shape());
        checkPut(a, along, shape, values);
        int size = Shapes.size(shape);
        if (size == 0 || a.size() == 0) {
            return tasks == a.taskCount() ? a : TaskOps.forTasks(a, tasks);
        }
        int[] steps = strides(a, along, shape);
        int[] indexSteps = strides(indices, -1, shape);
        int[] valueSteps = Shapes.broadcastStrides(values.shape(), shape);
        double[] wanted = indices.kernels().toDoubles(indices.data());
        int extent = a.shape()[along];
        int step = stride(a.shape(), along);
        int[] all = TaskAxis.shape(tasks, a.shape());
        int[] sources = new int[Shapes.size(op, all)];
        double[] isPut = new double[sources.length];
        for (int i = 0; i < Math.max(1, tasks) * size; i++) {
            int task = i / size;
            int to = task * a.size();
            int index = indices.tasks() == null ? 0 : task * indices.size();
            int source = values.tasks() == null ? 0 : task * values.size();
            int rest = i % size;
            for (int at = shape.length - 1; at >= 0; at--) {
                int place = rest % shape[at];
                to += place * steps[at];
                index += place * indexSteps[at];
                source += place * valueSteps[at];
                rest /= shape[at];
            }
            to += step * position(op, wanted[index], extent, indices, index);
            sources[to] = source;
            isPut[to] = 1;
        }
        Array mask = a.kernels().of(isPut, all, a.device());
        Array typed = a.dtype() == DType.FLOAT64 ? mask : a.kernels().cast(mask, a.dtype());
        Value condition = new Value(typed, null, TaskAxis.of(tasks, typed), false);
        return ComparisonOps.where(condition, pick(values, sources, tasks, a.shape()), a);
    }

    private static void checkPut(Value a, int along, int[] shape, Value values) {
        for (int i = 0; i < shape.length; i++) {
            if (i != along && shape[i] != a.shape()[i]) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "putAlongAxis: the indices have extent %d of axis %d, and %s has 1;"
                                        + " give indices that agree with it or have 1",
                                shape[i], i, a.shape()));
            }
        }
        int[] own = values.shape();
        boolean fits = own.length <= shape.length;
        for (int i = 0; i < own.length && fits; i++) {
            int wide = shape[shape.length - own.length + i];
            fits = own[i] == wide || own[i] == 1;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "putAlongAxis: values %s do not broadcast to %s, the places of the"
                                    + " indices; reshape them, or give one value",
                            own, shape));
        }
    }

    /** A position along an axis, counted from the front. */
    private static int position(String op, double index, int extent, Value indices, int at) {
        if (index != Math.rint(index) || Double.isInfinite(index)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: index %s, %s, is no whole number; round what was computed",
                            op, index, where(indices, at)));
        }
        if (index < -extent || index >= extent) {
            throw new IndexOutOfBoundsException(
                    Messages.of(
                            "%s: index %.0f, %s, is outside [%d, %d), of an axis of extent %d",
                            op, index, where(indices, at), -extent, extent, extent));
        }
        return (int) index + (index < 0 ? extent : 0);
    }

    /** The place of an element, as {@code at [1, 0] of task 2}. */
    private static String where(Value x, int position) {
        int[] place = new int[x.rank()];
        int rest = position % x.size();
        for (int axis = place.length - 1; axis >= 0; axis--) {
            place[axis] = rest % x.shape()[axis];
            rest /= x.shape()[axis];
        }
        String task = x.tasks() == null ? "" : " of task " + position / x.size();
        return Messages.of("at %s", place) + task;
    }

    // by order

    /** The elements along an axis in their order; ties keep theirs. */
    public static Value sort(Value a, int axis, boolean descending) {
        int along = Checks.axis("sort", a, axis);
        return pick(a, sorted(a, along, descending), a.taskCount(), a.shape());
    }

    /** The largest elements along an axis, the largest first. */
    public static Value topk(Value a, int axis, int k) {
        int along = Checks.axis("topk", a, axis);
        checkCount("topk", a, along, k);
        return slice(sort(a, along, true), along, 0, k);
    }

    /** Where each element of {@link #sort} comes from; piecewise constant, so not recorded. */
    public static Value argsort(Value a, int axis, boolean descending) {
        return order("argsort", a, Checks.axis("argsort", a, axis), descending);
    }

    /** Where each element of {@link #topk} comes from. */
    public static Value argTopk(Value a, int axis, int k) {
        int along = Checks.axis("argTopk", a, axis);
        checkCount("argTopk", a, along, k);
        return slice(order("argTopk", a, along, true), along, 0, k);
    }

    private static Value order(String op, Value a, int along, boolean descending) {
        if (a.dtype() == DType.FLOAT32 && a.shape()[along] > FLOAT_INTEGERS) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: axis %d of %s has more positions than FLOAT32 can count, 2^24;"
                                    + " convert to FLOAT64 first",
                            op, along, a.shape()));
        }
        int[] order = order(a, along, descending);
        double[] indices = Arrays.stream(order).asDoubleStream().toArray();
        Kernels kernels = a.kernels();
        Array array = kernels.of(indices, a.data().shape(), a.device());
        Array typed = a.dtype() == DType.FLOAT64 ? array : kernels.cast(array, a.dtype());
        return new Value(typed, null, TaskAxis.of(a.taskCount(), typed), false);
    }

    /** Positions in the array, in the order of the elements. */
    private static int[] sorted(Value a, int along, boolean descending) {
        int[] positions = order(a, along, descending);
        int stride = stride(a.shape(), along);
        int extent = a.shape()[along];
        for (int i = 0; i < positions.length; i++) {
            int lane = i / (extent * stride) * (extent * stride) + i % stride;
            positions[i] = lane + positions[i] * stride;
        }
        return positions;
    }

    private static int[] order(Value a, int along, boolean descending) {
        double[] elements = a.kernels().toDoubles(a.data());
        int axis = TaskAxis.axis(a.taskCount(), along);
        return SortOrder.of(elements, a.data().shape(), axis, descending);
    }

    private static void checkCount(String op, Value a, int along, int k) {
        if (k < 0 || k > a.shape()[along]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %d elements of axis %d of %s; give a number in [0, %d]",
                            op, k, along, a.shape(), a.shape()[along]));
        }
    }

    private static int stride(int[] shape, int axis) {
        return Shapes.strides(shape)[axis];
    }
}
