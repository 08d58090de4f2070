package org.higher.examples.sinusoid;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Plain threads that work on the tasks of a batch.
 *
 * <p>Results come back in the order of the tasks, whatever the number of threads.
 */
final class TaskThreads implements AutoCloseable {
    private final ExecutorService threads;

    TaskThreads(int count) {
        threads =
                Executors.newFixedThreadPool(
                        count,
                        work -> {
                            Thread thread = new Thread(work, "task");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * Applies a function to every task.
     *
     * @throws IllegalStateException naming the first task that failed, with the failure as cause
     */
    <T, R> List<R> map(List<T> tasks, Function<T, R> work) {
        List<Future<R>> pending = new ArrayList<>(tasks.size());
        for (T task : tasks) {
            pending.add(threads.submit(() -> work.apply(task)));
        }
        List<R> results = new ArrayList<>(tasks.size());
        for (int i = 0; i < pending.size(); i++) {
            results.add(result(pending.get(i), i));
        }
        return results;
    }

    private static <R> R result(Future<R> pending, int index) {
        try {
            return pending.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("task " + index + " failed", failure.getCause());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at task " + index, interruption);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
