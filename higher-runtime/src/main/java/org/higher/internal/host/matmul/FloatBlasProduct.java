package org.higher.internal.host.matmul;

import org.bytedeco.javacpp.FloatPointer;
import org.higher.internal.host.matmul.BlasProduct.Matrices;
import org.higher.internal.host.matmul.BlasProduct.Part;
import org.higher.internal.host.memory.AlsoForDouble;

/** A part of a product of floats; see {@link BlasProduct}. */
@AlsoForDouble
final class FloatBlasProduct {
    private FloatBlasProduct() {}

    static void inOpenBlas(BlasProduct p, Part part, Matrices x, boolean add) {
        OffHeapWorkspace workspace = OffHeapWorkspace.ofThisThread();
        int leftSize = p.leftSize(part);
        int rightSize = p.rightSize(part);
        FloatPointer left =
                workspace
                        .floats()
                        .reserve(0, leftSize)
                        .put(x.a().floats(), p.leftFrom(part, x), leftSize);
        FloatPointer right =
                workspace
                        .floats()
                        .reserve(1, rightSize)
                        .put(x.b().floats(), p.rightFrom(part, x), rightSize);
        FloatPointer out = workspace.floats().reserve(2, part.rows() * part.columns());
        int run = part.run(p.n());
        if (add) {
            for (int row = 0; row < part.runs(p.n()); row++) {
                out.position((long) row * run).put(x.c().floats(), p.to(part, x, row), run);
            }
            out.position(0);
        }
        FloatBlas.multiply(
                left.position(p.ta() ? part.row() : 0),
                p.ta() ? p.m() : p.k(),
                p.ta(),
                right.position(p.tb() ? 0 : part.column()),
                p.tb() ? p.k() : p.n(),
                p.tb(),
                out,
                part.columns(),
                part.rows(),
                part.columns(),
                p.k(),
                add);
        for (int row = 0; row < part.runs(p.n()); row++) {
            out.position((long) row * run).get(x.c().floats(), p.to(part, x, row), run);
        }
        left.position(0);
        right.position(0);
        out.position(0);
        workspace.trim();
    }

    /** Adds the part to c. */
    static void inJava(BlasProduct p, Part part, Matrices x) {
        MatrixLayout left = MatrixLayout.of(p.ta() ? p.m() : p.k(), p.ta());
        MatrixLayout right = MatrixLayout.of(p.tb() ? p.k() : p.n(), p.tb());
        MatrixLayout out = MatrixLayout.of(p.n(), false);
        new FloatTiledProduct(left, right, out, part.rows(), part.columns(), p.k())
                .addProduct(
                        x.a().floats(),
                        x.ai() + (p.ta() ? part.row() : part.row() * p.k()),
                        x.b().floats(),
                        x.bi() + (p.tb() ? part.column() * p.k() : part.column()),
                        x.c().floats(),
                        p.to(part, x, 0));
    }
}
