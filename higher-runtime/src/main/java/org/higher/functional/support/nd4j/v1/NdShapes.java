package org.higher.functional.support.nd4j.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Questions about the shape of ND4J's arrays, and parts and repetitions of them.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdShapes {
    private NdShapes() {}

    /** FLOAT or DOUBLE. */
    public static DataType dataType(Tensor x) {
        return x.dtype() == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
    }

    public static boolean isScalar(Tensor x) {
        return x.rank() == 0 || x.rank() <= 2 && x.size() == 1;
    }

    public static boolean isMatrix(Tensor x) {
        return x.rank() == 2;
    }

    public static boolean isSquare(Tensor x) {
        return x.rank() == 2 && x.size(0) == x.size(1);
    }

    // ---- order of elements

    /** A single index means a place in memory, which is not that of tensors unless in one line. */
    static void checkLine(String what, Tensor x) {
        if (Arrays.stream(x.shape()).filter(n -> n != 1).count() > 1) {
            throw new IllegalArgumentException(
                    "%s: one index for %s, whose order in memory is ND4J's own; give one for each axis"
                            .formatted(what, Arrays.toString(x.shape())));
        }
    }

    /** The order of rows is the only one that there is. */
    private static void checkOrder(String what, char order) {
        if (order != 'c') {
            throw new IllegalArgumentException(
                    what + ": order '" + order + "'; tensors have their elements in order 'c'");
        }
    }

    public static Tensor reshape(Tensor x, char order, long... shape) {
        checkOrder("reshape", order);
        return NdArrays.reshape(x, shape);
    }

    public static Tensor reshape(Tensor x, char order, int... shape) {
        checkOrder("reshape", order);
        return x.reshape(shape);
    }

    // ---- parts

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

    /** An element, as an array without axes; one index counts in the order of rows. */
    public static Tensor getScalar(Tensor x, long... position) {
        if (position.length == 1 && x.rank() != 1) {
            return getScalar(x.reshape(-1), position);
        }
        if (position.length != x.rank()) {
            throw new IllegalArgumentException(
                    "getScalar: "
                            + Arrays.toString(position)
                            + " is no position in "
                            + Arrays.toString(x.shape()));
        }
        Tensor part = x;
        for (long index : position) {
            part = NdArrays.slice(part, index);
        }
        return part;
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
        return NdArrays.slice(x.permute(order).reshape(sizes), index);
    }

    public static Tensor swapAxes(Tensor x, int a, int b) {
        int[] axes = IntStream.range(0, x.rank()).toArray();
        axes[a] = b;
        axes[b] = a;
        return x.permute(axes);
    }

    // ---- repetitions

    /** Repeats a matrix along its axes. */
    public static Tensor tile(Tensor x, int... times) {
        if (x.rank() != times.length || IntStream.of(times).anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException(
                    "tile: "
                            + Arrays.toString(times)
                            + " is not one number, 1 or more, for each axis of "
                            + Arrays.toString(x.shape()));
        }
        Tensor tiled = x;
        for (int axis = 0; axis < times.length; axis++) {
            if (times[axis] > 1) {
                Tensor one = tiled;
                tiled =
                        Tensor.concat(
                                axis, IntStream.range(0, times[axis]).mapToObj(i -> one).toList());
            }
        }
        return tiled;
    }

    /** All elements of some arrays, one after the other, in one row [n]. */
    public static Tensor toFlattened(Tensor... parts) {
        return toFlattened(List.of(parts));
    }

    public static Tensor toFlattened(Collection<Tensor> parts) {
        return Tensor.concat(0, parts.stream().map(p -> p.reshape(-1)).toList());
    }

    // ---- products

    /** A product of matrices, either of which can be transposed. */
    public static Tensor gemm(Tensor x, Tensor y, boolean transposeX, boolean transposeY) {
        Tensor left = transposeX ? NdArrays.transpose(x) : x;
        return left.mmul(transposeY ? NdArrays.transpose(y) : y);
    }
}
