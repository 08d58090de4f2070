package org.higher.examples.energy.data;

import java.util.Arrays;
import org.higher.tensor.Tensor;

/**
 * Images of handwritten digits, and which digits they are.
 *
 * @param pixels {@link #SIDE} rows of as many pixels for each image, from 0, paper, to 255, ink, as
 *     unsigned bytes
 * @param labels 0 to 9, one for each image
 */
public record Digits(byte[] pixels, int[] labels) {
    /** Rows of an image, and columns. */
    public static final int SIDE = 28;

    /** How many digits there are to tell apart. */
    public static final int CLASSES = 10;

    private static final int AREA = SIDE * SIDE;

    /** Mean and deviation of the pixels of MNIST's training images, of which 255 counts as 1. */
    private static final double MEAN = 0.1307;

    private static final double DEVIATION = 0.3081;

    public Digits {
        if (pixels.length != labels.length * AREA) {
            throw new IllegalArgumentException(
                    pixels.length + " pixels are not those of " + labels.length + " digits");
        }
    }

    /** How many images there are. */
    public int count() {
        return labels.length;
    }

    /** Some of them, from one position to another, which is left out. */
    public Digits range(int from, int to) {
        return new Digits(
                Arrays.copyOfRange(pixels, from * AREA, to * AREA),
                Arrays.copyOfRange(labels, from, to));
    }

    /** Some of them, by position. */
    public Digits at(int... positions) {
        byte[] chosen = new byte[positions.length * AREA];
        int[] theirs = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(pixels, positions[i] * AREA, chosen, i * AREA, AREA);
            theirs[i] = labels[positions[i]];
        }
        return new Digits(chosen, theirs);
    }

    /** The images as networks want them, of mean 0 and deviation 1: shape [count, 1, 28, 28]. */
    public Tensor images() {
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (((pixels[i] & 0xff) / 255.0 - MEAN) / DEVIATION);
        }
        return Tensor.of(values, count(), 1, SIDE, SIDE);
    }

    /** How dark a pixel is, 0 to 255. */
    public int ink(int image, int row, int column) {
        return pixels[image * AREA + row * SIDE + column] & 0xff;
    }
}
