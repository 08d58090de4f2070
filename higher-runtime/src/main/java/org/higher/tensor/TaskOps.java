package org.higher.tensor;

import static org.higher.tensor.Op.linearOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;

/** Ways into the task axis and out of it. */
final class TaskOps {
    private TaskOps() {}

    static Tensor asTasks(Tensor a) {
        checkShared("asTasks", a);
        int[] shape = a.shapeRef();
        if (shape.length == 0 || shape[0] == 0) {
            throw new IllegalArgumentException(
                    Text.of(
                            "asTasks: %s has no leading axis of one task or more; to give every"
                                    + " task the same, use forTasks(int)",
                            shape));
        }
        return linearOp("asTasks", a.data()).wrt(a, g -> g.fromTasks()).tasks(shape[0]).record();
    }

    static Tensor fromTasks(Tensor a) {
        checkTasks("fromTasks", a);
        return linearOp("fromTasks", a.data()).wrt(a, g -> g.asTasks()).tasks(0).record();
    }

    /** The gradient is summed over the tasks by {@link Grad}, as for any argument they share. */
    static Tensor forTasks(Tensor a, int count) {
        checkShared("forTasks", a);
        if (count < 1) {
            throw new IllegalArgumentException(
                    Text.of("forTasks: %d tasks; there must be at least one", count));
        }
        Shapes.size("forTasks", TaskAxis.prepended(count, a.shapeRef()));
        return a.withExact(
                linearOp("forTasks", TaskAxis.repeated(a, count))
                        .wrt(a, g -> g)
                        .tasks(count)
                        .record());
    }

    static Tensor stackTasks(List<Tensor> parts) {
        Checks.given("stackTasks", "the list", parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("stackTasks: there are no tasks");
        }
        for (Tensor part : parts) {
            checkShared("stackTasks", Checks.given("stackTasks", "a tensor", part));
            if (!Arrays.equals(part.shapeRef(), parts.get(0).shapeRef())) {
                throw new IllegalArgumentException(
                        Text.of(
                                "stackTasks: shapes differ: %s and %s; tasks run as one only where"
                                        + " their shapes agree",
                                parts.get(0).shapeRef(), part.shapeRef()));
            }
        }
        Tensor stacked = Tensor.stack(0, parts).asTasks();
        return parts.stream().anyMatch(TaskOps::isRounded)
                ? stacked.withExacts(parts.stream().mapToDouble(TaskOps::exact).toArray())
                : stacked;
    }

    /** Whether this is a scalar that was made from a number with more digits. */
    private static boolean isRounded(Tensor part) {
        return part.dtype() == DType.FLOAT32 && !Double.isNaN(part.exact());
    }

    private static double exact(Tensor part) {
        return Double.isNaN(part.exact()) ? part.item() : part.exact();
    }

    static List<Tensor> unstackTasks(Tensor a) {
        checkTasks("unstackTasks", a);
        Tensor whole = a.fromTasks();
        List<Tensor> parts = new ArrayList<>(a.taskCount());
        for (int task = 0; task < a.taskCount(); task++) {
            parts.add(whole.get(task));
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
    static void checkTasks(String op, Tensor a) {
        if (a.tasks() == null) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s has no task axis, all tasks share it; forTasks(int) and"
                                    + " asTasks() make one",
                            op, a.shapeRef()));
        }
    }

    private static void checkShared(String op, Tensor a) {
        if (a.tasks() != null) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s has a task axis already, and there is but one",
                            op, Text.kind(a)));
        }
    }
}
