package org.higher.internal.nd4j;

/**
 * A card as its driver names it.
 *
 * @param name as in {@code NVIDIA A100}
 * @param major the compute capability before the point
 * @param minor the compute capability behind it
 */
record GpuCard(String name, int major, int minor) {
    /**
     * Refuses a card for which nd4j-cuda-11.6 has no kernels, before one is launched in vain.
     *
     * <p>Its binaries hold code for 3.7 to 8.6 and no PTX from which a driver could make more.
     *
     * @throws IllegalStateException naming the card and the remedy
     */
    void requireKernels() {
        int capability = 10 * major + minor;
        if (capability < 37 || capability > 86) {
            throw new IllegalStateException(
                    ("nd4j: %s is not supported: nd4j-cuda-11.6 has kernels for compute capability"
                                    + " 3.7 to 8.6; hide the card with CUDA_VISIBLE_DEVICES, or run"
                                    + " with -Dhigher.backend=host")
                            .formatted(this));
        }
    }

    @Override
    public String toString() {
        return name + ", compute capability " + major + "." + minor;
    }
}
