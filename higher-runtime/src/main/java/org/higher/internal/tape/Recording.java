package org.higher.internal.tape;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * Stands for what this thread is at; a task of a batch is something else than what is around.
     */
    static long[] owner() {
        return STATE.get();
    }

    /**
     * The next sequence number of an owner, above those of the arguments.
     *
     * <p>Numbers order the nodes of one thread by when they were made, and those of all threads
     * that were computed from each other; so they need no counter that threads share.
     */
    static long next(long[] owner, long newestArgument) {
        owner[SEQUENCE] = Math.max(owner[SEQUENCE], newestArgument) + 1;
        return owner[SEQUENCE];
    }

    /** Divides nodes into those that its thread has made later, and all others. */
    public static final class Mark {
        private final Object owner;
        private final long sequence;

        private Mark(Object owner, long sequence) {
            this.owner = owner;
            this.sequence = sequence;
        }

        /** Whether a node was made since, by the same thread. */
        public boolean isBefore(Node node) {
            return node.sequence > sequence && node.owner == owner;
        }
    }

    /** A mark here and now. */
    public static Mark mark() {
        long[] state = STATE.get();
        return new Mark(state, state[SEQUENCE]);
    }

    /** As {@link #mark()}; what is made from now on has numbers above those of some nodes. */
    public static Mark markAfter(List<? extends @Nullable Node> nodes) {
        long[] state = STATE.get();
        for (Node node : nodes) {
            state[SEQUENCE] = Math.max(state[SEQUENCE], node == null ? 0 : node.sequence);
        }
        return mark();
    }

    /** The sequence number that this thread has given last. */
    public static long sequence() {
        return STATE.get()[SEQUENCE];
    }

    /**
     * Computes with sequence numbers from one given on, so that the order of what a task makes does
     * not depend on the thread that happens to run it.
     */
    public static <T> T from(long sequence, Supplier<T> computation) {
        long[] around = STATE.get();
        long[] state = around.clone();
        state[SEQUENCE] = sequence;
        STATE.set(state);
        try {
            return computation.get();
        } finally {
            STATE.set(around);
        }
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
