package org.higher.internal.nd4j;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The way from ND4J's arrays to ours and back, by copies in both directions. */
public final class INDArrays {
    private INDArrays() {}

    /**
     * A copy on a device, which later writes to the argument don't reach.
     *
     * @throws IllegalArgumentException if the elements are neither FLOAT nor DOUBLE
     */
    public static Array toArray(INDArray x, BackendDevice device) {
        if (x.dataType() != DataType.FLOAT && x.dataType() != DataType.DOUBLE) {
            throw new IllegalArgumentException(
                    "INDArray of %s: tensors hold FLOAT or DOUBLE; convert it with castTo(DataType.FLOAT)"
                            .formatted(x.dataType()));
        }
        Nd4jBackend nd4j = Nd4jBackend.instance();
        BackendDevice near = device.backend() == nd4j ? device : nd4j.devices().get(0);
        return new Nd4jArray(near, Nd4jKernels.on(near, () -> Ops.copy(x))).to(device);
    }

    /** A copy for the caller to keep and to change; FLOAT or DOUBLE, row-major. */
    public static INDArray toINDArray(Array x) {
        Nd4jBackend nd4j = Nd4jBackend.instance();
        BackendDevice near = x.backend() == nd4j ? x.device() : nd4j.devices().get(0);
        INDArray values = ((Nd4jArray) x.to(near)).values();
        // what was moved here is already a copy
        return near.equals(x.device()) ? Nd4jKernels.on(near, () -> Ops.copy(values)) : values;
    }
}
