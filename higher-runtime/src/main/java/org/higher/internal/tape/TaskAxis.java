package org.higher.internal.tape;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.jspecify.annotations.Nullable;

/**
 * The task axis: the hidden leading axis of an array that holds a value for each of several tasks.
 *
 * <p>Operations, their checks and their rules know nothing of it: they see the shape of one task.
 * Only the array has the axis, so what is handed to a kernel beside an array is translated here,
 * and nowhere else. Values without the axis, whose {@link Value#tasks} is null, are handed on as
 * they are.
 */
public final class TaskAxis {
    /** The number of tasks, at least 1. */
    public final int count;

    /** The extents of one task's value. */
    public final int[] shape;

    private TaskAxis(int count, int... shape) {
        this.count = count;
        this.shape = shape;
    }

    /** The axis of a value; null for a count of 0. */
    public static @Nullable TaskAxis of(int count, Array value) {
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
    public static int common(String op, Value a, Value b) {
        int m = a.taskCount();
        int n = b.taskCount();
        if (m != n && m != 0 && n != 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %d tasks and %d tasks: operands have a value for each of the same"
                                    + " tasks, or one that all tasks share",
                            op, m, n));
        }
        return Math.max(m, n);
    }

    /** As {@link #common(String, Value, Value)}, for any number of arguments. */
    public static int common(String op, List<Value> parts) {
        Value first = parts.get(0);
        for (Value part : parts) {
            common(op, first, part);
            first = first.tasks() == null ? part : first;
        }
        return first.taskCount();
    }

    /** The array of x, to be broadcast with that of another tensor. */
    public static Array beside(Value other, Value x) {
        return x.tasks() == null ? x.data() : withRank(x, other.rank());
    }

    /**
     * The array of x with extents of 1 behind the task axis, up to a rank for each task.
     *
     * <p>Kernels align shapes at the last axis; without them, tasks would meet another's axis.
     */
    public static Array withRank(Value x, int rank) {
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
    public static Array repeated(Value x, int tasks) {
        return tasks == 0 || x.tasks() != null
                ? x.data()
                : x.kernels().broadcast(x.data(), shape(tasks, x.shape()));
    }

    /** The array of x, with a task axis of extent 1 if others have one and it is shared. */
    public static Array aligned(Value x, int tasks) {
        return tasks == 0 || x.tasks() != null
                ? x.data()
                : x.kernels().reshape(x.data(), prepended(1, x.shape()));
    }

    // places within an argument, or among several of a common number of tasks

    /** An axis of one task's value, as an axis of the array. */
    public static int axis(int tasks, int axis) {
        return tasks == 0 ? axis : axis + 1;
    }

    /** Axes of one task's value, as axes of the array. */
    public static int[] axes(int tasks, int... axes) {
        if (tasks == 0) {
            return axes;
        }
        int[] shifted = axes.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i]++;
        }
        return shifted;
    }

    /** As {@link #axes(int, int...)}, for the array of x. */
    public static int[] axes(Value x, int... axes) {
        return axes(x.taskCount(), axes);
    }

    /** An order of the axes of one task's value, as one of the axes of the array. */
    public static int[] order(Value x, int... axes) {
        return x.tasks() == null ? axes : prepended(0, axes(x, axes));
    }

    /** The shape of one task's value, as the shape of an array. */
    public static int[] shape(int tasks, int... shape) {
        return tasks == 0 ? shape : prepended(tasks, shape);
    }

    /** As {@link #shape(int, int...)}, for the tasks of x. */
    public static int[] shape(Value x, int... shape) {
        return shape(x.taskCount(), shape);
    }

    /** Numbers for the axes of one task's value, with the task axis' own in front. */
    public static int[] perAxis(Value x, int own, int... others) {
        return x.tasks() == null ? others : prepended(own, others);
    }

    private static int[] prepended(int first, int... rest) {
        int[] all = new int[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    // contents

    /**
     * Refuses to read one value where there is one for each task.
     *
     * @throws IllegalStateException if the value has the axis
     */
    public static void checkReadable(String op, Value x) {
        if (x.tasks() != null) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: %s has a value for each task; read those of fromTasks(), and do"
                                    + " without decisions that depend on one task's values",
                            op, Messages.kind(x)));
        }
    }
}
