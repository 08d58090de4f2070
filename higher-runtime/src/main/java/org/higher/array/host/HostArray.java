package org.higher.array.host;

import java.util.Arrays;
import org.higher.array.Array;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.array.Mismatches;
import org.higher.array.Shapes;

/** Row-major contents in one {@code float[]} or {@code double[]}. */
final class HostArray implements Array {
    private final int[] shape;

    /** A {@code float[]} or a {@code double[]}, of exactly {@link #size()} elements. */
    private final Object data;

    private final int size;

    HostArray(float[] data, int... shape) {
        this(shape, data, data.length);
    }

    HostArray(double[] data, int... shape) {
        this(shape, data, data.length);
    }

    private HostArray(int[] shape, Object data, int size) {
        if (Shapes.size(shape) != size) {
            throw Mismatches.size(size, shape);
        }
        this.shape = shape;
        this.data = data;
        this.size = size;
    }

    /** Zeros. */
    static HostArray zeros(DType dtype, int... shape) {
        int size = Shapes.size(shape);
        return dtype == DType.FLOAT32
                ? new HostArray(shape, new float[size], size)
                : new HostArray(shape, new double[size], size);
    }

    /** The same contents under another shape. */
    HostArray withShape(int... newShape) {
        return new HostArray(newShape, data, size);
    }

    boolean isFloat() {
        return data instanceof float[];
    }

    float[] floats() {
        return (float[]) data;
    }

    double[] doubles() {
        return (double[]) data;
    }

    /** The contents as what {@link System#arraycopy} takes, for moves that look at no element. */
    Object data() {
        return data;
    }

    @Override
    public DType dtype() {
        return isFloat() ? DType.FLOAT32 : DType.FLOAT64;
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Device device() {
        return HostBackend.instance().device();
    }

    @Override
    public String toString() {
        return dtype() + " " + Arrays.toString(shape) + " on " + device().name();
    }
}
