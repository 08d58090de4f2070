package org.higher.internal.heap;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps much memory while it is open, and is named in errors of a full heap.
 *
 * <p>Holders are registered weakly: one that is dropped without being closed keeps nothing.
 */
public abstract class MemoryHolder implements AutoCloseable {
    private static volatile WeakReference<?>[] registered = {};

    private static volatile @Nullable Supplier<String> advice;

    @SuppressWarnings("this-escape") // it is read after register() alone
    private final WeakReference<MemoryHolder> self = new WeakReference<>(this);

    /** For when there is no memory for one. */
    private final OutOfHeapError spare = new OutOfHeapError();

    /** What each error says about memory that is kept, and how to keep less; replaces the last. */
    public static void setAdvice(Supplier<String> sentences) {
        advice = sentences;
    }

    static String advice() {
        Supplier<String> sentences = advice;
        return sentences == null
                ? "Keep fewer arrays at a time, or give the JVM a larger heap, with -Xmx."
                : sentences.get();
    }

    /** How much it keeps; errors name the holder that keeps most. */
    protected abstract long size();

    /** A sentence that says what is kept at a size. */
    protected abstract String describe(long size);

    /** From now on errors may name this. */
    protected final void register() {
        synchronized (MemoryHolder.class) {
            WeakReference<?>[] more = Arrays.copyOf(registered, registered.length + 1);
            more[more.length - 1] = self;
            registered = more;
        }
    }

    /** The registered one that keeps most; null if there is none. */
    static @Nullable MemoryHolder largest() {
        MemoryHolder largest = null;
        for (WeakReference<?> reference : registered) {
            if (reference.get() instanceof MemoryHolder holder
                    && (largest == null || holder.size() > largest.size())) {
                largest = holder;
            }
        }
        return largest;
    }

    OutOfHeapError spare() {
        return spare;
    }

    protected final boolean isClosed() {
        return self.get() == null;
    }

    /** Where there is no memory for a shorter list, it stays as it is, without this. */
    @Override
    public void close() {
        self.clear();
        try {
            synchronized (MemoryHolder.class) {
                registered =
                        Arrays.stream(registered)
                                .filter(other -> other.get() != null)
                                .toArray(WeakReference<?>[]::new);
            }
        } catch (OutOfMemoryError full) {
            self.clear();
        }
    }
}
