package org.higher.array.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.higher.array.Backend.Stretch;

/**
 * The threads that one computation may take beside the one that asks for it.
 *
 * <p>Whether it may is one fact for the whole process: a stretch without them begins with the first
 * who wants it and ends with the last.
 */
final class OwnThreads {
    /** As many as there are processors, if {@code higher.threads} does not say otherwise. */
    private static final int MOST =
            Integer.getInteger("higher.threads", Runtime.getRuntime().availableProcessors());

    private static final Helpers HELPERS = new Helpers(Math.max(0, MOST - 1));

    private static final AtomicInteger HOLDERS = new AtomicInteger();

    private OwnThreads() {}

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

    /** How many threads a computation may take now. */
    static int count() {
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
