package org.higher.functional.support.nd4j.v1;

import org.higher.internal.nd4j.INDArrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** What was in an array: its elements bit for bit, so that NaN is what it was. */
final class ArrayBits {
    private final INDArray copy;

    private ArrayBits(INDArray copy) {
        this.copy = copy;
    }

    /** A copy of what is in an array now. */
    static ArrayBits of(INDArray array) {
        return new ArrayBits(array.dup(array.ordering()));
    }

    /** Whether an array has these bits in this shape. */
    boolean areThoseOf(INDArray array) {
        boolean inOrder =
                array.ordering() == copy.ordering() && Shape.hasDefaultStridesForShape(array);
        return INDArrays.haveSameBits(inOrder ? array : array.dup(copy.ordering()), copy);
    }
}
