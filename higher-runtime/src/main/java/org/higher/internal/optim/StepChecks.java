package org.higher.internal.optim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.higher.internal.StateTensors;
import org.higher.optim.GradientTransform;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** Checks of a differentiable step: that what is combined with the weights is like them. */
final class StepChecks {
    private StepChecks() {}

    /** One for all tasks may stand for that of each. */
    static void like(String source, int index, Tensor gradient, Tensor weight) {
        boolean tasks = gradient.taskCount() == 0 || gradient.taskCount() == weight.taskCount();
        if (!tasks
                || gradient.dtype() != weight.dtype()
                || !Arrays.equals(gradient.shape(), weight.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: gradient %d is %s, its weight %s; give one like the weight, say by"
                                    + " mul, broadcast, to(DType) or sumOfTasks()",
                            source, index, described(gradient), described(weight)));
        }
    }

    private static String described(Tensor tensor) {
        String tasks = tensor.taskCount() == 0 ? "" : tensor.taskCount() + " tasks of ";
        return tasks + tensor.dtype() + " " + Arrays.toString(tensor.shape());
    }

    /** That of each task can't go on as that of none: the weights would become those of tasks. */
    static void stateTasks(Object state, Tensor weight) {
        for (Map.Entry<String, Tensor> part : StateTensors.of(state).entrySet()) {
            int tasks = part.getValue().taskCount();
            if (tasks != 0 && tasks != weight.taskCount()) {
                throw new IllegalArgumentException(
                        String.format(
                                "step: the state that it goes on from, %s, has a value for each of"
                                        + " %d tasks, and the weight is %s; open a loop of as many"
                                        + " tasks, or begin with a state without",
                                part.getKey(), tasks, described(weight)));
            }
        }
    }

    /** Weights that tasks share would take the step that is best for their sum, unnoticed. */
    static void lossTasks(Tensor loss, List<Tensor> weights) {
        if (loss.taskCount() != 0 && weights.stream().allMatch(p -> p.taskCount() == 0)) {
            throw new IllegalArgumentException(
                    "step: the loss has a value for each of "
                            + loss.taskCount()
                            + " tasks, but they share all weights; give each its own, by tasks("
                            + loss.taskCount()
                            + ") of the inner loop or forTasks, or reduce the loss with"
                            + " sumOfTasks()");
        }
    }

    static void moves(UpdateRule<?> rule) {
        if (rule instanceof GradientTransform) {
            throw new IllegalArgumentException(
                    "step: "
                            + rule
                            + " transforms gradients, and moves no weight; give it to"
                            + " Chain.of(...), and the chain to the optimizer");
        }
    }

    static void shape(int index, Tensor updated, Tensor weight) {
        if (!Arrays.equals(updated.shape(), weight.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "step: weight %d would become %s instead of %s; hyperparameters and"
                                    + " the state must broadcast to its shape",
                            index,
                            Arrays.toString(updated.shape()),
                            Arrays.toString(weight.shape())));
        }
        if (updated.dtype() != weight.dtype()) {
            throw new IllegalArgumentException(
                    String.format(
                            "step: weight %d would become %s instead of %s; let the rule convert it"
                                    + " with to(DType)",
                            index, updated.dtype(), weight.dtype()));
        }
    }
}
