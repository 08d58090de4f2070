package org.higher.internal.backend;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OutOfMemoryError} that says what fills the heap, and what to do.
 *
 * <p>The words are put together when they are asked for: where this is thrown, there may be no
 * memory for them.
 */
public final class OutOfHeapError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    /** Those that are open, weakly: one that is dropped without being closed fills nothing. */
    private static volatile WeakReference<?>[] unrolls = {};

    /** How many have been closed so far; a loss that is kept keeps the whole of one. */
    private static final AtomicLong CLOSED = new AtomicLong();

    /** For when there is no memory for one, and no loop is open. */
    private static final OutOfHeapError SPARE = new OutOfHeapError();

    private Attempt attempt = Attempt.STEP;
    private long amount;
    private int steps;
    private transient @Nullable Unroll unroll;

    private OutOfHeapError() {}

    /** What there was no memory for. An enum: a string that is first used then would need some. */
    public enum Attempt {
        ARRAY("allocating an array of %,d bytes"),
        STEP("taking step %,d"),
        LOOP("opening inner loop %,d"),
        BINDING("binding the model to the weights of step %,d"),
        UPDATE("updating %,d parameters"),
        OPERATION("recording an operation on %,d elements"),
        BACKWARD("a backward pass over %,d operations");

        private final String words;

        Attempt(String words) {
            this.words = words;
        }
    }

    /**
     * The error to throw in place of the JVM's.
     *
     * @param amount of bytes, operations or steps
     */
    public static OutOfMemoryError explain(Attempt attempt, long amount, OutOfMemoryError cause) {
        if (cause instanceof OutOfHeapError) {
            return cause;
        }
        Unroll longest = longest();
        OutOfHeapError error;
        try {
            error = new OutOfHeapError();
        } catch (OutOfMemoryError full) {
            error = longest == null ? SPARE : longest.spare;
        }
        if (error.getCause() == null) {
            error.initCause(cause);
        }
        error.attempt = attempt;
        error.amount = amount;
        error.unroll = longest;
        error.steps = longest == null ? 0 : longest.steps;
        return error;
    }

    private static @Nullable Unroll longest() {
        Unroll longest = null;
        for (WeakReference<?> reference : unrolls) {
            if (reference.get() instanceof Unroll unroll
                    && (longest == null || unroll.steps > longest.steps)) {
                longest = unroll;
            }
        }
        return longest;
    }

    @Override
    public String getMessage() {
        String heap =
                String.format(
                        Locale.ROOT,
                        "out of memory: " + attempt.words + ", in a heap of %,d MiB. ",
                        amount,
                        Runtime.getRuntime().maxMemory() >> 20);
        Unroll largest = unroll;
        String longest =
                largest == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "The longest open inner loop has unrolled %,d steps of %,d weights"
                                        + " with %,d elements. ",
                                steps,
                                largest.weights,
                                largest.elements);
        return heap
                + longest
                + "What is recorded lives until the loss that was computed by it is dropped. "
                + kept()
                + "Else take fewer steps; or cut the unroll on the way, with detach() and"
                + " fastModel().forget(); or keep less, with GradientMode.FIRST_ORDER or UNTRACKED,"
                + " smaller batches, or fewer tasks at a time; or give the JVM a larger heap, with"
                + " -Xmx.";
    }

    private static String kept() {
        long closed = CLOSED.get();
        return closed == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%,d inner loops have been closed: each whose loss is kept, say in a list"
                                + " for a log, is kept as a whole; keep the loss's item(), or its"
                                + " detach(). ",
                        closed);
    }

    /** The number of inner loops so far that were closed. */
    public static long closedLoops() {
        return CLOSED.get();
    }

    /** Steps that are kept for a gradient; errors tell of it until it is closed. */
    public static final class Unroll implements AutoCloseable {
        private final int weights;
        private final long elements;
        private final WeakReference<Unroll> self = new WeakReference<>(this);

        /** For when there is no memory for one. */
        private final OutOfHeapError spare = new OutOfHeapError();

        private volatile int steps;

        /** Begins with no step. */
        public Unroll(int weights, long elements) {
            this.weights = weights;
            this.elements = elements;
            synchronized (Unroll.class) {
                WeakReference<?>[] more = Arrays.copyOf(unrolls, unrolls.length + 1);
                more[more.length - 1] = self;
                unrolls = more;
            }
        }

        /** How many steps there are now. */
        public void setSteps(int count) {
            steps = count;
        }

        /** Where there is no memory for a shorter list, it stays as it is, without this. */
        @Override
        public void close() {
            if (self.get() == null) {
                return;
            }
            self.clear();
            CLOSED.incrementAndGet();
            try {
                synchronized (Unroll.class) {
                    unrolls =
                            Arrays.stream(unrolls)
                                    .filter(other -> other.get() != null)
                                    .toArray(WeakReference<?>[]::new);
                }
            } catch (OutOfMemoryError full) {
                self.clear();
            }
        }
    }
}
