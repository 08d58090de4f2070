package org.higher.internal.nn;

import java.util.Arrays;
import org.higher.tensor.Tensor;

/** What layers do along the last axes. */
public final class LastAxes {
    private LastAxes() {}

    /**
     * The last axes of x, of which there are as many as a parameter has.
     *
     * @throws IllegalArgumentException if their extents differ
     */
    public static int[] of(Tensor x, Tensor parameter) {
        int lead = x.rank() - parameter.rank();
        int[] shape = x.shape();
        if (lead < 0
                || !Arrays.equals(
                        Arrays.copyOfRange(shape, lead, shape.length), parameter.shape())) {
            throw new IllegalArgumentException(
                    "LayerNorm: "
                            + Arrays.toString(shape)
                            + " does not end in "
                            + Arrays.toString(parameter.shape())
                            + ", the shape of the layer");
        }
        int[] axes = new int[parameter.rank()];
        Arrays.setAll(axes, i -> lead + i);
        return axes;
    }

    /** A parameter in the rank of x, to be broadcast to it. */
    public static Tensor along(Tensor parameter, Tensor x) {
        int[] shape = new int[x.rank()];
        Arrays.fill(shape, 1);
        int rank = parameter.rank();
        System.arraycopy(parameter.shape(), 0, shape, shape.length - rank, rank);
        return parameter.reshape(shape);
    }
}
