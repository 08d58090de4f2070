package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.KernelCases.Body;
import org.higher.internal.backend.KernelCases.Case;

/** Random uses of the kernels that networks of images are made of; see {@link KernelCases}. */
final class WindowCases {
    private final Random random;
    private final DType dtype;
    private final List<Case> cases = new ArrayList<>();

    private WindowCases(long seed, DType dtype) {
        this.random = new Random(seed);
        this.dtype = dtype;
    }

    static List<Case> of(long seed, DType dtype) {
        WindowCases cases = new WindowCases(seed, dtype);
        for (int tasked = 0; tasked < 4; tasked++) {
            cases.convolutions((tasked & 1) == 1, (tasked & 2) == 2);
        }
        cases.pooling();
        cases.statistics();
        return cases.cases;
    }

    private void convolutions(boolean taskedImages, boolean taskedFilters) {
        // with few channels, with more, and with many, which may take different ways
        boolean many = random.nextInt(10) == 0;
        int groups = 1 + random.nextInt(many ? 2 : 3);
        int channels =
                many
                        ? 32 + random.nextInt(2)
                        : random.nextInt(4) == 0 ? 9 + random.nextInt(3) : 1 + random.nextInt(3);
        int outputs = groups * (many ? 32 + random.nextInt(2) : 1 + random.nextInt(3));
        Window window =
                many
                        ? Window.of(3, 3).withPadding(random.nextInt(3), random.nextInt(3))
                        : Window.of(1 + random.nextInt(3), 1 + random.nextInt(3))
                                .withStride(1 + random.nextInt(3), 1 + random.nextInt(3))
                                .withPadding(random.nextInt(3), random.nextInt(3))
                                .withDilation(1 + random.nextInt(2), 1 + random.nextInt(2));
        int tasks = 1 + random.nextInt(3);
        int images = random.nextInt(12) == 0 ? 0 : (many ? 4 : 1) + random.nextInt(many ? 2 : 3);
        int rows = (many ? 3 : 5) + random.nextInt(many ? 3 : 4);
        int columns = (many ? 3 : 5) + random.nextInt(many ? 3 : 4);
        int[] x = shape(taskedImages, tasks, images, groups * channels, rows, columns);
        int[] w = shape(taskedFilters, tasks, outputs, channels, window.height(), window.width());
        int[] y =
                shape(
                        taskedImages || taskedFilters,
                        tasks,
                        images,
                        outputs,
                        window.rowsOver(rows),
                        window.columnsOver(columns));
        int[] g =
                shape(
                        taskedFilters,
                        tasks,
                        images,
                        outputs,
                        window.rowsOver(rows),
                        window.columnsOver(columns));
        int[] b = taskedFilters ? new int[] {tasks, outputs} : new int[] {outputs};
        double[] xs = values(x);
        double[] ws = values(w);
        double[] ys = values(y);
        double[] gs = values(g);
        double[] bs = values(b);
        String what = Arrays.toString(x) + Arrays.toString(w) + window + groups;
        double scale = 8;
        add(
                "conv" + what,
                channels * window.taps(),
                scale,
                (k, d) -> k.conv(array(k, d, xs, x), array(k, d, ws, w), window, groups));
        add(
                "conv and bias" + what,
                channels * window.taps() + 1,
                scale,
                (k, d) ->
                        k.conv(
                                array(k, d, xs, x),
                                array(k, d, ws, w),
                                window,
                                groups,
                                array(k, d, bs, b)));
        add(
                "convInput" + what,
                outputs * window.taps(),
                scale,
                (k, d) ->
                        k.convInput(
                                array(k, d, taskedImages ? ys : gs, taskedImages ? y : g),
                                array(k, d, ws, w),
                                window,
                                groups,
                                rows,
                                columns));
        add(
                "convWeight" + what,
                Math.max(1, images) * rows * columns,
                scale,
                (k, d) -> k.convWeight(array(k, d, xs, x), array(k, d, gs, g), window, groups));
    }

    private void pooling() {
        int height = 1 + random.nextInt(3);
        int width = 1 + random.nextInt(3);
        Window window =
                Window.of(height, width)
                        .withStride(1 + random.nextInt(3), 1 + random.nextInt(3))
                        .withPadding(random.nextInt(height / 2 + 1), random.nextInt(width / 2 + 1));
        if (random.nextBoolean()) {
            window = Window.of(2, 2).withStride(2); // the usual one, with code of its own
        }
        int[] x = {
            random.nextInt(3), 1 + random.nextInt(3), 3 + random.nextInt(4), 3 + random.nextInt(7)
        };
        pooling(window, x);
    }

