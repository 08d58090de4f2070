package org.higher.array.host;

import java.util.Arrays;
import org.higher.array.Shapes;

/** Matrix products over the last two axes: tiny ones in Java, the others in OpenBLAS. */
final class Products {
    /** Multiplications up to which a loop in Java ends before a call into OpenBLAS would. */
    private static final long SMALL = 128;

    private Products() {}

    static HostArray matmul(HostArray a, HostArray b, boolean ta, boolean tb) {
        int rank = a.shape().length;
        int m = a.shape()[ta ? rank - 1 : rank - 2];
        int k = a.shape()[ta ? rank - 2 : rank - 1];
        int n = b.shape()[b.shape().length - (tb ? 2 : 1)];
        int[] batchA = Arrays.copyOf(a.shape(), rank - 2);
        int[] batchB = Arrays.copyOf(b.shape(), b.shape().length - 2);
        int[] batch = Shapes.broadcast(batchA, batchB);
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = m;
        shape[batch.length + 1] = n;
        HostArray c = HostArray.zeros(a.dtype(), shape);
        if (c.size() == 0 || k == 0) {
            return c;
        }
        boolean inJava = (long) m * n * k <= SMALL || !OpenBlas.isAvailable();
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
                if (inJava && a.isFloat()) {
                    multiply(a.floats(), ai, ta, b.floats(), bi, tb, c.floats(), at, m, n, k);
                } else if (inJava) {
                    multiply(a.doubles(), ai, ta, b.doubles(), bi, tb, c.doubles(), at, m, n, k);
                } else {
                    call(a, ai, ta, b, bi, tb, c, at, m, n, k);
                }
                at += m * n;
            }
        }
        return c;
    }

    /** One product in OpenBLAS, which takes arrays from their start only. */
    private static void call(
            HostArray a,
            int ai,
            boolean ta,
            HostArray b,
            int bi,
            boolean tb,
            HostArray c,
            int ci,
            int m,
            int n,
            int k) {
        boolean whole = c.size() == m * n;
        if (c.isFloat()) {
            float[] out = whole ? c.floats() : new float[m * n];
            OpenBlas.multiply(
                    part(a.floats(), ai, m * k), ta, part(b.floats(), bi, k * n), tb, out, m, n, k);
            if (!whole) {
                System.arraycopy(out, 0, c.floats(), ci, out.length);
            }
        } else {
            double[] out = whole ? c.doubles() : new double[m * n];
            OpenBlas.multiply(
                    part(a.doubles(), ai, m * k),
                    ta,
                    part(b.doubles(), bi, k * n),
                    tb,
                    out,
                    m,
                    n,
                    k);
            if (!whole) {
                System.arraycopy(out, 0, c.doubles(), ci, out.length);
            }
        }
    }

    private static float[] part(float[] x, int at, int size) {
        return x.length == size ? x : Arrays.copyOfRange(x, at, at + size);
    }

    private static double[] part(double[] x, int at, int size) {
        return x.length == size ? x : Arrays.copyOfRange(x, at, at + size);
    }

    /** Adds scaled rows of b to each row of c, so that the inner loop runs over neighbours. */
    private static void multiply(
            float[] a,
            int ai,
            boolean ta,
            float[] b,
            int bi,
            boolean tb,
            float[] c,
            int ci,
            int m,
            int n,
            int k) {
        float[] rows = tb ? transposed(b, bi, n, k) : b;
        int rowsAt = tb ? 0 : bi;
        for (int i = 0; i < m; i++) {
            int to = ci + i * n;
            for (int l = 0; l < k; l++) {
                float scale = ta ? a[ai + l * m + i] : a[ai + i * k + l];
                int from = rowsAt + l * n;
                for (int j = 0; j < n; j++) {
                    c[to + j] += scale * rows[from + j];
                }
            }
        }
    }

    private static void multiply(
            double[] a,
            int ai,
            boolean ta,
            double[] b,
            int bi,
            boolean tb,
            double[] c,
            int ci,
            int m,
            int n,
            int k) {
        double[] rows = tb ? transposed(b, bi, n, k) : b;
        int rowsAt = tb ? 0 : bi;
        for (int i = 0; i < m; i++) {
            int to = ci + i * n;
            for (int l = 0; l < k; l++) {
                double scale = ta ? a[ai + l * m + i] : a[ai + i * k + l];
                int from = rowsAt + l * n;
                for (int j = 0; j < n; j++) {
                    c[to + j] += scale * rows[from + j];
                }
            }
        }
    }

    private static float[] transposed(float[] x, int at, int rows, int columns) {
        float[] result = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = x[at + i * columns + j];
            }
        }
        return result;
    }

    private static double[] transposed(double[] x, int at, int rows, int columns) {
        double[] result = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = x[at + i * columns + j];
            }
        }
        return result;
    }
}
