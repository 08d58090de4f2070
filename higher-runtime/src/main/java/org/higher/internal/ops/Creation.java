package org.higher.internal.ops;

import java.lang.reflect.Array;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.CurrentDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/** New values on the current device: of given elements, all the same, or random. */
public final class Creation {
    private Creation() {}

    /** A copy of row-major elements. */
    public static Value of(float[] elements, int... shape) {
        checkCount(Checks.given("of", "the array of values", elements).length, shape);
        BackendDevice device = CurrentDevice.get();
        return new Value(kernels(device).of(elements, shape.clone(), device));
    }

    /** A copy of row-major elements. */
    public static Value of(double[] elements, int... shape) {
        checkCount(Checks.given("of", "the array of values", elements).length, shape);
        BackendDevice device = CurrentDevice.get();
        return new Value(kernels(device).of(elements, shape.clone(), device));
    }

    /** A matrix of rows. */
    public static Value of(float[][] rows) {
        int columns = columns(rows);
        float[] elements = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, elements, i * columns, columns);
        }
        return of(elements, rows.length, columns);
    }

    /** A matrix of rows. */
    public static Value of(double[][] rows) {
        int columns = columns(rows);
        double[] elements = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, elements, i * columns, columns);
        }
        return of(elements, rows.length, columns);
    }

    /** The length of each row. */
    private static int columns(Object[] rows) {
        Checks.given("of", "the array of rows", rows);
        int columns = -1;
        for (int i = 0; i < rows.length; i++) {
            Checks.given("of", "row " + i, rows[i]);
            int length = Array.getLength(rows[i]);
            if (i > 0 && length != columns) {
                throw new IllegalArgumentException(
                        "of: row "
                                + i
                                + " has "
                                + length
                                + " numbers and row 0 has "
                                + columns
                                + "; give rows of one length");
            }
            columns = length;
        }
        return Math.max(0, columns);
    }

    /** The identity matrix. */
    public static Value eye(DType dtype, int size) {
        Checks.given("eye", "the element type", dtype);
        double[] elements = new double[Shapes.size("eye", new int[] {size, size})];
        for (int i = 0; i < size; i++) {
            elements[i * (size + 1)] = 1;
        }
        return ConversionOps.to(of(elements, size, size), dtype);
    }

    /** A number, which is {@linkplain TypePromotion promoted}. */
    public static Value number(double value) {
        BackendDevice device = CurrentDevice.get();
        return Value.number(kernels(device).full(DType.FLOAT64, new int[0], value, device), value);
    }

    /**
     * Every element the same.
     *
     * @param op for messages
     */
    public static Value full(String op, double value, DType dtype, int... shape) {
        checkShape(op, dtype, shape);
        BackendDevice device = CurrentDevice.get();
        return new Value(kernels(device).full(dtype, shape.clone(), value, device));
    }

    /** Independent draws, uniform on [0, 1), in row-major order of the generator. */
    public static Value uniform(RandomGenerator random, DType dtype, int... shape) {
        Checks.given("uniform", "the generator", random);
        checkShape("uniform", dtype, shape);
        BackendDevice device = CurrentDevice.get();
        return new Value(kernels(device).uniform(dtype, shape.clone(), random, device));
    }

    /** Independent draws, standard normal, in row-major order of the generator. */
    public static Value normal(RandomGenerator random, DType dtype, int... shape) {
        Checks.given("normal", "the generator", random);
        checkShape("normal", dtype, shape);
        BackendDevice device = CurrentDevice.get();
        return new Value(kernels(device).normal(dtype, shape.clone(), random, device));
    }

    private static Kernels kernels(BackendDevice device) {
        return device.backend().kernels();
    }

    private static void checkShape(String op, DType dtype, int... shape) {
        Checks.given(op, "the element type", dtype);
        Shapes.size(op, shape);
    }

    private static void checkCount(int count, int... shape) {
        if (Shapes.size("of", shape) != count) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "of: %d values do not fill the shape %s, which has %d elements",
                            count, shape, Shapes.size(shape)));
        }
    }
}
