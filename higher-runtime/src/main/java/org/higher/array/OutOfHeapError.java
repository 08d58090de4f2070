package org.higher.array;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** An {@link OutOfMemoryError} that says what fills the heap, and what to do. */
public final class OutOfHeapError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    private static final double MEBI = 1 << 20;

    /** Weakly: one that is forgotten without having been closed fills nothing. */
    private static final Set<Unroll> UNROLLS =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Given up for the words of the first error; the heap is full of small things, perhaps. */
    private static byte @Nullable [] reserve = new byte[1 << 18];

    private OutOfHeapError(String message, OutOfMemoryError cause) {
        super(message);
        initCause(cause);
    }

    /** Something that keeps the values of many steps for a gradient. */
    public interface Unroll {
        /** How large it is, as "734 steps of 4 weights (0.4 MiB)". */
        String size();
    }

    /** Will be named in errors until it is closed. */
    public static void opened(Unroll unroll) {
        UNROLLS.add(unroll);
    }

    /** Will not be named any more. */
    public static void closed(Unroll unroll) {
        UNROLLS.remove(unroll);
    }

    /**
     * The error to throw in place of the JVM's; the JVM's own if there is no memory for words.
     *
     * <p>Something small for which there is none may still be asked for elsewhere, and fail with
     * the JVM's error.
     *
     * @param attempt what there was no memory for, as "allocating FLOAT32 [784, 128] (0.4 MiB)"
     */
    public static OutOfMemoryError explain(String attempt, OutOfMemoryError cause) {
        if (cause instanceof OutOfHeapError) {
            return cause;
        }
        reserve = null;
        try {
            return new OutOfHeapError(message(attempt), cause);
        } catch (OutOfMemoryError again) {
            return cause; // not even the words fit
        }
    }

    private static String message(String attempt) {
        List<Unroll> unrolls;
        synchronized (UNROLLS) {
            unrolls = new ArrayList<>(UNROLLS);
        }
        StringBuilder message = new StringBuilder("out of memory: ");
        message.append(attempt)
                .append(" in a heap of ")
                .append(mebibytes(Runtime.getRuntime().maxMemory()))
                .append('.');
        for (Unroll unroll : unrolls) {
            message.append(" An inner loop is open after ").append(unroll.size()).append('.');
        }
        return message.append(
                        " What is recorded lives until its gradient is taken and its loss is"
                                + " dropped. Take fewer steps; or cut the unroll on the way with"
                                + " detach() and fastModel().forget(); or keep less, with"
                                + " GradientMode.FIRST_ORDER or UNTRACKED, smaller batches, fewer"
                                + " tasks at a time; or give the JVM a larger heap, with -Xmx")
                .toString();
    }

    /** A number of bytes, for people. */
    public static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
    }
}
