package org.higher.array.host;

import java.util.concurrent.atomic.AtomicBoolean;
import org.higher.array.Backend.Stretch;

/**
 * How many threads OpenBLAS may use, which is one number for the whole process.
 *
 * <p>So it is set by the first who wants it and restored by the last.
 */
final class OpenBlasThreads {
    private static int holders;
    private static int before;

    private OpenBlasThreads() {}

    /** Products run in the calling thread until the result is closed. */
    static synchronized Stretch none() {
        if (holders++ == 0) {
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
        if (--holders == 0) {
            OpenBlas.setThreads(before);
        }
    }
}
