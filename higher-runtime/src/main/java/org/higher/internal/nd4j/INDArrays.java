package org.higher.internal.nd4j;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

    /** Whether two arrays, both in the order of rows or both of columns, have the same bits. */
    public static boolean haveSameBits(INDArray x, INDArray y) {
        long bytes = x.length() * x.dataType().width();
        return x.dataType() == y.dataType()
                && Arrays.equals(x.shape(), y.shape())
                && (bytes == 0 || Pointer.memcmp(start(x), start(y), bytes) == 0);
    }

    private static Pointer start(INDArray x) {
        Nd4j.getAffinityManager().ensureLocation(x, Location.HOST);
        return x.data().addressPointer();
    }
}
