package org.higher.internal.gpu;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.Memory;

/** What moves elements: permutations, slices, joins, and selection by indices. */
public final class Movement {
    private Movement() {}

    public static GpuArray permute(GpuArray x, int[] axes) {
        int[] strides = Shapes.strides(x.shape());
        int[] shape = new int[axes.length];
        int[] from = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            shape[i] = x.shape()[axes[i]];
            from[i] = strides[axes[i]];
        }
        GpuArray result = GpuArray.unwritten(x.gpu(), x.dtype(), shape);
        move(x, 0, from, result, 0, Shapes.strides(shape), shape);
        return result;
    }

    public static GpuArray broadcast(GpuArray x, int... shape) {
        GpuArray result = GpuArray.unwritten(x.gpu(), x.dtype(), shape);
        int[] from = Shapes.broadcastStrides(x.shape(), shape);
        move(x, 0, from, result, 0, Shapes.strides(shape), shape);
        return result;
    }

    public static GpuArray slice(GpuArray x, int[] starts, int[] sizes, int[] steps) {
        GpuArray result = GpuArray.unwritten(x.gpu(), x.dtype(), sizes);
        int[] strides = Shapes.strides(x.shape());
        int start = start(strides, starts);
        move(x, start, product(strides, steps), result, 0, Shapes.strides(sizes), sizes);
        return result;
    }

    public static GpuArray embed(GpuArray x, int[] shape, int[] starts, int[] steps) {
        GpuArray result = Elementwise.full(x.gpu(), x.dtype(), 0, shape);
        int[] strides = Shapes.strides(shape);
        int[] from = Shapes.strides(x.shape());
        move(x, 0, from, result, start(strides, starts), product(strides, steps), x.shape());
        return result;
    }

    public static GpuArray concat(List<GpuArray> parts, int axis) {
        GpuArray first = parts.get(0);
        int[] shape = first.shape().clone();
        shape[axis] = 0;
        for (GpuArray part : parts) {
            shape[axis] += part.shape()[axis];
        }
        GpuArray result = GpuArray.unwritten(first.gpu(), first.dtype(), shape);
        int[] strides = Shapes.strides(shape);
        int start = 0;
        for (GpuArray part : parts) {
            move(part, 0, Shapes.strides(part.shape()), result, start, strides, part.shape());
            start += part.shape()[axis] * strides[axis];
        }
        return result;
    }

    private static void move(
            GpuArray x, int xStart, int[] from, GpuArray out, int outStart, int[] to, int[] shape) {
        StridedLayout layout = StridedLayout.of(shape, from, to);
        GpuDevice gpu = x.gpu();
        int n = Shapes.size(shape);
        gpu.launch(
                gpu.fixed(Family.MOVEMENT, "move", x.dtype(), layout.rank()),
                n,
                out,
                outStart,
                x,
                xStart,
                layout.structure(),
                n);
    }

    private static int start(int[] strides, int[] starts) {
        int start = 0;
        for (int i = 0; i < starts.length; i++) {
            start += starts[i] * strides[i];
        }
        return start;
    }

    private static int[] product(int[] strides, int[] steps) {
        int[] product = new int[steps.length];
        Arrays.setAll(product, i -> strides[i] * steps[i]);
        return product;
    }

    // indices

    /** Indices are in range. */
    public static GpuArray gather(GpuArray x, int[] indices, int axis) {
        int[] shape = x.shape().clone();
        int extent = shape[axis];
        shape[axis] = indices.length;
        GpuDevice gpu = x.gpu();
        GpuArray result = GpuArray.unwritten(gpu, x.dtype(), shape);
        if (result.size() == 0) {
            return result;
        }
        gpu.using(
                indices,
                places ->
                        gpu.launch(
                                gpu.fixed(Family.MOVEMENT, "gather", x.dtype()),
                                result.size(),
                                result,
                                x,
                                places,
                                indices.length,
                                extent,
                                inner(shape, axis),
                                result.size()));
        return result;
    }

    /** Indices are in range. */
    public static GpuArray scatterAdd(GpuArray x, int[] indices, int axis, int extent) {
        int[] shape = x.shape().clone();
        shape[axis] = extent;
        GpuDevice gpu = x.gpu();
        GpuArray result = Elementwise.full(gpu, x.dtype(), 0, shape);
        if (x.size() == 0 || result.size() == 0) {
            return result;
        }
        if (areDistinct(indices, extent)) {
            gpu.using(
                    indices,
                    places ->
                            gpu.launch(
                                    gpu.fixed(Family.MOVEMENT, "scatter", x.dtype()),
                                    x.size(),
                                    result,
                                    x,
                                    places,
                                    indices.length,
                                    extent,
                                    inner(shape, axis),
                                    x.size()));
            return result;
        }
        SortedIndices sorted = SortedIndices.of(indices);
        int distinct = sorted.targets().length;
        int n = x.size() / indices.length * distinct;
        sorted.on(
                gpu,
                (targets, starts, order) ->
                        gpu.launch(
                                gpu.fixed(Family.MOVEMENT, "scatter_add", x.dtype()),
                                n,
                                result,
                                x,
                                targets,
                                starts,
                                order,
                                distinct,
                                indices.length,
                                extent,
                                inner(shape, axis),
                                n));
        return result;
    }

    private static boolean areDistinct(int[] indices, int extent) {
        BitSet found = new BitSet(extent);
        for (int index : indices) {
            if (found.get(index)) {
                return false;
            }
            found.set(index);
        }
        return true;
    }

    /**
     * Indices by what they refer to.
     *
     * @param targets the distinct ones, ascending
     * @param starts where the positions of each begin in the order, and where the last ones end
     * @param order positions of indices, by what is there, then ascending
     */
    private record SortedIndices(int[] targets, int[] starts, int[] order) {
        /** What is computed by them. */
        interface Computation {
            void by(Memory targets, Memory starts, Memory order);
        }

        /** Puts them on a device for the time of a computation. */
        void on(GpuDevice gpu, Computation computation) {
            gpu.using(
                    targets,
                    first ->
                            gpu.using(
                                    starts,
                                    second ->
                                            gpu.using(
                                                    order,
                                                    third ->
                                                            computation.by(first, second, third))));
        }

        static SortedIndices of(int[] indices) {
            long[] keys = new long[indices.length];
            Arrays.setAll(keys, i -> (long) indices[i] << 32 | i);
            Arrays.sort(keys);
            int[] targets = new int[keys.length];
            int[] starts = new int[keys.length + 1];
            int[] order = new int[keys.length];
            int distinct = 0;
            for (int i = 0; i < keys.length; i++) {
                int index = (int) (keys[i] >> 32);
                if (distinct == 0 || targets[distinct - 1] != index) {
                    targets[distinct] = index;
                    starts[distinct++] = i;
                }
                order[i] = (int) keys[i];
            }
            starts[distinct] = keys.length;
            return new SortedIndices(
                    Arrays.copyOf(targets, distinct), Arrays.copyOf(starts, distinct + 1), order);
        }
    }

    public static int[] argMax(GpuArray x, int axis) {
        int extent = x.shape()[axis];
        int[] found = new int[x.size() / extent];
        if (found.length == 0) {
            return found;
        }
        GpuDevice gpu = x.gpu();
        gpu.using(
                4L * found.length,
                places -> {
                    gpu.launch(
                            gpu.fixed(Family.MOVEMENT, "arg_max", x.dtype()),
                            found.length,
                            places,
                            x,
                            extent,
                            inner(x.shape(), axis),
                            found.length);
                    gpu.read(places, found);
                });
        return found;
    }

    /** The elements between neighbours along an axis. */
    private static int inner(int[] shape, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            inner *= shape[i];
        }
        return inner;
    }
}
