package org.higher.internal.host.matmul;

import java.util.Arrays;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.MovementKernels;
import org.higher.internal.host.movement.StridedIterator;

/** Matrix products over the last two axes (GEMM): small ones in Java, the others in OpenBLAS. */
public final class MatmulKernels {
    /**
     * Multiplications up to which tiles in Java end before a call into OpenBLAS would.
     *
     * <p>Measured for floats with AVX-512, in nanoseconds, in Java and in OpenBLAS: 5 x 5 x 5, 50
     * and 160; 10 x 40 x 1, 180 and 330; 1 x 40 x 40, 360 and 810; 10 x 40 x 40, 2900 and 1000.
     */
    private static final long SMALL = 1024;

    /** The same where one operand is a vector, for which the product of matrices is slow. */
    private static final long SMALL_OF_VECTOR = 1 << 14;

    private MatmulKernels() {}

    /** What computes large products here; loads it. */
    public static String remark() {
        return "large matrix products: "
                + (OpenBlas.isAvailable()
                        ? "OpenBLAS"
                        : "plain Java, since OpenBLAS can't be used; for speed, "
                                + OpenBlas.REMEDY);
    }

    public static HostArray matmul(HostArray a, HostArray b, boolean ta, boolean tb) {
        Product product = Product.of(a, b, ta, tb);
        int[] shape = product.shape(a, b);
        HostArray c =
                product.inJava()
                        ? HostArray.zeros(a.dtype(), shape)
                        : HostArray.unwritten(a.dtype(), shape);
        product.all(a, b, c, false);
        return c;
    }

    /** The product plus an array, to which it is added where that is of no larger shape. */
    public static HostArray matmul(
            HostArray a, HostArray b, boolean ta, boolean tb, HostArray plus) {
        Product product = Product.of(a, b, ta, tb);
        int[] shape = product.shape(a, b);
        if (!Arrays.equals(Shapes.broadcast(shape, plus.shape()), shape)) {
            return ElementwiseKernels.binary(Binary.ADD, matmul(a, b, ta, tb), plus);
        }
        HostArray c = HostArray.unwritten(a.dtype(), shape);
        MovementKernels.spread(plus, c);
        product.all(a, b, c, true);
        return c;
    }

    /** How to multiply two matrices, wherever they begin. */
    private record Product(boolean ta, boolean tb, int m, int n, int k) {
        static Product of(HostArray a, HostArray b, boolean ta, boolean tb) {
            int rank = a.shape().length;
            int m = a.shape()[ta ? rank - 1 : rank - 2];
            int k = a.shape()[ta ? rank - 2 : rank - 1];
            return new Product(ta, tb, m, b.shape()[b.shape().length - (tb ? 2 : 1)], k);
        }

        int[] shape(HostArray a, HostArray b) {
            int[] batch = Shapes.broadcast(batch(a), batch(b));
            int[] shape = Arrays.copyOf(batch, batch.length + 2);
            shape[batch.length] = m;
            shape[batch.length + 1] = n;
            return shape;
        }

        private static int[] batch(HostArray x) {
            return Arrays.copyOf(x.shape(), x.shape().length - 2);
        }

        boolean inJava() {
            long most = m == 1 || n == 1 ? SMALL_OF_VECTOR : SMALL;
            return (long) m * n * k <= most || !OpenBlas.isAvailable();
        }

        /** All products of a batch, written to c or added to it. */
        void all(HostArray a, HostArray b, HostArray c, boolean add) {
            if (m == 0 || n == 0 || k == 0) {
                return;
            }
            int[] batch = batch(c);
            StridedIterator walk =
                    new StridedIterator(
                            batch,
                            Shapes.broadcastStrides(batch(a), batch),
                            Shapes.broadcastStrides(batch(b), batch));
            One one = one(a, b, c, add);
            int at = 0;
            for (; walk.hasRun(); walk.advance()) {
                for (int i = 0; i < walk.length(); i++) {
                    int ai = (walk.offset(0) + i * walk.stride(0)) * m * k;
                    int bi = (walk.offset(1) + i * walk.stride(1)) * k * n;
                    one.run(ai, bi, at);
                    at += m * n;
                }
            }
        }

        /** One product of a batch, of the matrices that begin at these positions. */
        private interface One {
            void run(int ai, int bi, int ci);
        }

        private One one(HostArray a, HostArray b, HostArray c, boolean add) {
            if (!inJava()) {
                BlasProduct product = new BlasProduct(ta, tb, m, n, k);
                return (ai, bi, ci) ->
                        product.run(new BlasProduct.Matrices(a, ai, b, bi, c, ci), add);
            }
            MatrixLayout left = MatrixLayout.of(ta ? m : k, ta);
            MatrixLayout right = MatrixLayout.of(tb ? k : n, tb);
            MatrixLayout out = MatrixLayout.of(n, false);
            if (c.isFloat()) {
                FloatTiledProduct tiles = new FloatTiledProduct(left, right, out, m, n, k);
                return (ai, bi, ci) ->
                        tiles.addProduct(a.floats(), ai, b.floats(), bi, c.floats(), ci);
            }
            DoubleTiledProduct tiles = new DoubleTiledProduct(left, right, out, m, n, k);
            return (ai, bi, ci) ->
                    tiles.addProduct(a.doubles(), ai, b.doubles(), bi, c.doubles(), ci);
        }
    }
}
