package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Types and shapes of ND4J's arrays.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdShapes {
    private NdShapes() {}

    // ---- types

    /** Of another type, FLOAT or DOUBLE. */
    public static Tensor castTo(Tensor x, DataType type) {
        return switch (type) {
            case FLOAT -> x.to(DType.FLOAT32);
            case DOUBLE -> x.to(DType.FLOAT64);
            default ->
                    throw new IllegalArgumentException(
                            "castTo: tensors are FLOAT or DOUBLE, not " + type);
        };
    }

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

    // ---- sizes

    public static long[] shape(Tensor x) {
        return Arrays.stream(x.shape()).asLongStream().toArray();
    }

    public static long size(Tensor x, int axis) {
        return x.size(axis);
    }

    public static long length(Tensor x) {
        return x.size();
    }

    public static int rows(Tensor x) {
        checkMatrix("rows", x);
        return x.size(0);
    }

    public static int columns(Tensor x) {
        checkMatrix("columns", x);
        return x.size(1);
    }

    static void checkMatrix(String what, Tensor x) {
        if (x.rank() != 2) {
            throw new IllegalArgumentException(
                    what
                            + ": "
                            + Arrays.toString(x.shape())
                            + " is no matrix; two axes are needed");
        }
    }

    // ---- shapes

    public static Tensor reshape(Tensor x, long... shape) {
        return x.reshape(ints(shape));
    }

    public static Tensor reshape(Tensor x, int... shape) {
        return x.reshape(shape);
    }

    public static Tensor broadcast(Tensor x, long... shape) {
        return x.broadcast(ints(shape));
    }

    private static int[] ints(long... sizes) {
        return Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray();
    }

    /** All axes in reverse order. */
    public static Tensor transpose(Tensor x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(
                    "transpose: " + Arrays.toString(x.shape()) + " has fewer than two axes");
        }
        return reversed(x);
    }

    private static Tensor reversed(Tensor x) {
        int[] axes = IntStream.range(0, x.rank()).toArray();
        return x.rank() < 2 ? x : x.permute(reversed(axes));
    }

    public static Tensor swapAxes(Tensor x, int a, int b) {
        int[] axes = IntStream.range(0, x.rank()).toArray();
        axes[a] = b;
        axes[b] = a;
        return x.permute(axes);
    }

    // ---- order of elements

    /** In the order of rows, 'c', or of columns, 'f', of what is read and of what is returned. */
    public static Tensor reshape(Tensor x, char order, long... shape) {
        return reshape(x, order, ints(shape));
    }

    public static Tensor reshape(Tensor x, char order, int... shape) {
        return switch (order) {
            case 'c' -> x.reshape(shape);
            case 'f' -> reversed(reversed(x).reshape(reversed(shape)));
            default ->
                    throw new IllegalArgumentException(
                            "reshape: order '" + order + "' is neither 'c' nor 'f'");
        };
    }

    private static int[] reversed(int... shape) {
        return IntStream.range(0, shape.length).map(i -> shape[shape.length - 1 - i]).toArray();
    }

    /** A product of matrices, either of which can be transposed. */
    public static Tensor gemm(Tensor x, Tensor y, boolean transposeX, boolean transposeY) {
        Tensor left = transposeX ? transpose(x) : x;
        return left.mmul(transposeY ? transpose(y) : y);
    }
}
