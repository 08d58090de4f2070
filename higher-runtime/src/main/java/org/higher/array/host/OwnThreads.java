package org.higher.array.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.higher.array.Backend.Stretch;

/**
 * The threads that one computation may take: those of OpenBLAS, and those of long passes.
 *
 * <p>Both are one number for the whole process, so that a stretch without them begins with the
 * first who wants it and ends with the last.
 */
final class OwnThreads {
    /** As many as there are processors, if {@code higher.threads} does not say otherwise. */
    private static final int MOST =
            Integer.getInteger("higher.threads", Runtime.getRuntime().availableProcessors());

    private static volatile int holders;
    private static int before;

    private OwnThreads() {}

    /** Everything runs in the calling thread until the result is closed. */
    static synchronized Stretch none() {
        if (holders++ == 0 && OpenBlas.isAvailable()) {
            before = OpenBlas.threads();
            OpenBlas.setThreads(1);
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                release();
            }
        };
    }

    private static synchronized void release() {
        if (--holders == 0 && OpenBlas.isAvailable()) {
            OpenBlas.setThreads(before);
        }
    }

    /** How many threads a computation may take now. */
    static int count() {
        return holders == 0 ? MOST : 1;
    }

    /** Runs parts 0 to count - 1, in threads of the common pool and in this one. */
    static void run(int count, IntConsumer part) {
        if (count == 1) {
            part.accept(0);
        } else {
            IntStream.range(0, count).parallel().forEach(part);
        }
    }
}
