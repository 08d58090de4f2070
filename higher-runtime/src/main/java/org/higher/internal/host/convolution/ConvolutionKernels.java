package org.higher.internal.host.convolution;

import java.util.function.Consumer;
import org.higher.array.Window;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.matmul.OffHeapWorkspace;
import org.higher.internal.host.matmul.ProductOperands;
import org.higher.internal.host.memory.ArrayRanges;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.threads.ComputeThreads;
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
        int image = s[1] * s[2] * s[3];
        problem.run(
                loops,
                false,
                (run, t, first, count) -> {
                    run.putFilters(w, isTasked(w) ? t * (w.size() / tasks) : 0, false);
                    int from = (isTasked(x) ? t * images : 0) + first;
                    int to = t * images + first;
                    int biasAt = bias != null && bias.shape().length == 2 ? t * outputs : 0;
                    run.forward(
                            x,
                            from * image,
                            y,
                            to * (y.size() / (loops * images)),
                            count,
                            bias,
                            biasAt);
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
        int image = s[1] * s[2] * s[3];
        problem.run(
                loops,
                true,
                (run, t, first, count) -> {
                    run.putFilters(w, t * (w.size() / loops), true);
                    int from = (isTasked(g) ? t * images : 0) + first;
                    int to = t * images + first;
                    run.backward(g, from * image, x, to * (x.size() / (loops * images)), count);
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
        int filters = w.size() / tasks;
        int sums = problem.sums();
        // the sums of ranges of images, which do not depend on threads, in their order
        HostArray parts = sums == 1 ? w : HostArray.unwritten(w.dtype(), tasks * sums * filters);
        problem.correlate(
                tasks,
                (run, t, part, first, count) -> {
                    int from = (isTasked(x) ? t * s[0] : 0) + first;
                    int placesFrom = (isTasked(g) ? t * s[0] : 0) + first;
                    run.correlate(
                            x,
                            from * s[1] * s[2] * s[3],
                            g,
                            placesFrom * places[1] * places[2] * places[3],
                            count);
                    run.takeFilters(parts, (t * sums + part) * filters);
                });
        for (int t = 0; sums > 1 && t < tasks; t++) {
            int at = t * sums * filters;
            ArrayRanges.copy(parts.data(), at, 1, w.data(), t * filters, 1, filters);
            for (int part = 1; part < sums; part++) {
                int next = at + part * filters;
                ArrayRanges.add(parts.data(), next, w.data(), t * filters, filters);
            }
        }
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
        /** Multiplications for which one more thread pays. */
        private static final long WORTH_A_THREAD = 1 << 21;

        /** Blocks of images whose contributions to filters are added up before those of others. */
        private static final int SUMMED = 6;

        /** A range of the images of a task. */
        interface Work {
            void on(ConvolutionAlgorithm run, int task, int first, int count);
        }

        /** A range of the images of a task, whose contributions to filters are one sum. */
        interface Summing {
            void on(ConvolutionAlgorithm run, int task, int sum, int first, int count);
        }

        /**
         * Does some work for the images of all tasks, on all threads if that pays.
         *
         * <p>Ranges of images are whole blocks, so that bits do not depend on the threads.
         */
        void run(int tasks, boolean backward, Work work) {
            int block = together(backward);
            int blocks = images / block;
            int threads = threads(tasks, tasks * blocks);
            ComputeThreads.run(
                    threads,
                    thread -> {
                        int begin = (int) ((long) tasks * blocks * thread / threads);
                        int end = (int) ((long) tasks * blocks * (thread + 1) / threads);
                        for (int t = begin / blocks; t * blocks < end; t++) {
                            int from = Math.max(begin - t * blocks, 0);
                            int to = Math.min(end - t * blocks, blocks);
                            int first = from * block;
                            int last = to == blocks ? images : to * block;
                            int task = t;
                            run(run -> work.on(run, task, first, last - first));
                        }
                    });
        }

        /** How many sums the filters of a task are computed from. */
        int sums() {
            return Math.max(1, images / together(false) / SUMMED);
        }

        /** Does some work for each sum of each task. */
        void correlate(int tasks, Summing work) {
            int block = together(false);
            int blocks = images / block;
            int sums = sums();
            int threads = threads(tasks, tasks * sums);
            ComputeThreads.run(
                    threads,
                    thread -> {
                        int end = (int) ((long) tasks * sums * (thread + 1) / threads);
                        for (int i = (int) ((long) tasks * sums * thread / threads); i < end; i++) {
                            int task = i / sums;
                            int sum = i % sums;
                            int first = blocks * sum / sums * block;
                            int last = sum == sums - 1 ? images : blocks * (sum + 1) / sums * block;
                            run(run -> work.on(run, task, sum, first, last - first));
                        }
                    });
        }

        private int together(boolean backward) {
            return algorithm(ProductOperands.onHeap(isFloat)).together(backward, images);
        }

        private int threads(int tasks, int parts) {
            long places = (long) window.rowsOver(rows) * window.columnsOver(columns);
            long multiplications =
                    places * window.taps() * channels / groups * outputs * images * tasks;
            long most = Math.min(multiplications / WORTH_A_THREAD, parts);
            return (int) Math.max(1, Math.min(ComputeThreads.count(), most));
        }

        /** Does some work, and all of it again on the heap if the memory outside is full. */
        private void run(Consumer<ConvolutionAlgorithm> work) {
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
