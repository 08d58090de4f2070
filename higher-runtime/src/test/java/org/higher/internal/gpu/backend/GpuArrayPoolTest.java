package org.higher.internal.gpu.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.driver.FakeAccelerator;
import org.junit.jupiter.api.Test;

class GpuArrayPoolTest {
    private final FakeAccelerator accelerator = new FakeAccelerator(1 << 20);

    /** What a backward pass does, without a collection: the memory of two arrays is enough. */
    @Test
    void releasedArraysAreUsedAgainAtOnce() {
        GpuBackend backend = new GpuBackend("fake", List.of(accelerator));
        BackendDevice device = backend.devices().get(0);
        Kernels kernels = backend.kernels();
        try (ArrayPool pool = backend.recycling()) {
            for (int i = 0; i < 100; i++) {
                Array x = kernels.full(DType.FLOAT32, new int[] {10_000}, i, device);
                pool.hold(x);
                Array y = kernels.unary(Kernels.Unary.NEG, x);
                pool.hold(y);
                assertThat(pool.accumulate(y, x)).isSameAs(y);
                pool.release(x);
                pool.release(y);
            }
        }
        assertThat(accelerator.made()).isEqualTo(2);
    }

    /** Its contents may be read through the view. */
    @Test
    void anArrayWithAViewIsNotReused() {
        GpuBackend backend = new GpuBackend("fake", List.of(accelerator));
        BackendDevice device = backend.devices().get(0);
        Kernels kernels = backend.kernels();
        try (ArrayPool pool = backend.recycling()) {
            Array x = kernels.full(DType.FLOAT32, new int[] {6}, 1, device);
            pool.hold(x);
            Array view = kernels.reshape(x, new int[] {2, 3});
            assertThat(pool.accumulate(x, x)).isNotSameAs(x);
            pool.release(x);

            assertThat(((GpuArray) view).memory().bytes()).isEqualTo(256);
        }
    }
}
