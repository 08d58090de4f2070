package org.higher.internal.gpu;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Kernels.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Reference counting of arrays that a thread makes on a device: the memory of those without
 * references is given back at once.
 */
public final class GpuArrayPool implements ArrayPool {
    private static final ThreadLocal<@Nullable GpuArrayPool> CURRENT = new ThreadLocal<>();

    private final @Nullable GpuArrayPool outer = CURRENT.get();

    private GpuArrayPool() {}

    public static GpuArrayPool open() {
        GpuArrayPool opened = new GpuArrayPool();
        CURRENT.set(opened);
        return opened;
    }

    /** What this thread has opened last. */
    static @Nullable GpuArrayPool current() {
        return CURRENT.get();
    }

    @Override
    public void hold(Array x) {
        if (x instanceof GpuArray own && own.isFrom(this)) {
            own.hold();
        }
    }

    @Override
    public void release(Array x) {
        if (x instanceof GpuArray own && own.isFrom(this) && own.release()) {
            own.giveUp();
        }
    }

    @Override
    public Array accumulate(Array sum, Array x) {
        if (sum instanceof GpuArray own && own.isFrom(this) && own.isHeldOnce()) {
            Elementwise.addTo(own, (GpuArray) x);
            return own;
        }
        return sum.backend().kernels().binary(Binary.ADD, sum, x);
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
