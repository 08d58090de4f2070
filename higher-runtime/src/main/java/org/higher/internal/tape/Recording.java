package org.higher.internal.tape;

import java.util.function.Supplier;

/**
 * Whether the operations of a thread are recorded on the tape, in which order, and whether they are
 * cut from what is differentiated in either mode.
 *
 * <p>Computing without a tape alone is no cut: forward mode needs none.
 */
public final class Recording {
    /** Of the state: how often the thread has stopped recording and not resumed. */
    private static final int STOPS = 0;

    /** Of the state: the sequence number that the thread has given last. */
    private static final int SEQUENCE = 1;

    /** Of the state: how often the thread has cut and not resumed. */
    private static final int CUTS = 2;

    /**
     * Of a class of the JDK, since a value in a thread that lives long keeps its class's loader.
     */
    private static final ThreadLocal<long[]> STATE = ThreadLocal.withInitial(() -> new long[3]);

    private Recording() {}

    /** Whether this thread records. */
    public static boolean isOn() {
        return STATE.get()[STOPS] == 0;
    }

    /** Whether what this thread computes counts as constant in forward mode, too. */
    static boolean isCut() {
        return STATE.get()[CUTS] != 0;
    }

    /** Stops, and cuts, until {@link #resume} is called as often as this. */
    public static void stop() {
        STATE.get()[STOPS]++;
        STATE.get()[CUTS]++;
    }

    /** Takes back one {@link #stop} of this thread. */
    public static void resume() {
        STATE.get()[STOPS]--;
        STATE.get()[CUTS]--;
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
        return with(on ? 0 : state[STOPS] + 1, state[CUTS], computation);
    }

    /** Records, and cuts nothing, however often it was stopped or cut before. */
    public static <T> T recorded(Supplier<T> computation) {
        return with(0, 0, computation);
    }

    /** Computes constants: nothing is recorded, and nothing has a tangent. */
    public static <T> T cut(Supplier<T> computation) {
        long[] state = STATE.get();
        return with(state[STOPS] + 1, state[CUTS] + 1, computation);
    }

    /** Computes what has tangents again, however often it was cut before. */
    static <T> T uncut(Supplier<T> computation) {
        return with(STATE.get()[STOPS], 0, computation);
    }

    private static <T> T with(long stops, long cuts, Supplier<T> computation) {
        long[] state = STATE.get();
        long stopsBefore = state[STOPS];
        long cutsBefore = state[CUTS];
        state[STOPS] = stops;
        state[CUTS] = cuts;
        try {
            return computation.get();
        } finally {
            state[STOPS] = stopsBefore;
            state[CUTS] = cutsBefore;
        }
    }
}
