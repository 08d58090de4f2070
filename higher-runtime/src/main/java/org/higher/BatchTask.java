package org.higher;

import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.higher.functional.Twins;
import org.higher.internal.TapeOrder;
import org.higher.internal.threads.TaskLocal;
import org.jspecify.annotations.Nullable;

/**
 * A task of one call of a {@link MetaBatch}.
 *
 * <p>It runs once, in whichever thread comes first, or not at all. Unlike a cancelled {@link
 * java.util.concurrent.FutureTask}, it says when it has really ended.
 */
final class BatchTask<R> implements Runnable {
    /**
     * The task that this thread is a part of: it runs here, or has started this thread.
     *
     * <p>The reference keeps a thread of the user's, which may live long, from holding the task.
     */
    private static final InheritableThreadLocal<@Nullable WeakReference<BatchTask<?>>> CURRENT =
            new InheritableThreadLocal<>();

    private final Object batch;
    private final int index;
    private final AtomicInteger firstFailed;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private final TapeOrder order = new TapeOrder();

    private @Nullable Supplier<? extends R> work;
    private @Nullable BatchTask<?> parent;
    private @Nullable ClassLoader loader;
    private @Nullable Thread thread;
    private boolean interrupted;
    private @Nullable R result;
    private @Nullable Throwable failure;

    /**
     * A task that has not begun.
     *
     * @param batch what stands for the batch that it belongs to
     * @param firstFailed the lowest position of a task that failed; those after it need not begin
     */
    BatchTask(Object batch, int index, AtomicInteger firstFailed, Supplier<? extends R> work) {
        this.batch = batch;
        this.index = index;
        this.firstFailed = firstFailed;
        this.work = work;
        this.parent = current();
        this.loader = Thread.currentThread().getContextClassLoader();
    }

    /** Whether the present thread is part of a task of any batch. */
    static boolean isRunningHere() {
        return current() != null;
    }

    /** Whether the present thread is part of a task of a batch, be it through tasks of others. */
    static boolean isPartOf(Object batch) {
        for (BatchTask<?> task = current(); task != null; task = task.parent) {
            if (task.batch == batch) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable BatchTask<?> current() {
        WeakReference<BatchTask<?>> current = CURRENT.get();
        BatchTask<?> task = current == null ? null : current.get();
        // a thread may outlive the task that has started it
        return task == null || task.ended.getCount() == 0 ? null : task;
    }

    int index() {
        return index;
    }

    @Override
    public void run() {
        if (!claimed.compareAndSet(false, true)) {
            return;
        }
        Thread here = Thread.currentThread();
        ClassLoader usual = here.getContextClassLoader();
        WeakReference<BatchTask<?>> outer = CURRENT.get();
        try {
            here.setContextClassLoader(loader);
            CURRENT.set(new WeakReference<>(this));
            begin(here);
            result = compute();
        } catch (Throwable thrown) { // for the caller, who may be another thread
            firstFailed.accumulateAndGet(index, Math::min);
            failure = Twins.original(thrown);
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            here.setContextClassLoader(usual);
            end();
        }
    }

    private @Nullable R compute() {
        if (index > firstFailed.get()) {
            throw new CancellationException("a task before this one failed");
        }
        Supplier<? extends R> computation = Objects.requireNonNull(work, "computed once");
        return order.continued(() -> TaskLocal.<@Nullable R>apart(computation::get));
    }

    /** If it has not begun, it never will. */
    void skip() {
        if (claimed.compareAndSet(false, true)) {
            failure = new CancellationException("not begun");
            end();
        }
    }

    private synchronized void begin(Thread here) {
        thread = here;
        if (interrupted) {
            here.interrupt();
        }
    }

    private synchronized void end() {
        thread = null;
        work = null;
        parent = null;
        loader = null;
        ended.countDown();
    }

    /** Interrupts it if it runs, and nothing that its thread does afterwards. */
    synchronized void interrupt() {
        skip();
        interrupted = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /**
     * Waits for its result, which it no longer keeps.
     *
     * @throws ExecutionException if it failed
     */
    @SuppressWarnings("NullAway") // null only where that is what the task has returned
    R take() throws ExecutionException, InterruptedException {
        ended.await();
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        R taken = result;
        result = null;
        return taken;
    }

    /** Waits for its end, and leaves it to the caller to notice an interruption. */
    void awaitUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
