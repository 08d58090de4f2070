package org.higher.internal.host.movement;

import org.higher.internal.host.memory.AlsoForDouble;

/** The transposition of matrices of floats. */
@AlsoForDouble
final class FloatTranspose {
    private FloatTranspose() {}

    /**
     * Transposes a matrix that begins at the same place of both arrays, eight rows at a time, which
     * are written as neighbours.
     */
    static void transpose(float[] x, float[] out, int at, int rows, int columns) {
        int row = 0;
        for (; row + 7 < rows; row += 8) {
            int from = at + row * columns;
            int to = at + row;
            for (int j = 0; j < columns; j++) {
                out[to] = x[from];
                out[to + 1] = x[from + columns];
                out[to + 2] = x[from + 2 * columns];
                out[to + 3] = x[from + 3 * columns];
                out[to + 4] = x[from + 4 * columns];
                out[to + 5] = x[from + 5 * columns];
                out[to + 6] = x[from + 6 * columns];
                out[to + 7] = x[from + 7 * columns];
                from++;
                to += rows;
            }
        }
        for (; row < rows; row++) {
            for (int j = 0; j < columns; j++) {
                out[at + j * rows + row] = x[at + row * columns + j];
            }
        }
    }
}
