package org.higher.internal.nn;

import java.util.Arrays;
import org.higher.internal.backend.Shapes;

/** Checks of sizes and counts that layers and losses are given; errors name the caller. */
public final class Sizes {
    private Sizes() {}

    /** An argument that is there. */
    public static <T> T given(String who, String name, T value) {
        if (value == null) {
            throw new NullPointerException(who + ": " + name + " is null");
        }
        return value;
    }

    /** A number that is at least 1. */
    public static int atLeastOne(String who, int number, String name) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    who + ": " + number + " " + name + "; there must be at least one");
        }
        return number;
    }

    /** A product that is the extent of an axis. */
    public static int times(String who, int a, int b, String name) {
        long product = (long) a * b;
        if (product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    who
                            + ": "
                            + a
                            + " x "
                            + b
                            + " "
                            + name
                            + " are "
                            + product
                            + ", more than the 2^31 - 1 that an axis can have");
        }
        return (int) product;
    }

    /** The shape of a parameter, with as many elements as an array can hold, and no negative. */
    public static int[] shape(String who, int... shape) {
        Shapes.size(who, shape);
        return shape;
    }

    /** The shape of parameters, of which there is one at least along each axis. */
    public static int[] filled(String who, int... shape) {
        given(who, "shape", shape);
        for (int extent : shape) {
            if (extent < 1) {
                throw new IllegalArgumentException(
                        who
                                + ": shape "
                                + Arrays.toString(shape)
                                + "; each extent must be at least 1");
            }
        }
        return shape(who, shape);
    }

    /** What is added to a variance. */
    public static double eps(String who, double eps) {
        if (!(eps >= 0 && eps < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    who + ": eps is " + eps + "; it must be a number that is not negative");
        }
        return eps;
    }
}
