package org.higher.internal.gpu.convolution;

import java.util.Optional;
import org.higher.array.Window;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.Elementwise;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.GpuDevice;
import org.higher.internal.gpu.Matmul.Matrices;
import org.higher.internal.gpu.convolution.ConvolutionBatch.Block;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Operation;

/**
 * 2-D convolution and its gradients by images and by filters: by a library of the device where it
 * takes them, else by im2col and a matrix product.
 *
 * <p>With an axis of tasks in front of images, filters or both. Images of all tasks are one batch
 * where they share the filters; else each task has matrices of its own.
 */
public final class Convolutions {
    private final GpuDevice gpu;
    private final Window window;
    private final int groups;
    private final long bound;

    /** On a device, of which columns take a small share. */
    public Convolutions(GpuDevice gpu, Window window, int groups) {
        this(gpu, window, groups, gpu.workspaceBytes());
    }

    /**
     * With a bound.
     *
     * @param bound of the bytes of columns at a time, unless those of one place are more
     */
    Convolutions(GpuDevice gpu, Window window, int groups, long bound) {
        this.gpu = gpu;
        this.window = window;
        this.groups = groups;
        this.bound = bound;
    }

    /** See {@link org.higher.internal.backend.Kernels#conv}. */
    public GpuArray conv(GpuArray x, GpuArray w, Optional<GpuArray> bias) {
        int[] s = last(x);
        int biasTasks = bias.map(Convolutions::biasTasks).orElse(1);
        boolean biasTasked = bias.isPresent() && bias.get().shape().length == 2;
        boolean byTask = isTasked(w) || biasTasked;
        int tasks = Math.max(Math.max(tasks(x), tasks(w)), biasTasks);
        int outputs = last(w)[0];
        int[] y = window.over(s[0], outputs, s[2], s[3]);
        int[] shape = shape(byTask || isTasked(x), tasks, y);
        if (x.size() == 0 || w.size() == 0 || Shapes.size(shape) == 0) {
            GpuArray zeros = Elementwise.full(gpu, x.dtype(), 0, shape);
            return bias.map(b -> Elementwise.binary(Binary.ADD, zeros, perOutput(b))).orElse(zeros);
        }
        GpuArray result = GpuArray.unwritten(gpu, x.dtype(), shape);
        ConvolutionBatch batch = batch(result, s[0] * tasks, byTask ? tasks : 1, s, y);
        if (LibraryConvolution.compute(Operation.CONV, batch, x, w, result)) {
            bias.ifPresent(b -> Elementwise.addTo(result, perOutput(b)));
            return result;
        }
        for (Block block : batch.blocks(x, bound)) {
            batch.withColumns(
                    x,
                    block,
                    columns -> {
                        Matrices filters = batch.filters(w, block);
                        if (bias.isEmpty() && batch.isDense(block)) {
                            batch.multiply(block, filters, columns, result, batch.start(block));
                        } else {
                            gpu.using(
                                    batch.bytes(outputs, block),
                                    product -> {
                                        batch.multiply(block, filters, columns, product, 0);
                                        batch.toImages(product, result, bias, block);
                                    });
                        }
                    });
        }
        return result;
    }

    /** See {@link org.higher.internal.backend.Kernels#convInput}. */
    public GpuArray input(GpuArray g, GpuArray w, int rows, int columns) {
        int[] y = last(g);
        int[] s = {y[0], last(w)[1] * groups, rows, columns};
        int tasks = Math.max(tasks(g), tasks(w));
        int[] shape = shape(isTasked(g) || isTasked(w), tasks, s);
        if (g.size() == 0 || w.size() == 0 || Shapes.size(shape) == 0) {
            return Elementwise.full(gpu, g.dtype(), 0, shape);
        }
        GpuArray result = GpuArray.unwritten(gpu, g.dtype(), shape);
        ConvolutionBatch batch = batch(result, s[0] * tasks, isTasked(w) ? tasks : 1, s, y);
        if (LibraryConvolution.compute(Operation.INPUT, batch, result, w, g)) {
            return result;
        }
        for (Block block : batch.blocks(result, bound)) {
            gpu.using(
                    batch.bytes(s[1] * window.taps(), block),
                    made -> {
                        batch.withPlaces(
                                g,
                                block,
                                places ->
                                        batch.multiplyTransposed(
                                                block, batch.filters(w, block), places, made));
                        batch.addToImages(made, result, block);
                    });
        }
        return result;
    }

    /** See {@link org.higher.internal.backend.Kernels#convWeight}. */
    public GpuArray weight(GpuArray x, GpuArray g) {
        int[] s = last(x);
        int[] y = last(g);
        int tasks = Math.max(tasks(x), tasks(g));
        int[] filters = {y[1], s[1] / groups, window.height(), window.width()};
        int[] shape = shape(isTasked(x) || isTasked(g), tasks, filters);
        if (x.size() == 0 || g.size() == 0 || Shapes.size(shape) == 0) {
            return Elementwise.full(gpu, x.dtype(), 0, shape);
        }
        GpuArray result = GpuArray.unwritten(gpu, x.dtype(), shape);
        ConvolutionBatch batch = batch(result, s[0] * tasks, tasks, s, y);
        if (LibraryConvolution.compute(Operation.WEIGHT, batch, x, result, g)) {
            return result;
        }
        for (Block block : batch.blocks(x, bound)) {
            batch.withColumns(
                    x,
                    block,
                    columns ->
                            batch.withPlaces(
                                    g,
                                    block,
                                    places -> batch.correlate(block, places, columns, result)));
        }
        return result;
    }

    private ConvolutionBatch batch(GpuArray result, int images, int tasks, int[] s, int[] y) {
        return new ConvolutionBatch(
                gpu, result.dtype(), window, groups, s[1], y[1], s[2], s[3], tasks, images / tasks);
    }

    // shapes

    private static boolean isTasked(GpuArray x) {
        return x.shape().length == 5;
    }

    private static int tasks(GpuArray x) {
        return isTasked(x) ? x.shape()[0] : 1;
    }

    private static int biasTasks(GpuArray bias) {
        return bias.shape().length == 2 ? bias.shape()[0] : 1;
    }

    /** A bias with the axes of images, to be broadcast to them. */
    private static GpuArray perOutput(GpuArray bias) {
        int[] s = bias.shape();
        return s.length == 1 ? bias.withShape(s[0], 1, 1) : bias.withShape(s[0], 1, s[1], 1, 1);
    }

    /** The last four extents. */
    private static int[] last(GpuArray x) {
        int[] s = x.shape();
        int from = s.length - 4;
        return new int[] {s[from], s[from + 1], s[from + 2], s[from + 3]};
    }

    private static int[] shape(boolean tasked, int tasks, int... one) {
        return tasked ? new int[] {tasks, one[0], one[1], one[2], one[3]} : one;
    }
}
