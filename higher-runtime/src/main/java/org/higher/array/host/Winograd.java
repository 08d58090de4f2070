package org.higher.array.host;

import org.higher.array.Window;
import org.higher.array.host.Operands.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions with windows of 3 x 3 by tiles of 2 x 2 places: 16 products of filters and images
 * over a quarter of the places each, instead of 9 over all.
 *
 * <p>This is F(2 x 2, 3 x 3) of Lavin and Gray, Fast Algorithms for Convolutional Neural Networks,
 * CVPR 2016, with their names: places are A'[(G w G') * (B' x B)]A, where w is a filter, x the 4 x
 * 4 elements that a tile looks at, ' transposes, and * multiplies element by element and adds up
 * over channels. The gradient by images is the same with turned filters; turned, a filter has the
 * same transform with the first and the last of its rows, and of its columns, exchanged. The
 * gradient by filters is G'[(A g A') * (B' x B)]G, added up over tiles.
 *
 * <p>Rounding errors are up to twice those of the plain sum, relative to the norm of the result.
 * What is NaN makes the same places NaN as in the plain sum, and with a filter all of its elements
 * that share a tile. Where the plain sum has infinities, this may have NaN, since it subtracts
 * them.
 *
 * <p>Elements of tiles are kept apart, in an array each over some images and all their channels:
 * then the transforms are sums of whole arrays, which HotSpot vectorises.
 */
final class Winograd implements Filtering {
    /** Channels of a group, and outputs, from which on the products outweigh the transforms. */
    private static final int MANY = 32;

    /** Images times channels from which on sums of arrays outweigh what a loop costs to begin. */
    private static final int LONG = 128;

    /** Images times channels that are better worked on together, if there are as many. */
    private static final int LENGTH = 320;

    /** Elements of transformed images, or places, that stay in a second-level cache. */
    private static final int CHUNK = 1 << 17;

    private static final int IMAGES = 0;
    private static final int WEIGHTS = 1;
    private static final int PLACES = 2;

    private static final int SIDE = 4;
    private static final int ELEMENTS = SIDE * SIDE;

    /** By element: that of the turned filter. */
    private static final int[] TURNED = {15, 13, 14, 12, 7, 5, 6, 4, 11, 9, 10, 8, 3, 1, 2, 0};

    /** Images or places: their extents, and what is thought of around them. */
    private record Grid(int channels, int rows, int columns, int above, int left) {
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
    private record Block(int image, int images, int tileRow, int tileRows, int tileColumns) {
        int tiles() {
            return tileRows * tileColumns;
        }
    }

    private final int groups;
    private final Grid images;
    private final Grid places;
    private final int inputs;
    private final int outputs;
    private final Operands operands;
    private final TileScratch scratch = TileScratch.ofThisThread();

    Winograd(
            Window window,
            int groups,
            int channels,
            int outputs,
            int rows,
            int columns,
            Operands operands) {
        this.groups = groups;
        this.operands = operands;
        images = new Grid(channels, rows, columns, window.paddingHeight(), window.paddingWidth());
        places =
                new Grid(
                        outputs,
                        window.rowsOver(rows),
                        window.columnsOver(columns),
                        2 - window.paddingHeight(),
                        2 - window.paddingWidth());
        inputs = channels / groups;
        this.outputs = outputs / groups;
    }

    /** Whether this is possible, and cheaper than {@link ShiftedRows}. */
    static boolean pays(Window window, int groups, int channels, int outputs, int images) {
        return window.equals(Window.of(3, 3).padding(window.paddingHeight(), window.paddingWidth()))
                && Math.min(channels, outputs) / groups >= MANY
                && (long) images * Math.min(channels, outputs) >= LONG;
    }

    // the three operations

    @Override
    public void forward(
            HostArray x,
            int from,
            HostArray y,
            int to,
            int count,
            @Nullable HostArray bias,
            int biasAt) {
        filter(
                images,
                places,
                false,
                x.floats(),
                from,
                y.floats(),
                to,
                count,
                bias == null ? null : bias.floats(),
                biasAt);
    }

    @Override
    public void backward(HostArray g, int from, HostArray x, int to, int count) {
        filter(places, images, true, g.floats(), from, x.floats(), to, count, null, 0);
    }

    private void filter(
            Grid in,
            Grid out,
            boolean turned,
            float[] x,
            int from,
            float[] y,
            int to,
            int count,
            float @Nullable [] bias,
            int biasAt) {
        int perIn = in.channels / groups;
        int perOut = out.channels / groups;
        int filters = inputs * outputs * groups;
        for (Block block = first(out, count); block.images > 0; block = next(block, out, count)) {
            putImages(x, from, in, block);
            int rows = block.tiles() * block.images;
            operands.reserve(PLACES, ELEMENTS * rows * out.channels);
            for (int e = 0; e < ELEMENTS; e++) {
                int u = (turned ? TURNED[e] : e) * filters;
                for (int group = 0; group < groups; group++) {
                    operands.multiply(
                            new Matrix(
                                    IMAGES,
                                    e * rows * in.channels + group * perIn,
                                    in.channels,
                                    false),
                            new Matrix(WEIGHTS, u + group * perIn * perOut, perOut, false),
                            new Matrix(
                                    PLACES,
                                    e * rows * out.channels + group * perOut,
                                    out.channels,
                                    false),
                            rows,
                            perOut,
                            perIn,
                            false);
                }
            }
            getPlaces(y, to, out, block, bias, biasAt);
        }
    }

    @Override
    public void correlate(HostArray x, int from, HostArray g, int placesFrom, int count) {
        int filters = inputs * outputs * groups;
        operands.reserve(WEIGHTS, ELEMENTS * filters);
        boolean add = false;
        for (Block block = first(places, count);
                block.images > 0;
                block = next(block, places, count)) {
            putImages(x.floats(), from, images, block);
            putPlaces(g.floats(), placesFrom, block);
            int rows = block.tiles() * block.images;
            for (int e = 0; e < ELEMENTS; e++) {
                for (int group = 0; group < groups; group++) {
                    operands.multiply(
                            new Matrix(
                                    PLACES,
                                    e * rows * places.channels + group * outputs,
                                    places.channels,
                                    true),
                            new Matrix(
                                    IMAGES,
                                    e * rows * images.channels + group * inputs,
                                    images.channels,
                                    false),
                            new Matrix(
                                    WEIGHTS, e * filters + group * inputs * outputs, inputs, false),
                            outputs,
                            inputs,
                            rows,
                            add);
                }
            }
            add = true;
        }
    }

    // blocks: whole images, or bands of tiles of the same images

    private Block first(Grid out, int count) {
        int most = Math.max(images.channels, places.channels);
        long image = (long) ELEMENTS * out.tileRows() * out.tileColumns() * most;
        int together = (int) Math.min(count, Math.max(1, Math.max(LENGTH / most, CHUNK / image)));
        long bands = Math.max(1, (image * together + CHUNK / 2) / CHUNK);
        int tileRows = (int) ((out.tileRows() + bands - 1) / bands);
        return new Block(0, together, 0, tileRows, out.tileColumns());
    }

    /** The next block, without images behind the last. */
    private Block next(Block block, Grid out, int count) {
        int row = block.tileRow + block.tileRows;
        if (row < out.tileRows()) {
            int tileRows = Math.min(block.tileRows, out.tileRows() - row);
            return new Block(block.image, block.images, row, tileRows, block.tileColumns);
        }
        int image = block.image + block.images;
        Block first = first(out, count);
        int together = Math.min(first.images, count - image);
        return new Block(image, together, 0, first.tileRows, block.tileColumns);
    }

    // filters

    @Override
    public void putFilters(HostArray w, int from, boolean turned) {
        int n = inputs * outputs * groups;
        float[][] taps = scratch.arrays(0, 9, n);
        float[][] t = scratch.arrays(1, 6, n);
        float[][] u = scratch.arrays(2, 2, n);
        if (turned) {
            Tiles.split(w.floats(), from, 9, taps, 0, 9, n);
        } else {
            // [groups][inputs][outputs], for products that need not transpose
            for (int i = 0; i < groups * inputs; i++) {
                int group = i / inputs;
                int at = from + 9 * (group * outputs * inputs + i % inputs);
                Tiles.split(w.floats(), at, 9 * inputs, taps, i * outputs, 9, outputs);
            }
        }
        for (int j = 0; j < 3; j++) {
            Tiles.filter(taps[j], taps[3 + j], taps[6 + j], t[j], t[3 + j], n);
        }
        operands.reserve(WEIGHTS, ELEMENTS * n);
        for (int i = 0; i < SIDE; i++) {
            float[][] row = i == 1 || i == 2 ? t : taps;
            int at = i < 2 ? 0 : 3 * (i - 1);
            Tiles.filter(row[at], row[at + 1], row[at + 2], u[0], u[1], n);
            operands.put(WEIGHTS, SIDE * i * n, row[at], n);
            operands.put(WEIGHTS, (SIDE * i + 1) * n, u[0], n);
            operands.put(WEIGHTS, (SIDE * i + 2) * n, u[1], n);
            operands.put(WEIGHTS, (SIDE * i + 3) * n, row[at + 2], n);
        }
    }

    @Override
    public void takeFilters(HostArray w, int to) {
        int n = inputs * outputs * groups;
        float[][] taps = scratch.arrays(0, 9, n);
        float[][] t = scratch.arrays(1, 12, n);
        float[][] u = scratch.arrays(2, SIDE, n);
        for (int j = 0; j < SIDE; j++) {
            for (int i = 0; i < SIDE; i++) {
                operands.get(WEIGHTS, (SIDE * i + j) * n, u[i], n);
            }
            Tiles.gradient(u[0], u[1], u[2], u[3], t[j], t[SIDE + j], t[2 * SIDE + j], n);
        }
        for (int i = 0; i < 3; i++) {
            int at = SIDE * i;
            Tiles.gradient(
                    t[at],
                    t[at + 1],
                    t[at + 2],
                    t[at + 3],
                    taps[3 * i],
                    taps[3 * i + 1],
                    taps[3 * i + 2],
                    n);
        }
        Tiles.join(taps, 9, n, w.floats(), to, 9);
    }

    // images and places; an operand is [elements][tiles][images][channels]

    /** B' x B of every tile. */
    private void putImages(float[] x, int from, Grid grid, Block block) {
        int n = block.images * grid.channels;
        int firstRow = Math.max(0, 2 * block.tileRow - grid.above);
        int endRow = Math.min(grid.rows, 2 * (block.tileRow + block.tileRows) + 2 - grid.above);
        float[][] elements = split(x, from, grid, block, firstRow, endRow);
        float[] none = scratch.zeros(n);
        float[][] out = scratch.arrays(1, ELEMENTS, n);
        float[][] v = scratch.arrays(2, ELEMENTS, n);
        operands.reserve(IMAGES, ELEMENTS * block.tiles() * n);
        int tile = 0;
        for (int ti = block.tileRow; ti < block.tileRow + block.tileRows; ti++) {
            for (int tj = 0; tj < block.tileColumns; tj++, tile++) {
                for (int j = tj == 0 ? 0 : 2; j < SIDE; j++) {
                    int column = 2 * tj + j - grid.left;
                    int row = 2 * ti - grid.above;
                    Tiles.image(
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
                    Tiles.image(
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

    /** A g A' of every tile, with the signs of its last row and of its last column turned. */
    private void putPlaces(float[] g, int from, Block block) {
        int n = block.images * places.channels;
        int firstRow = 2 * block.tileRow;
        int endRow = Math.min(places.rows, 2 * (block.tileRow + block.tileRows));
        float[][] elements = split(g, from, places, block, firstRow, endRow);
        float[] none = scratch.zeros(n);
        float[][] own = scratch.arrays(1, ELEMENTS, n);
        float[][] out = new float[ELEMENTS][];
        operands.reserve(PLACES, ELEMENTS * block.tiles() * n);
        int tile = 0;
        for (int ti = block.tileRow; ti < block.tileRow + block.tileRows; ti++) {
            for (int tj = 0; tj < block.tileColumns; tj++, tile++) {
                System.arraycopy(own, 0, out, 0, ELEMENTS);
                for (int j = 0; j < 2; j++) {
                    out[3 * j] = at(elements, places, firstRow, 2 * ti, 2 * tj + j, none);
                    out[12 + 3 * j] = at(elements, places, firstRow, 2 * ti + 1, 2 * tj + j, none);
                    Tiles.addAndSubtract(
                            out[3 * j], out[12 + 3 * j], out[4 + 3 * j], out[8 + 3 * j], n);
                }
                for (int i = 0; i < ELEMENTS; i += SIDE) {
                    Tiles.addAndSubtract(out[i], out[i + 3], out[i + 1], out[i + 2], n);
                }
                put(PLACES, out, tile, block.tiles(), n);
            }
        }
    }

    /** A' m A of every tile. */
    private void getPlaces(
            float[] y, int to, Grid grid, Block block, float @Nullable [] bias, int biasAt) {
        int n = block.images * grid.channels;
        int firstRow = 2 * block.tileRow;
        int endRow = Math.min(grid.rows, 2 * (block.tileRow + block.tileRows));
        float[][] elements = scratch.arrays(0, (endRow - firstRow) * grid.columns, n);
        float[][] m = scratch.arrays(1, ELEMENTS, n);
        float[][] s = scratch.arrays(2, 10, n);
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
                    Tiles.add(m[5], biases, m[5], n); // the one that all four places add
                }
                for (int j = 0; j < SIDE; j++) {
                    Tiles.place(m[j], m[4 + j], m[8 + j], m[12 + j], s[j], s[4 + j], n);
                }
                for (int i = 0; i < 2; i++) {
                    Tiles.place(
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
        Tiles.join(
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
        float[][] elements = scratch.arrays(0, count, n);
        Tiles.split(
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

    @Override
    public void close() {
        operands.close();
    }
}
