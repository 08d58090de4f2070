package org.higher.internal.gpu;

import java.util.Arrays;
import java.util.Optional;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Products;

/** Matrix products: by a library of the device where it takes them, else by kernels of our own. */
final class Matmul {
    /** The side of small tiles. Products with a smaller extent are left to single threads. */
    private static final int SMALL = 16;

    /** The side of large tiles. */
    private static final int LARGE = 64;

    /** Large tiles are taken from this many on: fewer leave a part of a device idle. */
    private static final int ENOUGH_TILES = 32;

    private Matmul() {}

    static GpuArray matmul(GpuArray a, GpuArray b, boolean transposeA, boolean transposeB) {
        int rankA = a.shape().length;
        int rankB = b.shape().length;
        int[] batchA = Arrays.copyOf(a.shape(), rankA - 2);
        int[] batchB = Arrays.copyOf(b.shape(), rankB - 2);
        int[] batch = Shapes.broadcast(batchA, batchB);
        int m = a.shape()[rankA - (transposeA ? 1 : 2)];
        int k = a.shape()[rankA - (transposeA ? 2 : 1)];
        int n = b.shape()[rankB - (transposeB ? 2 : 1)];
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = m;
        shape[batch.length + 1] = n;
        if (a.size() == 0 || b.size() == 0) {
            return Elementwise.full(a.gpu(), a.dtype(), 0, shape);
        }
        GpuArray result = GpuArray.unwritten(a.gpu(), a.dtype(), shape);
        if (result.size() == 0) {
            return result;
        }
        StridedLayout layout =
                StridedLayout.of(
                        batch, strides(batchA, batch, m * k), strides(batchB, batch, k * n));
        int count = Shapes.size(batch);
        if (layout.isOneLoop()) {
            Optional<Products> library = a.gpu().products();
            MatrixProducts products =
                    new MatrixProducts(
                            a.dtype(),
                            count,
                            m,
                            n,
                            k,
                            transposeA,
                            transposeB,
                            a.memory(),
                            0,
                            layout.innermost(0),
                            b.memory(),
                            0,
                            layout.innermost(1),
                            result.memory(),
                            0,
                            (long) m * n);
            if (library.isPresent() && library.get().takes(products)) {
                a.gpu().multiply(library.get(), products, a, b, result);
                return result;
            }
        }
        int[] aSteps = transposeA ? new int[] {1, m} : new int[] {k, 1};
        int[] bSteps = transposeB ? new int[] {1, k} : new int[] {n, 1};
        launch(result, a, b, m, n, k, aSteps, bSteps, layout, count);
        return result;
    }

    private static void launch(
            GpuArray result,
            GpuArray a,
            GpuArray b,
            int m,
            int n,
            int k,
            int[] aSteps,
            int[] bSteps,
            StridedLayout batch,
            int count) {
        GpuDevice gpu = a.gpu();
        int rank = batch.rank();
        int[] structure = batch.structure();
        if (m < SMALL || n < SMALL || k < SMALL) {
            gpu.launch(
                    gpu.fixed(Family.MATMUL, "matmul_by_thread", a.dtype(), rank),
                    result.size(),
                    result,
                    a,
                    b,
                    m,
                    n,
                    k,
                    aSteps[0],
                    aSteps[1],
                    bSteps[0],
                    bSteps[1],
                    structure,
                    result.size());
            return;
        }
        long largeTiles = (long) count * tiles(m, LARGE) * tiles(n, LARGE);
        boolean large = m >= LARGE && n >= LARGE && largeTiles >= ENOUGH_TILES;
        int side = large ? LARGE : SMALL;
        int down = tiles(m, side);
        int across = tiles(n, side);
        gpu.launchGroups(
                gpu.fixed(
                        large ? Family.LARGE_TILES : Family.SMALL_TILES,
                        "matmul_by_tiles",
                        a.dtype(),
                        rank),
                Math.multiplyExact(count, Math.multiplyExact(down, across)),
                result,
                a,
                b,
                m,
                n,
                k,
                aSteps[0],
                aSteps[1],
                bSteps[0],
                bSteps[1],
                structure,
                down,
                across);
    }

    private static int tiles(int extent, int side) {
        return (extent + side - 1) / side;
    }

    /** From matrix to matrix. */
    private static int[] strides(int[] shape, int[] to, int matrix) {
        int[] strides = Shapes.broadcastStrides(shape, to);
        Arrays.setAll(strides, i -> strides[i] * matrix);
        return strides;
    }
}
