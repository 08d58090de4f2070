package org.higher.tensor;

import static org.higher.tensor.OpRow.several;
import static org.higher.tensor.OpRow.shaped;
import static org.higher.tensor.Tensor.tensor;

import java.util.List;
import java.util.function.Function;
import org.higher.internal.ops.SelectionOps;

/** Rows of the op table for single elements, and what goes along an axis in its order. */
final class SelectionRows {
    private SelectionRows() {}

    static List<OpRow> rows() {
        int[] matrix = {2, 4};
        return List.of(
                shaped(
                        "pick(Tensor, int[], int, int[])",
                        2,
                        x ->
                                tensor(
                                        SelectionOps.pick(
                                                x.square().value(),
                                                positions(x, 5, 0, 5, 3),
                                                x.taskCount(),
                                                2,
                                                2)),
                        2,
                        3),
                shaped(
                        "place(Tensor, int[], int, int[])",
                        2,
                        x ->
                                tensor(
                                        SelectionOps.place(
                                                x.square().value(),
                                                positions(x, 5, 0, 5, 3),
                                                x.taskCount(),
                                                2,
                                                3)),
                        2,
                        2),
                row("pick(Tensor, int, int[])", x -> x.pick(1, 2, 0), 2, 3),
                row("pick(Tensor, int, int[])", x -> x.pick(-2, 2, 0, 1, -1), 2, 3, 2),
                row("pick(Tensor, int, int[])", x -> x.pick(0, 2), 3),
                row("pick(Tensor, int, int[])", x -> x.pick(0), 3, 0),
                several(
                        "pick(Tensor, int, Tensor)",
                        2,
                        x -> x[0].square().pick(1, x[1].argsort(0)),
                        new int[] {2, 3},
                        new int[] {2}),
                several(
                        "takeAlongAxis(Tensor, int, Tensor)",
                        2,
                        x -> x[0].square().takeAlongAxis(1, x[1].argsort(1)),
                        matrix,
                        matrix),
                several(
                        "takeAlongAxis(Tensor, int, Tensor)",
                        2,
                        x -> x[0].square().takeAlongAxis(-1, x[1].argsort(-1)),
                        new int[] {2, 1, 4},
                        new int[] {1, 3, 4}),
                row(
                        "takeAlongAxis(Tensor, int, Tensor)",
                        x -> x.takeAlongAxis(0, indices(x, 2, -1, 0, -2).reshape(2, 2)),
                        3,
                        2),
                several(
                        "putAlongAxis(Tensor, int, Tensor, Tensor)",
                        3,
                        x ->
                                x[0].square()
                                        .putAlongAxis(1, x[1].argsort(1), x[2].square())
                                        .mul(x[0]),
                        new int[] {2, 4},
                        new int[] {2, 3},
                        new int[] {1, 3}),
                several(
                        "putAlongAxis(Tensor, int, Tensor, Tensor)",
                        2,
                        x ->
                                x[0].square()
                                        .putAlongAxis(
                                                -2,
                                                indices(x[1], 2, -1, 0, 2).reshape(1, 4, 1),
                                                x[1].exp()),
                        new int[] {2, 3, 2},
                        new int[] {2, 4, 1}),
                several(
                        "putAlongAxis(Tensor, int, Tensor, Tensor)",
                        2,
                        x -> x[0].putAlongAxis(0, indices(x[0], 1, 1), x[1].square()),
                        new int[] {3},
                        new int[] {}),
                row("sort(Tensor, int, boolean)", x -> x.sort(1), 2, 5),
                row("sort(Tensor, int, boolean)", x -> x.sort(-2, true), 2, 3, 2),
                shaped("argsort(Tensor, int, boolean)", 0, x -> x.argsort(1), 2, 5),
                shaped("argsort(Tensor, int, boolean)", 0, x -> x.argsort(0, true), 3, 2),
                row("topk(Tensor, int, int)", x -> x.topk(1, 2), 2, 5),
                row("topk(Tensor, int, int)", x -> x.topk(0, 0), 2, 5),
                shaped("argTopk(Tensor, int, int)", 0, x -> x.argTopk(1, 3), 2, 5),
                row("flip(Tensor, int[])", x -> x.flip(), 2, 3),
                row("flip(Tensor, int[])", x -> x.flip(-1).square(), 2, 3, 2),
                row("flip(Tensor, int[])", x -> x.flip(), new int[] {}),
                row("flip(Tensor, int[])", x -> x.flip(0, 1), 2, 0),
                row("cumsum(Tensor, int)", x -> x.cumsum(1).square(), 2, 3, 2),
                row("cumsum(Tensor, int)", x -> x.cumsum(-1), 4),
                row("cumsum(Tensor, int)", x -> x.cumsum(0), 0, 2));
    }

    /** Of the squares, so that there is a second derivative, and in unequal shares. */
    private static OpRow row(String method, Function<Tensor, Tensor> function, int... shape) {
        return shaped(method, 2, x -> weighted(function.apply(x.square())), shape);
    }

    private static Tensor weighted(Tensor y) {
        double[] weights = new double[y.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1 + 0.3 * i;
        }
        return y.mul(Tensor.of(weights, y.shape()).to(y.dtype()));
    }

    private static Tensor indices(Tensor like, double... values) {
        return Tensor.of(values).to(like.dtype());
    }

    /** Positions among 6 elements, for each task behind those before it. */
    private static int[] positions(Tensor x, int... one) {
        int[] all = new int[one.length * Math.max(1, x.taskCount())];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length] + i / one.length * 6;
        }
        return all;
    }
}
