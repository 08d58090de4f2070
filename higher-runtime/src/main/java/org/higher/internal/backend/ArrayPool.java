package org.higher.internal.backend;

import org.higher.internal.backend.Kernels.Binary;

/**
 * A memory pool with reference counting: the memory of arrays without references is used again.
 *
 * <p>It concerns arrays that the backend has made since this was opened, in the thread that opened
 * it; what else it is given is left alone. A backward pass, which knows who looks at a gradient,
 * opens one, and needs the memory of a few gradients in place of all.
 *
 * <p>Closing it ends the count: arrays with references are arrays like any other then.
 */
public interface ArrayPool extends AutoCloseable {
    /** Counts one more reference to the array. */
    void hold(Array x);

    /** Counts one reference less; without any, nobody may look at the array any more. */
    void release(Array x);

    /**
     * The sum of two arrays of one shape, in the memory of the first if it has one reference and no
     * reshaped view of it was ever made.
     */
    Array accumulate(Array sum, Array x);

    @Override
    void close();

    /** For backends that leave memory to others: sums are new arrays. */
    ArrayPool NONE =
            new ArrayPool() {
                @Override
                public void hold(Array x) {}

                @Override
                public void release(Array x) {}

                @Override
                public Array accumulate(Array sum, Array x) {
                    return sum.backend().kernels().binary(Binary.ADD, sum, x);
                }

                @Override
                public void close() {}
            };
}
