package org.higher.internal.host.convolution;

import java.util.function.Consumer;
import org.higher.array.Window;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.matmul.OffHeapWorkspace;
import org.higher.internal.host.matmul.ProductOperands;
import org.higher.internal.host.memory.HostArray;
import org.jspecify.annotations.Nullable;

/**
 * 2-D convolution and its gradients by images and by filters.
 *
 * <p>With an axis of tasks in front of images, filters or both; what lacks it is shared by all
 * tasks.
 */
public final class ConvolutionKernels {
    // the three operations

    public static HostArray conv(
            HostArray x, HostArray w, Window window, int groups, @Nullable HostArray bias) {
        int[] s = last(x);
        int outputs = last(w)[0];
        boolean ownFilters = isTasked(w) || bias != null && bias.shape().length == 2;
        int tasks = Math.max(tasks(x), Math.max(tasks(w), bias == null ? 1 : biasTasks(bias)));
        boolean tasked = isTasked(x) || ownFilters;
        int rows = window.rowsOver(s[2]);
        HostArray y =
                HostArray.unwritten(
                        x.dtype(),
                        shape(tasked, tasks, s[0], outputs, rows, window.columnsOver(s[3])));
        if (y.size() == 0 || x.size() == 0 || w.size() == 0) {
            HostArray zeros = HostArray.zeros(y.dtype(), y.shape());
            return bias == null
                    ? zeros
                    : ElementwiseKernels.binary(Binary.ADD, zeros, perOutput(bias));
        }
        int loops = ownFilters ? tasks : 1;
        int images = s[0] * tasks / loops;
        Problem problem =
                new Problem(window, groups, s[1], outputs, s[2], s[3], images, x.isFloat());
        problem.run(
                run -> {
                    for (int t = 0; t < loops; t++) {
                        run.putFilters(w, isTasked(w) ? t * (w.size() / tasks) : 0, false);
                        int from = isTasked(x) ? t * images * s[1] * s[2] * s[3] : 0;
                        int biasAt = bias != null && bias.shape().length == 2 ? t * outputs : 0;
                        run.forward(x, from, y, t * (y.size() / loops), images, bias, biasAt);
                    }
                });
        return y;
    }

    public static HostArray input(
            HostArray g, HostArray w, Window window, int groups, int rows, int columns) {
        int[] s = last(g);
        int channels = last(w)[1] * groups;
        int tasks = Math.max(tasks(g), tasks(w));
        int[] shape = shape(isTasked(g) || isTasked(w), tasks, s[0], channels, rows, columns);
        if (g.size() == 0 || w.size() == 0 || rows == 0 || columns == 0) {
            return HostArray.zeros(g.dtype(), shape);
        }
        HostArray x = HostArray.unwritten(g.dtype(), shape);
        int loops = isTasked(w) ? tasks : 1;
        int images = s[0] * tasks / loops;
        Problem problem =
                new Problem(window, groups, channels, s[1], rows, columns, images, g.isFloat());
        problem.run(
                run -> {
                    for (int t = 0; t < loops; t++) {
                        run.putFilters(w, t * (w.size() / loops), true);
                        int from = isTasked(g) ? t * images * s[1] * s[2] * s[3] : 0;
                        run.backward(g, from, x, t * (x.size() / loops), images);
                    }
                });
        return x;
    }

    public static HostArray weight(HostArray x, HostArray g, Window window, int groups) {
        int[] s = last(x);
        int[] places = last(g);
        int tasks = Math.max(tasks(x), tasks(g));
        int[] shape =
                shape(
                        isTasked(x) || isTasked(g),
                        tasks,
                        places[1],
                        s[1] / groups,
                        window.height(),
                        window.width());
        if (x.size() == 0 || g.size() == 0) {
            return HostArray.zeros(x.dtype(), shape);
        }
        HostArray w = HostArray.unwritten(x.dtype(), shape);
        Problem problem =
                new Problem(window, groups, s[1], places[1], s[2], s[3], s[0], x.isFloat());
        problem.run(
                run -> {
                    for (int t = 0; t < tasks; t++) {
                        int from = isTasked(x) ? t * (x.size() / tasks) : 0;
                        int placesFrom = isTasked(g) ? t * (g.size() / tasks) : 0;
                        run.correlate(x, from, g, placesFrom, s[0]);
                        run.takeFilters(w, t * (w.size() / tasks));
                    }
                });
        return w;
    }

    /** The sizes, which choose the algorithm: Winograd or GEMM, off the heap if there is memory. */
    private record Problem(
            Window window,
            int groups,
            int channels,
            int outputs,
            int rows,
            int columns,
            int images,
            boolean isFloat) {
        /** Does some work, and all of it again on the heap if the memory outside is full. */
        void run(Consumer<ConvolutionAlgorithm> work) {
            try (ConvolutionAlgorithm algorithm = algorithm(ProductOperands.of(isFloat))) {
                work.accept(algorithm);
            } catch (OffHeapWorkspace.Exhausted full) {
                work.accept(algorithm(ProductOperands.onHeap(isFloat)));
            }
        }

        private ConvolutionAlgorithm algorithm(ProductOperands operands) {
            return isFloat && WinogradConvolution.pays(window, groups, channels, outputs, images)
                    ? new WinogradConvolution(
                            window, groups, channels, outputs, rows, columns, operands)
                    : new GemmConvolution(
                            window, groups, channels, outputs, rows, columns, isFloat, operands);
        }
    }

    // shapes

    private static boolean isTasked(HostArray x) {
        return x.shape().length == 5;
    }

    private static int tasks(HostArray x) {
        return isTasked(x) ? x.shape()[0] : 1;
    }

    private static int biasTasks(HostArray bias) {
        return bias.shape().length == 2 ? bias.shape()[0] : 1;
    }

    /** A bias with the axes of images, to be broadcast to them. */
    private static HostArray perOutput(HostArray bias) {
        int[] s = bias.shape();
        return s.length == 1 ? bias.withShape(s[0], 1, 1) : bias.withShape(s[0], 1, s[1], 1, 1);
    }

    /** The last four extents. */
    private static int[] last(HostArray x) {
        int[] s = x.shape();
        int from = s.length - 4;
        return new int[] {s[from], s[from + 1], s[from + 2], s[from + 3]};
    }

    private static int[] shape(boolean tasked, int tasks, int... one) {
        if (!tasked) {
            return one;
        }
        return new int[] {tasks, one[0], one[1], one[2], one[3]};
    }
}
