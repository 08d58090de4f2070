package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.array.Window;
import org.higher.internal.ops.nn.NormOps;
import org.higher.internal.ops.nn.PooledNormOps;
import org.higher.internal.tape.Value;

/**
 * Normalization: what batch, layer, group and instance normalization are made of.
 *
 * <p>Shapes that do not fit are an {@link IllegalArgumentException} that names them.
 */
sealed interface Normalization permits Tensor {
    /**
     * Standardization along axes: (x - mean) / sqrt(variance + eps).
     *
     * <p>The variance is the mean of the squared differences. No axis named means all.
     */
    default Tensor standardize(double eps, int... axes) {
        return tensor(NormOps.standardize(value(), eps, axes));
    }

    /**
     * An affine map of each element, this · scale + shift, in one pass over memory.
     *
     * @param scale of the rank of this, with an extent of 1 or that of this along each axis
     * @param shift of the shape of the scale
     */
    default Tensor affine(Tensor scale, Tensor shift) {
        return tensor(NormOps.affine(operand("affine", scale), value(), operand("affine", shift)));
    }

    /**
     * Batch normalization, or another by its axes: standardized, times scale, plus shift.
     *
     * <p>See {@link #standardize} and {@link #affine}.
     *
     * <p>Source: Ioffe and Szegedy, Batch normalization: accelerating deep network training by
     * reducing internal covariate shift, ICML 2015.
     *
     * @param scale of the rank of this, with an extent of 1 along the axes
     * @param shift of the shape of the scale
     * @param eps what is added to the variance
     * @param axes over which mean and variance are taken; none named means all
     * @throws IllegalArgumentException if scale or shift have no such shape, or there are no
     *     elements
     */
    default Tensor normalize(Tensor scale, Tensor shift, double eps, int... axes) {
        return tensor(
                NormOps.normalize(
                        operand("normalize", scale),
                        value(),
                        operand("normalize", shift),
                        eps,
                        axes));
    }

    /**
     * Batch normalization of images, ReLU and max pooling as one operation: {@code
     * normalize(...).relu().maxPool2d(window)}, with the same value.
     *
     * <p>Neither the normalized images nor what ReLU makes of them is kept for the derivative,
     * which takes fewer passes over memory; it is the same but for rounding.
     *
     * @param scale shape [channels]
     * @param shift shape [channels]
     * @param eps what is added to the variance
     * @param window without dilation, and with a padding of half of itself at most
     * @return shape [n, channels, rows, columns], of the places of the window
     * @throws IllegalArgumentException if this is no images [n, channels, rows, columns] with
     *     elements, if scale or shift have another shape, or if the window does not fit
     */
    default Tensor batchNormReluMaxPool2d(Tensor scale, Tensor shift, double eps, Window window) {
        String op = "batchNormReluMaxPool2d";
        return tensor(
                PooledNormOps.batchNormReluMaxPool2d(
                        operand(op, scale), value(), operand(op, shift), eps, window));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
