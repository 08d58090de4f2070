package org.higher.internal.host.convolution;

import org.higher.array.Window;
import org.higher.internal.host.matmul.ProductOperands;
import org.higher.internal.host.matmul.ProductOperands.Matrix;
import org.higher.internal.host.memory.ArrayRanges;
import org.higher.internal.host.memory.HeapWorkspace;
import org.higher.internal.host.memory.HostArray;
import org.jspecify.annotations.Nullable;

/**
 * 2-D convolution by matrix products (GEMM), with im2col or without; see {@link Im2col}.
 *
 * <p>Without im2col, there is one product for each tap of the window, nine with 3 x 3, of the
 * filters' elements at that tap with shifted rows of the images; they are added up. Nothing is
 * copied for a tap, unlike in the im2col matrix, which is nine times the images. With few channels
 * those products would be thin, and the im2col matrix is small: then it is made.
 */
final class GemmConvolution implements ConvolutionAlgorithm {
    /** Channels of a group up to which the im2col matrix is made. */
    private static final int FEW = 8;

    /** Elements of an operand that are worked on at a time; they stay in a second-level cache. */
    private static final int CHUNK = 1 << 18;

    private static final int IMAGES = 0;
    private static final int WEIGHTS = 1;
    private static final int PLACES = 2;

    private final Im2col layout;
    private final int groups;
    private final int channels;
    private final int outputs;
    private final boolean isFloat;
    private final boolean usesIm2col;

    /** Products for each group, and the channels of each. */
    private final int taps;

    private final int inputs;

    private final ProductOperands operands;
    private final HeapWorkspace workspace = HeapWorkspace.ofThisThread();

    GemmConvolution(
            Window window,
            int groups,
            int channels,
            int outputs,
            int rows,
            int columns,
            boolean isFloat,
            ProductOperands operands) {
        this.layout = new Im2col(window, rows, columns);
        this.groups = groups;
        this.channels = channels;
        this.outputs = outputs;
        this.isFloat = isFloat;
        this.operands = operands;
        int perGroup = channels / groups;
        usesIm2col = window.taps() > 1 && perGroup <= FEW;
        taps = usesIm2col ? 1 : window.taps();
        inputs = usesIm2col ? perGroup * window.taps() : perGroup;
    }

    @Override
    public int together(boolean backward, int count) {
        return Math.min(count, chunk());
    }

    @Override
    public void forward(
            HostArray x,
            int from,
            HostArray y,
            int to,
            int images,
            @Nullable HostArray bias,
            int biasAt) {
        int most = chunk();
        for (int b = 0; b < images; b += most) {
            int n = Math.min(most, images - b);
            putImages(x, from + b * channels * layout.rows * layout.columns, n);
            int length = layout.length(n);
            operands.reserve(PLACES, outputs * length);
            products(
                    n,
                    (w, p, z, first) -> {
                        operands.multiply(w, p, z, outputs / groups, length, inputs, !first);
                    });
            Object grid = workspace.array(isFloat, 0, outputs * length);
            operands.get(PLACES, grid, outputs * length);
            layout.gatherPlaces(
                    grid,
                    y.data(),
                    to + b * outputs * layout.outRows * layout.outColumns,
                    n,
                    outputs,
                    bias == null ? null : bias.data(),
                    biasAt);
        }
    }

    @Override
    public void backward(HostArray g, int from, HostArray x, int to, int images) {
        int most = chunk();
        for (int b = 0; b < images; b += most) {
            int n = Math.min(most, images - b);
            putPlaces(g, from + b * outputs * layout.outRows * layout.outColumns, n);
            int length = layout.length(n);
            int size = imagesSize(n);
            if (usesIm2col) {
                operands.reserve(IMAGES, size);
            } else {
                operands.put(IMAGES, workspace.zeros(isFloat, 0, size), size);
            }
            products(
                    n,
                    (w, p, z, first) -> {
                        Matrix transposed = new Matrix(WEIGHTS, w.at(), w.pitch(), true);
                        operands.multiply(
                                transposed, z, p, inputs, length, outputs / groups, !usesIm2col);
                    });
            int at = to + b * channels * layout.rows * layout.columns;
            Object result = workspace.array(isFloat, 0, size);
            operands.get(IMAGES, result, size);
            if (usesIm2col) {
                Object folded = workspace.zeros(isFloat, 1, planesSize(n));
                layout.col2im(result, folded, n, channels);
                result = folded;
            }
            layout.gather(result, x.data(), at, n, channels);
        }
    }

