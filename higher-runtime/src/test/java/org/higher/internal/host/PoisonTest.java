package org.higher.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Poison;
import org.higher.internal.backend.Poisoned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where memory is handed out unwritten, it is NaN in this build's tests. */
class PoisonTest {
    @Test
    void theTestsRunPoisoned() {
        assertThat(Poison.isOn())
                .as("-D%s=true, which the build sets for tests", Poison.PROPERTY)
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
        try (HostRecycling recycling = HostRecycling.open()) {
            HostArray first = HostArray.zeros(dtype, 5);
            Object memory = first.data();
            recycling.hold(first);
            recycling.release(first);
            assertAllNaN(memory);
            HostArray second = HostArray.zeros(dtype, 5);
            assertThat(second.data()).isSameAs(memory);
            assertThat(values(second)).containsOnly(0);
            recycling.hold(second);
            recycling.release(second);
            HostArray third = HostArray.unwritten(dtype, 5);
            assertThat(third.data()).isSameAs(memory);
            assertAllNaN(third);
        }
    }

    @ParameterizedTest
    @EnumSource
    void scratchIsNaNAndSoIsWhatItReplaces(DType dtype) {
        boolean isFloat = dtype == DType.FLOAT32;
        Scratch scratch = Scratch.ofThisThread();
        Object before = scratch.zeros(isFloat, 0, 10);
        Object now = scratch.array(isFloat, 0, 7);
        assertAllNaN(now);
        assertAllNaN(before);
        assertThat(java.lang.reflect.Array.getLength(now)).isEqualTo(7);
    }

    @Test
    void tilesAreNaN() {
        float[] tile = TileScratch.ofThisThread().arrays(1, 3, 4)[2];
        tile[0] = 1;
        assertAllNaN(TileScratch.ofThisThread().arrays(1, 3, 4)[2]);
    }

    @Test
    void nativeRoomIsNaN() {
        NativeRoom room = NativeRoom.ofThisThread();
        FloatPointer floats = room.floats().reserve(0, 4);
        floats.put(0, 1);
        assertThat(room.floats().reserve(0, 4).get(0)).isNaN();
        assertThat(room.floats().reserve(0, 4).get(3)).isNaN();
        DoublePointer doubles = room.doubles().reserve(0, 4);
        doubles.put(0, 1);
        assertThat(room.doubles().reserve(0, 4).get(0)).isNaN();
        assertThat(room.doubles().reserve(0, 4).get(3)).isNaN();
    }

    @Test
    void withoutTheModeMemoryIsAsItWas() {
        HostArray second =
                Poisoned.get(
                        false,
                        () -> {
                            try (HostRecycling recycling = HostRecycling.open()) {
                                HostArray first = HostArray.zeros(DType.FLOAT32, 5);
                                first.floats()[2] = 7;
                                recycling.hold(first);
                                recycling.release(first);
                                return HostArray.unwritten(DType.FLOAT32, 5);
                            }
                        });
        assertThat(second.floats()).containsExactly(0, 0, 7, 0, 0);
        assertThat(Poison.isOn()).isTrue();
    }

    private static double[] values(Array x) {
        return HostBackend.instance().kernels().toDoubles(x);
    }

    private static void assertAllNaN(Object memory) {
        double[] values =
                memory instanceof HostArray array
                        ? values(array)
                        : memory instanceof float[] floats
                                ? Elementwise.widened(floats)
                                : (double[]) memory;
        assertThat(values).isNotEmpty().containsOnly(Double.NaN);
    }
}