    private void pooling(Window window, int... x) {
        int[] y = window.over(x);
        double[] xs = values(x);
        double[] ys = values(y);
        for (int i = 0; i < xs.length; i++) {
            int draw = random.nextInt(10);
            // ties and NaN
            xs[i] = draw == 0 ? Double.NaN : draw < 4 ? 0.5 : draw < 5 ? -0.0 : xs[i];
        }
        String what = Arrays.toString(x) + window;
        add("maxima" + what, 0, 0, (k, d) -> k.maxima(array(k, d, xs, x), window));
        double[] as = values(1, x[1], 1, 1);
        double[] cs = values(1, x[1], 1, 1);
        add(
                "maximaOfRelu" + what,
                0,
                0,
                (k, d) ->
                        k.maximaOfRelu(
                                array(k, d, as, 1, x[1], 1, 1),
                                array(k, d, xs, x),
                                array(k, d, cs, 1, x[1], 1, 1),
                                window));
        double[] ones = values(1);
        add(
                "maximaOfRelu of scalars" + what,
                0,
                0,
                (k, d) ->
                        k.maximaOfRelu(
                                array(k, d, ones), array(k, d, xs, x), array(k, d, ones), window));
        int[] positions = NaiveWindows.maxima(xs, x, window);
        double[] bs = values(1, x[1], 1, 1);
        add(
                "affineOfPlaced" + what,
                window.taps() + 3,
                20,
                (k, d) ->
                        k.affineOfPlaced(
                                array(k, d, as, 1, x[1], 1, 1),
                                array(k, d, ys, y),
                                positions,
                                array(k, d, bs, 1, x[1], 1, 1),
                                array(k, d, xs, x),
                                array(k, d, cs, 1, x[1], 1, 1)));
        add(
                "affineOfPlaced of scalars" + what,
                window.taps() + 3,
                20,
                (k, d) ->
                        k.affineOfPlaced(
                                array(k, d, ones),
                                array(k, d, ys, y),
                                positions,
                                array(k, d, ones),
                                array(k, d, xs, x),
                                array(k, d, ones)));
        add("pick" + what, 0, 0, (k, d) -> k.pick(array(k, d, xs, x), positions, y));
        add("place" + what, window.taps(), 8, (k, d) -> k.place(array(k, d, ys, y), positions, x));
    }

    private void statistics() {
        int[] x = new int[1 + random.nextInt(4)];
        int[] kept = new int[x.length];
        int count = 1;
        List<Integer> along = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(6);
            boolean reduced = random.nextBoolean();
            kept[i] = reduced ? 1 : x[i];
            if (reduced) {
                along.add(i);
                count *= x[i];
            }
        }
        int[] axes = along.stream().mapToInt(axis -> axis).toArray();
        double[] xs = values(x);
        double[] ys = values(x);
        double[] as = values(kept);
        double[] bs = values(kept);
        double[] cs = values(kept);
        double[] one = values(1);
        String what = Arrays.toString(x) + Arrays.toString(axes);
        add(
                "sumOfProducts" + what,
                Math.max(1, count),
                10,
                (k, d) -> k.sumOfProducts(array(k, d, xs, x), array(k, d, ys, x), axes));
        add("mean" + what, 2, 10, (k, d) -> k.moments(array(k, d, xs, x), axes).get(0));
        add(
                "variance" + what,
                Math.max(1, count) * 2,
                10,
                (k, d) -> k.moments(array(k, d, xs, x), axes).get(2));
        add(
                "centered" + what,
                3,
                20,
                (k, d) ->
                        k.centered(
                                array(k, d, xs, x),
                                array(k, d, as, kept),
                                array(k, d, bs, kept),
                                array(k, d, cs, kept)));
        add(
                "affine" + what,
                2,
                10,
                (k, d) ->
                        k.affine(array(k, d, as, kept), array(k, d, xs, x), array(k, d, bs, kept)));
        add(
                "affine of a scalar" + what,
                2,
                10,
                (k, d) -> k.affine(array(k, d, as, kept), array(k, d, xs, x), array(k, d, one)));
        add(
                "affine of two" + what,
                3,
                20,
                (k, d) ->
                        k.affine(
                                array(k, d, as, kept),
                                array(k, d, xs, x),
                                array(k, d, bs, kept),
                                array(k, d, ys, x),
                                array(k, d, cs, kept)));
        add(
                "affine of two and a scalar" + what,
                3,
                20,
                (k, d) ->
                        k.affine(
                                array(k, d, as, kept),
                                array(k, d, xs, x),
                                array(k, d, bs, kept),
                                array(k, d, ys, x),
                                array(k, d, one)));
    }

    private void add(String name, double ulps, double scale, Body body) {
        cases.add(new Case(name, ulps, scale, body));
    }

    private Array array(Kernels kernels, BackendDevice device, double[] values, int... shape) {
        return kernels.cast(kernels.of(values, shape, device), dtype);
    }

    private static int[] shape(boolean tasked, int tasks, int... one) {
        return tasked ? new int[] {tasks, one[0], one[1], one[2], one[3]} : one;
    }

    private double[] values(int... shape) {
        return random.doubles(Shapes.size(shape), -2, 2).toArray();
    }
}
