package org.higher.internal;

import java.util.Arrays;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks of what an update takes, and of what a rule has made. */
public final class UpdateChecks {
    private UpdateChecks() {}

    /**
     * Checks a gradient that was computed elsewhere.
     *
     * @throws IllegalArgumentException if it is null, or of another shape or type than its
     *     parameter, or has a value for each task where that has one for all
     */
    public static void gradient(int i, Tensor param, @Nullable Tensor gradient) {
        if (gradient == null) {
            throw new IllegalArgumentException(
                    "step: gradient "
                            + i
                            + " is null; give zeros for a parameter that is to have none");
        }
        check(
                gradient.dtype() == param.dtype(),
                "step: gradient %d is %s, its parameter %s; convert it with to(DType)",
                i,
                gradient.dtype(),
                param.dtype());
        check(
                Arrays.equals(gradient.shape(), param.shape()),
                "step: gradient %d is %s, its parameter %s",
                i,
                Arrays.toString(gradient.shape()),
                Arrays.toString(param.shape()));
        check(
                gradient.taskCount() == param.taskCount(),
                "step: gradient %d has %d tasks, its parameter %d; add the tasks' gradients"
                        + " up, with sumOfTasks() or meanOfTasks()",
                i,
                gradient.taskCount(),
                param.taskCount());
    }

    /**
     * Checks what a rule has made of a parameter.
     *
     * @throws IllegalArgumentException if it is of another shape, type or device, or has another
     *     number of tasks
     */
    public static void value(int group, int index, Tensor p, Tensor value) {
        check(
                Arrays.equals(value.shape(), p.shape()),
                "step: group %d, parameter %d is %s, but its rule made %s of it",
                group,
                index,
                Arrays.toString(p.shape()),
                Arrays.toString(value.shape()));
        check(
                value.dtype() == p.dtype() && value.device().equals(p.device()),
                "step: group %d, parameter %d is %s on %s, but its rule made %s on %s of it;"
                        + " convert it with to",
                group,
                index,
                p.dtype(),
                p.device(),
                value.dtype(),
                value.device());
        check(
                value.taskCount() == p.taskCount(),
                "step: group %d, parameter %d has %d tasks, but its rule made %d of them; go on from"
                        + " a state without a task axis",
                group,
                index,
                p.taskCount(),
                value.taskCount());
    }

    private static void check(boolean fact, String message, Object... args) {
        if (!fact) {
            throw new IllegalArgumentException(String.format(message, args));
        }
    }
}
