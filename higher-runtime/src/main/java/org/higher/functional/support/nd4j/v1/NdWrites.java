package org.higher.functional.support.nd4j.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.IntervalIndex;
import org.nd4j.linalg.indexing.NDArrayIndexAll;
import org.nd4j.linalg.indexing.PointIndex;

/**
 * Methods of ND4J's arrays that write a part: here they return the tensor with that part replaced.
 *
 * <p>Called by twins of models that are written on {@code INDArray}. What is written has the shape
 * of the part, apart from axes of extent 1; what ND4J does with others depends on their memory,
 * which is an {@link IllegalArgumentException} here.
 */
public final class NdWrites {
    private NdWrites() {}

    /** {@code value}, in the shape and type of {@code x}. */
    public static Tensor assign(Tensor x, Tensor value) {
        return fitting("assign", value, x.shape(), x);
    }

    public static Tensor assign(Tensor x, double value) {
        return x.fullLike(value);
    }

    public static Tensor putRow(Tensor x, long row, Tensor value) {
        checkRank("putRow", x, 2);
        return replaced("putRow", x, starts(x, 0, row), sizes(x, 0), value);
    }

    public static Tensor putColumn(Tensor x, int column, Tensor value) {
        checkRank("putColumn", x, 2);
        return replaced("putColumn", x, starts(x, 1, column), sizes(x, 1), value);
    }

    /**
     * Each index is {@code point}, {@code interval} of step 1 or {@code all}, one for each axis.
     */
    public static Tensor put(Tensor x, INDArrayIndex[] indices, Tensor value) {
        if (indices.length > x.rank()) {
            throw new IllegalArgumentException(
                    "put: " + indices.length + " indices for " + Arrays.toString(x.shape()));
        }
        int[] starts = new int[x.rank()];
        int[] sizes = x.shape();
        for (int axis = 0; axis < indices.length; axis++) {
            INDArrayIndex index = indices[axis];
            if (index instanceof NDArrayIndexAll) {
                continue;
            }
            if (index instanceof PointIndex) {
                starts[axis] = Math.toIntExact(index.offset());
                sizes[axis] = 1;
            } else if (index instanceof IntervalIndex interval && interval.stride() == 1) {
                starts[axis] = Math.toIntExact(interval.offset());
                long end = interval.end() + (interval.isInclusive() ? 1 : 0);
                sizes[axis] = Math.toIntExact(end - interval.offset());
            } else {
                throw new IllegalArgumentException(
                        "put: " + index + " is neither point, interval of step 1 nor all");
            }
        }
        return replaced("put", x, starts, sizes, value);
    }

    public static Tensor put(Tensor x, int row, int column, Tensor value) {
        return element(x, new long[] {row, column}, value);
    }

    public static Tensor put(Tensor x, int row, int column, double value) {
        return putScalar(x, row, column, value);
    }

    public static Tensor put(Tensor x, int[] position, Tensor value) {
        return element(x, Arrays.stream(position).asLongStream().toArray(), value);
    }

    /** Writes an element of a vector, a row or a column. */
    public static Tensor putScalar(Tensor x, long position, double value) {
        return putScalar(x, position, x.scalarLike(value));
    }

    public static Tensor putScalar(Tensor x, int[] position, double value) {
        return put(x, position, x.scalarLike(value));
    }

    public static Tensor putScalar(Tensor x, long[] position, double value) {
        return element(x, position, x.scalarLike(value));
    }

    public static Tensor putScalar(Tensor x, long row, long column, double value) {
        return putScalar(x, new long[] {row, column}, value);
    }

    public static Tensor putScalar(Tensor x, long i, long j, long k, double value) {
        return putScalar(x, new long[] {i, j, k}, value);
    }

    public static Tensor putScalar(Tensor x, long position, Tensor value) {
        NdShapes.checkLine("putScalar", x);
        return element(x.reshape(-1), new long[] {position}, value).reshape(x.shape());
    }

    public static Tensor putScalar(Tensor x, int[] position, Tensor value) {
        return put(x, position, value);
    }

    public static Tensor putScalar(Tensor x, long[] position, Tensor value) {
        return element(x, position, value);
    }

    public static Tensor putScalar(Tensor x, long row, long column, Tensor value) {
        return element(x, new long[] {row, column}, value);
    }

    public static Tensor putScalar(Tensor x, long i, long j, long k, Tensor value) {
        return element(x, new long[] {i, j, k}, value);
    }

    private static Tensor element(Tensor x, long[] position, Tensor value) {
        checkRank("putScalar", x, position.length);
        int[] starts = Arrays.stream(position).mapToInt(Math::toIntExact).toArray();
        int[] sizes = new int[position.length];
        Arrays.fill(sizes, 1);
        return replaced("putScalar", x, starts, sizes, value);
    }

    private static int[] starts(Tensor x, int axis, long position) {
        int[] starts = new int[x.rank()];
        starts[axis] = Math.toIntExact(position);
        return starts;
    }

    private static int[] sizes(Tensor x, int axis) {
        int[] sizes = x.shape();
        sizes[axis] = 1;
        return sizes;
    }

    private static void checkRank(String what, Tensor x, int rank) {
        if (x.rank() != rank) {
            throw new IllegalArgumentException(
                    what + ": " + Arrays.toString(x.shape()) + " does not have " + rank + " axes");
        }
    }

    private static Tensor replaced(String what, Tensor x, int[] starts, int[] sizes, Tensor value) {
        for (int axis = 0; axis < starts.length; axis++) {
            if (starts[axis] < 0 || starts[axis] + sizes[axis] > x.size(axis)) {
                throw new IndexOutOfBoundsException(
                        "%s: %d elements from %d on are outside of axis %d of %s"
                                .formatted(
                                        what,
                                        sizes[axis],
                                        starts[axis],
                                        axis,
                                        Arrays.toString(x.shape())));
            }
        }
        return replaced(x, 0, starts, sizes, fitting(what, value, sizes, x));
    }

    /** The part is cut out of one axis after the other. */
    private static Tensor replaced(Tensor x, int axis, int[] starts, int[] sizes, Tensor value) {
        if (axis == starts.length) {
            return value;
        }
        int end = starts[axis] + sizes[axis];
        Tensor part = x.slice(axis, starts[axis], end);
        List<Tensor> parts = new ArrayList<>();
        if (starts[axis] > 0) {
            parts.add(x.slice(axis, 0, starts[axis]));
        }
        parts.add(replaced(part, axis + 1, starts, sizes, value));
        if (end < x.size(axis)) {
            parts.add(x.slice(axis, end, x.size(axis)));
        }
        return parts.size() == 1 ? parts.get(0) : Tensor.concat(axis, parts);
    }

    private static Tensor fitting(String what, Tensor value, int[] shape, Tensor like) {
        Tensor typed = value.to(like.dtype());
        if (!Arrays.equals(squeezed(value.shape()), squeezed(shape))) {
            throw new IllegalArgumentException(
                    "%s: %s does not fill %s"
                            .formatted(
                                    what, Arrays.toString(value.shape()), Arrays.toString(shape)));
        }
        return typed.reshape(shape);
    }

    private static int[] squeezed(int... shape) {
        return IntStream.of(shape).filter(n -> n != 1).toArray();
    }
}
