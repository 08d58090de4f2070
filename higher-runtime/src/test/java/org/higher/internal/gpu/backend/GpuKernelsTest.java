package org.higher.internal.gpu.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.gpu.driver.FakeAccelerator;
import org.higher.internal.heap.OutOfDeviceError;
import org.junit.jupiter.api.Test;

class GpuKernelsTest {
    /** Work goes on after an error: what was taken before it is given back. */
    @Test
    void whatAFailedComputationHadTakenIsGivenBack() {
        GpuBackend backend = new GpuBackend("fake", List.of(new FakeAccelerator(1 << 20)));
        BackendDevice device = backend.devices().get(0);
        Kernels kernels = backend.kernels();
        int[] indices = new int[20_000];
        Arrays.setAll(indices, i -> i);
        indices[1] = 0; // twice, so that they are put in order
        Array x = kernels.full(DType.FLOAT32, new int[] {indices.length}, 1, device);
        Array rest = kernels.full(DType.FLOAT32, new int[] {110_000}, 1, device);

        // there is place for the result and for two of the three arrays that indices become
        assertThatThrownBy(() -> kernels.scatterAdd(x, indices, 0, indices.length))
                .isInstanceOf(OutOfDeviceError.class);

        Array next = kernels.full(DType.FLOAT32, new int[] {60_000}, 1, device);
        assertThat(List.of(x, rest, next)).extracting(Array::size).contains(60_000);
    }
}
