package org.higher.internal.host.matmul;

import org.higher.internal.host.memory.ArrayRanges;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.threads.ComputeThreads;

/**
 * A matrix product that OpenBLAS computes, divided among the threads of the thread pool where that
 * pays.
 *
 * <p>OpenBLAS itself is kept to the calling thread: its own would compete with those of a
 * meta-batch, and to tell it a number of threads anew is slow, and not safe while others compute.
 * Where there is no memory outside of the heap for the operands, plain Java computes the part.
 *
 * @param ta whether {@code a} is given as k x m
 * @param tb whether {@code b} is given as n x k
 */
record BlasProduct(boolean ta, boolean tb, int m, int n, int k) {
    /** Multiplications for which one more thread pays: some 15 microseconds. */
    private static final long WORTH_A_THREAD = 1 << 19;

    /** Where the operands' arrays are, and where in them the matrices begin. */
    record Matrices(HostArray a, int ai, HostArray b, int bi, HostArray c, int ci) {}

    /** Rows and columns of the result, from and to. */
    record Part(int row, int rowEnd, int column, int columnEnd) {
        int rows() {
            return rowEnd - row;
        }

        int columns() {
            return columnEnd - column;
        }

        /** The contiguous runs of the result, of n columns: one, or one for each row. */
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
        int threads = (int) Math.max(1, Math.min(ComputeThreads.count(), most));
        ComputeThreads.run(threads, thread -> run(part(thread, threads), x, add));
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
                FloatBlasProduct.inOpenBlas(this, part, x, add);
            } else {
                DoubleBlasProduct.inOpenBlas(this, part, x, add);
            }
        } catch (OffHeapWorkspace.Exhausted full) {
            inJava(part, x, add);
        }
    }

    private void inJava(Part part, Matrices x, boolean add) {
        for (int row = 0; !add && row < part.rows(); row++) {
            ArrayRanges.clear(x.c.data(), to(part, x, row), part.columns());
        }
        if (x.c.isFloat()) {
            FloatBlasProduct.inJava(this, part, x);
        } else {
            DoubleBlasProduct.inJava(this, part, x);
        }
    }

    // where the part of an operand begins, and how much of it is copied: rows and columns lie
    // together in one of the two arrangements only

    int leftFrom(Part part, Matrices x) {
        return x.ai + (ta ? 0 : part.row * k);
    }

    int leftSize(Part part) {
        return (ta ? m : part.rows()) * k;
    }

    int rightFrom(Part part, Matrices x) {
        return x.bi + (tb ? part.column * k : 0);
    }

    int rightSize(Part part) {
        return (tb ? part.columns() : n) * k;
    }

    int to(Part part, Matrices x, int run) {
        return x.ci + (part.row + run) * n + part.column;
    }
}
