package org.higher.tensor;

import static org.higher.tensor.Op.linearOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;
import org.jspecify.annotations.Nullable;

/** Parts of tensors, and tensors from parts. */
final class IndexOps {
    private IndexOps() {}

    static Tensor slice(Tensor a, int axis, int from, int to) {
        int along = Checks.axis("slice", a, axis);
        int[] shape = a.shapeRef();
        int extent = shape[along];
        int first = from < 0 ? from + extent : from;
        int end = to < 0 ? to + extent : to;
        if (first < 0 || end > extent || first > end) {
            throw new IndexOutOfBoundsException(
                    Text.of(
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

    static Tensor slice(Tensor a, int[] starts, int[] sizes, int[] steps) {
        int[] shape = a.shapeRef();
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
        return linearOp("slice", value).wrt(a, g -> embed(g, shape, first, stride)).record();
    }

    /** Zeros with {@code a} put where {@link #slice} would take it from. */
    static Tensor embed(Tensor a, int[] shape, int[] starts, int[] steps) {
        int[] sizes = a.shapeRef();
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
        return linearOp("embed", value).wrt(a, g -> slice(g, first, sizes, stride)).record();
    }

    static Tensor get(Tensor a, int index) {
        int along = Checks.axis("get", a, 0);
        int[] shape = a.shapeRef();
        int at = positions("get", shape[along], index)[0];
        return slice(a, 0, at, at + 1).reshape(ShapeOps.without(shape, 0));
    }

    static Tensor gather(Tensor a, int axis, int... indices) {
        int along = Checks.axis("gather", a, axis);
        int extent = a.shapeRef()[along];
        Checks.given("gather", "the list of indices", indices);
        int[] wanted = a.shapeRef().clone();
        wanted[along] = indices.length;
        Shapes.size("gather", TaskAxis.shape(a, wanted));
        int[] picked = positions("gather", extent, indices);
        return linearOp("gather", a.kernels().gather(a.data(), picked, TaskAxis.axis(a, along)))
                .wrt(a, g -> scatterAdd(g, along, extent, picked))
                .record();
    }

    static Tensor scatterAdd(Tensor a, int axis, int extent, int... indices) {
        int along = Checks.axis("scatterAdd", a, axis);
        if (a.shapeRef()[along] != indices.length) {
            throw new IllegalArgumentException(
                    Text.of(
                            "scatterAdd: axis %d of %s needs %d indices, not %d",
                            axis, a.shapeRef(), a.shapeRef()[along], indices.length));
        }
        int[] wanted = a.shapeRef().clone();
        wanted[along] = extent;
        Shapes.size("scatterAdd", TaskAxis.shape(a, wanted));
        int[] places = positions("scatterAdd", extent, indices);
        int axisOfArray = TaskAxis.axis(a, along);
        return linearOp("scatterAdd", a.kernels().scatterAdd(a.data(), places, axisOfArray, extent))
                .wrt(a, g -> gather(g, along, places))
                .record();
    }

    static Tensor concat(int axis, List<Tensor> given) {
        if (Checks.given("concat", "the list", given).isEmpty()) {
            throw new IllegalArgumentException("concat: there is nothing to join");
        }
        for (Tensor part : given) {
            Checks.given("concat", "a part", part);
        }
        List<Tensor> parts = Numbers.together(given);
        Tensor first = parts.get(0);
        int along = Checks.axis("concat", first, axis);
        long extent = 0;
        for (Tensor part : parts) {
            Checks.together("concat", first, part);
            if (part.rank() != first.rank()
                    || !Arrays.equals(
                            ShapeOps.without(part.shapeRef(), along),
                            ShapeOps.without(first.shapeRef(), along))) {
                throw new IllegalArgumentException(
                        Text.of(
                                "concat: shapes differ off axis %d: %s and %s",
                                axis, first.shapeRef(), part.shapeRef()));
            }
        }
        for (Tensor part : parts) {
            extent += part.shapeRef()[along];
        }
        if (extent > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    Text.of(
                            "concat: %d parts have %d positions along axis %d, more than 2^31 - 1",
                            parts.size(), extent, axis));
        }
        int tasks = TaskAxis.common("concat", parts);
        int[] whole = first.shapeRef().clone();
        whole[along] = (int) extent;
        Shapes.size("concat", tasks == 0 ? whole : TaskAxis.prepended(tasks, whole));
        List<Array> arrays = parts.stream().map(part -> TaskAxis.repeated(part, tasks)).toList();
        Op op = linearOp("concat", first.kernels().concat(arrays, tasks == 0 ? along : along + 1));
        int end = 0;
        for (Tensor part : parts) {
            int from = end;
            int to = from + part.shapeRef()[along];
            op.wrt(part, g -> g.slice(along, from, to));
            end = to;
        }
        return op.record();
    }

    static Tensor stack(int axis, List<Tensor> parts) {
        for (Tensor part : Checks.given("stack", "the list", parts)) {
            Checks.given("stack", "a part", part);
            if (!Arrays.equals(part.shapeRef(), parts.get(0).shapeRef())) {
                throw new IllegalArgumentException(
                        Text.of(
                                "stack: shapes differ: %s and %s",
                                parts.get(0).shapeRef(), part.shapeRef()));
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("stack: there is nothing to stack");
        }
        int at = Checks.newAxis("stack", parts.get(0), axis);
        return concat(at, parts.stream().map(part -> part.unsqueeze(at)).toList());
    }

    /** The reverse of {@link #stack}: all parts are one place on the tape, so none is embedded. */
    static List<Tensor> unstack(Tensor a, int axis) {
        int along = Checks.axis("unstack", a, axis);
        int[] whole = a.shapeRef();
        int[] shape = ShapeOps.without(whole, along);
        int[] sizes = whole.clone();
        sizes[along] = 1;
        int[] steps = new int[whole.length];
        Arrays.fill(steps, 1);
        List<Tensor> parts = new ArrayList<>(whole[along]);
        Node source = NoGrad.isRecording() ? a.node() : null;
        Node joint = source == null ? null : unstacked(source, along, whole[along]);
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
            Node node =
                    joint == null
                            ? null
                            : new Node(
                                    "unstack",
                                    shape,
                                    a.taskCount(),
                                    new Node.Edge(joint, new JointRule.Place(i), null),
                                    null);
            parts.add(new Tensor(value, node, TaskAxis.of(a.taskCount(), value)));
        }
        return List.copyOf(parts);
    }

    private static Node unstacked(Node source, int axis, int count) {
        Node.Edge edge = new Node.Edge(source, new JointRule.Place(0), null);
        return new Node("unstack", new int[0], 0, edge, null, new Unstacked(axis, count));
    }

    /** The gradients of the parts side by side, zeros for those without influence. */
    private record Unstacked(int axis, int values) implements JointRule {
        @Override
        public int arguments() {
            return 1;
        }

        @Override
        public @Nullable Tensor[] vjp(@Nullable Tensor[] gradients, boolean[] wanted) {
            Tensor some =
                    Arrays.stream(gradients).filter(Objects::nonNull).findFirst().orElseThrow();
            Tensor none = some.zerosLike();
            List<Tensor> parts = new ArrayList<>(values);
            for (Tensor gradient : gradients) {
                parts.add(gradient == null ? none : gradient);
            }
            return new Tensor[] {stack(axis, parts)};
        }
    }

    /** Positions counted from the front; negative ones are given from the end. */
    private static int[] positions(String op, int extent, int... given) {
        int[] positions = given.clone();
        for (int i = 0; i < positions.length; i++) {
            if (given[i] < -extent || given[i] >= extent) {
                throw new IndexOutOfBoundsException(
                        Text.of(
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
                    Text.of(
                            "%s: %s needs %d starts, sizes and steps, not %d, %d and %d",
                            op, shape, rank, starts.length, sizes.length, steps.length));
        }
        for (int axis = 0; axis < rank; axis++) {
            long last = starts[axis] + (sizes[axis] - 1L) * steps[axis];
            if (steps[axis] == 0 || sizes[axis] < 0) {
                throw new IllegalArgumentException(
                        Text.of(
                                "%s: axis %d takes %d elements in steps of %d; steps must not be"
                                        + " 0, nor sizes negative",
                                op, axis, sizes[axis], steps[axis]));
            }
            if (sizes[axis] > 0
                    && (Math.min(starts[axis], last) < 0
                            || Math.max(starts[axis], last) >= shape[axis])) {
                throw new IndexOutOfBoundsException(
                        Text.of(
                                "%s: positions %d to %d leave axis %d of %s",
                                op, starts[axis], last, axis, shape));
            }
        }
    }
}
