package org.higher.internal.backend;

import java.util.Arrays;
import org.higher.array.Window;

/** Convolutions by their definition: loops over every pair of elements that meet. */
final class NaiveWindows {
    /** What to do with the products of a convolution. */
    private interface Visitor {
        /** An element of the images, of the filters and of the places that meet, by position. */
        void meet(int x, int w, int y);
    }

    private final Window window;
    private final int groups;
    private final int[] x;
    private final int[] w;
    private final int[] y;

    /** From shapes of five axes. */
    private NaiveWindows(Window window, int groups, int[] x, int[] w, int[] y) {
        this.window = window;
        this.groups = groups;
        this.x = x;
        this.w = w;
        this.y = y;
    }

    static double[] conv(
            double[] images,
            int[] x,
            double[] filters,
            int[] w,
            int[] y,
            Window window,
            int groups) {
        double[] sums = new double[size(y)];
        new NaiveWindows(window, groups, five(x), five(w), five(y))
                .visit((i, k, p) -> sums[p] += images[i] * filters[k]);
        return sums;
    }

    static double[] input(
            double[] g, int[] y, double[] filters, int[] w, int[] x, Window window, int groups) {
        double[] sums = new double[size(x)];
        new NaiveWindows(window, groups, five(x), five(w), five(y))
                .visit((i, k, p) -> sums[i] += g[p] * filters[k]);
        return sums;
    }

    static double[] weight(
            double[] images, int[] x, double[] g, int[] y, int[] w, Window window, int groups) {
        double[] sums = new double[size(w)];
        new NaiveWindows(window, groups, five(x), five(w), five(y))
                .visit((i, k, p) -> sums[k] += g[p] * images[i]);
        return sums;
    }

    private void visit(Visitor visitor) {
        int tasks = Math.max(x[0], Math.max(w[0], y[0]));
        for (int t = 0; t < tasks; t++) {
            for (int n = 0; n < y[1]; n++) {
                for (int o = 0; o < y[2]; o++) {
                    for (int c = 0; c < w[2]; c++) {
                        int channel = o / (y[2] / groups) * w[2] + c;
                        for (int i = 0; i < y[3] * y[4] * w[3] * w[4]; i++) {
                            int row = i / (y[4] * w[3] * w[4]);
                            int column = i / (w[3] * w[4]) % y[4];
                            int p = i / w[4] % w[3];
                            int q = i % w[4];
                            int xRow =
                                    row * window.strideHeight()
                                            - window.paddingHeight()
                                            + p * window.dilationHeight();
                            int xColumn =
                                    column * window.strideWidth()
                                            - window.paddingWidth()
                                            + q * window.dilationWidth();
                            if (xRow >= 0 && xRow < x[3] && xColumn >= 0 && xColumn < x[4]) {
                                visitor.meet(
                                        position(x, t, n, channel, xRow, xColumn),
                                        position(w, t, o, c, p, q),
                                        position(y, t, n, o, row, column));
                            }
                        }
                    }
                }
            }
        }
    }

    private static int position(int[] shape, int task, int a, int b, int row, int column) {
        int at = shape[0] == 1 ? 0 : task;
        return (((at * shape[1] + a) * shape[2] + b) * shape[3] + row) * shape[4] + column;
    }

    private static int[] five(int[] s) {
        return s.length == 5 ? s : new int[] {1, s[0], s[1], s[2], s[3]};
    }

    private static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    static int[] maxima(double[] x, int[] s, Window window) {
        int rank = s.length;
        int rows = s[rank - 2];
        int columns = s[rank - 1];
        int[] places = window.over(s);
        int[] positions = new int[size(places)];
        for (int k = 0; k < positions.length; k++) {
            int column = k % places[rank - 1];
            int row = k / places[rank - 1] % places[rank - 2];
            int plane = k / places[rank - 1] / places[rank - 2];
            positions[k] = -1;
            for (int p = 0; p < window.height(); p++) {
                for (int q = 0; q < window.width(); q++) {
                    int i = row * window.strideHeight() - window.paddingHeight() + p;
                    int j = column * window.strideWidth() - window.paddingWidth() + q;
                    if (i < 0 || i >= rows || j < 0 || j >= columns) {
                        continue;
                    }
                    int at = (plane * rows + i) * columns + j;
                    int best = positions[k];
                    if (best < 0
                            || !Double.isNaN(x[best]) && (Double.isNaN(x[at]) || x[at] > x[best])) {
                        positions[k] = at;
                    }
                }
            }
        }
        return positions;
    }
}
