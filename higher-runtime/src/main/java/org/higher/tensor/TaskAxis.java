package org.higher.tensor;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.jspecify.annotations.Nullable;

/**
 * The hidden leading axis of a tensor that holds one value for each of several tasks.
 *
 * <p>Operations, their checks and their rules know nothing of it: they see the shape of one task.
 * Only the array has the axis, so what is handed to a kernel beside an array is translated here.
 * Tensors without the axis, whose {@link Tensor#tasks} is null, are handed on as they are.
 */
final class TaskAxis {
    /** The number of tasks, at least 1. */
    final int count;

    /** The extents of one task's value. */
    final int[] shape;

    private TaskAxis(int count, int... shape) {
        this.count = count;
        this.shape = shape;
    }

    /** The axis of a value; null for a count of 0. */
    static @Nullable TaskAxis of(int count, Array value) {
        if (count == 0) {
            return null;
        }
        int[] whole = value.shape();
        return new TaskAxis(count, Arrays.copyOfRange(whole, 1, whole.length));
    }

    // arguments side by side

    /**
     * The number of tasks of two arguments; one without the axis is shared by all tasks.
     *
     * @throws IllegalArgumentException if both have the axis, with different counts
     */
    static int common(String op, Tensor a, Tensor b) {
        int m = a.taskCount();
        int n = b.taskCount();
        if (m != n && m != 0 && n != 0) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %d tasks and %d tasks: operands have a value for each of the same"
                                    + " tasks, or one that all tasks share",
                            op, m, n));
        }
        return Math.max(m, n);
    }

    /** As {@link #common(String, Tensor, Tensor)}, for any number of arguments. */
    static int common(String op, List<Tensor> parts) {
        Tensor first = parts.get(0);
        for (Tensor part : parts) {
            common(op, first, part);
            first = first.tasks() == null ? part : first;
        }
        return first.taskCount();
    }

    /** The array of x, to be broadcast with that of another tensor. */
    static Array beside(Tensor other, Tensor x) {
        return x.tasks() == null ? x.data() : withRank(x, other.rank());
    }

    /**
     * The array of x with extents of 1 behind the task axis, up to a rank for each task.
     *
     * <p>Kernels align shapes at the last axis; without them, tasks would meet another's axis.
     */
    static Array withRank(Tensor x, int rank) {
        TaskAxis tasks = x.tasks();
        if (tasks == null || tasks.shape.length >= rank) {
            return x.data();
        }
        int[] padded = new int[rank + 1];
        Arrays.fill(padded, 1);
        padded[0] = tasks.count;
        int length = tasks.shape.length;
        System.arraycopy(tasks.shape, 0, padded, rank + 1 - length, length);
        return x.kernels().reshape(x.data(), padded);
    }

    /** The array of x, repeated for each of a number of tasks if it is shared by them. */
    static Array repeated(Tensor x, int count) {
        return count == 0 || x.tasks() != null
                ? x.data()
                : x.kernels().broadcast(x.data(), prepended(count, x.shapeRef()));
    }

    // places within one argument

    /** An axis of one task's value, as an axis of the array. */
    static int axis(Tensor x, int axis) {
        return x.tasks() == null ? axis : axis + 1;
    }

    /** Axes of one task's value, as axes of the array. */
    static int[] axes(Tensor x, int... axes) {
        if (x.tasks() == null) {
            return axes;
        }
        int[] shifted = axes.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i]++;
        }
        return shifted;
    }

    /** An order of the axes of one task's value, as one of the axes of the array. */
    static int[] order(Tensor x, int... axes) {
        return x.tasks() == null ? axes : prepended(0, axes(x, axes));
    }

    /** A shape for each task, as the shape of an array. */
    static int[] shape(Tensor x, int... shape) {
        TaskAxis tasks = x.tasks();
        return tasks == null ? shape : prepended(tasks.count, shape);
    }

    /** Numbers for the axes of one task's value, with the task axis' own in front. */
    static int[] perAxis(Tensor x, int own, int... others) {
        return x.tasks() == null ? others : prepended(own, others);
    }

    static int[] prepended(int first, int... rest) {
        int[] all = new int[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    // contents

    /**
     * Refuses to read one value where there is one for each task.
     *
     * @throws IllegalStateException if the tensor has the axis
     */
    static void checkReadable(String op, Tensor x) {
        if (x.tasks() != null) {
            throw new IllegalStateException(
                    Text.of(
                            "%s: %s has a value for each task; read those of fromTasks(), and do"
                                    + " without decisions that depend on one task's values",
                            op, Text.kind(x)));
        }
    }
}
