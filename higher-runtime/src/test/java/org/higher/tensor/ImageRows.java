package org.higher.tensor;

import static org.higher.tensor.OpRow.several;
import static org.higher.tensor.OpRow.shaped;
import static org.higher.tensor.Tensor.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.ops.nn.ConvOps;
import org.higher.internal.ops.nn.NormOps;
import org.higher.internal.ops.nn.PooledNormOps;

/** The rows of the op table for what networks of images are made of. */
final class ImageRows {
    private ImageRows() {}

    static List<OpRow> rows() {
        List<OpRow> rows = new ArrayList<>();
        convolutions(rows, Window.of(2, 2), 1, 3, 4, 2);
        convolutions(rows, Window.of(3, 2).withPadding(1, 2).withStride(2, 1), 2, 3, 3, 1);
        convolutions(
                rows,
                Window.of(2, 2).withDilation(2, 1).withStride(1, 2).withPadding(1),
                1,
                4,
                3,
                9);
        pooling(rows);
        normalizedPooling(rows);
        statistics(rows);
        return rows;
    }

    private static void convolutions(
            List<OpRow> rows, Window window, int groups, int height, int width, int channels) {
        int outputs = 2 * groups;
        int[] x = {2, groups * channels, height, width};
        int[] w = {outputs, channels, window.height(), window.width()};
        int[] y = {2, outputs, window.rowsOver(height), window.columnsOver(width)};
        rows.add(
                several(
                        "conv2d(Tensor, Tensor, Window, int)",
                        3,
                        t -> t[0].conv2d(t[1], window, groups),
                        x,
                        w));
        rows.add(
                several(
                        "conv2d(Tensor, Tensor, Tensor, Window, int)",
                        2,
                        t -> t[0].conv2d(t[1], t[2], window, groups),
                        x,
                        w,
                        new int[] {outputs}));
        rows.add(
                several(
                        "conv2dInput(Tensor, Tensor, Window, int, int, int)",
                        3,
                        t ->
                                tensor(
                                        ConvOps.conv2dInput(
                                                t[0].value(),
                                                t[1].value(),
                                                window,
                                                groups,
                                                height,
                                                width)),
                        y,
                        w));
        rows.add(
                several(
                        "convTranspose2d(Tensor, Tensor, Window, int, int, int)",
                        2,
                        t -> t[0].convTranspose2d(t[1], window, groups, height, width),
                        y,
                        w));
        rows.add(
                several(
                        "conv2dWeight(Tensor, Tensor, Window, int)",
                        3,
                        t ->
                                tensor(
                                        ConvOps.conv2dWeight(
                                                t[0].value(), t[1].value(), window, groups)),
                        x,
                        y));
    }

    private static void pooling(List<OpRow> rows) {
        Window half = Window.of(2, 2).withStride(2);
        Window wide = Window.of(3, 2).withPadding(1).withStride(1, 2);
        for (Window window : List.of(half, wide)) {
            rows.add(
                    shaped(
                            "maxPool2d(Tensor, Window)",
                            2,
                            x -> x.maxPool2d(window).square(),
                            2,
                            3,
                            4,
                            5));
            rows.add(
                    shaped(
                            "avgPool2d(Tensor, Window)",
                            2,
                            x -> x.avgPool2d(window).square(),
                            2,
                            3,
                            4,
                            5));
        }
    }

