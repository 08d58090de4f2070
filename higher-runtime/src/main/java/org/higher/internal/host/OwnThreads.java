package org.higher.internal.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.higher.internal.backend.Backend.Stretch;

/**
 * The threads that one computation may take beside the one that asks for it.
 *
 * <p>Whether it may is one fact for the whole process: a stretch without them begins with the first
 * who wants it and ends with the last.
 */
final class OwnThreads {
    private static final String GIVEN = System.getProperty("higher.threads", "");

    /**
     * As many as there are processors, if the property does not say otherwise; 0 if it is wrong.
     */
    private static final int MOST = most(GIVEN);

    private static final Helpers HELPERS = new Helpers(Math.max(0, MOST - 1));

    private static final AtomicInteger HOLDERS = new AtomicInteger();

    private OwnThreads() {}

    static int most(String property) {
        if (property.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        return property.matches("[1-9]\\d{0,3}") ? Integer.parseInt(property) : 0;
    }

    /** Everything runs in the calling thread until the result is closed. */
    static Stretch none() {
        HOLDERS.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                HOLDERS.decrementAndGet();
            }
        };
    }

    /**
     * How many threads a computation may take now.
     *
     * @throws IllegalArgumentException if the property {@code higher.threads} is no number of them
     */
    static int count() {
        if (MOST == 0) {
            throw new IllegalArgumentException(
                    "-Dhigher.threads="
                            + GIVEN
                            + ": no number of threads; give 1 to 9999, or leave it out for as many"
                            + " as there are processors");
        }
        return HOLDERS.get() == 0 ? MOST : 1;
    }

    /** Runs parts 0 to count - 1, some of them in other threads. */
    static void run(int count, IntConsumer part) {
        if (count == 1) {
            part.accept(0);
        } else {
            HELPERS.run(count, part);
        }
    }
}
