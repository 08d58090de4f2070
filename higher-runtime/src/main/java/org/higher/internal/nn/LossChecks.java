package org.higher.internal.nn;

import java.util.Arrays;
import java.util.Locale;
import org.higher.tensor.Tensor;

/** Checks of what losses are given; errors name the loss, the argument and the remedy. */
public final class LossChecks {
    private LossChecks() {}

    /** Two arguments of one shape and element type. */
    public static void alike(String loss, String name, Tensor a, String other, Tensor b) {
        given(loss, name, a, other, b);
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw differ(loss, name, a, " and ", other, b, " differ in shape; reshape one of them");
        }
        sameType(loss, name, a, other, b);
    }

    /** Two matrices of one shape and element type, with a row for each example. */
    public static void matrices(
            String loss, String name, Tensor a, String other, Tensor b, String columns) {
        given(loss, name, a, other, b);
        if (a.rank() != 2 || !Arrays.equals(a.shape(), b.shape())) {
            String remedy = "; give [rows, " + columns + "] for both";
            throw differ(loss, name, a, " with ", other, b, remedy);
        }
        sameType(loss, name, a, other, b);
    }

    private static void given(String loss, String name, Tensor a, String other, Tensor b) {
        Sizes.given(loss, name, a);
        Sizes.given(loss, other, b);
    }

    /** Two arguments of one element type. */
    public static void sameType(String loss, String name, Tensor a, String other, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(
                    loss
                            + ": "
                            + name
                            + " of "
                            + a.dtype()
                            + " and "
                            + other
                            + " of "
                            + b.dtype()
                            + " differ in element type; convert one with to(DType)");
        }
    }

    /** A vector with a number for each row. */
    public static void perRow(String loss, String name, Tensor vector, Tensor rows, String remedy) {
        Sizes.given(loss, name, vector);
        if (vector.rank() != 1 || vector.size(0) != rows.size(0)) {
            throw new IllegalArgumentException(
                    loss
                            + ": "
                            + name
                            + " "
                            + Arrays.toString(vector.shape())
                            + " for "
                            + rows.size(0)
                            + " rows; give [rows]: "
                            + remedy);
        }
    }

    /** A label for each row of scores, each one of their classes. */
    public static void labels(String loss, String name, Tensor scores, int... labels) {
        Sizes.given(loss, name, scores);
        Sizes.given(loss, "the list of labels", labels);
        if (scores.rank() != 2 || scores.size(0) != labels.length) {
            throw new IllegalArgumentException(
                    loss
                            + ": "
                            + name
                            + " "
                            + Arrays.toString(scores.shape())
                            + " with "
                            + labels.length
                            + " labels; give [rows, classes] and one label for each row");
        }
    }

    /** A class in [0, classes). */
    public static void label(String loss, int label, int row, int classes) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    loss
                            + ": label "
                            + label
                            + " of row "
                            + row
                            + " is not in [0, "
                            + classes
                            + ")");
        }
    }

    /** A setting within bounds, both of which are allowed. */
    public static void within(String loss, String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s: %s is %s; it must be in [%s, %s]",
                            loss,
                            name,
                            value,
                            low,
                            high));
        }
    }

    /** A setting that is a number and not negative. */
    public static void notNegative(String loss, String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s: %s is %s; it must be a number that is not negative",
                            loss,
                            name,
                            value));
        }
    }

    private static IllegalArgumentException differ(
            String loss,
            String name,
            Tensor a,
            String joint,
            String other,
            Tensor b,
            String remedy) {
        return new IllegalArgumentException(
                loss
                        + ": "
                        + name
                        + " "
                        + Arrays.toString(a.shape())
                        + joint
                        + other
                        + " "
                        + Arrays.toString(b.shape())
                        + remedy);
    }
}
