package org.higher.internal.host.convolution;

import java.util.Arrays;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.threads.WeakThreadLocal;

/** A workspace on the heap: arrays that a thread keeps for the elements of tiles. */
final class WinogradWorkspace {
    private static final WeakThreadLocal<WinogradWorkspace> OWN =
            new WeakThreadLocal<>(WinogradWorkspace::new);

    private final float[][][] arrays = new float[3][0][];
    private float[] zeros = {};

    private WinogradWorkspace() {}

    static WinogradWorkspace ofThisThread() {
        return OWN.get();
    }

    /** Arrays with anything in them, in tests NaN, until the next call for their number. */
    float[][] arrays(int number, int count, int size) {
        float[][] kept = arrays[number];
        if (kept.length < count) {
            int before = kept.length;
            kept = Arrays.copyOf(kept, count);
            Arrays.fill(kept, before, count, new float[0]);
            arrays[number] = kept;
        }
        for (int i = 0; i < count; i++) {
            if (kept[i].length < size) {
                kept[i] = HeapArrays.floats(size);
            }
            MemoryPoisoning.fill(kept[i]);
        }
        return kept;
    }

    float[] zeros(int size) {
        if (zeros.length < size) {
            zeros = HeapArrays.floats(size);
        }
        return zeros;
    }
}
