package org.higher.internal.cuda.driver;

import java.util.Locale;

/**
 * A card as its driver names it.
 *
 * @param ordinal its number
 * @param major the compute capability before the point
 * @param minor the compute capability behind it
 * @param memory in bytes
 */
public record Card(int ordinal, String name, int major, int minor, long memory) {
    /** Of the oldest cards that CUDA 13 compiles for. */
    private static final int FIRST_OF_CUDA_13 = 75;

    /** As the compiler counts it: 86 for 8.6. */
    public int capability() {
        return 10 * major + minor;
    }

    /** Whether a major version of CUDA has kernels for the card. */
    boolean isServedBy(int cuda) {
        return cuda < 13 || capability() >= FIRST_OF_CUDA_13;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, compute capability %d.%d, %.1f GB",
                name,
                major,
                minor,
                memory / 1e9);
    }
}
