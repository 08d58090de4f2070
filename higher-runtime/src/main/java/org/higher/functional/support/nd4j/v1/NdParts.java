package org.higher.functional.support.nd4j.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.indexing.INDArrayIndex;

/**
 * Parts of ND4J's arrays: rows, columns, intervals and elements.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdParts {
    private NdParts() {}

    public static Tensor getRow(Tensor x, long row) {
        return getRow(x, row, false);
    }

    public static Tensor getRow(Tensor x, long row, boolean keepDim) {
        NdShapes.checkMatrix("getRow", x);
        return position(x, 0, row, keepDim);
    }

    public static Tensor getColumn(Tensor x, long column) {
        return getColumn(x, column, false);
    }

    public static Tensor getColumn(Tensor x, long column, boolean keepDim) {
        NdShapes.checkMatrix("getColumn", x);
        return position(x, 1, column, keepDim);
    }

    public static Tensor slice(Tensor x, long position) {
        return position(x, 0, position, false);
    }

    private static Tensor position(Tensor x, int axis, long position, boolean keepDim) {
        if (position < 0 || position >= x.size(axis)) {
            throw new IndexOutOfBoundsException(
                    position
                            + " is no position of axis "
                            + axis
                            + " of "
                            + Arrays.toString(x.shape()));
        }
        int from = (int) position;
        Tensor slice = x.slice(axis, from, from + 1);
        return keepDim ? slice : slice.squeeze(axis);
    }

    /** A part: each index is {@code point}, {@code interval} or {@code all}, one for each axis. */
    public static Tensor get(Tensor x, INDArrayIndex... indices) {
        return Region.of("get", x, indices).part(x);
    }

    public static Tensor getRows(Tensor x, int... rows) {
        return gathered("getRows", x, 0, rows);
    }

    public static Tensor getColumns(Tensor x, int... columns) {
        return gathered("getColumns", x, 1, columns);
    }

    private static Tensor gathered(String what, Tensor x, int axis, int... positions) {
        if (x.rank() != 2) {
            throw new IllegalArgumentException(
                    what + ": " + Arrays.toString(x.shape()) + " is no matrix");
        }
        return x.gather(axis, positions);
    }

    /** A single index means a place in memory, which is not that of tensors unless in one line. */
    static void checkLine(String what, Tensor x) {
        if (Arrays.stream(x.shape()).filter(n -> n != 1).count() > 1) {
            throw new IllegalArgumentException(
                    "%s: one index for %s, whose order in memory is ND4J's own; give one for each axis"
                            .formatted(what, Arrays.toString(x.shape())));
        }
    }

    /** An element, as an array without axes; one index counts in the order of rows. */
    public static Tensor getScalar(Tensor x, long... position) {
        return position.length == 1 && x.rank() != 1
                ? getScalar(x.reshape(-1), position)
                : Region.of("getScalar", x, position).part(x);
    }

    /** The positions in {@code axes}, one of the others: in the order of the rows of the others. */
    public static Tensor tensorAlongDimension(Tensor x, long index, int... axes) {
        int rank = x.rank();
        int[] kept = Arrays.stream(axes).map(a -> a < 0 ? a + rank : a).sorted().toArray();
        int[] others =
                IntStream.range(0, rank).filter(a -> Arrays.binarySearch(kept, a) < 0).toArray();
        if (others.length == 0 || others.length + kept.length != rank) {
            throw new IllegalArgumentException(
                    "tensorAlongDimension: axes "
                            + Arrays.toString(axes)
                            + " of "
                            + Arrays.toString(x.shape()));
        }
        int[] order = IntStream.concat(Arrays.stream(others), Arrays.stream(kept)).toArray();
        List<Integer> shape = new ArrayList<>();
        shape.add(-1);
        Arrays.stream(kept).forEach(a -> shape.add(x.size(a)));
        int[] sizes = shape.stream().mapToInt(Integer::intValue).toArray();
        return slice(x.permute(order).reshape(sizes), index);
    }
}
