package org.higher;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.higher.array.Backend.Stretch;
import org.higher.array.Backends;
import org.higher.array.Daemons;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.higher.tensor.Unreached;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a meta-batch on a few threads and adds up their meta-gradients.
 *
 * <pre>{@code
 * try (MetaBatch batch = new MetaBatch(2)) {
 *     MetaBatch.Result result = batch.mean(tasks, net.parameters(), task -> {
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
public final class MetaBatch implements AutoCloseable {
    private static final long IDLE_MILLIS = 2000;

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
                        work -> Daemons.create(work, "meta-batch-" + count.incrementAndGet()));
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
            List<T> tasks, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        return reduce(
                        tasks,
                        parameters,
                        meanPart(given(tasks, "list of tasks").size(), parameters, loss))
                .checked("MetaBatch.mean");
    }

    /** As {@link #mean}, with zeros for parameters that no task's loss depends on. */
    public <T> Result meanOrZeros(
            List<T> tasks, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        return reduce(
                        tasks,
                        parameters,
                        meanPart(given(tasks, "list of tasks").size(), parameters, loss))
                .orZeros();
    }

    /** The losses of all tasks, and the gradient of their sum; see {@link #mean}. */
    public <T> Result sum(
            List<T> tasks, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        return reduce(given(tasks, "list of tasks"), parameters, sumPart(parameters, loss))
                .checked("MetaBatch.sum");
    }

    /** As {@link #sum}, with zeros for parameters that no task's loss depends on. */
    public <T> Result sumOrZeros(
            List<T> tasks, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        return reduce(given(tasks, "list of tasks"), parameters, sumPart(parameters, loss))
                .orZeros();
    }

    private static <T> T given(@Nullable T given, String kind) {
        if (given == null) {
            throw new IllegalArgumentException("MetaBatch: null is no " + kind + "; give one");
        }
        return given;
    }

    private static <T> Function<T, Part> meanPart(
            int count, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        given(loss, "function of a task");
        return task -> {
            Tensor value = lossOf(task, loss);
            return new Part(value.item(), Grad.of(value.div(count)).with(parameters).toList());
        };
    }

    private static <T> Function<T, Part> sumPart(
            List<Tensor> parameters, Function<? super T, Tensor> loss) {
        given(loss, "function of a task");
        return task -> {
            Tensor value = lossOf(task, loss);
            return new Part(value.item(), Grad.of(value).with(parameters).toList());
        };
    }

    private static <T> Tensor lossOf(T task, Function<? super T, Tensor> loss) {
        Tensor value = loss.apply(task);
        if (value == null) {
            throw new IllegalArgumentException("MetaBatch: the loss is null; return a tensor");
        }
        return value;
    }

    /**
     * What a function makes of each task, in their order.
     *
     * @throws TaskException if a task failed: the first of those that did
     */
    public <T, R> List<R> map(List<T> tasks, Function<? super T, ? extends R> work) {
        List<R> results = new ArrayList<>(tasks.size());
        run(tasks, work, results::add);
        return results;
    }

    /** Ends the threads once the tasks that they are at are done. Closing twice is harmless. */
    @Override
    public void close() {
        pool.shutdown();
    }

    private <T> Total reduce(List<T> tasks, List<Tensor> parameters, Function<T, Part> work) {
        given(parameters, "list of parameters");
        parameters.forEach(parameter -> given(parameter, "parameter"));
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("MetaBatch: no tasks, hence no gradient");
        }
        Total total = new Total(parameters);
        run(tasks, work, total::add);
        return total;
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
        Stretch calm = Backends.current().backend().withoutOwnThreads();
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
                sink.accept(result(task, begun));
            }
        } finally {
            // they may use what the caller owns
            begun.forEach(BatchTask::skip);
            begun.forEach(BatchTask::awaitUninterruptibly);
            calm.close();
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

    private static <R> R result(BatchTask<R> task, List<BatchTask<R>> all) {
        try {
            return task.take();
        } catch (ExecutionException failure) {
            throw new TaskException(task.index(), all.size(), failure.getCause());
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

        TaskException(int index, int count, Throwable cause) {
            super("MetaBatch: task " + index + " of " + count + " failed: " + cause, cause);
            this.index = index;
        }

        /** The position of the task in the batch, from 0. */
        public int index() {
            return index;
        }
    }

    /** What one task contributes; empty where its loss does not depend on a parameter. */
    private record Part(double loss, List<Optional<Tensor>> gradients) {}

    /** What the tasks so far have contributed. */
    private static final class Total {
        private final List<Tensor> parameters;
        private final List<Double> losses = new ArrayList<>();
        private final List<Optional<Tensor>> sums;

        Total(List<Tensor> parameters) {
            this.parameters = List.copyOf(parameters);
            this.sums = new ArrayList<>(Collections.nCopies(parameters.size(), Optional.empty()));
        }

        void add(Part part) {
            losses.add(part.loss());
            for (int i = 0; i < sums.size(); i++) {
                Optional<Tensor> sum = sums.get(i);
                Optional<Tensor> own = part.gradients().get(i);
                sums.set(
                        i,
                        sum.isPresent() && own.isPresent()
                                ? own.map(sum.get()::add)
                                : sum.or(() -> own));
            }
        }

        Result checked(String caller) {
            Unreached.check(
                    caller, "no task's loss depends on", parameters, i -> sums.get(i).isPresent());
            return orZeros();
        }

        Result orZeros() {
            List<Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < sums.size(); i++) {
                gradients.add(sums.get(i).orElseGet(parameters.get(i)::zerosLike));
            }
            return new Result(losses, gradients);
        }
    }
}
