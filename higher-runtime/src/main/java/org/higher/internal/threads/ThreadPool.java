package org.higher.internal.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread pool for the parts of one computation at a time.
 *
 * <p>Parts last some hundred microseconds, and the next computation follows soon. To wake a thread
 * up takes a good part of that, so workers spin for a moment before they park.
 */
final class ThreadPool {
    /** Nanoseconds for which an idle worker spins. */
    private static final long SPINNING = 200_000;

    /**
     * Nanoseconds after which an idle worker ends, so that a library that nobody uses can be
     * unloaded.
     */
    private static final long IDLE = 2_000_000_000;

    private final Worker[] workers;
    private final long idle;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile @Nullable Job current;

    /** Counted by the holder of the lock. */
    private long jobs;

    /** Workers are daemons, started when needed. */
    ThreadPool(int count) {
        this(count, IDLE);
    }

    ThreadPool(int count, long idle) {
        this.idle = idle;
        workers = new Worker[count];
        for (int i = 0; i < count; i++) {
            workers[i] = new Worker("higher-worker-" + (i + 1));
        }
    }

    /** Runs all parts, of which the caller takes its share; returns when all are done. */
    void run(int parts, IntConsumer work) {
        if (busy.isHeldByCurrentThread() || !busy.tryLock()) {
            for (int part = 0; part < parts; part++) {
                work.accept(part);
            }
            return;
        }
        try {
            Job job = new Job(++jobs, parts, work);
            current = job;
            for (int i = 0; i < Math.min(workers.length, parts - 1); i++) {
                workers[i].wake();
            }
            job.takePart();
            job.await();
        } finally {
            current = null;
            busy.unlock();
        }
    }

    private static final class Job {
        private final long number;
        private final int parts;
        private final IntConsumer work;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Job(long number, int parts, IntConsumer work) {
            this.number = number;
            this.parts = parts;
            this.work = work;
        }

        void takePart() {
            for (int part = taken.getAndIncrement(); part < parts; part = taken.getAndIncrement()) {
                try {
                    work.accept(part);
                } catch (Throwable thrown) { // for the caller, who may be another thread
                    failure = thrown;
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        /** Those who have begun are about to end: nobody sleeps within a part. */
        void await() {
            while (done.get() < parts) {
                Thread.onSpinWait();
            }
            Throwable thrown = failure;
            if (thrown instanceof Error error) {
                throw error;
            } else if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }

    private final class Worker implements Runnable {
        private final String name;
        private volatile boolean asleep;

        /** Set and read by the holder of the lock. */
        private @Nullable Thread thread;

        Worker(String name) {
            this.name = name;
        }

        /** Called by the holder of the lock only. */
        void wake() {
            Thread present = thread;
            if (present != null) {
                if (asleep) {
                    LockSupport.unpark(present);
                }
                return;
            }
            try {
                Thread started = DaemonThreads.create(this, name);
                started.start();
                thread = started;
            } catch (OutOfMemoryError noThreadToBeHad) {
                return; // the caller takes its part, too
            }
        }

        @Override
        public void run() {
            long last = 0; // a number: the job itself would keep its arrays alive
            while (true) {
                Job job = next(last);
                if (job == null) {
                    return;
                }
                last = job.number;
                job.takePart();
            }
        }

        /** The next job, or null if none came for long enough to end. */
        private @Nullable Job next(long last) {
            long since = System.nanoTime();
            while (true) {
                Job job = current;
                if (job != null && job.number != last) {
                    return job;
                }
                if (System.nanoTime() - since < SPINNING) {
                    Thread.onSpinWait();
                    continue;
                }
                asleep = true;
                // who has put a job there before has not seen that this one sleeps
                Job missed = current;
                if (missed == null || missed.number == last) {
                    LockSupport.parkNanos(this, idle);
                }
                asleep = false;
                if (System.nanoTime() - since > idle && ends()) {
                    return null;
                }
                since = System.nanoTime();
            }
        }

        /** Nobody puts a job there while this one has the lock; who comes later starts a thread. */
        private boolean ends() {
            if (!busy.tryLock()) {
                return false;
            }
            try {
                thread = null;
                return true;
            } finally {
                busy.unlock();
            }
        }
    }
}
