package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.higher.tensor.Tensor;

/**
 * Arithmetic of ND4J's arrays that keeps a shape, or takes a vector for each row or column.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdArithmetic {
    private NdArithmetic() {}

    /** {@code result}, which replaces {@code changed} and so has its shape. */
    private static Tensor changed(String what, Tensor changed, Tensor result) {
        if (!Arrays.equals(changed.shape(), result.shape())) {
            throw new IllegalArgumentException(
                    what
                            + ": "
                            + Arrays.toString(changed.shape())
                            + " would become "
                            + Arrays.toString(result.shape()));
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
                what
                        + ": "
                        + Arrays.toString(x.shape())
                        + " and "
                        + Arrays.toString(y.shape())
                        + " are not "
                        + expected);
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
}
