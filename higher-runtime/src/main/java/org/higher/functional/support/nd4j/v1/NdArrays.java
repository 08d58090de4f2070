package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BinaryOperator;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.IntervalIndex;
import org.nd4j.linalg.indexing.NDArrayIndexAll;
import org.nd4j.linalg.indexing.PointIndex;

/**
 * Methods of ND4J's arrays that tensors do not have, or have with other results.
 *
 * <p>Called by twins of models that are written on {@code INDArray}. What ND4J accepts with a
 * result that is its own alone, such as a reduction over an axis of extent 1 that keeps the axis,
 * is an {@link IllegalArgumentException}.
 */
public final class NdArrays {
    private static final ArrayTensors PARAMETERS = ArrayTensors.parameters();
    private static final ArrayTensors CONSTANTS = ArrayTensors.constants();

    private NdArrays() {}

    /** The parameter that stands for an array of a model, the same one as long as it lives. */
    public static @Nullable Tensor parameter(@Nullable INDArray array) {
        return array == null ? null : PARAMETERS.of(array);
    }

    /** A constant with the values that an array of a model has now, copied if they changed. */
    public static @Nullable Tensor field(@Nullable INDArray array) {
        return array == null ? null : CONSTANTS.of(array);
    }

    /** A copy of an array. */
    public static @Nullable Tensor constant(@Nullable INDArray array) {
        return array == null ? null : Tensor.of(array);
    }

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

    private static void checkMatrix(String what, Tensor x) {
        if (x.rank() != 2) {
            throw new IllegalArgumentException(
                    what + ": " + shapeOf(x) + " is no matrix; two axes are needed");
        }
    }

    private static String shapeOf(Tensor x) {
        return Arrays.toString(x.shape());
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
        int rank = x.rank();
        if (rank < 2) {
            throw new IllegalArgumentException(
                    "transpose: " + shapeOf(x) + " has fewer than two axes");
        }
        int[] axes = new int[rank];
        Arrays.setAll(axes, i -> rank - 1 - i);
        return x.permute(axes);
    }

    public static Tensor getRow(Tensor x, long row) {
        return getRow(x, row, false);
    }

    public static Tensor getRow(Tensor x, long row, boolean keepDim) {
        checkMatrix("getRow", x);
        return position(x, 0, row, keepDim);
    }

    public static Tensor getColumn(Tensor x, long column) {
        return getColumn(x, column, false);
    }

    public static Tensor getColumn(Tensor x, long column, boolean keepDim) {
        checkMatrix("getColumn", x);
        return position(x, 1, column, keepDim);
    }

    public static Tensor slice(Tensor x, long position) {
        return position(x, 0, position, false);
    }

    private static Tensor position(Tensor x, int axis, long position, boolean keepDim) {
        if (position < 0 || position >= x.size(axis)) {
            throw new IndexOutOfBoundsException(
                    position + " is no position of axis " + axis + " of " + shapeOf(x));
        }
        int from = (int) position;
        Tensor slice = x.slice(axis, from, from + 1);
        return keepDim ? slice : slice.squeeze(axis);
    }

    /** A part: each index is {@code point}, {@code interval} or {@code all}, one for each axis. */
    public static Tensor get(Tensor x, INDArrayIndex... indices) {
        if (indices.length > x.rank()) {
            throw new IllegalArgumentException(
                    "get: " + indices.length + " indices for " + shapeOf(x));
        }
        Tensor part = x;
        int axis = 0;
        for (INDArrayIndex index : indices) {
            if (index instanceof PointIndex) {
                part = position(part, axis, index.offset(), false);
            } else {
                part = interval(part, axis++, index);
            }
        }
        return part;
    }