    @Override
    public void correlate(HostArray x, int from, HostArray g, int placesFrom, int images) {
        operands.reserve(WEIGHTS, taps * outputs * inputs);
        int most = chunk();
        for (int b = 0; b < images; b += most) {
            int n = Math.min(most, images - b);
            putImages(x, from + b * channels * layout.rows * layout.columns, n);
            putPlaces(g, placesFrom + b * outputs * layout.outRows * layout.outColumns, n);
            boolean add = b > 0;
            int length = layout.length(n);
            products(
                    n,
                    (w, p, z, first) -> {
                        Matrix transposed = new Matrix(IMAGES, p.at(), p.pitch(), true);
                        operands.multiply(z, transposed, w, outputs / groups, inputs, length, add);
                    });
        }
    }

    /** One product for each group and tap. */
    private interface Product {
        void of(Matrix weights, Matrix images, Matrix places, boolean firstTap);
    }

    private void products(int images, Product product) {
        int length = layout.length(images);
        int plane = usesIm2col ? length : length + layout.slack;
        int perGroup = outputs / groups;
        for (int group = 0; group < groups; group++) {
            Matrix places = new Matrix(PLACES, group * perGroup * length, length, false);
            for (int tap = 0; tap < taps; tap++) {
                int filters = (tap * outputs + group * perGroup) * inputs;
                int at =
                        usesIm2col
                                ? group * inputs * length
                                : (layout.phase[tap] * channels + group * inputs) * plane
                                        + layout.shift[tap];
                product.of(
                        new Matrix(WEIGHTS, filters, inputs, false),
                        new Matrix(IMAGES, at, plane, false),
                        places,
                        tap == 0);
            }
        }
    }

    // operands

    /** Images that are worked on together. */
    private int chunk() {
        int one = Math.max(imagesSize(1), outputs * layout.length(1));
        return Math.max(1, CHUNK / one);
    }

    private int planesSize(int images) {
        return layout.phases * channels * (layout.length(images) + layout.slack);
    }

    private int imagesSize(int images) {
        return usesIm2col ? groups * inputs * layout.length(images) : planesSize(images);
    }

    private void putImages(HostArray x, int from, int images) {
        Object spread = workspace.zeros(isFloat, 0, planesSize(images));
        layout.spread(x.data(), from, spread, images, channels);
        int size = imagesSize(images);
        if (usesIm2col) {
            Object rows = workspace.array(isFloat, 1, size);
            layout.im2col(spread, rows, images, channels);
            spread = rows;
        }
        operands.put(IMAGES, spread, size);
    }

    private void putPlaces(HostArray g, int from, int images) {
        int size = outputs * layout.length(images);
        Object grid = workspace.zeros(isFloat, 0, size);
        layout.spreadPlaces(g.data(), from, grid, images, outputs);
        operands.put(PLACES, grid, size);
    }

    /** As one matrix for each tap. */
    @Override
    public void putFilters(HostArray w, int from, boolean rotated) {
        int count = outputs * inputs;
        Object byTap = workspace.array(isFloat, 0, taps * count);
        for (int tap = 0; tap < taps; tap++) {
            ArrayRanges.copy(w.data(), from + tap, taps, byTap, tap * count, 1, count);
        }
        operands.put(WEIGHTS, byTap, taps * count);
    }

    @Override
    public void takeFilters(HostArray w, int to) {
        int count = outputs * inputs;
        Object byTap = workspace.array(isFloat, 0, taps * count);
        operands.get(WEIGHTS, byTap, taps * count);
        for (int tap = 0; tap < taps; tap++) {
            ArrayRanges.copy(byTap, tap * count, 1, w.data(), to + tap, taps, count);
        }
    }

    @Override
    public void close() {
        operands.close();
    }
}
