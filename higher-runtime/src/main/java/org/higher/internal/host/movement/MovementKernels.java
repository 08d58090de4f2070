package org.higher.internal.host.movement;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.memory.ArrayRanges;
import org.higher.internal.host.memory.HostArray;

/**
 * Data movement: permutation of axes, broadcasting, slicing, concatenation, gathering, and their
 * reverses.
 */
public final class MovementKernels {
    private MovementKernels() {}

    public static HostArray permute(HostArray x, int[] axes) {
        int[] strides = Shapes.strides(x.shape());
        int[] shape = new int[axes.length];
        int[] picked = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            shape[i] = x.shape()[axes[i]];
            picked[i] = strides[axes[i]];
        }
        return swapsLastTwo(axes)
                ? transposed(x, shape)
                : read(x, new StridedIterator(shape, picked), shape);
    }

    private static boolean swapsLastTwo(int[] axes) {
        int rank = axes.length;
        if (rank < 2 || axes[rank - 1] != rank - 2 || axes[rank - 2] != rank - 1) {
            return false;
        }
        for (int i = 0; i < rank - 2; i++) {
            if (axes[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** Every matrix of the last two axes transposed. */
    private static HostArray transposed(HostArray x, int[] shape) {
        HostArray result = HostArray.zeros(x.dtype(), shape);
        int rows = shape[shape.length - 1];
        int columns = shape[shape.length - 2];
        for (int at = 0; at < x.size(); at += rows * columns) {
            if (x.isFloat()) {
                FloatTranspose.transpose(x.floats(), result.floats(), at, rows, columns);
            } else {
                DoubleTranspose.transpose(x.doubles(), result.doubles(), at, rows, columns);
            }
        }
        return result;
    }

    public static HostArray broadcast(HostArray x, int[] shape) {
        if (Arrays.equals(x.shape(), shape)) {
            return x;
        }
        HostArray result = HostArray.zeros(x.dtype(), shape);
        spread(x, result);
        return result;
    }

    /** Fills an array by broadcasting another to it. */
    public static void spread(HostArray x, HostArray to) {
        int n = to.size();
        if (n == 0) {
            return;
        }
        if (isRepeated(x.shape(), to.shape())) {
            System.arraycopy(x.data(), 0, to.data(), 0, x.size());
            for (int filled = x.size(); filled < n; filled *= 2) {
                System.arraycopy(to.data(), 0, to.data(), filled, Math.min(filled, n - filled));
            }
            return;
        }
        StridedIterator walk =
                new StridedIterator(to.shape(), Shapes.broadcastStrides(x.shape(), to.shape()));
        int length = walk.length();
        for (int at = 0; walk.hasRun(); walk.advance(), at += length) {
            if (walk.stride(0) != 0) {
                System.arraycopy(x.data(), walk.offset(0), to.data(), at, length);
            } else {
                ArrayRanges.fill(to.data(), at, length, x.data(), walk.offset(0));
            }
        }
    }

    /** Whether all of an array is repeated, as a row is over a matrix: only leading axes grow. */
    public static boolean isRepeated(int[] shape, int[] to) {
        int lead = to.length - shape.length;
        boolean grew = false;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != to[lead + axis]) {
                grew = true;
            } else if (grew && shape[axis] != 1) {
                return false;
            }
        }
        return true;
    }

    public static HostArray slice(HostArray x, int[] starts, int[] sizes, int[] steps) {
        int[] strides = Shapes.strides(x.shape());
        StridedIterator walk =
                new StridedIterator(sizes, times(strides, steps)).from(0, dot(starts, strides));
        return read(x, walk, sizes);
    }

    public static HostArray embed(HostArray x, int[] shape, int[] starts, int[] steps) {
        HostArray result = HostArray.zeros(x.dtype(), shape);
        int[] strides = Shapes.strides(shape);
        StridedIterator walk =
                new StridedIterator(x.shape(), times(strides, steps)).from(0, dot(starts, strides));
        int at = 0;
        for (; walk.hasRun(); walk.advance()) {
            int n = walk.length();
            ArrayRanges.copy(x.data(), at, 1, result.data(), walk.offset(0), walk.stride(0), n);
            at += n;
        }
        return result;
    }

    public static HostArray concat(List<HostArray> parts, int axis) {
        int[] shape = parts.get(0).shape().clone();
        shape[axis] = parts.stream().mapToInt(part -> part.shape()[axis]).sum();
        HostArray result = HostArray.zeros(parts.get(0).dtype(), shape);
        int inner = inner(shape, axis);
        int row = shape[axis] * inner;
        int rows = row == 0 ? 0 : result.size() / row;
        int at = 0;
        for (HostArray part : parts) {
            int length = part.shape()[axis] * inner;
            for (int i = 0; i < rows; i++) {
                System.arraycopy(part.data(), i * length, result.data(), at + i * row, length);
            }
            at += length;
        }
        return result;
    }

    public static HostArray gather(HostArray x, int[] indices, int axis) {
        int extent = x.shape()[axis];
        Shapes.checkIndices("gather", indices, extent);
        int[] shape = x.shape().clone();
        shape[axis] = indices.length;
        HostArray result = HostArray.zeros(x.dtype(), shape);
        int inner = inner(shape, axis);
        int at = 0;
        for (int row = 0; at < result.size(); row += extent * inner) {
            for (int index : indices) {
                System.arraycopy(x.data(), row + index * inner, result.data(), at, inner);
                at += inner;
            }
        }
        return result;
    }

    public static HostArray scatterAdd(HostArray x, int[] indices, int axis, int extent) {
        Shapes.checkIndices("scatterAdd", indices, extent);
        int[] shape = x.shape().clone();
        shape[axis] = extent;
        HostArray result = HostArray.zeros(x.dtype(), shape);
        int inner = inner(shape, axis);
        int at = 0;
        for (int row = 0; at < x.size(); row += extent * inner) {
            for (int index : indices) {
                ArrayRanges.add(x.data(), at, result.data(), row + index * inner, inner);
                at += inner;
            }
        }
        return result;
    }

    /** The elements of a strided view, in order. */
    private static HostArray read(HostArray x, StridedIterator walk, int[] shape) {
        HostArray result = HostArray.zeros(x.dtype(), shape);
        int at = 0;
        for (; walk.hasRun(); walk.advance()) {
            int n = walk.length();
            ArrayRanges.copy(x.data(), walk.offset(0), walk.stride(0), result.data(), at, 1, n);
            at += n;
        }
        return result;
    }

    private static int inner(int[] shape, int axis) {
        return Shapes.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
    }

    private static int[] times(int[] a, int[] b) {
        int[] result = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = a[i] * b[i];
        }
        return result;
    }

    private static int dot(int[] a, int[] b) {
        int result = 0;
        for (int i = 0; i < a.length; i++) {
            result += a[i] * b[i];
        }
        return result;
    }
}
