package org.higher.internal.tape;

import java.util.function.Supplier;

/** Whether the operations of a thread are recorded on the tape. */
public final class Recording {
    /**
     * How often a thread has stopped recording and not resumed: one element.
     *
     * <p>Of a class of the JDK, since a value in a thread that lives long keeps its class's loader.
     */
    private static final ThreadLocal<int[]> STOPS = ThreadLocal.withInitial(() -> new int[1]);

    private Recording() {}

    /** Whether this thread records. */
    public static boolean isOn() {
        return STOPS.get()[0] == 0;
    }

    /** Stops until {@link #resume} is called as often as this. */
    public static void stop() {
        STOPS.get()[0]++;
    }

    /** Takes back one {@link #stop} of this thread. */
    public static void resume() {
        STOPS.get()[0]--;
    }

    /** Computes with recording on or off, however often it was stopped before. */
    public static <T> T with(boolean on, Supplier<T> computation) {
        int[] stops = STOPS.get();
        int before = stops[0];
        stops[0] = on ? 0 : before + 1;
        try {
            return computation.get();
        } finally {
            stops[0] = before;
        }
    }
}
