package org.higher.internal.host;

import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.memory.MemoryPool;
import org.jspecify.annotations.Nullable;

/** An array that is computed when somebody looks at it. */
final class DeferredArray implements Array {
    private final DType dtype;
    private final int[] shape;
    private final BackendDevice device;

    /** Null once it is computed. */
    private @Nullable Supplier<HostArray> computation;

    private @Nullable HostArray computed;

    /**
     * An array of one kernel.
     *
     * @param x which the kernel reads, as it does y: their memory is not used again meanwhile
     */
    DeferredArray(
            BackendDevice device,
            int[] shape,
            HostArray x,
            HostArray y,
            Supplier<HostArray> computation) {
        this.dtype = x.dtype();
        this.shape = shape;
        this.device = device;
        this.computation = computation;
        MemoryPool recycling = MemoryPool.current();
        if (recycling != null) {
            recycling.retain(x);
            recycling.retain(y);
        }
    }

    /** The array itself. */
    synchronized HostArray now() {
        Supplier<HostArray> pending = computation;
        HostArray result = pending == null ? computed : pending.get();
        computed = result;
        computation = null;
        if (result == null) {
            throw new IllegalStateException("an array was neither computed nor can be");
        }
        return result;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public int size() {
        return Shapes.size(shape);
    }

    @Override
    public BackendDevice device() {
        return device;
    }
}
