package org.higher.internal.ops;

import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.ops.ShapeOps.unsqueeze;
import static org.higher.internal.ops.ShapeOps.without;
import static org.higher.internal.tape.JointOp.jointOp;
import static org.higher.internal.tape.Op.linearOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointOpRule;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Op;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;
import org.jspecify.annotations.Nullable;

/** Indexing: slices, gathers and scatters, concatenation and stacking. */
public final class IndexOps {
    private IndexOps() {}

    public static Value slice(Value a, int axis, int from, int to) {
        int along = Checks.axis("slice", a, axis);
        int[] shape = a.shape();
        int extent = shape[along];
        int first = from < 0 ? from + extent : from;
        int end = to < 0 ? to + extent : to;
        if (first < 0 || end > extent || first > end) {
            throw new IndexOutOfBoundsException(
                    Messages.of(
                            "slice: [%d, %d) is not a range within axis %d of %s; negative"
                                    + " positions count from its end",
                            from, to, axis, shape));
        }
        int[] starts = new int[shape.length];
        int[] sizes = shape.clone();
        int[] steps = new int[shape.length];
        Arrays.fill(steps, 1);
        starts[along] = first;
        sizes[along] = end - first;
        return slice(a, starts, sizes, steps);
    }

    public static Value slice(Value a, int[] starts, int[] sizes, int[] steps) {
        int[] shape = a.shape();
        int[] first = starts.clone();
        for (int axis = 0; axis < Math.min(first.length, shape.length); axis++) {
            first[axis] += first[axis] < 0 ? shape[axis] : 0;
        }
        checkPlaces("slice", shape, first, sizes, steps);
        int[] stride = steps.clone();
        Array value =
                a.kernels()
                        .slice(
                                a.data(),
                                TaskAxis.perAxis(a, 0, first),
                                TaskAxis.shape(a, sizes.clone()),
                                TaskAxis.perAxis(a, 1, stride));
        return linearOp("slice", value)
                .wrt(a, g -> embed(g, shape, first, stride))
                .jvp(t -> slice(t, first, sizes, stride))
                .record();
    }

    /** Zeros with {@code a} put where {@link #slice} would take it from. */
    public static Value embed(Value a, int[] shape, int[] starts, int[] steps) {
        int[] sizes = a.shape();
        checkPlaces("embed", shape, starts, sizes, steps);
        int[] first = starts.clone();
        int[] stride = steps.clone();
        Array value =
                a.kernels()
                        .embed(
                                a.data(),
                                TaskAxis.shape(a, shape.clone()),
                                TaskAxis.perAxis(a, 0, first),
                                TaskAxis.perAxis(a, 1, stride));
        return linearOp("embed", value)
                .wrt(a, g -> slice(g, first, sizes, stride))
                .jvp(t -> embed(t, shape, first, stride))
                .record();
    }

    /** In the reverse order along axes; along all if none is named. */
    public static Value flip(Value a, int... axes) {
        int[] shape = a.shape();
        int[] starts = new int[shape.length];
        int[] steps = new int[shape.length];
        Arrays.fill(steps, 1);
        for (int axis : Checks.axes("flip", a, axes)) {
            starts[axis] = Math.max(0, shape[axis] - 1);
            steps[axis] = -1;
        }
        return slice(a, starts, shape, steps);
    }

    public static Value get(Value a, int index) {
        int along = Checks.axis("get", a, 0);
        int[] shape = a.shape();
        int at = positions("get", shape[along], index)[0];
        return reshape(slice(a, 0, at, at + 1), without(shape, 0));
    }

    public static Value gather(Value a, int axis, int... indices) {
        int along = Checks.axis("gather", a, axis);
        int extent = a.shape()[along];
        Checks.given("gather", "the list of indices", indices);
        int[] wanted = a.shape().clone();
        wanted[along] = indices.length;
        Shapes.size("gather", TaskAxis.shape(a, wanted));
        int[] picked = positions("gather", extent, indices);
        return linearOp(
                        "gather",
                        a.kernels().gather(a.data(), picked, TaskAxis.axis(a.taskCount(), along)))
                .wrt(a, g -> scatterAdd(g, along, extent, picked))
                .jvp(t -> gather(t, along, picked))
                .record();
    }

