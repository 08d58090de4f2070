package org.higher.tensor;

import static org.higher.tensor.Tensor.tensor;
import static org.higher.tensor.Tensor.tensors;

import java.util.List;
import org.higher.internal.ops.TaskOps;
import org.higher.internal.tape.Value;

/** The task axis of tensors: ways in and out; {@link Tensor} says what it is. */
sealed interface Batching permits Tensor {
    /**
     * The leading axis as the task axis: [tasks, ...] becomes a value of shape [...] for each task.
     *
     * @throws IllegalArgumentException if there is no leading axis, or it is empty, or there are
     *     tasks already
     */
    default Tensor asTasks() {
        return tensor(TaskOps.asTasks(value()));
    }

    /**
     * The task axis as the leading axis; the reverse of {@link #asTasks}.
     *
     * @throws IllegalArgumentException if there are no tasks
     */
    default Tensor fromTasks() {
        return tensor(TaskOps.fromTasks(value()));
    }

    /**
     * A copy for each task; its gradients are summed over the tasks.
     *
     * @throws IllegalArgumentException if the count is not at least 1, or there are tasks already
     */
    default Tensor forTasks(int count) {
        return tensor(TaskOps.forTasks(value(), count));
    }

    /** The tasks' values, in their order, as tensors without the axis. */
    default List<Tensor> unstackTasks() {
        return tensors(TaskOps.unstackTasks(value()));
    }

    /** The sum of the tasks' values: of losses, what an outer loop descends. */
    default Tensor sumOfTasks() {
        TaskOps.checkTasks("sumOfTasks", value());
        return fromTasks().sum(0);
    }

    /** The mean of the tasks' values. */
    default Tensor meanOfTasks() {
        TaskOps.checkTasks("meanOfTasks", value());
        return fromTasks().mean(0);
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
