package org.higher.internal.gpu.cache;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a driver has made of texts, each kept as long as a kernel of it is in use.
 *
 * <p>A kernel refers to what it is part of. Once the garbage collector has found that nothing does,
 * it is released, at the next call.
 *
 * @param <T> a compiled text
 */
public final class CompiledTexts<T> {
    private final Map<String, Entry<T>> entries = new HashMap<>();
    private final ReferenceQueue<T> unused = new ReferenceQueue<>();
    private final Function<T, Runnable> release;

    private static final class Entry<T> extends WeakReference<T> {
        final String text;
        final Runnable release;

        Entry(String text, T compiled, Runnable release, ReferenceQueue<T> unused) {
            super(compiled, unused);
            this.text = text;
            this.release = release;
        }
    }

    /**
     * Of a driver.
     *
     * @param release makes what gives a compiled text back to the driver, and does not refer to it
     */
    public CompiledTexts(Function<T, Runnable> release) {
        this.release = release;
    }

    /** What was made of a text, or is made of it now. */
    public synchronized T of(String text, Supplier<T> compiler) {
        releaseUnused();
        Entry<T> entry = entries.get(text);
        @Nullable T known = entry == null ? null : entry.get();
        if (known != null) {
            return known;
        }
        T compiled = compiler.get();
        entries.put(text, new Entry<>(text, compiled, release.apply(compiled), unused));
        return compiled;
    }

    private void releaseUnused() {
        for (Reference<? extends T> found = unused.poll(); found != null; found = unused.poll()) {
            Entry<?> entry = (Entry<?>) found;
            entries.remove(entry.text, entry); // another one may be in its place
            entry.release.run();
        }
    }
}
