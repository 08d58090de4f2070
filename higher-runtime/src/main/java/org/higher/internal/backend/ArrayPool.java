package org.higher.internal.backend;

import org.higher.internal.backend.Kernels.Binary;

/**
 * Keeps count of who holds the arrays of one computation, to use the memory of those that nobody
 * does.
 *
 * <p>It concerns arrays that the backend has made since this was opened, in the thread that opened
 * it; what else it is given is left alone. A backward pass, which knows who looks at a gradient,
 * opens one, and needs the memory of a few gradients in place of all.
 *
 * <p>Closing it ends the count: arrays that are held then are arrays like any other.
 */
public interface ArrayPool extends AutoCloseable {
    /** One more holds the array. */
    void hold(Array x);

    /** One less holds the array; if none is left, nobody may look at it any more. */
    void release(Array x);

    /**
     * The sum of two arrays of one shape, in the memory of the first if it is held once and no
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
