package org.higher.internal.nn;

import java.util.Arrays;
import org.higher.tensor.Tensor;

/** What layers do along the last axes. */
public final class LastAxes {
    private LastAxes() {}

    /**
     * The last axes of x, of which there are as many as numbers have.
     *
     * @throws IllegalArgumentException if their extents differ
     */
    public static int[] of(Tensor x, Tensor numbers) {
        int lead = x.rank() - numbers.rank();
        int[] shape = x.shape();
        if (lead < 0
                || !Arrays.equals(Arrays.copyOfRange(shape, lead, shape.length), numbers.shape())) {
            throw new IllegalArgumentException(
                    "LayerNorm: "
                            + Arrays.toString(shape)
                            + " does not end in "
                            + Arrays.toString(numbers.shape())
                            + ", the shape of the layer");
        }
        int[] axes = new int[numbers.rank()];
        Arrays.setAll(axes, i -> lead + i);
        return axes;
    }

    /** Numbers in the rank of x. */
    public static Tensor along(Tensor numbers, Tensor x) {
        int[] shape = new int[x.rank()];
        Arrays.fill(shape, 1);
        int rank = numbers.rank();
        System.arraycopy(numbers.shape(), 0, shape, shape.length - rank, rank);
        return numbers.reshape(shape);
    }
}
