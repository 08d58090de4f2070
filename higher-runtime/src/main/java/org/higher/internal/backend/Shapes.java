package org.higher.internal.backend;

import java.util.Arrays;

/** The arithmetic of shapes that the backends and the operations above them share. */
public final class Shapes {
    private Shapes() {}

    /**
     * The number of elements; 1 for a scalar.
     *
     * @throws IllegalArgumentException if an extent is negative or the product passes 2^31 - 1
     */
    public static int size(int... shape) {
        long size = 1;
        boolean empty = false;
        for (int extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(shape) + " has a negative extent");
            }
            empty |= extent == 0;
            // an extent of 0 further right must not hide behind an overflow further left
            size = Math.min(size * Math.max(extent, 1), 1L << 32);
        }
        if (empty) {
            return 0;
        }
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "shape "
                            + Arrays.toString(shape)
                            + " has more than 2^31 - 1 elements, the most an array can hold");
        }
        return (int) size;
    }

    /**
     * As {@link #size(int...)}, in an error that names the operation.
     *
     * @throws NullPointerException if there is no shape
     */
    public static int size(String operation, int[] shape) {
        if (shape == null) {
            throw new NullPointerException(operation + ": the shape is null");
        }
        try {
            return size(shape);
        } catch (IllegalArgumentException impossible) {
            throw new IllegalArgumentException(
                    operation + ": " + impossible.getMessage(), impossible);
        }
    }

    /** How far apart neighbours along each axis are in row-major order. */
    public static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** Whether two shapes broadcast together. */
    public static boolean canBroadcast(int[] a, int[] b) {
        for (int i = 1; i <= Math.min(a.length, b.length); i++) {
            int m = a[a.length - i];
            int n = b[b.length - i];
            if (m != n && m != 1 && n != 1) {
                return false;
            }
        }
        return true;
    }

    /**
     * The shape to which two shapes broadcast.
     *
     * @throws IllegalArgumentException if they don't, naming both
     */
    public static int[] broadcast(int[] a, int[] b) {
        if (Arrays.equals(a, b)) {
            return a;
        }
        if (!canBroadcast(a, b)) {
            throw new IllegalArgumentException(
                    "shapes do not broadcast: "
                            + Arrays.toString(a)
                            + " and "
                            + Arrays.toString(b));
        }
        int[] longer = a.length >= b.length ? a : b;
        int[] shorter = a.length >= b.length ? b : a;
        int[] shape = longer.clone();
        int lead = longer.length - shorter.length;
        for (int i = 0; i < shorter.length; i++) {
            if (shape[lead + i] == 1) {
                shape[lead + i] = shorter[i];
            }
        }
        return shape;
    }

    /** The strides with which a row-major array of one shape is broadcast to another. */
    public static int[] broadcastStrides(int[] shape, int[] to) {
        int[] strides = new int[to.length];
        int lead = to.length - shape.length;
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[lead + axis] = shape[axis] == 1 ? 0 : stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** A shape with some axes reduced to an extent of 1, or left out. */
    public static int[] reduced(int[] shape, int[] axes, boolean keepDims) {
        int[] kept = shape.clone();
        for (int axis : axes) {
            kept[axis] = keepDims ? 1 : -1;
        }
        return keepDims ? kept : Arrays.stream(kept).filter(extent -> extent >= 0).toArray();
    }

    /**
     * Checks positions along an axis.
     *
     * @throws IndexOutOfBoundsException naming the operation, the index and the extent
     */
    public static void checkIndices(String operation, int[] indices, int extent) {
        for (int index : indices) {
            if (index < 0 || index >= extent) {
                throw new IndexOutOfBoundsException(
                        operation
                                + ": index "
                                + index
                                + " is outside [0, "
                                + extent
                                + "), the extent of the axis");
            }
        }
    }
}
