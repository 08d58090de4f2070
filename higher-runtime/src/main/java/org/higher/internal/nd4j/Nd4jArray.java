package org.higher.internal.nd4j;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Contents in an {@link INDArray} that nobody else holds: row-major, from the buffer's start. */
final class Nd4jArray implements Array {
    private final BackendDevice device;
    private final INDArray values;
    private final int[] shape;

    Nd4jArray(BackendDevice device, INDArray values) {
        this.device = device;
        this.values = values;
        this.shape = Arrays.stream(values.shape()).mapToInt(Math::toIntExact).toArray();
    }

    /** The contents; to be read only. */
    INDArray values() {
        return values;
    }

    @Override
    public DType dtype() {
        return values.dataType() == DataType.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public int size() {
        return Shapes.size(shape);
    }

    @Override
    public BackendDevice device() {
        return device;
    }

    @Override
    public String toString() {
        return dtype() + " " + Arrays.toString(shape) + " on " + device.name();
    }
}
