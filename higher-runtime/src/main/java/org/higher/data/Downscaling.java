package org.higher.data;

import java.awt.image.BufferedImage;

/** Scales Omniglot's images down to those that networks are given. */
final class Downscaling {
    /** Rows and columns of what results. */
    static final int EXTENT = 28;

    /** Rows and columns of the images in the archives. */
    static final int ORIGINAL_EXTENT = 105;

    /**
     * How much of each original row lies in each row of the result, as a part of the latter; the
     * same for columns.
     */
    private static final double[][] OVERLAP = overlap();

    private static double[][] overlap() {
        double size = (double) ORIGINAL_EXTENT / EXTENT;
        double[][] overlap = new double[EXTENT][ORIGINAL_EXTENT];
        for (int to = 0; to < EXTENT; to++) {
            for (int from = 0; from < ORIGINAL_EXTENT; from++) {
                double low = Math.max(from, to * size);
                double high = Math.min(from + 1, (to + 1) * size);
                overlap[to][from] = Math.max(0, high - low) / size;
            }
        }
        return overlap;
    }

    /**
     * Scales an image down: each pixel is the mean ink of the area that it covers.
     *
     * @param image dark ink on light paper
     * @return ink by row, from 0 (paper) to 1
     * @throws IllegalArgumentException if it is not {@link #ORIGINAL_EXTENT} pixels wide and high
     */
    static float[] of(BufferedImage image) {
        checkExtent(image.getWidth(), image.getHeight());
        double[][] narrow = new double[ORIGINAL_EXTENT][EXTENT];
        int[] row = new int[ORIGINAL_EXTENT];
        for (int y = 0; y < ORIGINAL_EXTENT; y++) {
            image.getRGB(0, y, ORIGINAL_EXTENT, 1, row, 0, ORIGINAL_EXTENT);
            for (int x = 0; x < ORIGINAL_EXTENT; x++) {
                double darkness = darkness(row[x]);
                if (darkness > 0) {
                    for (int to = 0; to < EXTENT; to++) {
                        narrow[y][to] += OVERLAP[to][x] * darkness;
                    }
                }
            }
        }
        float[] ink = new float[EXTENT * EXTENT];
        for (int to = 0; to < EXTENT; to++) {
            for (int x = 0; x < EXTENT; x++) {
                double sum = 0;
                for (int y = 0; y < ORIGINAL_EXTENT; y++) {
                    sum += OVERLAP[to][y] * narrow[y][x];
                }
                ink[to * EXTENT + x] = (float) sum;
            }
        }
        return ink;
    }

    /**
     * Checks the size of an image, before it is decoded.
     *
     * @throws IllegalArgumentException if it is not {@link #ORIGINAL_EXTENT} pixels wide and high
     */
    static void checkExtent(int width, int height) {
        if (width != ORIGINAL_EXTENT || height != ORIGINAL_EXTENT) {
            throw new IllegalArgumentException(
                    String.format(
                            "it has %d x %d pixels instead of %d x %d",
                            width, height, ORIGINAL_EXTENT, ORIGINAL_EXTENT));
        }
    }

    private static double darkness(int rgb) {
        int light = (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
        return 1 - light / (3 * 255.0);
    }

    private Downscaling() {}
}
