package org.higher.array.host;

import java.util.Arrays;
import org.higher.array.Shapes;

/** Matrix products over the last two axes: small ones in Java, the others in OpenBLAS. */
final class Products {
    /**
     * Multiplications up to which tiles in Java end before a call into OpenBLAS would.
     *
     * <p>Measured for floats with AVX-512, in nanoseconds, in Java and in OpenBLAS: 5 x 5 x 5, 50
     * and 160; 10 x 40 x 1, 180 and 330; 1 x 40 x 40, 360 and 810; 10 x 40 x 40, 2900 and 1000.
     */
    private static final long SMALL = 1024;

    /** The same where one operand is a vector, for which the product of matrices is slow. */
    private static final long SMALL_OF_VECTOR = 1 << 14;

    private Products() {}

    static HostArray matmul(HostArray a, HostArray b, boolean ta, boolean tb) {
        int rank = a.shape().length;
        int m = a.shape()[ta ? rank - 1 : rank - 2];
        int k = a.shape()[ta ? rank - 2 : rank - 1];
        int n = b.shape()[b.shape().length - (tb ? 2 : 1)];
        Product product = new Product(ta, tb, m, n, k);
        if (rank == 2 && b.shape().length == 2) {
            HostArray c = HostArray.zeros(a.dtype(), m, n);
            product.one(a, 0, b, 0, c, 0);
            return c;
        }
        int[] batchA = Arrays.copyOf(a.shape(), rank - 2);
        int[] batchB = Arrays.copyOf(b.shape(), b.shape().length - 2);
        int[] batch = Shapes.broadcast(batchA, batchB);
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = m;
        shape[batch.length + 1] = n;
        HostArray c = HostArray.zeros(a.dtype(), shape);
        Walk walk =
                new Walk(
                        batch,
                        Shapes.stretchedStrides(batchA, batch),
                        Shapes.stretchedStrides(batchB, batch));
        int at = 0;
        for (; walk.hasRun(); walk.advance()) {
            for (int i = 0; i < walk.length(); i++) {
                int ai = (walk.offset(0) + i * walk.stride(0)) * m * k;
                int bi = (walk.offset(1) + i * walk.stride(1)) * k * n;
                product.one(a, ai, b, bi, c, at);
                at += m * n;
            }
        }
        return c;
    }

    /** How to multiply two matrices, wherever they begin. */
    private record Product(boolean ta, boolean tb, int m, int n, int k) {
        void one(HostArray a, int ai, HostArray b, int bi, HostArray c, int ci) {
            if (m == 0 || n == 0 || k == 0) {
                return;
            }
            long most = m == 1 || n == 1 ? SMALL_OF_VECTOR : SMALL;
            boolean inJava = (long) m * n * k <= most || !OpenBlas.isAvailable();
            if (inJava) {
                inTiles(a, ai, b, bi, c, ci);
            } else if (c.isFloat()) {
                OpenBlas.multiply(a.floats(), ai, ta, b.floats(), bi, tb, c.floats(), ci, m, n, k);
            } else {
                OpenBlas.multiply(
                        a.doubles(), ai, ta, b.doubles(), bi, tb, c.doubles(), ci, m, n, k);
            }
        }

        private void inTiles(HostArray a, int ai, HostArray b, int bi, HostArray c, int ci) {
            int ar = ta ? 1 : k;
            int ac = ta ? m : 1;
            int br = tb ? 1 : n;
            int bc = tb ? k : 1;
            if (c.isFloat()) {
                float[] out = c.floats();
                FloatTiles.multiply(
                        a.floats(), ai, ar, ac, b.floats(), bi, br, bc, out, ci, n, 1, m, n, k);
            } else {
                double[] out = c.doubles();
                DoubleTiles.multiply(
                        a.doubles(), ai, ar, ac, b.doubles(), bi, br, bc, out, ci, n, 1, m, n, k);
            }
        }
    }
}
