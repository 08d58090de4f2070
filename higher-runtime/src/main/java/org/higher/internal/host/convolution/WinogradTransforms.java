package org.higher.internal.host.convolution;

import org.higher.internal.host.matmul.ProductOperands;
import org.jspecify.annotations.Nullable;

/**
 * The transforms of {@link WinogradConvolution} between arrays and the operands of its products.
 *
 * <p>Elements of tiles are kept apart, in an array each over some images and all their channels:
 * then the transforms are sums of whole arrays, which HotSpot vectorises.
 */
final class WinogradTransforms {
    static final int SIDE = 4;
    static final int ELEMENTS = SIDE * SIDE;

    static final int IMAGES = 0;
    static final int WEIGHTS = 1;
    static final int PLACES = 2;

    /** Images or places: their extents, and what is thought of around them. */
    record Grid(int channels, int rows, int columns, int above, int left) {
        int tileRows() {
            return (rows + 1) / 2;
        }

        int tileColumns() {
            return (columns + 1) / 2;
        }

        int size() {
            return channels * rows * columns;
        }
    }

    /** Some rows of tiles of some images. */
    record Block(int image, int images, int tileRow, int tileRows, int tileColumns) {
        int tiles() {
            return tileRows * tileColumns;
        }
    }

    private final ProductOperands operands;
    private final WinogradWorkspace workspace = WinogradWorkspace.ofThisThread();

    WinogradTransforms(ProductOperands operands) {
        this.operands = operands;
    }

    // filters

    /** G w G' of filters that are [outputs][inputs] in each group, in the same order. */
    void putFilters(float[] w, int from, int n) {
        float[][] taps = workspace.arrays(0, 9, n);
        WinogradLoops.split(w, from, 9, taps, 0, 9, n);
        putFilters(taps, n);
    }

    /** G w G' of the same filters, in the order [inputs][outputs] in each group. */
    void putTransposedFilters(float[] w, int from, int groups, int outputs, int inputs) {
        int n = groups * inputs * outputs;
        float[][] taps = workspace.arrays(0, 9, n);
        for (int i = 0; i < groups * inputs; i++) {
            int at = from + 9 * (i / inputs * outputs * inputs + i % inputs);
            WinogradLoops.split(w, at, 9 * inputs, taps, i * outputs, 9, outputs);
        }
        putFilters(taps, n);
    }

    private void putFilters(float[][] taps, int n) {
        float[][] t = workspace.arrays(1, 6, n);
        float[][] u = workspace.arrays(2, 2, n);
        for (int j = 0; j < 3; j++) {
            WinogradLoops.filter(taps[j], taps[3 + j], taps[6 + j], t[j], t[3 + j], n);
        }
        operands.reserve(WEIGHTS, ELEMENTS * n);
        for (int i = 0; i < SIDE; i++) {
            float[][] row = i == 1 || i == 2 ? t : taps;
            int at = i < 2 ? 0 : 3 * (i - 1);
            WinogradLoops.filter(row[at], row[at + 1], row[at + 2], u[0], u[1], n);
            operands.put(WEIGHTS, SIDE * i * n, row[at], n);
            operands.put(WEIGHTS, (SIDE * i + 1) * n, u[0], n);
            operands.put(WEIGHTS, (SIDE * i + 2) * n, u[1], n);
            operands.put(WEIGHTS, (SIDE * i + 3) * n, row[at + 2], n);
        }
    }

    /** G' u G of sums of products of {@link #putImages} and {@link #putPlaces}. */
    void takeFilters(float[] w, int to, int n) {
        float[][] taps = workspace.arrays(0, 9, n);
        float[][] t = workspace.arrays(1, 12, n);
        float[][] u = workspace.arrays(2, SIDE, n);
        for (int j = 0; j < SIDE; j++) {
            for (int i = 0; i < SIDE; i++) {
                operands.get(WEIGHTS, (SIDE * i + j) * n, u[i], n);
            }
            WinogradLoops.gradient(u[0], u[1], u[2], u[3], t[j], t[SIDE + j], t[2 * SIDE + j], n);
        }
        for (int i = 0; i < 3; i++) {
            int at = SIDE * i;
            WinogradLoops.gradient(
                    t[at],
                    t[at + 1],
                    t[at + 2],
                    t[at + 3],
                    taps[3 * i],
                    taps[3 * i + 1],
                    taps[3 * i + 2],
                    n);
        }
        WinogradLoops.join(taps, 9, n, w, to, 9);
    }

    // images and places; an operand is [elements][tiles][images][channels]

    /** B' x B of every tile. */
    void putImages(float[] x, int from, Grid grid, Block block) {
        int n = block.images * grid.channels;
        int firstRow = Math.max(0, 2 * block.tileRow - grid.above);
        int endRow = Math.min(grid.rows, 2 * (block.tileRow + block.tileRows) + 2 - grid.above);
        float[][] elements = split(x, from, grid, block, firstRow, endRow);
        float[] none = workspace.zeros(n);
        float[][] out = workspace.arrays(1, ELEMENTS, n);
        float[][] v = workspace.arrays(2, ELEMENTS, n);
        operands.reserve(IMAGES, ELEMENTS * block.tiles() * n);
        int tile = 0;
        for (int ti = block.tileRow; ti < block.tileRow + block.tileRows; ti++) {
            for (int tj = 0; tj < block.tileColumns; tj++, tile++) {
                for (int j = tj == 0 ? 0 : 2; j < SIDE; j++) {
                    int column = 2 * tj + j - grid.left;
                    int row = 2 * ti - grid.above;
                    WinogradLoops.image(
                            at(elements, grid, firstRow, row, column, none),
                            at(elements, grid, firstRow, row + 1, column, none),
                            at(elements, grid, firstRow, row + 2, column, none),
                            at(elements, grid, firstRow, row + 3, column, none),
                            v[j],
                            v[SIDE + j],
                            v[2 * SIDE + j],
                            v[3 * SIDE + j],
                            n);
                }
                for (int i = 0; i < ELEMENTS; i += SIDE) {
                    WinogradLoops.image(
                            v[i],
                            v[i + 1],
                            v[i + 2],
                            v[i + 3],
                            out[i],
                            out[i + 1],
                            out[i + 2],
                            out[i + 3],
                            n);
                    swap(v, i, i + 2);
                    swap(v, i + 1, i + 3);
                }
                put(IMAGES, out, tile, block.tiles(), n);
            }
        }
    }

