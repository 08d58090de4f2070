package org.higher;

import java.io.Serializable;
import java.util.List;
import org.higher.tensor.Tensor;

/**
 * Runs the tasks of a meta-batch, on this machine or on others, and adds up their meta-gradients.
 *
 * <pre>{@code
 * Learner<FunctionalNet> learner = Learner.of(() -> FunctionalNet.of(new Net()));
 * Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(1e-3));
 * try (TaskRunner batch = new MetaBatch(2)) {
 *     MetaBatch.Result result = batch.mean(learner, tasks, Training::adaptedLoss);
 *     outer.step(result.gradients());
 * }
 * }</pre>
 *
 * <p>{@link MetaBatch} runs them on threads. {@code org.higher.spark.SparkMetaBatch}, in the module
 * {@code higher-spark}, runs them on a cluster; the line that makes the runner is the only one that
 * changes. Both yield the same bits: losses and gradients do not depend on how many threads,
 * executors or partitions there are.
 *
 * <p>So that a program may go to a cluster, its tasks are serializable: records of arrays, or seeds
 * from which data is drawn. A task draws its random numbers from itself, so that running it again
 * is running the same task. The functions are given the {@linkplain Learner#model model}, and
 * capture neither it nor tensors.
 *
 * <p>Several threads may use one runner at once, as long as none of them changes the learner's
 * tensors meanwhile.
 */
public interface TaskRunner extends AutoCloseable {
    /**
     * The losses of all tasks, and the gradient of their mean by {@link Learner#parameters}.
     *
     * @param learner what is being trained
     * @param loss computes the query loss of a task, a scalar
     * @throws MetaBatch.TaskException if a task failed: the first of those that did
     * @throws IllegalArgumentException if there are no tasks, or no task's loss depends on a
     *     parameter; {@link #meanOrZeros} has zeros there
     * @throws IllegalStateException if the caller is interrupted, which it then still is, or this
     *     is closed
     */
    <M, T extends Serializable> MetaBatch.Result mean(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss);

    /** As {@link #mean}, with zeros for parameters that no task's loss depends on. */
    <M, T extends Serializable> MetaBatch.Result meanOrZeros(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss);

    /** The losses of all tasks, and the gradient of their sum; see {@link #mean}. */
    <M, T extends Serializable> MetaBatch.Result sum(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss);

    /** As {@link #sum}, with zeros for parameters that no task's loss depends on. */
    <M, T extends Serializable> MetaBatch.Result sumOrZeros(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss);

    /**
     * What a function makes of each task, in their order.
     *
     * @throws MetaBatch.TaskException if a task failed: the first of those that did
     */
    <M, T extends Serializable, R extends Serializable> List<R> map(
            Learner<M> learner,
            List<T> tasks,
            TaskFunction<? super M, ? super T, ? extends R> work);

    /** Ends what this has started, once the tasks that run are done. */
    @Override
    void close();
}
