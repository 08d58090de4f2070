package org.higher.internal.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.function.IntFunction;
import org.higher.internal.heap.OutOfHeapError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory of kernels: zeros, or an error that says how much was asked for. */
class HeapArraysTest {
    /** Which no JVM has, however large its heap. */
    private static final int TOO_MANY = Integer.MAX_VALUE;

    record Case(String name, IntFunction<Object> array, Object none, long bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Case[] cases() {
        return new Case[] {
            new Case("floats", HeapArrays::floats, new float[2], 4),
            new Case("doubles", HeapArrays::doubles, new double[2], 8),
            new Case("ints", HeapArrays::ints, new int[2], 4),
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areZeros(Case of) {
        assertThat(of.array().apply(2)).isEqualTo(of.none());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noMemoryIsAnErrorWithRemedies(Case of) {
        assertThatThrownBy(() -> of.array().apply(TOO_MANY))
                .isInstanceOf(OutOfHeapError.class)
                .hasMessageContaining(
                        String.format(
                                Locale.ROOT,
                                "out of memory: allocating an array of %,d bytes, in a heap of ",
                                of.bytes() * TOO_MANY))
                .hasMessageContaining("-Xmx")
                .hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aCopyIsAnotherArray() {
        float[] floats = {1, -0f};
        double[] doubles = {Double.NaN, 2};
        assertThat(HeapArrays.copy(floats)).isNotSameAs(floats).isEqualTo(floats);
        assertThat(HeapArrays.copy(doubles)).isNotSameAs(doubles).isEqualTo(doubles);
    }
}
