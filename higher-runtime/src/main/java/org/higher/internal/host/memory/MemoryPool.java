package org.higher.internal.host.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A memory pool of one thread: takes the memory of arrays without references for new ones of the
 * same size.
 *
 * <p>A backward pass opens one for its gradients. Reused memory is still in the processor's cache;
 * memory that the garbage collector has yet to find is not.
 */
public final class MemoryPool implements AutoCloseable {
    /** The most arrays that are kept; a backward pass has few shapes alive at a time. */
    private static final int MOST = 16;

    private static final ThreadLocal<@Nullable MemoryPool> CURRENT = new ThreadLocal<>();

    private final @Nullable MemoryPool outer = CURRENT.get();

    /** The newest last: its memory is most likely to be in the cache. */
    private final @Nullable Object[] free = new Object[MOST];

    private int count;

    private MemoryPool() {}

    public static MemoryPool open() {
        MemoryPool opened = new MemoryPool();
        CURRENT.set(opened);
        return opened;
    }

    /** What this thread has opened last. */
    static @Nullable MemoryPool current() {
        return CURRENT.get();
    }

    /** A {@code float[]} or {@code double[]} with anything in it; null if there is none. */
    @Nullable Object memory(boolean isFloat, int size) {
        for (int i = count - 1; i >= 0; i--) {
            Object memory = free[i];
            boolean fits =
                    isFloat
                            ? memory instanceof float[] floats && floats.length == size
                            : memory instanceof double[] doubles && doubles.length == size;
            if (fits) {
                remove(i);
                return memory;
            }
        }
        return null;
    }

    /** Whether an array was made with this pool, and has no reshaped view. */
    public boolean owns(HostArray x) {
        return x.isFrom(this);
    }

    /** Counts one more reference to an array of this pool. */
    public void retain(HostArray x) {
        if (owns(x)) {
            x.hold();
        }
    }

    /** Counts one reference less; takes the memory of an array of this pool that has none left. */
    public void release(HostArray x) {
        if (owns(x) && x.release()) {
            if (count == MOST) {
                remove(0);
            }
            free[count++] = x.giveUp();
        }
    }

    @Override
    public void close() {
        CURRENT.set(outer);
        count = 0;
        Arrays.fill(free, null);
    }

    private void remove(int index) {
        count--;
        System.arraycopy(free, index + 1, free, index, count - index);
        free[count] = null;
    }
}
