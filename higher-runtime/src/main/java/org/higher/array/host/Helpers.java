package org.higher.array.host;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take parts of one computation at a time.
 *
 * <p>The parts last some hundred microseconds, and the next computation follows soon. A thread that
 * sleeps takes a good part of that to wake up, so a helper looks out for work for a moment before
 * it goes to sleep.
 */
final class Helpers {
    /** Nanoseconds for which a helper stays awake. */
    private static final long PATIENCE = 200_000;

    private final Helper[] helpers;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile @Nullable Job current;

    /** Counted by the holder of the lock. */
    private long jobs;

    /** Helpers are daemons, started when first needed. */
    Helpers(int count) {
        helpers = new Helper[count];
        for (int i = 0; i < count; i++) {
            helpers[i] = new Helper("higher-helper-" + (i + 1));
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
            for (int i = 0; i < Math.min(helpers.length, parts - 1); i++) {
                helpers[i].wake();
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

    private final class Helper implements Runnable {
        private final Thread thread;
        private volatile boolean asleep;
        private boolean started;

        Helper(String name) {
            thread = new Thread(this, name);
            thread.setDaemon(true);
        }

        /** Called by the holder of the lock only. */
        void wake() {
            if (!started) {
                started = true;
                thread.start();
            } else if (asleep) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            long last = 0; // a number: the job itself would keep its arrays alive
            while (true) {
                Job job = next(last);
                last = job.number;
                job.takePart();
            }
        }

        private Job next(long last) {
            long since = System.nanoTime();
            while (true) {
                Job job = current;
                if (job != null && job.number != last) {
                    return job;
                }
                if (System.nanoTime() - since < PATIENCE) {
                    Thread.onSpinWait();
                    continue;
                }
                asleep = true;
                // who has put a job there before has not seen that this one sleeps
                Job missed = current;
                if (missed == null || missed.number == last) {
                    LockSupport.park(this);
                }
                asleep = false;
                since = System.nanoTime();
            }
        }
    }
}