    public static Value scatterAdd(Value a, int axis, int extent, int... indices) {
        int along = Checks.axis("scatterAdd", a, axis);
        if (a.shape()[along] != indices.length) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "scatterAdd: axis %d of %s needs %d indices, not %d",
                            axis, a.shape(), a.shape()[along], indices.length));
        }
        int[] wanted = a.shape().clone();
        wanted[along] = extent;
        Shapes.size("scatterAdd", TaskAxis.shape(a, wanted));
        int[] places = positions("scatterAdd", extent, indices);
        int axisOfArray = TaskAxis.axis(a.taskCount(), along);
        return linearOp("scatterAdd", a.kernels().scatterAdd(a.data(), places, axisOfArray, extent))
                .wrt(a, g -> gather(g, along, places))
                .jvp(t -> scatterAdd(t, along, extent, places))
                .record();
    }

    public static Value concat(int axis, List<Value> given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("concat: there is nothing to join");
        }
        List<Value> parts = TypePromotion.together(given);
        Value first = parts.get(0);
        int along = Checks.axis("concat", first, axis);
        long extent = 0;
        for (Value part : parts) {
            Checks.together("concat", first, part);
            if (part.rank() != first.rank()
                    || !Arrays.equals(
                            without(part.shape(), along), without(first.shape(), along))) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "concat: shapes differ off axis %d: %s and %s",
                                axis, first.shape(), part.shape()));
            }
        }
        for (Value part : parts) {
            extent += part.shape()[along];
        }
        if (extent > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "concat: %d parts have %d positions along axis %d, more than 2^31 - 1",
                            parts.size(), extent, axis));
        }
        int tasks = TaskAxis.common("concat", parts);
        int[] whole = first.shape().clone();
        whole[along] = (int) extent;
        Shapes.size("concat", TaskAxis.shape(tasks, whole));
        List<Array> arrays = parts.stream().map(part -> TaskAxis.repeated(part, tasks)).toList();
        Op op = linearOp("concat", first.kernels().concat(arrays, TaskAxis.axis(tasks, along)));
        int[] steps = new int[whole.length];
        Arrays.fill(steps, 1);
        int end = 0;
        for (Value part : parts) {
            int from = end;
            int[] starts = new int[whole.length];
            starts[along] = from;
            int to = from + part.shape()[along];
            op.wrt(part, g -> slice(g, along, from, to)).jvp(t -> embed(t, whole, starts, steps));
            end = to;
        }
        return op.record();
    }

    public static Value stack(int axis, List<Value> parts) {
        for (Value part : parts) {
            if (!Arrays.equals(part.shape(), parts.get(0).shape())) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "stack: shapes differ: %s and %s",
                                parts.get(0).shape(), part.shape()));
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("stack: there is nothing to stack");
        }
        int at = Checks.newAxis("stack", parts.get(0), axis);
        return concat(at, parts.stream().map(part -> unsqueeze(part, at)).toList());
    }

    /** The reverse of {@link #stack}: all parts are one place on the tape, so none is embedded. */
    public static List<Value> unstack(Value a, int axis) {
        int along = Checks.axis("unstack", a, axis);
        int[] whole = a.shape();
        int[] shape = without(whole, along);
        int[] sizes = whole.clone();
        sizes[along] = 1;
        int[] steps = new int[whole.length];
        Arrays.fill(steps, 1);
        JointOp op = jointOp("unstack", new Unstacked(along, whole[along])).wrt(a, 0);
        for (int i = 0; i < whole[along]; i++) {
            int[] starts = new int[whole.length];
            starts[along] = i;
            Array part =
                    a.kernels()
                            .slice(
                                    a.data(),
                                    TaskAxis.perAxis(a, 0, starts),
                                    TaskAxis.shape(a, sizes),
                                    TaskAxis.perAxis(a, 1, steps));
            Array value = a.kernels().reshape(part, TaskAxis.shape(a, shape));
            op.value(value, i, TaskAxis.of(a.taskCount(), value), false);
        }
        return List.copyOf(op.record());
    }

    /** The gradients of the parts side by side, zeros for those without influence. */
    private record Unstacked(int axis, int values) implements JointOpRule {
        @Override
        public int arguments() {
            return 1;
        }

        @Override
        public boolean isDerivative() {
            return true;
        }

        @Override
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            Value some =
                    Arrays.stream(gradients).filter(Objects::nonNull).findFirst().orElseThrow();
            Value none = some.fullLike(0);
            List<Value> parts = new ArrayList<>(values);
            for (Value gradient : gradients) {
                parts.add(gradient == null ? none : gradient);
            }
            return new Value[] {stack(axis, parts)};
        }

        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> parts) {
            return unstack(Objects.requireNonNull(tangents[0]), axis).toArray(Value[]::new);
        }
    }

    /** Positions counted from the front; negative ones are given from the end. */
    static int[] positions(String op, int extent, int... given) {
        int[] positions = given.clone();
        for (int i = 0; i < positions.length; i++) {
            if (given[i] < -extent || given[i] >= extent) {
                throw new IndexOutOfBoundsException(
                        Messages.of(
                                "%s: index %d is outside [%d, %d), of an axis of extent %d",
                                op, given[i], -extent, extent, extent));
            }
            positions[i] += given[i] < 0 ? extent : 0;
        }
        return positions;
    }

    private static void checkPlaces(
            String op, int[] shape, int[] starts, int[] sizes, int[] steps) {
        int rank = shape.length;
        if (starts.length != rank || sizes.length != rank || steps.length != rank) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s needs %d starts, sizes and steps, not %d, %d and %d",
                            op, shape, rank, starts.length, sizes.length, steps.length));
        }
        for (int axis = 0; axis < rank; axis++) {
            long last = starts[axis] + (sizes[axis] - 1L) * steps[axis];
            if (steps[axis] == 0 || sizes[axis] < 0) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "%s: axis %d takes %d elements in steps of %d; steps must not be"
                                        + " 0, nor sizes negative",
                                op, axis, sizes[axis], steps[axis]));
            }
            if (sizes[axis] > 0
                    && (Math.min(starts[axis], last) < 0
                            || Math.max(starts[axis], last) >= shape[axis])) {
                throw new IndexOutOfBoundsException(
                        Messages.of(
                                "%s: positions %d to %d leave axis %d of %s",
                                op, starts[axis], last, axis, shape));
            }
        }
    }
}
