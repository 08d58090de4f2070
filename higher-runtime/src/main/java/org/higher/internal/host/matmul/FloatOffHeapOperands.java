package org.higher.internal.host.matmul;

import org.bytedeco.javacpp.FloatPointer;
import org.higher.internal.host.memory.AlsoForDouble;

/** Operands of floats in a workspace off the heap, for OpenBLAS. */
@AlsoForDouble
record FloatOffHeapOperands(OffHeapWorkspace workspace) implements ProductOperands {
    @Override
    public void put(int operand, Object from, int size) {
        workspace.floats().reserve(operand, size).put((float[]) from, 0, size);
    }

    @Override
    public void put(int operand, int at, Object from, int size) {
        FloatPointer to = workspace.floats().operand(operand);
        to.position(at).put((float[]) from, 0, size).position(0);
    }

    @Override
    public void reserve(int operand, int size) {
        workspace.floats().reserve(operand, size);
    }

    @Override
    public void get(int operand, Object to, int size) {
        workspace.floats().operand(operand).get((float[]) to, 0, size);
    }

    @Override
    public void get(int operand, int at, Object to, int size) {
        FloatPointer from = workspace.floats().operand(operand);
        from.position(at).get((float[]) to, 0, size).position(0);
    }

    @Override
    public void close() {
        workspace.trim();
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add) {
        FloatPointer left = workspace.floats().operand(a.operand()).position(a.at());
        FloatPointer right = workspace.floats().operand(b.operand()).position(b.at());
        FloatPointer out = workspace.floats().operand(c.operand()).position(c.at());
        FloatBlas.multiply(
                left,
                a.pitch(),
                a.transposed(),
                right,
                b.pitch(),
                b.transposed(),
                out,
                c.pitch(),
                m,
                n,
                k,
                add);
        left.position(0);
        right.position(0);
        out.position(0);
    }
}
