package org.higher;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.higher.internal.Arguments;
import org.higher.internal.MetaGradient;
import org.higher.internal.TaskText;
import org.higher.internal.backend.CurrentDevice;
import org.higher.internal.threads.DaemonThreads;
import org.higher.internal.threads.ThreadLimit;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a meta-batch on a few threads and adds up their meta-gradients.
 *
 * <pre>{@code
 * try (MetaBatch batch = new MetaBatch(2)) {
 *     MetaBatch.Result result = batch.mean(net.parameters(), tasks, task -> {
 *         try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
 *             loop.step(mse(loop.model().forward(task.xs()), task.ys()));
 *             return mse(loop.model().forward(task.xq()), task.yq());
 *         }
 *     });
 *     outer.step(result.gradients());
 * }
 * }</pre>
 *
 * <p>Gradients are added in the order of the tasks, whichever ends first, and native libraries
 * compute in the thread that calls them. So results do not depend on the number of threads, to the
 * last bit, as long as the tasks themselves don't: random numbers are drawn before, and nothing
 * shared is changed.
 *
 * <p>Where tasks are small and their shapes agree, let a task of this batch stand for several of
 * them, by {@link InnerLoop.Builder#tasks}; its loss is then their {@link Tensor#sumOfTasks}, and
 * {@link #sum} the method to add them up.
 *
 * <p>A call returns when none of its tasks runs any more, also if one fails or the caller is
 * interrupted: those that have not begun then never do, and an interruption reaches those that run.
 * It returns all results or none.
 *
 * <p>The threads are daemons, started when first needed, and end when they have been idle for two
 * seconds or the batch is closed. Several threads may use one batch at once. A task may use another
 * batch, of whose tasks it then runs some itself; what a task waits for must not use its own batch.
 */
public final class MetaBatch implements TaskRunner {
    private static final long IDLE_MILLIS = 2000;

    /** For messages. */
    private static final String OWNER = "MetaBatch";

    private final ThreadPoolExecutor pool;

    /** As many threads as there are processors. */
    public MetaBatch() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /**
     * A number of threads.
     *
     * @throws IllegalArgumentException if it is not at least 1
     */
    public MetaBatch(int threads) {
        this(threads, IDLE_MILLIS);
    }

    MetaBatch(int threads, long idleMillis) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "MetaBatch: " + threads + " threads can run nothing; give 1 or more");
        }
        AtomicInteger count = new AtomicInteger();
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        idleMillis,
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        work ->
                                DaemonThreads.create(
                                        work, "meta-batch-" + count.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * The losses of all tasks, and the gradient of their mean.
     *
     * @param parameters what to differentiate by, say the initial weights
     * @param loss computes the query loss of a task, a scalar
     * @throws TaskException if a task failed: the first of those that did
     * @throws IllegalArgumentException if there are no tasks, or a parameter requires no gradient,
     *     or no task's loss depends on it; {@link #meanOrZeros} has zeros there
     * @throws IllegalStateException if the caller is interrupted, which it then still is; if the
     *     batch is closed; or if the caller is part of one of its tasks
     */
    public <T> Result mean(
            List<Tensor> parameters, List<T> tasks, Function<? super T, Tensor> loss) {
        MetaGradient total =
                reduce(parameters, tasks, Arguments.nonEmpty(OWNER, tasks).size(), loss);
        return new Result(total.losses(), total.checked("MetaBatch.mean"));
    }

    /** As {@link #mean(List, List, Function)}, with zeros where no task's loss depends. */
    public <T> Result meanOrZeros(
            List<Tensor> parameters, List<T> tasks, Function<? super T, Tensor> loss) {
        MetaGradient total =
                reduce(parameters, tasks, Arguments.nonEmpty(OWNER, tasks).size(), loss);
        return new Result(total.losses(), total.orZeros());
    }

    /** The losses of all tasks, and the gradient of their sum; see {@link #mean}. */
    public <T> Result sum(
            List<Tensor> parameters, List<T> tasks, Function<? super T, Tensor> loss) {
        MetaGradient total = reduce(parameters, tasks, 1, loss);
        return new Result(total.losses(), total.checked("MetaBatch.sum"));
    }

    /** As {@link #sum}, with zeros for parameters that no task's loss depends on. */
    public <T> Result sumOrZeros(
            List<Tensor> parameters, List<T> tasks, Function<? super T, Tensor> loss) {
        MetaGradient total = reduce(parameters, tasks, 1, loss);
        return new Result(total.losses(), total.orZeros());
    }

    private <T> MetaGradient reduce(
            List<Tensor> parameters, List<T> tasks, int divisor, Function<? super T, Tensor> loss) {
        MetaGradient total = new MetaGradient(parameters);
        run(
                Arguments.nonEmpty(OWNER, tasks),
                MetaGradient.part(divisor, parameters, loss),
                total::add);
        return total;
    }

    /**
     * What a function makes of each task, in their order.
     *
     * @throws TaskException if a task failed: the first of those that did
     */
    public <T, R> List<R> map(List<T> tasks, Function<? super T, ? extends R> work) {
        List<R> results = new ArrayList<>(Arguments.nonNull(OWNER, tasks, "list of tasks").size());
        run(tasks, work, results::add);
        return results;
    }

    // with a learner

    @Override
    public <M, T extends Serializable> Result mean(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return mean(parameters(learner), tasks, over(learner, loss));
    }

    @Override
    public <M, T extends Serializable> Result meanOrZeros(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return meanOrZeros(parameters(learner), tasks, over(learner, loss));
    }

    @Override
    public <M, T extends Serializable> Result sum(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return sum(parameters(learner), tasks, over(learner, loss));
    }

    @Override
    public <M, T extends Serializable> Result sumOrZeros(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return sumOrZeros(parameters(learner), tasks, over(learner, loss));
    }

    @Override
    public <M, T extends Serializable, R extends Serializable> List<R> map(
            Learner<M> learner,
            List<T> tasks,
            TaskFunction<? super M, ? super T, ? extends R> work) {
        return map(tasks, over(learner, work));
    }

    private static List<Tensor> parameters(Learner<?> learner) {
        return Arguments.nonNull(OWNER, learner, "learner").parameters();
    }

    private static <M, T, R> Function<T, R> over(
            Learner<M> learner, TaskFunction<? super M, ? super T, ? extends R> work) {
        M model = Arguments.nonNull(OWNER, learner, "learner").model();
        Arguments.nonNull(OWNER, work, "function of a model and a task");
        return task -> work.apply(model, task);
    }

    /** Ends the threads once the tasks that they are at are done. Closing twice is harmless. */
    @Override
    public void close() {
        pool.shutdown();
    }

    /** Hands each result on, in the order of the tasks, as soon as those before it are there. */
    private <T, R> void run(
            List<T> tasks, Function<? super T, ? extends R> work, Consumer<? super R> sink) {
        if (pool.isShutdown()) {
            throw closed(null);
        }
        boolean nested = BatchTask.isRunningHere();
        if (BatchTask.isPartOf(pool)) {
            throw new IllegalStateException(
                    "MetaBatch: called from one of its own tasks, which could wait for itself;"
                            + " use another batch there");
        }
        // Tasks start in order, so all before a failed one run; those after it need not.
        AtomicInteger firstFailed = new AtomicInteger(tasks.size());
        List<BatchTask<R>> begun = new ArrayList<>(tasks.size());
        ThreadLimit limit = CurrentDevice.get().backend().singleThreaded();
        try {
            for (T task : tasks) {
                BatchTask<R> next =
                        new BatchTask<>(pool, begun.size(), firstFailed, () -> work.apply(task));
                begun.add(next);
                submit(next);
            }
            for (BatchTask<R> task : begun) {
                if (nested) {
                    task.run(); // or else two batches could wait for each other's threads
                }
                sink.accept(result(task, tasks, begun));
            }
        } finally {
            // they may use what the caller owns
            begun.forEach(BatchTask::skip);
            begun.forEach(BatchTask::awaitUninterruptibly);
            limit.close();
        }
    }

    private void submit(BatchTask<?> task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException rejected) {
            throw closed(rejected);
        }
    }

    private static IllegalStateException closed(@Nullable Throwable cause) {
        return new IllegalStateException("MetaBatch: closed; use it inside its try block", cause);
    }

    private static <R> R result(BatchTask<R> task, List<?> tasks, List<BatchTask<R>> all) {
        try {
            return task.take();
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            String text = TaskText.of(tasks.get(task.index()));
            throw new TaskException(task.index(), all.size(), text, cause);
        } catch (InterruptedException interruption) {
            all.forEach(BatchTask::interrupt);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "MetaBatch: interrupted while waiting for task " + task.index(), interruption);
        }
    }

    /**
     * What a meta-batch yields.
     *
     * @param losses one for each task
     * @param gradients one for each parameter
     */
    public record Result(List<Double> losses, List<Tensor> gradients) {
        public Result {
            losses = List.copyOf(losses);
            gradients = List.copyOf(gradients);
        }

        /** The mean of the tasks' losses. */
        public double meanLoss() {
            return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
        }
    }

    /** Says which task of a batch failed; the cause says why. */
    public static final class TaskException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int index;
        private final String task;

        /**
         * For implementations of {@link TaskRunner}.
         *
         * @param index the position of the task in the batch, from 0
         * @param count how many tasks the batch has
         * @param task what the task says of itself; empty if nothing
         * @param cause what the task threw
         */
        public TaskException(int index, int count, String task, Throwable cause) {
            super(
                    "MetaBatch: task "
                            + index
                            + " of "
                            + count
                            + ", counted from 0, failed: "
                            + cause
                            + (task.isEmpty() ? "" : "; the task: " + task),
                    cause);
            this.index = index;
            this.task = task;
        }

        /** The position of the task in the batch, from 0. */
        public int index() {
            return index;
        }

        /** The task's {@code toString()}, shortened; empty if its class has none of its own. */
        public String task() {
            return task;
        }
    }
}
