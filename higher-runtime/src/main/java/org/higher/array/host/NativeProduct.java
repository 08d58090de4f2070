package org.higher.array.host;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A product that OpenBLAS computes, part by part where several threads can.
 *
 * <p>OpenBLAS itself is kept to the calling thread: its own would compete with those of a
 * meta-batch, and to tell it a number of threads anew is slow, and not safe while others compute.
 * Where there is no memory outside of the heap for the operands, plain Java computes the part.
 *
 * @param ta whether {@code a} is given as k x m
 * @param tb whether {@code b} is given as n x k
 */
record NativeProduct(boolean ta, boolean tb, int m, int n, int k) {
    /** Multiplications for which one more thread pays: some 15 microseconds. */
    private static final long WORTH_A_THREAD = 1 << 19;

    /** Where the operands' arrays are, and where in them the matrices begin. */
    record Matrices(HostArray a, int ai, HostArray b, int bi, HostArray c, int ci) {}

    /** Rows and columns of the result, from and to. */
    private record Part(int row, int rowEnd, int column, int columnEnd) {
        int rows() {
            return rowEnd - row;
        }

        int columns() {
            return columnEnd - column;
        }

        /** Stretches of the result, of n columns, that lie together: one, or a row each. */
        int runs(int n) {
            return columns() == n ? 1 : rows();
        }

        int run(int n) {
            return columns() == n ? rows() * n : columns();
        }
    }

    /** Writes the product to c, or adds it. */
    void run(Matrices x, boolean add) {
        long most = Math.min((long) m * n * k / WORTH_A_THREAD, Math.max(m, n));
        int threads = (int) Math.max(1, Math.min(OwnThreads.count(), most));
        OwnThreads.run(threads, thread -> run(part(thread, threads), x, add));
    }

    /** Of the longer side, so that it is the smaller operand that every thread copies. */
    private Part part(int thread, int threads) {
        int side = Math.max(m, n);
        int from = (int) ((long) side * thread / threads);
        int to = (int) ((long) side * (thread + 1) / threads);
        return m >= n ? new Part(from, to, 0, n) : new Part(0, m, from, to);
    }

    private void run(Part part, Matrices x, boolean add) {
        try {
            if (x.c.isFloat()) {
                floats(part, x, add);
            } else {
                doubles(part, x, add);
            }
        } catch (NativeRoom.Full full) {
            inJava(part, x, add);
        }
    }

    private void inJava(Part part, Matrices x, boolean add) {
        int ci = to(part, x, 0);
        for (int row = 0; !add && row < part.rows(); row++) {
            Rows.clear(x.c.data(), ci + row * n, part.columns());
        }
        int ai = x.ai + (ta ? part.row : part.row * k);
        int ar = ta ? 1 : k;
        int ac = ta ? m : 1;
        int bi = x.bi + (tb ? part.column * k : part.column);
        int br = tb ? 1 : n;
        int bc = tb ? k : 1;
        int rows = part.rows();
        int columns = part.columns();
        if (x.c.isFloat()) {
            float[] a = x.a.floats();
            float[] b = x.b.floats();
            float[] c = x.c.floats();
            FloatTiles.multiply(a, ai, ar, ac, b, bi, br, bc, c, ci, n, 1, rows, columns, k);
        } else {
            double[] a = x.a.doubles();
            double[] b = x.b.doubles();
            double[] c = x.c.doubles();
            DoubleTiles.multiply(a, ai, ar, ac, b, bi, br, bc, c, ci, n, 1, rows, columns, k);
        }
    }

    private void floats(Part part, Matrices x, boolean add) {
        NativeRoom room = NativeRoom.ofThisThread();
        FloatPointer left =
                room.newFloats(0, leftSize(part))
                        .put(x.a.floats(), leftFrom(part, x), leftSize(part));
        FloatPointer right =
                room.newFloats(1, rightSize(part))
                        .put(x.b.floats(), rightFrom(part, x), rightSize(part));
        FloatPointer out = room.newFloats(2, part.rows() * part.columns());
        if (add) {
            for (int row = 0; row < part.runs(n); row++) {
                out.position(row * part.run(n)).put(x.c.floats(), to(part, x, row), part.run(n));
            }
            out.position(0);
        }
        OpenBlas.multiply(
                left.position(ta ? part.row : 0),
                ta ? m : k,
                ta,
                right.position(tb ? 0 : part.column),
                tb ? k : n,
                tb,
                out,
                part.columns(),
                part.rows(),
                part.columns(),
                k,
                add);
        for (int row = 0; row < part.runs(n); row++) {
            out.position(row * part.run(n)).get(x.c.floats(), to(part, x, row), part.run(n));
        }
        left.position(0);
        right.position(0);
        out.position(0);
        room.trim();
    }

    private void doubles(Part part, Matrices x, boolean add) {
        NativeRoom room = NativeRoom.ofThisThread();
        DoublePointer left =
                room.newDoubles(0, leftSize(part))
                        .put(x.a.doubles(), leftFrom(part, x), leftSize(part));
        DoublePointer right =
                room.newDoubles(1, rightSize(part))
                        .put(x.b.doubles(), rightFrom(part, x), rightSize(part));
        DoublePointer out = room.newDoubles(2, part.rows() * part.columns());
        if (add) {
            for (int row = 0; row < part.runs(n); row++) {
                out.position(row * part.run(n)).put(x.c.doubles(), to(part, x, row), part.run(n));
            }
            out.position(0);
        }
        OpenBlas.multiply(
                left.position(ta ? part.row : 0),
                ta ? m : k,
                ta,
                right.position(tb ? 0 : part.column),
                tb ? k : n,
                tb,
                out,
                part.columns(),
                part.rows(),
                part.columns(),
                k,
                add);
        for (int row = 0; row < part.runs(n); row++) {
            out.position(row * part.run(n)).get(x.c.doubles(), to(part, x, row), part.run(n));
        }
        left.position(0);
        right.position(0);
        out.position(0);
        room.trim();
    }

    // where the part of an operand begins, and how much of it is copied: rows and columns lie
    // together in one of the two arrangements only

    private int leftFrom(Part part, Matrices x) {
        return x.ai + (ta ? 0 : part.row * k);
    }

    private int leftSize(Part part) {
        return (ta ? m : part.rows()) * k;
    }

    private int rightFrom(Part part, Matrices x) {
        return x.bi + (tb ? part.column * k : 0);
    }

    private int rightSize(Part part) {
        return (tb ? part.columns() : n) * k;
    }

    private int to(Part part, Matrices x, int run) {
        return x.ci + (part.row + run) * n + part.column;
    }
}
