package org.higher.internal.threads;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread local that a thread refers to weakly: a value for each thread.
 *
 * <p>A thread refers to its values weakly, and it is this object that keeps them, while the thread
 * lives: a pool's thread may live longer than the class loader of the library, which it would hold
 * by a plain {@link ThreadLocal}.
 */
public final class WeakThreadLocal<T> {
    private final Supplier<T> initial;

    @SuppressWarnings("ThreadLocalUsage") // this object is in a static field
    private final ThreadLocal<@Nullable WeakReference<T>> own = new ThreadLocal<>();

    private final Map<Thread, T> kept = Collections.synchronizedMap(new WeakHashMap<>());

    /** As {@link ThreadLocal#withInitial}. */
    public WeakThreadLocal(Supplier<T> initial) {
        this.initial = initial;
    }

    public T get() {
        WeakReference<T> reference = own.get();
        T value = reference == null ? null : reference.get();
        if (value == null) {
            value = initial.get();
            kept.put(Thread.currentThread(), value);
            own.set(new WeakReference<>(value));
        }
        return value;
    }
}
