package org.higher.internal.ops;

import static org.higher.internal.ops.IndexOps.get;
import static org.higher.internal.ops.IndexOps.stack;
import static org.higher.internal.tape.Op.linearOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.BackwardPass;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** The task axis: ways in and out. */
public final class TaskOps {
    private TaskOps() {}

    public static Value asTasks(Value a) {
        checkShared("asTasks", a);
        int[] shape = a.shape();
        if (shape.length == 0 || shape[0] == 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "asTasks: %s has no leading axis of one task or more; to give every"
                                    + " task the same, use forTasks(int)",
                            shape));
        }
        return linearOp("asTasks", a.data())
                .wrt(a, g -> fromTasks(g))
                .jvp(t -> asTasks(t))
                .tasks(shape[0])
                .record();
    }

    public static Value fromTasks(Value a) {
        checkTasks("fromTasks", a);
        return linearOp("fromTasks", a.data())
                .wrt(a, g -> asTasks(g))
                .jvp(t -> fromTasks(t))
                .tasks(0)
                .record();
    }

    /**
     * The gradient is summed over the tasks by {@link BackwardPass}, as for any argument they
     * share.
     */
    public static Value forTasks(Value a, int count) {
        checkShared("forTasks", a);
        if (count < 1) {
            throw new IllegalArgumentException(
                    Messages.of("forTasks: %d tasks; there must be at least one", count));
        }
        Shapes.size("forTasks", TaskAxis.shape(count, a.shape()));
        return linearOp("forTasks", TaskAxis.repeated(a, count))
                .wrt(a, g -> g)
                .jvp(t -> forTasks(t, count))
                .tasks(count)
                .record()
                .withExactOf(a);
    }

    public static Value stackTasks(List<Value> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("stackTasks: there are no tasks");
        }
        for (Value part : parts) {
            checkShared("stackTasks", part);
            if (!Arrays.equals(part.shape(), parts.get(0).shape())) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "stackTasks: shapes differ: %s and %s; tasks run as one only where"
                                        + " their shapes agree",
                                parts.get(0).shape(), part.shape()));
            }
        }
        Value stacked = asTasks(stack(0, parts));
        return parts.stream().anyMatch(TaskOps::isRounded)
                ? stacked.withExacts(parts.stream().mapToDouble(TaskOps::exact).toArray())
                : stacked;
    }

    /** Whether this is a scalar that was made from a number with more digits. */
    private static boolean isRounded(Value part) {
        return part.dtype() == DType.FLOAT32 && !Double.isNaN(part.exact());
    }

    private static double exact(Value part) {
        return Double.isNaN(part.exact()) ? part.kernels().item(part.data()) : part.exact();
    }

    public static List<Value> unstackTasks(Value a) {
        checkTasks("unstackTasks", a);
        Value whole = fromTasks(a);
        List<Value> parts = new ArrayList<>(a.taskCount());
        for (int task = 0; task < a.taskCount(); task++) {
            parts.add(get(whole, task));
        }
        Array exacts = a.exacts();
        if (exacts != null) {
            double[] values = a.kernels().toDoubles(exacts);
            for (int task = 0; task < values.length; task++) {
                parts.get(task).withExact(values[task]);
            }
        }
        return List.copyOf(parts);
    }

    /** That there is a value for each task; the error names the operation that was called. */
    public static void checkTasks(String op, Value a) {
        if (a.tasks() == null) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s has no task axis, all tasks share it; forTasks(int) and"
                                    + " asTasks() make one",
                            op, a.shape()));
        }
    }

    private static void checkShared(String op, Value a) {
        if (a.tasks() != null) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s has a task axis already, and there is but one",
                            op, Messages.kind(a)));
        }
    }
}