    private static Tensor interval(Tensor x, int axis, INDArrayIndex index) {
        if (index instanceof NDArrayIndexAll) {
            return x;
        }
        if (!(index instanceof IntervalIndex interval)) {
            throw new IllegalArgumentException(
                    "get: " + index + " is neither point, interval nor all");
        }
        int[] starts = new int[x.rank()];
        int[] sizes = x.shape();
        int[] steps = new int[x.rank()];
        Arrays.fill(steps, 1);
        long end = index.end() + (interval.isInclusive() ? 1 : 0);
        if (index.offset() < 0 || end > x.size(axis)) {
            throw new IndexOutOfBoundsException(
                    "get: " + index + " is outside of axis " + axis + " of " + shapeOf(x));
        }
        starts[axis] = Math.toIntExact(index.offset());
        steps[axis] = Math.toIntExact(index.stride());
        sizes[axis] = Math.toIntExact((end - index.offset() + index.stride() - 1) / index.stride());
        return x.slice(starts, sizes, steps);
    }

    // ---- arithmetic

    /** {@code result}, which replaces {@code changed} and so has its shape. */
    private static Tensor changed(String what, Tensor changed, Tensor result) {
        if (!Arrays.equals(changed.shape(), result.shape())) {
            throw new IllegalArgumentException(
                    what + ": " + shapeOf(changed) + " would become " + shapeOf(result));
        }
        return result;
    }

    public static Tensor addi(Tensor x, Tensor y) {
        return changed("addi", x, x.add(y));
    }

    public static Tensor addi(Tensor x, double y) {
        return x.add(y);
    }

    public static Tensor subi(Tensor x, Tensor y) {
        return changed("subi", x, x.sub(y));
    }

    public static Tensor subi(Tensor x, double y) {
        return x.sub(y);
    }

    public static Tensor muli(Tensor x, Tensor y) {
        return changed("muli", x, x.mul(y));
    }

    public static Tensor muli(Tensor x, double y) {
        return x.mul(y);
    }

    public static Tensor divi(Tensor x, Tensor y) {
        return changed("divi", x, x.div(y));
    }

    public static Tensor divi(Tensor x, double y) {
        return x.div(y);
    }

    public static Tensor rsubi(Tensor x, Tensor y) {
        return changed("rsubi", x, x.rsub(y));
    }

    public static Tensor rsubi(Tensor x, double y) {
        return x.rsub(y);
    }

    public static Tensor rdivi(Tensor x, Tensor y) {
        return changed("rdivi", x, x.rdiv(y));
    }

    public static Tensor rdivi(Tensor x, double y) {
        return x.rdiv(y);
    }

    /** A row for each row of a matrix [m, n]; the row is [n] or [1, n]. */
    private static Tensor withRow(String what, Tensor x, Tensor row, BinaryOperator<Tensor> op) {
        boolean fits =
                x.rank() == 2
                        && row.size() == x.size(1)
                        && (row.rank() == 1 || row.rank() == 2 && row.size(0) == 1);
        if (!fits) {
            throw misfit(what, x, row, "[m, n] with [n] or [1, n]");
        }
        return op.apply(x, row);
    }

    /** A column for each column of a matrix [m, n]; the column is [m] or [m, 1]. */
    private static Tensor withColumn(
            String what, Tensor x, Tensor column, BinaryOperator<Tensor> op) {
        boolean fits =
                x.rank() == 2
                        && column.size() == x.size(0)
                        && (column.rank() == 1 || column.rank() == 2 && column.size(1) == 1);
        if (!fits) {
            throw misfit(what, x, column, "[m, n] with [m] or [m, 1]");
        }
        return op.apply(x, column.reshape(column.size(), 1));
    }

    private static IllegalArgumentException misfit(
            String what, Tensor x, Tensor y, String expected) {
        return new IllegalArgumentException(
                what + ": " + shapeOf(x) + " and " + shapeOf(y) + " are not " + expected);
    }

    public static Tensor addRowVector(Tensor x, Tensor row) {
        return withRow("addRowVector", x, row, Tensor::add);
    }

    public static Tensor subRowVector(Tensor x, Tensor row) {
        return withRow("subRowVector", x, row, Tensor::sub);
    }

    public static Tensor mulRowVector(Tensor x, Tensor row) {
        return withRow("mulRowVector", x, row, Tensor::mul);
    }

