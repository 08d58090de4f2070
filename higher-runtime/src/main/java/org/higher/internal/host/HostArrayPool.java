package org.higher.internal.host;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.memory.MemoryPool;

/** Reference counting of arrays on the heap, whose memory a {@link MemoryPool} takes. */
record HostArrayPool(MemoryPool memory) implements ArrayPool {
    @Override
    public void hold(Array x) {
        if (x instanceof HostArray own) {
            memory.retain(own);
        }
    }

    @Override
    public void release(Array x) {
        if (x instanceof HostArray own) {
            memory.release(own);
        }
    }

    @Override
    public Array accumulate(Array sum, Array x) {
        if (sum instanceof HostArray own && memory.owns(own) && own.isHeldOnce()) {
            ElementwiseKernels.addTo(own, (HostArray) x);
            return own;
        }
        return sum.backend().kernels().binary(Binary.ADD, sum, x);
    }

    @Override
    public void close() {
        memory.close();
    }
}
