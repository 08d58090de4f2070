package org.higher.internal.threads;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread local that each task of a batch begins without, and leaves as it was for the next one in
 * its thread.
 *
 * <p>Held by static fields; there are as many as there are such fields.
 *
 * @param <T> the value, null if there is none
 */
public final class TaskLocal<T> {
    private static final List<TaskLocal<?>> ALL = new CopyOnWriteArrayList<>();

    @SuppressWarnings("ThreadLocalUsage") // this object is in a static field
    private final ThreadLocal<@Nullable T> own = new ThreadLocal<>();

    private final String left;

    /**
     * Without a value in every thread.
     *
     * @param left says what a task has done wrong that leaves a value, and how to do it right
     */
    public TaskLocal(String left) {
        this.left = left;
        ALL.add(this);
    }

    /** The value of this thread. */
    public @Nullable T get() {
        return own.get();
    }

    /** Gives this thread a value, or none. */
    public void set(@Nullable T value) {
        if (value == null) {
            own.remove();
        } else {
            own.set(value);
        }
    }

    /**
     * Computes a task, apart from what its thread has around it.
     *
     * @throws IllegalStateException if it ends normally and leaves a value
     */
    public static <R extends @Nullable Object> R apart(Supplier<R> task) {
        Map<TaskLocal<?>, @Nullable Object> around = new IdentityHashMap<>();
        ALL.forEach(local -> around.put(local, local.taken()));
        try {
            R result = task.get();
            ALL.forEach(TaskLocal::checkEmpty);
            return result;
        } finally {
            ALL.forEach(local -> local.restore(around.get(local)));
        }
    }

    private @Nullable Object taken() {
        T value = own.get();
        own.remove();
        return value;
    }

    private void checkEmpty() {
        if (own.get() != null) {
            throw new IllegalStateException(left);
        }
    }

    @SuppressWarnings("unchecked") // taken from here before
    private void restore(@Nullable Object value) {
        set((T) value);
    }
}
