package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.conditions.Condition;

/**
 * Methods of ND4J's arrays that write a part, or where a condition holds: here they return the
 * tensor with that replaced.
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

    /** A number, everywhere. */
    public static Tensor fill(Tensor x, Tensor number) {
        return number.to(x.dtype()).broadcast(x.shape());
    }

    public static Tensor putRow(Tensor x, long row, Tensor value) {
        checkRank("putRow", x, 2);
        return replaced(x, Region.of("putRow", x, 0, row), value);
    }

    public static Tensor putColumn(Tensor x, int column, Tensor value) {
        checkRank("putColumn", x, 2);
        return replaced(x, Region.of("putColumn", x, 1, column), value);
    }

    /**
     * Each index is {@code point}, {@code interval} of step 1 or {@code all}, one for each axis.
     */
    public static Tensor put(Tensor x, INDArrayIndex[] indices, Tensor value) {
        return replaced(x, Region.of("put", x, indices), value);
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
        NdParts.checkLine("putScalar", x);
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
        return replaced(x, Region.of("putScalar", x, position), value);
    }

    private static void checkRank(String what, Tensor x, int rank) {
        if (x.rank() != rank) {
            throw new IllegalArgumentException(
                    what + ": " + Arrays.toString(x.shape()) + " does not have " + rank + " axes");
        }
    }

    private static Tensor replaced(Tensor x, Region region, Tensor value) {
        return region.replaced(x, fitting(region.what(), value, region.sizes(), x));
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

    // ---- where a condition holds

    public static Tensor replaceWhere(Tensor x, double value, Condition condition) {
        return replaceWhere(x, x.scalarLike(value), condition);
    }

    /** {@code value}, an array of the same shape or a number, where a condition holds. */
    public static Tensor replaceWhere(Tensor x, Tensor value, Condition condition) {
        if (value.rank() != 0 && !Arrays.equals(value.shape(), x.shape())) {
            throw new IllegalArgumentException(
                    "replaceWhere: %s and %s are not of one shape"
                            .formatted(Arrays.toString(x.shape()), Arrays.toString(value.shape())));
        }
        return Tensor.where(holds(x.detach(), condition), value.to(x.dtype()), x);
    }

    private static Tensor holds(Tensor x, Condition condition) {
        double value = condition.getValue();
        return switch (condition.conditionType()) {
            case LESS_THAN -> x.lt(value);
            case LESS_THAN_OR_EQUAL -> x.le(value);
            case GREATER_THAN -> x.gt(value);
            case GREATER_THAN_OR_EQUAL -> x.ge(value);
            case ABS_LESS_THAN -> x.abs().lt(value);
            case ABS_GREATER_THAN -> x.abs().gt(value);
            case IS_NAN -> x.ne(x);
            default ->
                    throw new IllegalArgumentException(
                            "replaceWhere: %s; the conditions are lessThan, lessThanOrEqual,"
                                            .formatted(condition.conditionType())
                                    + " greaterThan, greaterThanOrEqual, absLessThan,"
                                    + " absGreaterThan and isNan");
        };
    }
}
