package org.higher.internal.heap;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OutOfMemoryError} that says what allocation failed, in what heap, what keeps memory
 * there, and what to do.
 *
 * <p>The words are put together when they are asked for: where this is thrown, there may be no
 * memory for them.
 */
public final class OutOfHeapError extends OutOfMemoryError {
    private static final long serialVersionUID = 2;

    /** For when there is no memory for one, and no holder is open. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // made while there is memory
    private static final OutOfHeapError SPARE = new OutOfHeapError();

    static {
        // a first call has the classes loaded that each needs, which a full heap has no room for
        of(null, 0, new OutOfMemoryError());
    }

    private transient @Nullable Allocation allocation;
    private long amount;
    private transient @Nullable MemoryHolder largest;
    private long size;

    OutOfHeapError() {}

    /** Has this class loaded while there is memory for it. */
    static void prepare() {}

    static OutOfMemoryError of(
            @Nullable Allocation allocation, long amount, OutOfMemoryError cause) {
        if (cause instanceof OutOfHeapError || cause instanceof OutOfDeviceError) {
            return cause;
        }
        MemoryHolder largest = MemoryHolder.largest();
        OutOfHeapError error;
        try {
            error = new OutOfHeapError();
        } catch (OutOfMemoryError full) {
            error = largest == null ? SPARE : largest.spare();
        }
        if (error.getCause() == null) {
            error.initCause(cause);
        }
        error.allocation = allocation;
        error.amount = amount;
        error.largest = largest;
        error.size = largest == null ? 0 : largest.size();
        return error;
    }

    @Override
    public String getMessage() {
        Allocation failed = allocation;
        MemoryHolder holder = largest;
        return "out of memory: "
                + (failed == null ? "" : String.format(Locale.ROOT, failed.words(), amount) + ", ")
                + String.format(
                        Locale.ROOT,
                        "in a heap of %,d MiB. ",
                        Runtime.getRuntime().maxMemory() >> 20)
                + (holder == null ? "" : holder.describe(size))
                + MemoryHolder.advice();
    }
}
