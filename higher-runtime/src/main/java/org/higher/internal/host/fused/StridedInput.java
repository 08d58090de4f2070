package org.higher.internal.host.fused;

import org.higher.internal.host.memory.ArrayRanges;

/** An input that is broadcast or permuted: read by strides, a row at a time. */
final class StridedInput {
    /** A {@code float[]} or {@code double[]}. */
    private final Object elements;

    private final int[] extents;

    /** How far apart its elements are along each axis; 0 or 1 along the last. */
    private final int[] strides;

    private final int rows;
    private final int inner;

    /**
     * Of a program of some shape.
     *
     * @param extents of the program's shape
     * @param strides by axis of it: 0 where it lacks the axis; 0 or 1 for the last
     */
    StridedInput(Object elements, int[] extents, int[] strides) {
        this.elements = elements;
        this.extents = extents;
        this.strides = strides;
        this.rows = extents.length - 1;
        this.inner = extents[rows];
    }

    /**
     * Copies what stands at some neighbours of the program's shape.
     *
     * @param from where n of them begin
     * @param at where to
     */
    void copy(int from, Object to, int at, int n) {
        int[] row = new int[rows]; // the position along all axes but the last
        int offset = 0;
        int rest = from / inner;
        for (int axis = rows - 1; axis >= 0; axis--) {
            row[axis] = rest % extents[axis];
            rest /= extents[axis];
            offset += row[axis] * strides[axis];
        }
        int column = from % inner;
        int done = 0;
        while (done < n) {
            int length = Math.min(inner - column, n - done);
            if (strides[rows] == 0) {
                ArrayRanges.fill(to, at + done, length, elements, offset);
            } else {
                System.arraycopy(elements, offset + column, to, at + done, length);
            }
            done += length;
            column = 0;
            offset += next(row);
        }
    }

    /** Goes to the next row, and says how far it is. */
    private int next(int[] row) {
        int distance = 0;
        for (int axis = rows - 1; axis >= 0; axis--) {
            if (++row[axis] < extents[axis]) {
                return distance + strides[axis];
            }
            row[axis] = 0;
            distance -= strides[axis] * (extents[axis] - 1);
        }
        return distance;
    }
}
