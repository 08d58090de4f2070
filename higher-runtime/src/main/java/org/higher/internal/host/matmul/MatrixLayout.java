package org.higher.internal.host.matmul;

/**
 * How a matrix lies in an array.
 *
 * @param rowStride from an element to the one below
 * @param columnStride from an element to the next in its row
 */
record MatrixLayout(int rowStride, int columnStride) {
    /**
     * A matrix whose rows, or whose columns if it is given transposed, lie one behind the other.
     *
     * @param pitch from one of them to the next
     */
    static MatrixLayout of(int pitch, boolean transposed) {
        return transposed ? new MatrixLayout(1, pitch) : new MatrixLayout(pitch, 1);
    }

    MatrixLayout transposed() {
        return new MatrixLayout(columnStride, rowStride);
    }
}
