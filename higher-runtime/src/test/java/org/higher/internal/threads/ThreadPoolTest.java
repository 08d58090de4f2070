package org.higher.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadPoolTest {
    /** Both parts wait for each other, so each has a thread. */
    private static Thread workerOf(ThreadPool pool) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        pool.run(
                2,
                part -> {
                    threads.add(Thread.currentThread());
                    both.countDown();
                    while (both.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
        threads.remove(Thread.currentThread());
        assertThat(threads).hasSize(1);
        return threads.iterator().next();
    }

    @Test
    void endWhenIdleAndComeBack() throws Exception {
        ThreadPool pool = new ThreadPool(1, 1_000_000);
        Thread first = workerOf(pool);
        first.join();
        Thread second = workerOf(pool);
        assertThat(second).isNotSameAs(first);
        second.join();
    }

    @Test
    void inheritNothingFromWhoStartsThem() {
        ClassLoader usual = Thread.currentThread().getContextClassLoader();
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        ThreadPool pool = new ThreadPool(1);
        String[] seen = {"not asked", "not asked"};
        try {
            Thread.currentThread().setContextClassLoader(new ClassLoader(usual) {});
            local.set("of the caller");
            Thread worker = workerOf(pool);
            assertThat(worker.getContextClassLoader()).isNull();
            assertThat(worker.isDaemon()).isTrue();
            CountDownLatch both = new CountDownLatch(2);
            pool.run(
                    2,
                    part -> {
                        seen[Thread.currentThread() == worker ? 1 : 0] = local.get();
                        both.countDown();
                        while (both.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                    });
        } finally {
            Thread.currentThread().setContextClassLoader(usual);
        }
        assertThat(seen).containsExactly("of the caller", null);
    }

    /** Ended or about to, each part is run once. */
    @Test
    void everyPartIsRunOnceWhileWorkersComeAndGo() {
        ThreadPool pool = new ThreadPool(2, 1);
        for (int round = 0; round < 2000; round++) {
            AtomicIntegerArray runs = new AtomicIntegerArray(3);
            pool.run(3, runs::incrementAndGet);
            for (int part = 0; part < 3; part++) {
                assertThat(runs.get(part)).isEqualTo(1);
            }
            if (round % 100 == 0) {
                LockSupport.parkNanos(300_000);
            }
        }
    }

    @Test
    void failuresReachTheCaller() {
        ThreadPool pool = new ThreadPool(1, 1);
        assertThatThrownBy(
                        () ->
                                pool.run(
                                        2,
                                        part -> {
                                            throw new ArithmeticException("part " + part);
                                        }))
                .isInstanceOf(ArithmeticException.class);
    }
}