    /** A g A' of every tile, with the signs of its last row and of its last column changed. */
    void putPlaces(float[] g, int from, Grid places, Block block) {
        int n = block.images * places.channels;
        int firstRow = 2 * block.tileRow;
        int endRow = Math.min(places.rows, 2 * (block.tileRow + block.tileRows));
        float[][] elements = split(g, from, places, block, firstRow, endRow);
        float[] none = workspace.zeros(n);
        float[][] own = workspace.arrays(1, ELEMENTS, n);
        float[][] out = new float[ELEMENTS][];
        operands.reserve(PLACES, ELEMENTS * block.tiles() * n);
        int tile = 0;
        for (int ti = block.tileRow; ti < block.tileRow + block.tileRows; ti++) {
            for (int tj = 0; tj < block.tileColumns; tj++, tile++) {
                System.arraycopy(own, 0, out, 0, ELEMENTS);
                for (int j = 0; j < 2; j++) {
                    out[3 * j] = at(elements, places, firstRow, 2 * ti, 2 * tj + j, none);
                    out[12 + 3 * j] = at(elements, places, firstRow, 2 * ti + 1, 2 * tj + j, none);
                    WinogradLoops.addAndSubtract(
                            out[3 * j], out[12 + 3 * j], out[4 + 3 * j], out[8 + 3 * j], n);
                }
                for (int i = 0; i < ELEMENTS; i += SIDE) {
                    WinogradLoops.addAndSubtract(out[i], out[i + 3], out[i + 1], out[i + 2], n);
                }
                put(PLACES, out, tile, block.tiles(), n);
            }
        }
    }

    /** A' m A of every tile. */
    void getPlaces(float[] y, int to, Grid grid, Block block, float @Nullable [] bias, int biasAt) {
        int n = block.images * grid.channels;
        int firstRow = 2 * block.tileRow;
        int endRow = Math.min(grid.rows, 2 * (block.tileRow + block.tileRows));
        float[][] elements = workspace.arrays(0, (endRow - firstRow) * grid.columns, n);
        float[][] m = workspace.arrays(1, ELEMENTS, n);
        float[][] s = workspace.arrays(2, 10, n);
        float[] biases = s[9];
        for (int b = 0; bias != null && b < block.images; b++) {
            System.arraycopy(bias, biasAt, biases, b * grid.channels, grid.channels);
        }
        float[] none = s[8];
        int tile = 0;
        for (int ti = block.tileRow; ti < block.tileRow + block.tileRows; ti++) {
            for (int tj = 0; tj < block.tileColumns; tj++, tile++) {
                for (int e = 0; e < ELEMENTS; e++) {
                    operands.get(PLACES, (e * block.tiles() + tile) * n, m[e], n);
                }
                if (bias != null) {
                    WinogradLoops.add(m[5], biases, m[5], n); // the one that all four places add
                }
                for (int j = 0; j < SIDE; j++) {
                    WinogradLoops.place(m[j], m[4 + j], m[8 + j], m[12 + j], s[j], s[4 + j], n);
                }
                for (int i = 0; i < 2; i++) {
                    WinogradLoops.place(
                            s[4 * i],
                            s[4 * i + 1],
                            s[4 * i + 2],
                            s[4 * i + 3],
                            at(elements, grid, firstRow, 2 * ti + i, 2 * tj, none),
                            at(elements, grid, firstRow, 2 * ti + i, 2 * tj + 1, none),
                            n);
                }
            }
        }
        WinogradLoops.join(
                elements,
                (endRow - firstRow) * grid.columns,
                n,
                y,
                to + block.image * grid.size() + firstRow * grid.columns,
                grid.rows * grid.columns);
    }

    /** An array of every image and channel for each position in some rows. */
    private float[][] split(float[] x, int from, Grid grid, Block block, int row, int endRow) {
        int n = block.images * grid.channels;
        int count = Math.max(0, endRow - row) * grid.columns;
        float[][] elements = workspace.arrays(0, count, n);
        WinogradLoops.split(
                x,
                from + block.image * grid.size() + row * grid.columns,
                grid.rows * grid.columns,
                elements,
                0,
                count,
                n);
        return elements;
    }

    private static float[] at(
            float[][] elements, Grid grid, int firstRow, int row, int column, float[] outside) {
        return row < 0 || row >= grid.rows || column < 0 || column >= grid.columns
                ? outside
                : elements[(row - firstRow) * grid.columns + column];
    }

    private void put(int operand, float[][] elements, int tile, int tiles, int n) {
        for (int e = 0; e < ELEMENTS; e++) {
            operands.put(operand, (e * tiles + tile) * n, elements[e], n);
        }
    }

    private static void swap(float[][] x, int i, int j) {
        float[] kept = x[i];
        x[i] = x[j];
        x[j] = kept;
    }
}
