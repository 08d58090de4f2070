package org.higher.internal.gpu;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Reductions along axes, in an order that depends on nothing but the shape.
 *
 * <p>Elements that are reduced to one fall into slices, so that a few long ones keep a device busy.
 */
public final class Reductions {
    /** Fewer elements than this are no work for a group of threads. */
    private static final int FEW = 64;

    /** What a slice has at least. */
    private static final int LEAST_SLICE = 2048;

    /** More slices than this, of all elements together, are of no use. */
    private static final int MOST_SLICES = 1024;

    private Reductions() {}

    public static GpuArray reduce(Reduction f, GpuArray x, int[] axes, boolean keepDims) {
        int op = KernelTexts.number(f);
        if (isScaled(f, x.gpu(), x.dtype())) {
            GpuArray most = reduce(KernelTexts.MAX_ABS, x, axes, keepDims, null);
            return reduce(op, x, axes, keepDims, most);
        }
        return reduce(op, x, axes, keepDims, null);
    }

    /** Whether elements are scaled first, since sums could overflow, or squares underflow. */
    static boolean isScaled(Reduction f, GpuDevice gpu, DType dtype) {
        return f == Reduction.NORM2 && (dtype == DType.FLOAT64 || !gpu.hasDoubles())
                || f == Reduction.MEAN && !gpu.hasDoubles();
    }

    private static GpuArray reduce(
            int op, GpuArray x, int[] axes, boolean keepDims, @Nullable GpuArray most) {
        GpuDevice gpu = x.gpu();
        int[] shape = x.shape();
        GpuArray result = GpuArray.unwritten(gpu, x.dtype(), Shapes.reduced(shape, axes, keepDims));
        int outputs = result.size();
        if (outputs == 0) {
            return result;
        }
        int count = x.size() / outputs;
        int[] strides = Shapes.strides(shape);
        boolean[] isReduced = new boolean[shape.length];
        Arrays.stream(axes).forEach(axis -> isReduced[axis] = true);
        StridedLayout kept = part(shape, strides, isReduced, false);
        StridedLayout reduced = part(shape, strides, isReduced, true);
        int rank = Math.max(kept.rank(), reduced.rank());
        boolean byGroup = outputs == 1 || count >= FEW && reduced.innermost(0) == 1;
        int slices = slices(outputs, count, byGroup);
        int length = (int) (((long) count + slices - 1) / slices);
        GpuArray scale = most == null ? x : most;
        int scaled = most == null ? 0 : 1;
        gpu.using(
                slices == 1 ? 1 : 8L * outputs * slices,
                partial -> {
                    Object[] arguments = {
                        result,
                        partial,
                        x,
                        scale,
                        scaled,
                        op,
                        outputs,
                        count,
                        slices,
                        length,
                        kept.structure(rank),
                        reduced.structure(rank)
                    };
                    if (byGroup) {
                        gpu.launchGroups(
                                gpu.fixed(Family.REDUCTION, "reduce_by_group", x.dtype(), rank),
                                outputs * slices,
                                arguments);
                    } else {
                        gpu.launch(
                                gpu.fixed(Family.REDUCTION, "reduce_by_thread", x.dtype(), rank),
                                (long) outputs * slices,
                                arguments);
                    }
                    if (slices > 1) {
                        joinSlices(result, partial, scale, scaled, op, outputs, count, slices);
                    }
                });
        return result;
    }

    static void joinSlices(
            GpuArray result,
            Memory partial,
            GpuArray scale,
            int scaled,
            int op,
            int outputs,
            int count,
            int slices) {
        GpuDevice gpu = result.gpu();
        gpu.launch(
                gpu.fixed(Family.REDUCTION, "reduce_slices", result.dtype()),
                outputs,
                result,
                partial,
                scale,
                scaled,
                op,
                outputs,
                count,
                slices);
    }

    /** Into how many slices a full reduction falls. */
    static int slices(int count) {
        return slices(1, count, true);
    }

    private static int slices(int outputs, int count, boolean byGroup) {
        int least = byGroup ? LEAST_SLICE : FEW;
        int most = Math.max(1, (byGroup ? 1 : GpuDevice.GROUP_SIZE) * MOST_SLICES / outputs);
        return Math.max(1, Math.min(Math.min(most, count / least), MOST_SLICES / 4));
    }

    private static StridedLayout part(
            int[] shape, int[] strides, boolean[] isReduced, boolean wanted) {
        int[] extents = new int[shape.length];
        int[] distances = new int[shape.length];
        int rank = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (isReduced[axis] == wanted) {
                extents[rank] = shape[axis];
                distances[rank++] = strides[axis];
            }
        }
        return StridedLayout.of(Arrays.copyOf(extents, rank), Arrays.copyOf(distances, rank));
    }
}
