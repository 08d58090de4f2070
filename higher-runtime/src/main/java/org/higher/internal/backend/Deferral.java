package org.higher.internal.backend;

import java.util.function.Supplier;

/**
 * Whether results that nobody may look at are computed when they are looked at first.
 *
 * <p>Who computes gradients again to differentiate them knows their values, and wants their graph
 * or their tangents. A backward pass within {@link #wanted} asks for the values of its targets by
 * {@link #next}. Backends may do so, or compute at once.
 */
public final class Deferral {
    /** Of the state: whether backward passes ask. */
    private static final int WANTED = 0;

    /** Of the state: whether the next kernel that can defer its result should. */
    private static final int NEXT = 1;

    /** Of a class of the JDK, since a value in a long-lived thread keeps its class's loader. */
    private static final ThreadLocal<boolean[]> STATE =
            ThreadLocal.withInitial(() -> new boolean[2]);

    private Deferral() {}

    /** Computes gradients whose values are known. */
    public static <T> T wanted(Supplier<T> gradients) {
        return with(WANTED, gradients);
    }

    /** Whether this thread computes within {@link #wanted}. */
    public static boolean isWanted() {
        return STATE.get()[WANTED];
    }

    /** Computes something of which the first result may be deferred. */
    public static <T> T next(Supplier<T> result) {
        return with(NEXT, result);
    }

    private static <T> T with(int flag, Supplier<T> computation) {
        boolean[] state = STATE.get();
        boolean before = state[flag];
        state[flag] = true;
        try {
            return computation.get();
        } finally {
            state[flag] = before;
        }
    }

    /** Whether a kernel should defer its result; the next one is asked no more. */
    public static boolean take() {
        boolean[] state = STATE.get();
        boolean taken = state[NEXT];
        state[NEXT] = false;
        return taken;
    }
}
