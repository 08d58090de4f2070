package org.higher.internal.spark.serialization;

import java.io.Serializable;
import java.util.Arrays;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * A tensor as it is serialized: element type, shape, and row-major values in an array.
 *
 * @param kind what the tensor is made again as
 * @param shape the extents, outermost first
 * @param values a {@code float[]} or a {@code double[]}
 */
public record PlainTensor(Kind kind, int[] shape, Object values) implements Serializable {
    private static final long serialVersionUID = 1;

    enum Kind {
        FLOAT32,
        FLOAT64,
        /** A FLOAT32 scalar that remembers the digits it was made from. */
        DIGITS,
        /** A {@linkplain Tensor#number number}. */
        NUMBER
    }

    public static PlainTensor of(Tensor tensor) {
        if (tensor.isNumber()) {
            return new PlainTensor(Kind.NUMBER, new int[0], new double[] {tensor.item()});
        }
        if (tensor.dtype() == DType.FLOAT64) {
            return new PlainTensor(Kind.FLOAT64, tensor.shape(), tensor.toDoubles());
        }
        if (tensor.rank() == 0) {
            double digits = tensor.detach().to(DType.FLOAT64).item();
            if (digits != tensor.item() && !Double.isNaN(digits)) {
                return new PlainTensor(Kind.DIGITS, new int[0], new double[] {digits});
            }
        }
        return new PlainTensor(Kind.FLOAT32, tensor.shape(), tensor.toFloats());
    }

    /** The tensor again, a leaf without a gradient. */
    public Tensor toTensor() {
        return switch (kind) {
            case FLOAT32 -> Tensor.of((float[]) values, shape);
            case FLOAT64 -> Tensor.of(doubles(), shape);
            case DIGITS -> Tensor.scalar(doubles()[0]);
            case NUMBER -> Tensor.number(doubles()[0]);
        };
    }

    private double[] doubles() {
        return (double[]) values;
    }

    /** Whether a tensor has these values, to the last bit. */
    public boolean holds(Tensor tensor) {
        return switch (kind) {
            case FLOAT32 -> Arrays.equals((float[]) values, tensor.toFloats());
            case DIGITS ->
                    of(tensor).kind == kind && Arrays.equals(doubles(), of(tensor).doubles());
            case FLOAT64, NUMBER -> Arrays.equals(doubles(), tensor.toDoubles());
        };
    }

    /** Element type and shape, by which two tensors are compared. */
    public static String signature(Tensor tensor) {
        return (tensor.isNumber()
                        ? "number"
                        : tensor.dtype() + " " + Arrays.toString(tensor.shape()))
                + (tensor.requiresGrad() ? ", trainable" : ", frozen");
    }
}
