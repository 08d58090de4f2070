package org.higher.functional.support.nd4j.v1;

import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * Numbers that are read from ND4J's arrays: tensors without axes, of FLOAT64 as {@code double}s
 * are, until they meet an array.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdNumbers {
    private NdNumbers() {}

    /** A number that was not read from an array. */
    public static Tensor of(double number) {
        return Tensor.of(new double[] {number}, new int[0]);
    }

    private static Tensor number(Tensor x) {
        return x.reshape(new int[0]).to(DType.FLOAT64);
    }

    /** As a {@code float}, whose digits are fewer. */
    public static Tensor toFloat(Tensor number) {
        return number.to(DType.FLOAT32).to(DType.FLOAT64);
    }

    // ---- read

    public static Tensor get(Tensor x, long... position) {
        if (position.length == 1) {
            NdShapes.checkLine("getDouble", x);
        }
        return number(NdShapes.getScalar(x, position));
    }

    public static Tensor get(Tensor x, int... position) {
        return get(x, IntStream.of(position).asLongStream().toArray());
    }

    public static Tensor sumNumber(Tensor x) {
        return number(x.sum());
    }

    public static Tensor meanNumber(Tensor x) {
        return number(x.mean());
    }

    public static Tensor maxNumber(Tensor x) {
        return number(x.amax());
    }

    public static Tensor minNumber(Tensor x) {
        return number(x.amin());
    }

    public static Tensor norm1Number(Tensor x) {
        return number(x.abs().sum());
    }

    public static Tensor norm2Number(Tensor x) {
        return number(x.square().sum().safeSqrt());
    }

    public static Tensor normmaxNumber(Tensor x) {
        return number(x.abs().amax());
    }

    public static Tensor stdNumber(Tensor x) {
        return number(NdReductions.std(x));
    }

    public static Tensor varNumber(Tensor x) {
        return number(NdReductions.var(x));
    }

    // ---- given to arrays

    private static Tensor like(Tensor x, Tensor number) {
        return number.to(x.dtype());
    }

    public static Tensor add(Tensor x, Tensor number) {
        return x.add(like(x, number));
    }

    public static Tensor sub(Tensor x, Tensor number) {
        return x.sub(like(x, number));
    }

    public static Tensor mul(Tensor x, Tensor number) {
        return x.mul(like(x, number));
    }

    public static Tensor div(Tensor x, Tensor number) {
        return x.div(like(x, number));
    }

    public static Tensor rsub(Tensor x, Tensor number) {
        return x.rsub(like(x, number));
    }

    public static Tensor rdiv(Tensor x, Tensor number) {
        return x.rdiv(like(x, number));
    }

    /** Fills an array with a number. */
    public static Tensor assign(Tensor x, Tensor number) {
        return like(x, number).broadcast(x.shape());
    }
}
