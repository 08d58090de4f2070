package org.higher.array.host;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Matrices that several products have in common, where a product takes them from.
 *
 * <p>{@link OpenBlas#multiply} copies both factors and the result, each time. A convolution is a
 * product for each element of its window, all of the same three matrices, shifted.
 */
interface Operands {
    /** The operands of this thread, until it asks for others. */
    static Operands of(boolean isFloat) {
        if (!OpenBlas.isAvailable()) {
            return new OnHeap(isFloat);
        }
        NativeRoom room = NativeRoom.ofThisThread();
        return isFloat ? new Floats(room) : new Doubles(room);
    }

    /** Makes an operand of the first elements of an array. */
    void put(int operand, Object from, int size);

    /** Makes elements of an operand, from a position on, those of an array. */
    void put(int operand, int at, Object from, int size);

    /** Makes room for an operand that products, or parts of it, will write. */
    void reserve(int operand, int size);

    /** Copies the first elements of an operand to an array. */
    void get(int operand, Object to, int size);

    /** Copies elements of an operand, from a position on, to an array. */
    void get(int operand, int at, Object to, int size);

    /** What this was the last use of may be given back. */
    void close();

    /** Writes, or adds, op(a) op(b) to c. */
    void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add);

    /**
     * A part of an operand.
     *
     * @param at where it begins
     * @param pitch from a row to the next
     */
    record Matrix(int operand, int at, int pitch, boolean transposed) {}

    /** In native memory. */
    record Floats(NativeRoom room) implements Operands {
        @Override
        public void put(int operand, Object from, int size) {
            room.newFloats(operand, size).put((float[]) from, 0, size);
        }

        @Override
        public void put(int operand, int at, Object from, int size) {
            FloatPointer to = room.floats(operand);
            to.position(at).put((float[]) from, 0, size).position(0);
        }

        @Override
        public void reserve(int operand, int size) {
            room.newFloats(operand, size);
        }

        @Override
        public void get(int operand, Object to, int size) {
            room.floats(operand).get((float[]) to, 0, size);
        }

        @Override
        public void get(int operand, int at, Object to, int size) {
            FloatPointer from = room.floats(operand);
            from.position(at).get((float[]) to, 0, size).position(0);
        }

        @Override
        public void close() {
            room.trim();
        }

        @Override
        public void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add) {
            FloatPointer left = room.floats(a.operand).position(a.at);
            FloatPointer right = room.floats(b.operand).position(b.at);
            FloatPointer out = room.floats(c.operand).position(c.at);
            OpenBlas.multiply(
                    left,
                    a.pitch,
                    a.transposed,
                    right,
                    b.pitch,
                    b.transposed,
                    out,
                    c.pitch,
                    m,
                    n,
                    k,
                    add);
            left.position(0);
            right.position(0);
            out.position(0);
        }
    }

    /** In native memory. */
    record Doubles(NativeRoom room) implements Operands {
        @Override
        public void put(int operand, Object from, int size) {
            room.newDoubles(operand, size).put((double[]) from, 0, size);
        }

        @Override
        public void put(int operand, int at, Object from, int size) {
            DoublePointer to = room.doubles(operand);
            to.position(at).put((double[]) from, 0, size).position(0);
        }

        @Override
        public void reserve(int operand, int size) {
            room.newDoubles(operand, size);
        }

        @Override
        public void get(int operand, Object to, int size) {
            room.doubles(operand).get((double[]) to, 0, size);
        }

        @Override
        public void get(int operand, int at, Object to, int size) {
            DoublePointer from = room.doubles(operand);
            from.position(at).get((double[]) to, 0, size).position(0);
        }

        @Override
        public void close() {
            room.trim();
        }

        @Override
        public void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add) {
            DoublePointer left = room.doubles(a.operand).position(a.at);
            DoublePointer right = room.doubles(b.operand).position(b.at);
            DoublePointer out = room.doubles(c.operand).position(c.at);
            OpenBlas.multiply(
                    left,
                    a.pitch,
                    a.transposed,
                    right,
                    b.pitch,
                    b.transposed,
                    out,
                    c.pitch,
                    m,
                    n,
                    k,
                    add);
            left.position(0);
            right.position(0);
            out.position(0);
        }
    }

    /** Where there is no OpenBLAS. */
    final class OnHeap implements Operands {
        private final boolean isFloat;
        private final HostArray[] operands = new HostArray[3];

        OnHeap(boolean isFloat) {
            this.isFloat = isFloat;
            for (int i = 0; i < operands.length; i++) {
                reserve(i, 0);
            }
        }

        @Override
        public void put(int operand, Object from, int size) {
            reserve(operand, size);
            put(operand, 0, from, size);
        }

        @Override
        public void put(int operand, int at, Object from, int size) {
            System.arraycopy(from, 0, operands[operand].data(), at, size);
        }

        @Override
        public void reserve(int operand, int size) {
            operands[operand] =
                    isFloat
                            ? new HostArray(new float[size], size)
                            : new HostArray(new double[size], size);
            HostArray.poison(operands[operand].data());
        }

        @Override
        public void get(int operand, Object to, int size) {
            get(operand, 0, to, size);
        }

        @Override
        public void get(int operand, int at, Object to, int size) {
            System.arraycopy(operands[operand].data(), at, to, 0, size);
        }

        @Override
        public void close() {}

        @Override
        public void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add) {
            int ar = a.transposed ? 1 : a.pitch;
            int ac = a.transposed ? a.pitch : 1;
            int br = b.transposed ? 1 : b.pitch;
            int bc = b.transposed ? b.pitch : 1;
            HostArray left = operands[a.operand];
            HostArray right = operands[b.operand];
            HostArray out = operands[c.operand];
            for (int i = 0; !add && i < m; i++) { // tiles are added to what is there
                Rows.clear(out.data(), c.at + i * c.pitch, n);
            }
            if (isFloat) {
                float[] to = add ? new float[m * n] : out.floats();
                int at = add ? 0 : c.at;
                int pitch = add ? n : c.pitch;
                FloatTiles.multiply(
                        left.floats(),
                        a.at,
                        ar,
                        ac,
                        right.floats(),
                        b.at,
                        br,
                        bc,
                        to,
                        at,
                        pitch,
                        1,
                        m,
                        n,
                        k);
                for (int i = 0; add && i < m * n; i++) {
                    out.floats()[c.at + i / n * c.pitch + i % n] += to[i];
                }
            } else {
                double[] to = add ? new double[m * n] : out.doubles();
                int at = add ? 0 : c.at;
                int pitch = add ? n : c.pitch;
                DoubleTiles.multiply(
                        left.doubles(),
                        a.at,
                        ar,
                        ac,
                        right.doubles(),
                        b.at,
                        br,
                        bc,
                        to,
                        at,
                        pitch,
                        1,
                        m,
                        n,
                        k);
                for (int i = 0; add && i < m * n; i++) {
                    out.doubles()[c.at + i / n * c.pitch + i % n] += to[i];
                }
            }
        }
    }
}
