package org.higher.functional.support.nd4j.v1;

import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * Numbers that are read from ND4J's arrays: {@linkplain Tensor#number numbers}, of FLOAT64 as
 * {@code double}s are until they meet an array.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdNumbers {
    private NdNumbers() {}

    private static Tensor number(Tensor x) {
        return x.reshape(new int[0]).toNumber();
    }

    /** As a {@code float}, whose digits are fewer. */
    public static Tensor toFloat(Tensor number) {
        return number.to(DType.FLOAT32).toNumber();
    }

    // ---- read

    public static Tensor get(Tensor x, long... position) {
        if (position.length == 1) {
            NdParts.checkLine("getDouble", x);
        }
        return number(NdParts.getScalar(x, position));
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

    // ---- given back

    /** A number as an array of DOUBLE without axes. */
    public static Tensor scalar(Tensor number) {
        return number.to(DType.FLOAT64);
    }

    /** An element without its fraction, which has no gradient. */
    public static int getInt(Tensor x, int... position) {
        return (int) get(x, position).item();
    }
}
