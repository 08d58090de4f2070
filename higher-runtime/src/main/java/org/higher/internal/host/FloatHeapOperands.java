package org.higher.internal.host;

import java.util.Arrays;
import org.higher.internal.backend.Poison;

/** Matrices of floats on the heap, where there is no OpenBLAS. */
@AlsoForDouble
final class FloatHeapOperands implements Operands {
    private final float[][] operands = new float[NativeRoom.OPERANDS][0];

    @Override
    public void put(int operand, Object from, int size) {
        reserve(operand, size);
        put(operand, 0, from, size);
    }

    @Override
    public void put(int operand, int at, Object from, int size) {
        System.arraycopy(from, 0, operands[operand], at, size);
    }

    @Override
    public void reserve(int operand, int size) {
        operands[operand] = new float[size];
        Poison.fill(operands[operand]);
    }

    @Override
    public void get(int operand, Object to, int size) {
        get(operand, 0, to, size);
    }

    @Override
    public void get(int operand, int at, Object to, int size) {
        System.arraycopy(operands[operand], at, to, 0, size);
    }

    @Override
    public void close() {}

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add) {
        float[] out = operands[c.operand()];
        if (add) {
            float[] product = new float[m * n];
            multiply(a, b, product, 0, n, m, n, k);
            for (int i = 0; i < m * n; i++) {
                out[c.at() + i / n * c.pitch() + i % n] += product[i];
            }
            return;
        }
        for (int i = 0; i < m; i++) { // tiles are added to what is there
            int row = c.at() + i * c.pitch();
            Arrays.fill(out, row, row + n, 0);
        }
        multiply(a, b, out, c.at(), c.pitch(), m, n, k);
    }

    private void multiply(Matrix a, Matrix b, float[] to, int at, int pitch, int m, int n, int k) {
        FloatTiles.multiply(
                operands[a.operand()],
                a.at(),
                a.transposed() ? 1 : a.pitch(),
                a.transposed() ? a.pitch() : 1,
                operands[b.operand()],
                b.at(),
                b.transposed() ? 1 : b.pitch(),
                b.transposed() ? b.pitch() : 1,
                to,
                at,
                pitch,
                1,
                m,
                n,
                k);
    }
}
