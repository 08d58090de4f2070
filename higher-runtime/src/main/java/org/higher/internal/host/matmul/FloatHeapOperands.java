package org.higher.internal.host.matmul;

import java.util.Arrays;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.host.memory.AlsoForDouble;
import org.higher.internal.host.memory.HeapArrays;

/** Matrices of floats on the heap, where there is no OpenBLAS. */
@AlsoForDouble
final class FloatHeapOperands implements ProductOperands {
    private final float[][] operands = new float[OffHeapWorkspace.OPERANDS][0];

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
        operands[operand] = HeapArrays.floats(size);
        MemoryPoisoning.fill(operands[operand]);
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
            float[] product = HeapArrays.floats(m * n);
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
        MatrixLayout left = MatrixLayout.of(a.pitch(), a.transposed());
        MatrixLayout right = MatrixLayout.of(b.pitch(), b.transposed());
        new FloatTiledProduct(left, right, MatrixLayout.of(pitch, false), m, n, k)
                .addProduct(operands[a.operand()], a.at(), operands[b.operand()], b.at(), to, at);
    }
}
