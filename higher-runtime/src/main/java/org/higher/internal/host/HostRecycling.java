package org.higher.internal.host;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Recycling;
import org.jspecify.annotations.Nullable;

/**
 * Memory of dead gradients, for those to come.
 *
 * <p>It stays in the processor's cache, which memory that the garbage collector has yet to find
 * does not.
 */
final class HostRecycling implements Recycling {
    /** How many arrays wait at most; a backward pass has but a few shapes alive at a time. */
    private static final int MOST = 16;

    private static final ThreadLocal<@Nullable HostRecycling> CURRENT = new ThreadLocal<>();

    private final @Nullable HostRecycling outer = CURRENT.get();

    /** The newest last: its memory is most likely to be in the cache. */
    private final @Nullable Object[] free = new Object[MOST];

    private int count;

    private HostRecycling() {}

    static HostRecycling open() {
        HostRecycling opened = new HostRecycling();
        CURRENT.set(opened);
        return opened;
    }

    /** What this thread has opened last. */
    static @Nullable HostRecycling current() {
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

    @Override
    public void hold(Array x) {
        if (x instanceof HostArray own && own.isFrom(this)) {
            own.hold();
        }
    }

    @Override
    public void release(Array x) {
        if (x instanceof HostArray own && own.isFrom(this) && own.release()) {
            if (count == MOST) {
                remove(0);
            }
            free[count++] = own.giveUp();
        }
    }

    @Override
    public Array accumulate(Array sum, Array x) {
        if (sum instanceof HostArray own && own.isFrom(this) && own.isHeldOnce()) {
            Elementwise.addTo(own, (HostArray) x);
            return own;
        }
        return sum.backend().kernels().binary(Binary.ADD, sum, x);
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
