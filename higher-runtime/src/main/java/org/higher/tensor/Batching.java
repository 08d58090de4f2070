package org.higher.tensor;

import java.util.List;

/**
 * How one tensor holds the values of several tasks, so that they are computed as one.
 *
 * <p>A tensor with a <em>task axis</em> has a value for each task, all of one shape. The axis is
 * hidden: {@link Tensor#shape}, {@link Tensor#rank} and {@link Tensor#size} tell of one task, and
 * every operation acts as if it were applied to each task's value by itself. A model, a loss or an
 * update rule that was written for one task so runs for all of them, and costs one pass through its
 * code.
 *
 * <pre>{@code
 * Tensor x = Tensor.stackTasks(inputs);               // for each task [10, 1]
 * Tensor w = weight.forTasks(inputs.size());          // for each task its own copy
 * Tensor loss = x.mmul(w).sub(y).square().mean();     // for each task a scalar
 * loss.sumOfTasks().backward();                       // into weight
 * }</pre>
 *
 * <p>Tensors without the axis are shared by all tasks, and their gradients summed over the tasks.
 * So are the constants of the code: indices, labels given as numbers, random draws within a model.
 * What is read out of a tensor, as by {@link Tensor#item}, would differ from task to task, so that
 * reading is refused, and with it a decision that depends on a value.
 *
 * <p>There is one task axis at most. Two tensors of different numbers of tasks in one operation are
 * an {@link IllegalArgumentException} that names both.
 */
public sealed interface Batching permits Tensor {
    /**
     * The leading axis as the task axis: [tasks, ...] becomes a value of shape [...] for each task.
     *
     * @throws IllegalArgumentException if there is no leading axis, or it is empty, or there are
     *     tasks already
     */
    default Tensor asTasks() {
        return TaskOps.asTasks(self());
    }

    /**
     * The task axis as the leading axis; the reverse of {@link #asTasks}.
     *
     * @throws IllegalArgumentException if there are no tasks
     */
    default Tensor fromTasks() {
        return TaskOps.fromTasks(self());
    }

    /**
     * A copy for each task; its gradients are summed over the tasks.
     *
     * @throws IllegalArgumentException if the count is not at least 1, or there are tasks already
     */
    default Tensor forTasks(int count) {
        return TaskOps.forTasks(self(), count);
    }

    /** The tasks' values, in their order, as tensors without the axis. */
    default List<Tensor> unstackTasks() {
        return TaskOps.unstackTasks(self());
    }

    /** The sum of the tasks' values: of losses, what an outer loop descends. */
    default Tensor sumOfTasks() {
        TaskOps.checkTasks("sumOfTasks", self());
        return fromTasks().sum(0);
    }

    /** The mean of the tasks' values. */
    default Tensor meanOfTasks() {
        TaskOps.checkTasks("meanOfTasks", self());
        return fromTasks().mean(0);
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
