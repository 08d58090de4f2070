package org.higher.internal.nd4j;

import java.util.Locale;

/**
 * A card as its driver names it.
 *
 * @param name as in {@code NVIDIA A100}
 * @param major the compute capability before the point
 * @param minor the compute capability behind it
 * @param memory in bytes; 0 if it is not known
 */
record GpuCard(String name, int major, int minor, long memory) {
    /** The oldest capability of major 3 that nd4j-cuda-11.6 has code for. */
    private static final int FIRST_OF_MAJOR_3 = 7;

    /** The newest major version that nd4j-cuda-11.6 has code for: that of 8.0 and 8.6. */
    private static final int LAST_MAJOR = 8;

    /**
     * Refuses a card for which nd4j-cuda-11.6 has no kernels, before one is launched in vain.
     *
     * <p>Its binaries hold code for 3.7 to 8.6 and no PTX from which a driver could make more. Code
     * for one capability runs on cards of the same major version and of the same or a later minor
     * one, so that for 8.0 and 8.6 on 8.7 and 8.9, and on none of 9.0 (NVIDIA, Ada GPU Architecture
     * Compatibility Guide, section 1.2).
     *
     * @throws IllegalStateException naming the card and the remedy
     */
    void requireKernels() {
        boolean tooOld = major < 3 || major == 3 && minor < FIRST_OF_MAJOR_3;
        if (tooOld || major > LAST_MAJOR) {
            throw new IllegalStateException(
                    ("nd4j: %s is not supported: nd4j-cuda-11.6 has kernels for compute capability"
                                    + " 3.7 to 8.x; use -Dhigher.backend=cuda, which compiles its"
                                    + " own, hide the card with CUDA_VISIBLE_DEVICES, or run with"
                                    + " -Dhigher.backend=host")
                            .formatted(this));
        }
    }

    @Override
    public String toString() {
        String text = name + ", compute capability " + major + "." + minor;
        return memory > 0 ? text + String.format(Locale.ROOT, ", %.1f GB", memory / 1e9) : text;
    }
}
