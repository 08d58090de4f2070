package org.higher.internal.gpu;

import java.util.Arrays;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.driver.Products;

/** Matrix products: by a library of the device where it takes them, else by kernels of our own. */
public final class Matmul {
    /** The side of small tiles. Products with a smaller extent are left to single threads. */
    private static final int SMALL = 16;

    /** The side of large tiles. */
    private static final int LARGE = 64;

    /** Large tiles are taken from this many groups on: fewer leave a part of a device idle. */
    private static final int ENOUGH_GROUPS = 32;

    /** Inner dimensions are not sliced further than into this many groups of threads. */
    private static final int MOST_GROUPS = 256;

    /** What a slice of the inner dimension has at least. */
    private static final int LEAST_SLICE = 256;

    private Matmul() {}

    /**
     * Matrices in memory, without gaps in each.
     *
     * @param holder an array, or memory that the caller holds
     * @param start of the first one, in elements
     * @param strides from one matrix to the next along each axis of the batch, in elements
     * @param transposed whether they are given as their transposes
     */
    public record Matrices(Object holder, int start, int[] strides, boolean transposed) {
        Memory memory() {
            return memoryOf(holder);
        }

        /** The same in memory, as the other factor of a product sees it. */
        public Matrices transpose() {
            return new Matrices(holder, start, strides, !transposed);
        }
    }

    public static GpuArray matmul(GpuArray a, GpuArray b, boolean transposeA, boolean transposeB) {
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
        if (result.size() > 0) {
            multiply(
                    a.gpu(),
                    a.dtype(),
                    batch,
                    new int[] {m, n, k},
                    new Matrices(a, 0, strides(batchA, batch, m * k), transposeA),
                    new Matrices(b, 0, strides(batchB, batch, k * n), transposeB),
                    result,
                    0);
        }
        return result;
    }

    /** From matrix to matrix. */
    private static int[] strides(int[] shape, int[] to, int matrix) {
        int[] strides = Shapes.broadcastStrides(shape, to);
        Arrays.setAll(strides, i -> strides[i] * matrix);
        return strides;
    }

    /**
     * Asks for products [m, k] x [k, n] that are not empty.
     *
     * @param extents m, n and k
     * @param out an array or memory, in which the products follow one another
     * @param outStart of the first one, in elements
     */
    public static void multiply(
            GpuDevice gpu,
            DType dtype,
            int[] batch,
            int[] extents,
            Matrices a,
            Matrices b,
            Object out,
            int outStart) {
        StridedLayout layout = StridedLayout.of(batch, a.strides, b.strides);
        Problem problem =
                new Problem(
                        gpu, dtype, Shapes.size(batch), extents[0], extents[1], extents[2], layout);
        if (!problem.byLibrary(a, b, out, outStart)) {
            problem.byKernels(a, b, out, outStart);
        }
    }

    private static Memory memoryOf(Object holder) {
        return holder instanceof GpuArray array ? array.memory() : (Memory) holder;
    }

    /** The sizes of products, by which the way to compute them is chosen. */
    private record Problem(
            GpuDevice gpu, DType dtype, int count, int m, int n, int k, StridedLayout batch) {
        boolean byLibrary(Matrices a, Matrices b, Object out, int outStart) {
            Optional<Products> library = gpu.products();
            if (library.isEmpty() || !batch.isOneLoop()) {
                return false;
            }
            MatrixProducts products =
                    new MatrixProducts(
                            dtype,
                            count,
                            m,
                            n,
                            k,
                            a.transposed,
                            b.transposed,
                            a.memory(),
                            a.start,
                            batch.innermost(0),
                            b.memory(),
                            b.start,
                            batch.innermost(1),
                            memoryOf(out),
                            outStart,
                            (long) m * n);
            if (!library.get().takes(products)) {
                return false;
            }
            gpu.multiply(library.get(), products, a.holder, b.holder, out);
            return true;
        }

        void byKernels(Matrices a, Matrices b, Object out, int outStart) {
            if ((m < SMALL || n < SMALL || k < SMALL) && slices(groups(SMALL)) == 1) {
                byThread(a, b, out, outStart);
                return;
            }
            boolean large =
                    m >= LARGE
                            && n >= LARGE
                            && groups(LARGE) * slices(groups(LARGE)) >= ENOUGH_GROUPS;
            int side = large ? LARGE : SMALL;
            int slices = slices(groups(side));
            int length = up(up(k, slices), SMALL) * SMALL; // whole steps of a tile
            slices = up(k, length);
            if (slices == 1) {
                byTiles(side, a, b, out, outStart, 1, length);
                return;
            }
            int size = count * m * n;
            int parts = slices;
            gpu.using(
                    (dtype == DType.FLOAT32 ? 4L : 8L) * size * slices,
                    partial -> {
                        byTiles(side, a, b, partial, 0, parts, length);
                        gpu.launch(
                                gpu.fixed(Family.MATMUL, "join_slices", dtype),
                                size,
                                out,
                                outStart,
                                partial,
                                parts,
                                size);
                    });
        }

        /** Groups of threads for tiles of a side, if nothing is sliced. */
        private long groups(int side) {
            return (long) count * up(m, side) * up(n, side);
        }

        /** Into how many slices the inner dimension falls: by the sizes alone. */
        private int slices(long groups) {
            long wanted = Math.min(MOST_GROUPS / groups, k / LEAST_SLICE);
            return (int) Math.max(1, wanted);
        }

        private void byThread(Matrices a, Matrices b, Object out, int outStart) {
            int size = count * m * n;
            gpu.launch(
                    gpu.fixed(Family.MATMUL, "matmul_by_thread", dtype, batch.rank()),
                    size,
                    arguments(a, b, out, outStart, size));
        }

        private void byTiles(
                int side,
                Matrices a,
                Matrices b,
                Object out,
                int outStart,
                int slices,
                int length) {
            Family family = side == LARGE ? Family.LARGE_TILES : Family.SMALL_TILES;
            gpu.launchGroups(
                    gpu.fixed(family, "matmul_by_tiles", dtype, batch.rank()),
                    Math.toIntExact(groups(side) * slices),
                    arguments(a, b, out, outStart, up(m, side), up(n, side), count, length));
        }

        /** What both kernels take, then what one takes alone. */
        private Object[] arguments(
                Matrices a, Matrices b, Object out, int outStart, Object... others) {
            Object[] common = {
                out,
                a.holder,
                b.holder,
                m,
                n,
                k,
                a.transposed ? 1 : k,
                a.transposed ? m : 1,
                b.transposed ? 1 : n,
                b.transposed ? k : 1,
                outStart,
                a.start,
                b.start,
                batch.structure()
            };
            Object[] all = Arrays.copyOf(common, common.length + others.length);
            System.arraycopy(others, 0, all, common.length, others.length);
            return all;
        }

        private static int up(int extent, int part) {
            return (extent + part - 1) / part;
        }
    }
}
