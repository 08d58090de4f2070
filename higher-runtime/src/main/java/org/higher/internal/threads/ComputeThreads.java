package org.higher.internal.threads;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The number of threads that one computation may take, and the thread pool that they come from.
 *
 * <p>A limit holds for the whole process: it begins with the first caller of {@link
 * #limitToCallers} and ends when the last one is closed.
 */
public final class ComputeThreads {
    private static final String GIVEN = System.getProperty("higher.threads", "");

    /**
     * As many as there are processors, if the property does not say otherwise; 0 if it is wrong.
     */
    private static final int MOST = most(GIVEN);

    private static final ThreadPool POOL = new ThreadPool(Math.max(0, MOST - 1));

    private static final AtomicInteger LIMITS = new AtomicInteger();

    private ComputeThreads() {}

    static int most(String property) {
        if (property.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        return property.matches("[1-9]\\d{0,3}") ? Integer.parseInt(property) : 0;
    }

    /** Everything runs in the calling thread until the result is closed. */
    public static ThreadLimit limitToCallers() {
        LIMITS.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                LIMITS.decrementAndGet();
            }
        };
    }

    /**
     * How many threads a computation may take now.
     *
     * @throws IllegalArgumentException if the property {@code higher.threads} is no number of them
     */
    public static int count() {
        if (MOST == 0) {
            throw new IllegalArgumentException(
                    "-Dhigher.threads="
                            + GIVEN
                            + ": no number of threads; give 1 to 9999, or leave it out for as many"
                            + " as there are processors");
        }
        return LIMITS.get() == 0 ? MOST : 1;
    }

    /** Runs parts 0 to count - 1, some of them in other threads. */
    public static void run(int count, IntConsumer part) {
        if (count == 1) {
            part.accept(0);
        } else {
            POOL.run(count, part);
        }
    }
}
