package org.higher.examples.omniglot.data;

import java.nio.ByteBuffer;

/**
 * One image: how much ink is where, from 0 (paper) to 1.
 *
 * @param ink by row, {@link #EXTENT} rows of as many columns; not to be changed
 */
public record Drawing(float[] ink) {
    /** Rows and columns of a drawing. */
    public static final int EXTENT = 28;

    /** The ink in a form to be summed up. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(ink.length * Float.BYTES);
        bytes.asFloatBuffer().put(ink);
        return bytes.array();
    }

    /** Rotated by a number of quarters, counter-clockwise. */
    public Drawing rotated(int quarters) {
        float[] rotated = ink;
        for (int i = 0; i < quarters; i++) {
            rotated = quarterTurn(rotated);
        }
        return new Drawing(rotated);
    }

    private static float[] quarterTurn(float[] ink) {
        float[] rotated = new float[ink.length];
        for (int row = 0; row < EXTENT; row++) {
            for (int column = 0; column < EXTENT; column++) {
                rotated[row * EXTENT + column] = ink[column * EXTENT + EXTENT - 1 - row];
            }
        }
        return rotated;
    }
}
