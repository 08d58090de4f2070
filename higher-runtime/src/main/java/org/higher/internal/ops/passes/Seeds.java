package org.higher.internal.ops.passes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.TaskOps;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/** The gradients that a backward pass begins with. */
public final class Seeds {
    private Seeds() {}

    /**
     * One for each output, checked.
     *
     * @param caller for messages
     * @param seeds as they were given; none for outputs that are scalars
     * @throws IllegalArgumentException if no output requires a gradient, or one without a seed is
     *     no scalar, or a seed is not like its output
     */
    public static List<Value> of(String caller, List<Value> outputs, List<Value> seeds) {
        if (outputs.stream().noneMatch(Value::requiresGrad)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: the output %s does not require a gradient: it depends on no"
                                    + " parameter, or was computed within NoGrad or after detach",
                            caller, outputs.stream().map(Messages::kind).toList()));
        }
        if (seeds.isEmpty()) {
            outputs.forEach(output -> checkScalar(caller, output));
            return outputs.stream().map(output -> output.fullLike(1)).toList();
        }
        if (seeds.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %d outputs with %d seeds", caller, outputs.size(), seeds.size()));
        }
        List<Value> starts = new ArrayList<>(seeds.size());
        for (int i = 0; i < seeds.size(); i++) {
            Value output = outputs.get(i);
            Value seed = seeds.get(i);
            Checks.together(caller, output, seed);
            if (!Arrays.equals(output.shape(), seed.shape())) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "%s: output %d is %s, and its seed %s; the shapes must agree",
                                caller, i, output.shape(), seed.shape()));
            }
            starts.add(start(caller, i, output.taskCount(), seed));
        }
        return starts;
    }

    private static void checkScalar(String caller, Value output) {
        if (output.size() != 1) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: the output %s is no scalar; reduce it, for example with mean(), or"
                                    + " give seeds to Grad.of",
                            caller, output.shape()));
        }
    }

    /** The seed, with as many tasks as its output. */
    private static Value start(String caller, int index, int tasks, Value seed) {
        if (seed.taskCount() == tasks) {
            return seed;
        }
        if (tasks == 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: output %d has no tasks, and its seed is %s; add the seeds up, or"
                                    + " give one",
                            caller, index, Messages.kind(seed)));
        }
        return TaskOps.forTasks(seed, tasks);
    }
}
