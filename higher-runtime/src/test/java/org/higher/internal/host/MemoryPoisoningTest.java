package org.higher.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.Poisoned;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HeapWorkspace;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.memory.MemoryPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where memory is handed out unwritten, it is NaN in this build's tests. */
class MemoryPoisoningTest {
    @Test
    void theTestsRunPoisoned() {
        assertThat(MemoryPoisoning.isOn())
                .as("-D%s=true, which the build sets for tests", MemoryPoisoning.PROPERTY)
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void unwrittenArraysAreNaN(DType dtype) {
        assertAllNaN(HostArray.unwritten(dtype, 2, 3));
        assertThat(values(HostArray.zeros(dtype, 2, 3))).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void memoryIsNaNOnceGivenUpAndWhenTakenAgain(DType dtype) {
        try (MemoryPool pool = MemoryPool.open()) {
            HostArray first = HostArray.zeros(dtype, 5);
            Object memory = first.data();
            pool.retain(first);
            pool.release(first);
            assertAllNaN(memory);
            HostArray second = HostArray.zeros(dtype, 5);
            assertThat(second.data()).isSameAs(memory);
            assertThat(values(second)).containsOnly(0);
            pool.retain(second);
            pool.release(second);
            HostArray third = HostArray.unwritten(dtype, 5);
            assertThat(third.data()).isSameAs(memory);
            assertAllNaN(third);
        }
    }

    @ParameterizedTest
    @EnumSource
    void heapWorkspaceIsNaNAndSoIsWhatItReplaces(DType dtype) {
        boolean isFloat = dtype == DType.FLOAT32;
        HeapWorkspace workspace = HeapWorkspace.ofThisThread();
        Object before = workspace.zeros(isFloat, 0, 10);
        Object now = workspace.array(isFloat, 0, 7);
        assertAllNaN(now);
        assertAllNaN(before);
        assertThat(java.lang.reflect.Array.getLength(now)).isEqualTo(7);
    }

    @Test
    void withoutTheModeMemoryIsAsItWas() {
        HostArray second =
                Poisoned.get(
                        false,
                        () -> {
                            try (MemoryPool pool = MemoryPool.open()) {
                                HostArray first = HostArray.zeros(DType.FLOAT32, 5);
                                first.floats()[2] = 7;
                                pool.retain(first);
                                pool.release(first);
                                return HostArray.unwritten(DType.FLOAT32, 5);
                            }
                        });
        assertThat(second.floats()).containsExactly(0, 0, 7, 0, 0);
        assertThat(MemoryPoisoning.isOn()).isTrue();
    }

    private static double[] values(Array x) {
        return HostBackend.instance().kernels().toDoubles(x);
    }

    private static void assertAllNaN(Object memory) {
        double[] values =
                memory instanceof HostArray array
                        ? values(array)
                        : memory instanceof float[] floats
                                ? ElementwiseKernels.widened(floats)
                                : (double[]) memory;
        assertThat(values).isNotEmpty().containsOnly(Double.NaN);
    }
}
