package org.higher.internal.tape;

import java.util.function.Supplier;

/** Whether the operations of a thread are recorded on the tape, and in which order. */
public final class Recording {
    /** Of the state: how often the thread has stopped recording and not resumed. */
    private static final int STOPS = 0;

    /** Of the state: the sequence number that the thread has given last. */
    private static final int SEQUENCE = 1;

    /**
     * Of a class of the JDK, since a value in a thread that lives long keeps its class's loader.
     */
    private static final ThreadLocal<long[]> STATE = ThreadLocal.withInitial(() -> new long[2]);

    private Recording() {}

    /** Whether this thread records. */
    public static boolean isOn() {
        return STATE.get()[STOPS] == 0;
    }

    /** Stops until {@link #resume} is called as often as this. */
    public static void stop() {
        STATE.get()[STOPS]++;
    }

    /** Takes back one {@link #stop} of this thread. */
    public static void resume() {
        STATE.get()[STOPS]--;
    }

    // the order

    /**
     * The next sequence number of this thread, above those of the arguments.
     *
     * <p>Numbers order the nodes of one thread by when they were made, and those of all threads
     * that were computed from each other; so they need no counter that threads share.
     */
    static long next(long newestArgument) {
        long[] state = STATE.get();
        state[SEQUENCE] = Math.max(state[SEQUENCE], newestArgument) + 1;
        return state[SEQUENCE];
    }

    /** A mark: nodes that this thread makes from now on have a larger number. */
    public static long mark() {
        return STATE.get()[SEQUENCE];
    }

    /** As {@link #mark()}, where the nodes of other threads have numbers up to one given. */
    public static long mark(long others) {
        long[] state = STATE.get();
        state[SEQUENCE] = Math.max(state[SEQUENCE], others);
        return state[SEQUENCE];
    }

    /**
     * Goes on from the mark of another thread, so that the order of what a task makes does not
     * depend on the thread that happens to run it.
     *
     * @return this thread's own mark, to go back to
     */
    public static long continueFrom(long mark) {
        long[] state = STATE.get();
        long own = state[SEQUENCE];
        state[SEQUENCE] = mark;
        return own;
    }

    /** Computes with recording on or off, however often it was stopped before. */
    public static <T> T with(boolean on, Supplier<T> computation) {
        long[] state = STATE.get();
        long before = state[STOPS];
        state[STOPS] = on ? 0 : before + 1;
        try {
            return computation.get();
        } finally {
            state[STOPS] = before;
        }
    }
}
