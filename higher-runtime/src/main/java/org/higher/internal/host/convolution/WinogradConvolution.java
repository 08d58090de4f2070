package org.higher.internal.host.convolution;

import static org.higher.internal.host.convolution.WinogradTransforms.ELEMENTS;
import static org.higher.internal.host.convolution.WinogradTransforms.IMAGES;
import static org.higher.internal.host.convolution.WinogradTransforms.PLACES;
import static org.higher.internal.host.convolution.WinogradTransforms.WEIGHTS;

import org.higher.array.Window;
import org.higher.internal.host.convolution.WinogradTransforms.Block;
import org.higher.internal.host.convolution.WinogradTransforms.Grid;
import org.higher.internal.host.matmul.ProductOperands;
import org.higher.internal.host.matmul.ProductOperands.Matrix;
import org.higher.internal.host.memory.HostArray;
import org.jspecify.annotations.Nullable;

/**
 * 2-D convolution by Winograd's algorithm, for windows of 3 x 3 and tiles of 2 x 2 places: 16
 * products of filters and images over a quarter of the places each, instead of 9 over all.
 *
 * <p>This is F(2 x 2, 3 x 3) of Lavin and Gray, Fast Algorithms for Convolutional Neural Networks,
 * CVPR 2016, with their names: places are A'[(G w G') * (B' x B)]A, where w is a filter, x the 4 x
 * 4 elements that a tile looks at, ' transposes, and * multiplies element by element and adds up
 * over channels. The gradient by images is the same with rotated filters; rotated, a filter has the
 * same transform with the first and the last of its rows, and of its columns, exchanged. The
 * gradient by filters is G'[(A g A') * (B' x B)]G, added up over tiles.
 *
 * <p>Rounding errors are up to twice those of the plain sum, relative to the norm of the result.
 * What is NaN makes the same places NaN as in the plain sum, and with a filter all of its elements
 * that share a tile. Where the plain sum has infinities, this may have NaN, since it subtracts
 * them.
 */
final class WinogradConvolution implements ConvolutionAlgorithm {
    /** Channels of a group, and outputs, from which on the products outweigh the transforms. */
    private static final int MANY = 32;

    /** Images times channels from which on sums of arrays outweigh what a loop costs to begin. */
    private static final int LONG = 128;

    /** Images times channels that are better worked on together, if there are as many. */
    private static final int LENGTH = 320;

    /** Elements of transformed images, or places, that stay in a second-level cache. */
    private static final int CHUNK = 1 << 17;

    /** By element: that of the rotated filter. */
    private static final int[] ROTATED = {15, 13, 14, 12, 7, 5, 6, 4, 11, 9, 10, 8, 3, 1, 2, 0};

    private final int groups;
    private final Grid images;
    private final Grid places;
    private final int inputs;
    private final int outputs;
    private final ProductOperands operands;
    private final WinogradTransforms transforms;

    WinogradConvolution(
            Window window,
            int groups,
            int channels,
            int outputs,
            int rows,
            int columns,
            ProductOperands operands) {
        this.groups = groups;
        this.operands = operands;
        transforms = new WinogradTransforms(operands);
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

    /** Whether this is possible, and cheaper than {@link GemmConvolution}. */
    static boolean pays(Window window, int groups, int channels, int outputs, int images) {
        return window.equals(
                        Window.of(3, 3).withPadding(window.paddingHeight(), window.paddingWidth()))
                && Math.min(channels, outputs) / groups >= MANY
                && (long) images * Math.min(channels, outputs) >= LONG;
    }

    @Override
    public int together(boolean backward, int count) {
        return first(backward ? images : places, count).images();
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
            boolean rotated,
            float[] x,
            int from,
            float[] y,
            int to,
            int count,
            float @Nullable [] bias,
            int biasAt) {
        int perIn = in.channels() / groups;
        int perOut = out.channels() / groups;
        int filters = inputs * outputs * groups;
        for (Block block = first(out, count); block.images() > 0; block = next(block, out, count)) {
            transforms.putImages(x, from, in, block);
            int rows = block.tiles() * block.images();
            operands.reserve(PLACES, ELEMENTS * rows * out.channels());
            for (int e = 0; e < ELEMENTS; e++) {
                int u = (rotated ? ROTATED[e] : e) * filters;
                for (int group = 0; group < groups; group++) {
                    operands.multiply(
                            new Matrix(
                                    IMAGES,
                                    e * rows * in.channels() + group * perIn,
                                    in.channels(),
                                    false),
                            new Matrix(WEIGHTS, u + group * perIn * perOut, perOut, false),
                            new Matrix(
                                    PLACES,
                                    e * rows * out.channels() + group * perOut,
                                    out.channels(),
                                    false),
                            rows,
                            perOut,
                            perIn,
                            false);
                }
            }
            transforms.getPlaces(y, to, out, block, bias, biasAt);
        }
    }

    @Override
    public void correlate(HostArray x, int from, HostArray g, int placesFrom, int count) {
        int filters = inputs * outputs * groups;
        operands.reserve(WEIGHTS, ELEMENTS * filters);
        boolean add = false;
        for (Block block = first(places, count);
                block.images() > 0;
                block = next(block, places, count)) {
            transforms.putImages(x.floats(), from, images, block);
            transforms.putPlaces(g.floats(), placesFrom, places, block);
            int rows = block.tiles() * block.images();
            for (int e = 0; e < ELEMENTS; e++) {
                for (int group = 0; group < groups; group++) {
                    operands.multiply(
                            new Matrix(
                                    PLACES,
                                    e * rows * places.channels() + group * outputs,
                                    places.channels(),
                                    true),
                            new Matrix(
                                    IMAGES,
                                    e * rows * images.channels() + group * inputs,
                                    images.channels(),
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
        int most = Math.max(images.channels(), places.channels());
        long image = (long) ELEMENTS * out.tileRows() * out.tileColumns() * most;
        int together = (int) Math.min(count, Math.max(1, Math.max(LENGTH / most, CHUNK / image)));
        long bands = Math.max(1, (image * together + CHUNK / 2) / CHUNK);
        int tileRows = (int) ((out.tileRows() + bands - 1) / bands);
        return new Block(0, together, 0, tileRows, out.tileColumns());
    }

    /** The next block, without images behind the last. */
    private Block next(Block block, Grid out, int count) {
        int row = block.tileRow() + block.tileRows();
        if (row < out.tileRows()) {
            int tileRows = Math.min(block.tileRows(), out.tileRows() - row);
            return new Block(block.image(), block.images(), row, tileRows, block.tileColumns());
        }
        int image = block.image() + block.images();
        Block first = first(out, count);
        int together = Math.min(first.images(), count - image);
        return new Block(image, together, 0, first.tileRows(), block.tileColumns());
    }

    // filters

    @Override
    public void putFilters(HostArray w, int from, boolean rotated) {
        if (rotated) {
            transforms.putFilters(w.floats(), from, inputs * outputs * groups);
        } else {
            transforms.putTransposedFilters(w.floats(), from, groups, outputs, inputs);
        }
    }

    @Override
    public void takeFilters(HostArray w, int to) {
        transforms.takeFilters(w.floats(), to, inputs * outputs * groups);
    }

    @Override
    public void close() {
        operands.close();
    }
}