    public static Tensor divRowVector(Tensor x, Tensor row) {
        return withRow("divRowVector", x, row, Tensor::div);
    }

    public static Tensor rsubRowVector(Tensor x, Tensor row) {
        return withRow("rsubRowVector", x, row, Tensor::rsub);
    }

    public static Tensor rdivRowVector(Tensor x, Tensor row) {
        return withRow("rdivRowVector", x, row, Tensor::rdiv);
    }

    public static Tensor addColumnVector(Tensor x, Tensor column) {
        return withColumn("addColumnVector", x, column, Tensor::add);
    }

    public static Tensor subColumnVector(Tensor x, Tensor column) {
        return withColumn("subColumnVector", x, column, Tensor::sub);
    }

    public static Tensor mulColumnVector(Tensor x, Tensor column) {
        return withColumn("mulColumnVector", x, column, Tensor::mul);
    }

    public static Tensor divColumnVector(Tensor x, Tensor column) {
        return withColumn("divColumnVector", x, column, Tensor::div);
    }

    public static Tensor rsubColumnVector(Tensor x, Tensor column) {
        return withColumn("rsubColumnVector", x, column, Tensor::rsub);
    }

    public static Tensor rdivColumnVector(Tensor x, Tensor column) {
        return withColumn("rdivColumnVector", x, column, Tensor::rdiv);
    }

    /** {@code x · weight + bias}, of matrices [m, k] and [k, n] and [n] or [1, n]. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return withRow("linear", x.mmul(weight), bias, Tensor::add);
    }

    public static Tensor pow(Tensor x, double exponent) {
        return x.pow(exponent);
    }

    /** Of arrays of one shape. */
    public static Tensor pow(Tensor x, Tensor exponents) {
        if (!Arrays.equals(x.shape(), exponents.shape())) {
            throw misfit("pow", x, exponents, "of one shape");
        }
        return x.pow(exponents);
    }

    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(1));
    }

    /** {@code x} where it is above 0, the only cutoff that there is. */
    public static Tensor relu(Tensor x, double cutoff) {
        if (cutoff != 0) {
            throw new IllegalArgumentException("relu: the cutoff is " + cutoff + ", not 0");
        }
        return x.relu();
    }

    public static Tensor sigmoidDerivative(Tensor x) {
        Tensor y = x.sigmoid();
        return y.mul(y.rsub(1));
    }

    /** Scaled exponential linear units (Klambauer et al. 2017). */
    public static Tensor selu(Tensor x) {
        return x.elu(1.6732632423543772).mul(1.0507009873554805);
    }

    // ---- several arrays

    public static Tensor concat(int axis, Tensor... parts) {
        return Tensor.concat(axis, List.of(parts));
    }

    public static Tensor stack(int axis, Tensor... parts) {
        return Tensor.stack(axis, List.of(parts));
    }

    /** Arrays above each other, along a new first axis; numbers are none. */
    public static Tensor pile(Tensor... parts) {
        if (Arrays.stream(parts).anyMatch(p -> p.rank() == 0)) {
            throw new IllegalArgumentException("pile: an array has no axes; reshape it to [1]");
        }
        return Tensor.stack(0, List.of(parts));
    }

    public static Tensor vstack(Tensor... parts) {
        return vstack(List.of(parts));
    }

    /** Rows below each other; vectors become rows. */
    public static Tensor vstack(Collection<Tensor> parts) {
        List<Tensor> rows =
                parts.stream().map(p -> p.rank() == 1 ? p.reshape(1, p.size()) : p).toList();
        return Tensor.concat(0, rows);
    }

    public static Tensor hstack(Tensor... parts) {
        return hstack(List.of(parts));
    }

    /** Columns beside each other; vectors one after the other. */
    public static Tensor hstack(Collection<Tensor> parts) {
        List<Tensor> all = List.copyOf(parts);
        boolean vectors = all.stream().allMatch(p -> p.rank() == 1);
        return Tensor.concat(vectors ? 0 : 1, all);
    }
}
