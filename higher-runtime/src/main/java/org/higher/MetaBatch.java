package org.higher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.higher.array.Backend.Stretch;
import org.higher.array.Backends;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

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
 * <p>The threads are daemons, started when first needed. Several threads may use one batch at once,
 * but its own tasks must not.
 */
public final class MetaBatch implements AutoCloseable {
    private final ExecutorService pool;

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
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "MetaBatch: " + threads + " threads can run nothing; give 1 or more");
        }
        AtomicInteger count = new AtomicInteger();
        pool =
                Executors.newFixedThreadPool(
                        threads, work -> new Worker(this, work, count.incrementAndGet()));
    }

    /**
     * The losses of all tasks, and the gradient of their mean.
     *
     * @param parameters what to differentiate by, say the initial weights; zeros where a task's
     *     loss does not depend on one
     * @param loss computes the query loss of a task, a scalar
     * @throws TaskException if a task failed: the first of those that did
     * @throws IllegalArgumentException if there are no tasks
     */
    public <T> Result mean(
            List<T> tasks, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        int count = tasks.size();
        return reduce(
                tasks,
                task -> {
                    Tensor value = loss.apply(task);
                    return new Part(value.item(), Grad.grad(value.div(count), parameters));
                });
    }

    /** The losses of all tasks, and the gradient of their sum; see {@link #mean}. */
    public <T> Result sum(
            List<T> tasks, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        return reduce(
                tasks,
                task -> {
                    Tensor value = loss.apply(task);
                    return new Part(value.item(), Grad.grad(value, parameters));
                });
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

    private <T> Result reduce(List<T> tasks, Function<T, Part> work) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("MetaBatch: no tasks, hence no gradient");
        }
        List<Double> losses = new ArrayList<>(tasks.size());
        List<Tensor> sums = new ArrayList<>();
        run(
                tasks,
                work,
                part -> {
                    losses.add(part.loss());
                    add(sums, part.gradients());
                });
        return new Result(losses, sums);
    }

    private static void add(List<Tensor> sums, List<Tensor> gradients) {
        if (sums.isEmpty()) {
            sums.addAll(gradients);
            return;
        }
        for (int i = 0; i < sums.size(); i++) {
            sums.set(i, sums.get(i).add(gradients.get(i)));
        }
    }

    /** Hands each result on, in the order of the tasks, as soon as those before it are there. */
    private <T, R> void run(
            List<T> tasks, Function<? super T, ? extends R> work, Consumer<? super R> sink) {
        if (Thread.currentThread() instanceof Worker worker && worker.batch == this) {
            throw new IllegalStateException(
                    "MetaBatch: called from one of its own tasks, which could wait for itself;"
                            + " use another batch there");
        }
        // Tasks start in order, so all before a failed one run; those after it need not.
        AtomicInteger firstFailed = new AtomicInteger(tasks.size());
        Queue<Future<R>> pending = new ArrayDeque<>();
        Stretch calm = Backends.current().backend().withoutOwnThreads();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                pending.add(submit(tasks.get(i), i, work, firstFailed));
            }
            collect(pending, sink);
        } finally {
            calm.close();
        }
    }

    private <T, R> Future<R> submit(
            T task, int index, Function<? super T, ? extends R> work, AtomicInteger firstFailed) {
        try {
            return pool.submit(
                    () -> {
                        if (index > firstFailed.get()) {
                            throw new CancellationException("a task before this one failed");
                        }
                        try {
                            return work.apply(task);
                        } catch (Throwable failure) {
                            firstFailed.accumulateAndGet(index, Math::min);
                            throw failure;
                        }
                    });
        } catch (RejectedExecutionException rejected) {
            throw new IllegalStateException(
                    "MetaBatch: closed; use it inside its try block", rejected);
        }
    }

    /** Waits for every task that runs, even after a failure: they may use what the caller owns. */
    private static <R> void collect(Queue<Future<R>> pending, Consumer<? super R> sink) {
        int count = pending.size();
        List<TaskException> failures = new ArrayList<>(1);
        for (int i = 0; i < count; i++) {
            try {
                R result = pending.element().get();
                if (failures.isEmpty()) {
                    sink.accept(result);
                }
            } catch (ExecutionException failure) {
                if (failures.isEmpty()) {
                    failures.add(new TaskException(i, count, failure.getCause()));
                }
            } catch (InterruptedException interruption) {
                pending.forEach(task -> task.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException(
                        "MetaBatch: interrupted while waiting for task " + i, interruption);
            }
            pending.remove();
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
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

    /** What one task contributes. */
    private record Part(double loss, List<Tensor> gradients) {}

    private static final class Worker extends Thread {
        final MetaBatch batch;

        Worker(MetaBatch batch, Runnable work, int number) {
            super(work, "meta-batch-" + number);
            this.batch = batch;
            setDaemon(true);
        }
    }
}