    private static void normalizedPooling(List<OpRow> rows) {
        int[] x = {2, 2, 4, 5};
        int[] channels = {2};
        int[] kept = {1, 2, 1, 1};
        Window half = Window.of(2, 2).withStride(2);
        Window wide = Window.of(3, 2).withPadding(1).withStride(1, 2);
        for (Window window : List.of(half, wide)) {
            int[] pooled = window.over(x);
            rows.add(
                    several(
                            "batchNormReluMaxPool2d(Tensor, Tensor, Tensor, double, Window)",
                            2,
                            t -> t[1].batchNormReluMaxPool2d(t[0], t[2], 0.1, window),
                            channels,
                            x,
                            channels));
            rows.add(
                    several(
                            "standardizeVjpOfPlaced(Tensor, int[], Tensor, Tensor)",
                            3,
                            t ->
                                    tensor(
                                            PooledNormOps.standardizeVjpOfPlaced(
                                                    t[0].value(),
                                                    positions(window, x, t),
                                                    t[1].value(),
                                                    t[2].value())),
                            pooled,
                            x,
                            kept));
            rows.add(
                    several(
                            "affineOfPlaced(Tensor, Tensor, int[], Tensor, Tensor, Tensor)",
                            2,
                            t ->
                                    tensor(
                                            PooledNormOps.affineOfPlaced(
                                                    t[0].value(),
                                                    t[1].value(),
                                                    positions(window, x, t),
                                                    t[2].value(),
                                                    t[3].value(),
                                                    t[4].value())),
                            kept,
                            pooled,
                            kept,
                            x,
                            kept));
        }
    }

    /** Those of the maxima of images that are always the same, for each task. */
    private static int[] positions(Window window, int[] shape, Tensor... arguments) {
        Tensor images = Tensor.uniform(new SplittableRandom(4), DType.FLOAT64, shape);
        int[] ofOne = images.value().kernels().maxima(images.value().data(), window);
        int tasks = Arrays.stream(arguments).mapToInt(Tensor::taskCount).max().orElse(0);
        int[] positions = new int[ofOne.length * Math.max(1, tasks)];
        Arrays.setAll(positions, i -> ofOne[i % ofOne.length] + i / ofOne.length * images.size());
        return positions;
    }

    private static void statistics(List<OpRow> rows) {
        int[][] axes = {{0}, {1}, {0, 2}};
        for (int[] over : axes) {
            int[] x = {3, 2, 3};
            int[] kept = x.clone();
            for (int axis : over) {
                kept[axis] = 1;
            }
            rows.add(
                    shaped(
                            "standardize(Tensor, double, int[])",
                            3,
                            t -> t.standardize(0.1, over),
                            x));
            rows.add(
                    shaped(
                            "inverseDeviation(Tensor, double, int[])",
                            3,
                            t -> tensor(NormOps.inverseDeviation(t.value(), 0.1, over)),
                            x));
            rows.add(
                    several(
                            "normalize(Tensor, Tensor, Tensor, double, int[])",
                            3,
                            t -> t[1].normalize(t[0], t[2], 0.1, over),
                            kept,
                            x,
                            kept));
            rows.add(
                    new OpRow(
                            "standardizeVjp(Tensor, Tensor, Tensor, int[])",
                            3,
                            t ->
                                    tensor(
                                            NormOps.standardizeVjp(
                                                    t[0].value(),
                                                    t[1].value(),
                                                    t[2].value(),
                                                    over)),
                            List.of(OpRow.REAL, OpRow.REAL, OpRow.REAL),
                            List.<int[][]>of(new int[][] {x, x, kept})));
            rows.add(
                    several(
                            "sumOfProducts(Tensor, Tensor, int[])",
                            3,
                            t -> tensor(NormOps.sumOfProducts(t[0].value(), t[1].value(), over)),
                            x,
                            x));
            rows.add(
                    several(
                            "scale(Tensor, Tensor)",
                            3,
                            t -> tensor(NormOps.scale(t[0].value(), t[1].value())),
                            kept,
                            x));
            rows.add(
                    several(
                            "affine(Tensor, Tensor, Tensor)",
                            3,
                            t -> t[1].affine(t[0], t[2]),
                            kept,
                            x,
                            kept));
            rows.add(
                    several(
                            "affine(Tensor, Tensor, Tensor, Tensor)",
                            3,
                            t ->
                                    tensor(
                                            NormOps.affine(
                                                    t[0].value(),
                                                    t[1].value(),
                                                    t[2].value(),
                                                    t[3].value())),
                            kept,
                            x,
                            kept,
                            x));
        }
    }
}
