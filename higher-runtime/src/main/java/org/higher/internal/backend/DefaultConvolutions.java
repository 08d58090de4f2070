package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.array.Window;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;

/**
 * 2-D convolution (im2col) and max pooling, composed of other kernels: for backends that have none
 * of their own.
 *
 * <p>Everything is brought to five axes, of which the first is that of tasks; what tasks share has
 * an extent of 1 there.
 */
final class DefaultConvolutions {
    private final Kernels kernels;
    private final Window window;
    private final int groups;

    DefaultConvolutions(Kernels kernels, Window window, int groups) {
        this.kernels = kernels;
        this.window = window;
        this.groups = groups;
    }

    Array conv(Array x, Array w) {
        Array images = withTasks(x);
        Array weights = withTasks(w);
        int[] s = window.over(images.shape());
        int outputs = weights.shape()[1];
        Array y = kernels.matmul(matrices(weights), patches(images), false, false);
        int tasks = y.shape()[0];
        int[] shape = {tasks, s[1], outputs, s[3], s[4]};
        return withoutTasks(kernels.reshape(y, shape), isTasked(x) || isTasked(w));
    }

    Array convInput(Array g, Array w, int rows, int columns) {
        Array weights = withTasks(w);
        int[] s = withTasks(g).shape();
        int channels = weights.shape()[2] * groups;
        Array patches = kernels.matmul(matrices(weights), places(withTasks(g)), true, false);
        int tasks = patches.shape()[0];
        int[] byTap = {tasks, s[1], channels, window.taps(), s[3], s[4]};
        int[] onePlace = {tasks, s[1], channels, 1, s[3], s[4]};
        int[] places = {tasks, s[1], channels, s[3], s[4]};
        int[] padded = {
            tasks,
            s[1],
            channels,
            rows + 2 * window.paddingHeight(),
            columns + 2 * window.paddingWidth()
        };
        Array taps = kernels.reshape(patches, byTap);
        Array sum = kernels.full(g.dtype(), padded, 0, g.device());
        for (int tap = 0; tap < window.taps(); tap++) {
            int[] starts = {0, 0, 0, tap, 0, 0};
            Array part = kernels.slice(taps, starts, onePlace, new int[] {1, 1, 1, 1, 1, 1});
            Array moved =
                    kernels.embed(kernels.reshape(part, places), padded, starts(tap), steps());
            sum = kernels.binary(Binary.ADD, sum, moved);
        }
        int[] shape = {tasks, s[1], channels, rows, columns};
        Array inside = kernels.slice(sum, padding(), shape, new int[] {1, 1, 1, 1, 1});
        return withoutTasks(inside, isTasked(g) || isTasked(w));
    }

    Array convWeight(Array x, Array g) {
        Array images = withTasks(x);
        int[] s = withTasks(g).shape();
        int channels = images.shape()[2] / groups;
        Array each = kernels.matmul(places(withTasks(g)), patches(images), false, true);
        Array sum = kernels.reduce(Reduction.SUM, each, new int[] {1}, false);
        int[] shape = {sum.shape()[0], s[2], channels, window.height(), window.width()};
        return withoutTasks(kernels.reshape(sum, shape), isTasked(x) || isTasked(g));
    }

    /** What each place looks at: [tasks, n, groups, channels of the group by taps, places]. */
    private Array patches(Array images) {
        int[] s = images.shape();
        int[] y = window.over(s);
        int[] padded = s.clone();
        padded[3] += 2 * window.paddingHeight();
        padded[4] += 2 * window.paddingWidth();
        Array paddedImages = kernels.embed(images, padded, padding(), new int[] {1, 1, 1, 1, 1});
        int[] onePlace = {s[0], s[1], s[2], 1, y[3] * y[4]};
        List<Array> taps = new ArrayList<>();
        for (int tap = 0; tap < window.taps(); tap++) {
            Array part = kernels.slice(paddedImages, starts(tap), y, steps());
            taps.add(kernels.reshape(part, onePlace));
        }
        int[] shape = {s[0], s[1], groups, s[2] / groups * window.taps(), y[3] * y[4]};
        return kernels.reshape(kernels.concat(taps, 3), shape);
    }

    private Array places(Array g) {
        int[] s = g.shape();
        return kernels.reshape(g, new int[] {s[0], s[1], groups, s[2] / groups, s[3] * s[4]});
    }

    private Array matrices(Array w) {
        int[] s = w.shape();
        return kernels.reshape(w, new int[] {s[0], 1, groups, s[1] / groups, s[2] * window.taps()});
    }

    private int[] padding() {
        return new int[] {0, 0, 0, window.paddingHeight(), window.paddingWidth()};
    }

    private int[] starts(int tap) {
        int row = tap / window.width() * window.dilationHeight();
        return new int[] {0, 0, 0, row, tap % window.width() * window.dilationWidth()};
    }

    private int[] steps() {
        return new int[] {1, 1, 1, window.strideHeight(), window.strideWidth()};
    }

    private static boolean isTasked(Array x) {
        return x.shape().length == 5;
    }

    private Array withTasks(Array x) {
        int[] s = x.shape();
        return isTasked(x) ? x : kernels.reshape(x, new int[] {1, s[0], s[1], s[2], s[3]});
    }

    private Array withoutTasks(Array x, boolean tasked) {
        return tasked ? x : kernels.reshape(x, Arrays.copyOfRange(x.shape(), 1, 5));
    }

    // maxima

    /** See {@link Kernels#maxima}. */
    static int[] maxima(double[] x, Window window, int[] shape) {
        int rows = shape[shape.length - 2];
        int columns = shape[shape.length - 1];
        int height = window.rowsOver(rows);
        int width = window.columnsOver(columns);
        int planes = height * width == 0 ? 0 : Shapes.size(window.over(shape)) / (height * width);
        int[] positions = new int[planes * height * width];
        int to = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    int row = i * window.strideHeight() - window.paddingHeight();
                    int column = j * window.strideWidth() - window.paddingWidth();
                    int best = -1;
                    for (int tap = 0; tap < window.taps(); tap++) {
                        int y = row + tap / window.width() * window.dilationHeight();
                        int z = column + tap % window.width() * window.dilationWidth();
                        int at = (plane * rows + y) * columns + z;
                        if (y >= 0
                                && y < rows
                                && z >= 0
                                && z < columns
                                && (best < 0
                                        || !Double.isNaN(x[best])
                                                && (x[at] > x[best] || Double.isNaN(x[at])))) {
                            best = at;
                        }
                    }
                    positions[to++] = best;
                }
            }
        }
        return positions;
    }
}
