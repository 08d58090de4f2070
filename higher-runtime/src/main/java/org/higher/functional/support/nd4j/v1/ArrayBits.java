package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** What was in an array: its elements bit for bit, so that NaN is what it was. */
final class ArrayBits {
    private final INDArray copy;

    private ArrayBits(INDArray copy) {
        this.copy = copy;
    }

    /** A copy of what is in an array now. */
    static ArrayBits of(INDArray array) {
        return new ArrayBits(array.dup('c'));
    }

    /** Whether an array has these bits in this shape. */
    boolean areThoseOf(INDArray array) {
        if (array.dataType() != copy.dataType() || !Arrays.equals(array.shape(), copy.shape())) {
            return false;
        }
        long bytes = array.length() * array.dataType().width();
        INDArray inOrder =
                array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)
                        ? array
                        : array.dup('c');
        return bytes == 0 || Pointer.memcmp(start(inOrder), start(copy), bytes) == 0;
    }

    private static Pointer start(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        return array.data().addressPointer();
    }
}
