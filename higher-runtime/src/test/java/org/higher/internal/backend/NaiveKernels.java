package org.higher.internal.backend;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Window;

/**
 * The primitives by their definitions: one formula per element, found by its coordinates.
 *
 * <p>The reference for both backends. Nothing here is shared with them, nothing is fast, and every
 * value is a double that is rounded once if the array is of floats.
 */
final class NaiveKernels implements Kernels {
    /** A backend of its own, so that a mix with another one is noticed. */
    static final class NaiveBackend implements Backend {
        @Override
        public String name() {
            return "naive";
        }

        @Override
        public Kernels kernels() {
            return KERNELS;
        }

        @Override
        public List<BackendDevice> devices() {
            return List.of(DEVICE);
        }
    }

    static final Kernels KERNELS = new NaiveKernels();

    static final BackendDevice DEVICE = new BackendDevice(new NaiveBackend(), 0, "by definition");

    private record NaiveArray(DType dtype, int[] shape, double[] values) implements Array {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public BackendDevice device() {
            return DEVICE;
        }

        /** The element at coordinates that may be longer (broadcast) than the shape. */
        double at(int[] coordinates) {
            int index = 0;
            int lead = coordinates.length - shape.length;
            for (int axis = 0; axis < shape.length; axis++) {
                int at = shape[axis] == 1 ? 0 : coordinates[lead + axis];
                index = index * shape[axis] + at;
            }
            return values[index];
        }
    }

    /** A formula of one element of the result. */
    private interface Formula {
        double at(int[] coordinates);
    }

    private static NaiveArray tabulate(DType dtype, int[] shape, Formula formula) {
        double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            double value = formula.at(coordinates(i, shape));
            values[i] = dtype == DType.FLOAT32 ? (float) value : value;
        }
        return new NaiveArray(dtype, shape.clone(), values);
    }

    private static int[] coordinates(int index, int[] shape) {
        int[] coordinates = new int[shape.length];
        int rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            coordinates[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return coordinates;
    }

    private static NaiveArray own(Array x) {
        return (NaiveArray) x;
    }

    private static int[] with(int[] array, int at, int value) {
        int[] copy = array.clone();
        copy[at] = value;
        return copy;
    }

    @Override
    public Array full(DType dtype, int[] shape, double value, BackendDevice device) {
        return tabulate(dtype, shape, c -> value);
    }

    @Override
    public Array of(float[] values, int[] shape, BackendDevice device) {
        double[] copy = new double[values.length];
        Arrays.setAll(copy, i -> values[i]);
        return new NaiveArray(DType.FLOAT32, shape.clone(), copy);
    }

    @Override
    public Array of(double[] values, int[] shape, BackendDevice device) {
        return new NaiveArray(DType.FLOAT64, shape.clone(), values.clone());
    }

    @Override
    public float[] toFloats(Array x) {
        float[] result = new float[x.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) own(x).values[i];
        }
        return result;
    }

    @Override
    public double[] toDoubles(Array x) {
        return own(x).values.clone();
    }

    @Override
    public double item(Array x) {
        return own(x).values[0];
    }

    @Override
    public Array uniform(DType dtype, int[] shape, RandomGenerator random, BackendDevice device) {
        return tabulate(
                dtype,
                shape,
                c -> dtype == DType.FLOAT32 ? random.nextFloat() : random.nextDouble());
    }

    @Override
    public Array normal(DType dtype, int[] shape, RandomGenerator random, BackendDevice device) {
        return tabulate(dtype, shape, c -> random.nextGaussian());
    }

    @Override
    public Array unary(Unary f, Array x) {
        return tabulate(x.dtype(), x.shape(), c -> value(f, own(x).at(c)));
    }

    @Override
    public Array binary(Binary f, Array a, Array b) {
        int[] shape = together(a.shape(), b.shape());
        return tabulate(a.dtype(), shape, c -> value(f, own(a).at(c), own(b).at(c)));
    }

    @Override
    public Array binary(Binary f, Array a, double b) {
        return binary(f, a, full(a.dtype(), new int[0], b, DEVICE));
    }

    @Override
    public Array binary(Binary f, double a, Array b) {
        return binary(f, full(b.dtype(), new int[0], a, DEVICE), b);
    }

    @Override
    public Array where(Array condition, Array a, Array b) {
        int[] shape = together(condition.shape(), together(a.shape(), b.shape()));
        return tabulate(
                a.dtype(), shape, c -> own(condition).at(c) != 0 ? own(a).at(c) : own(b).at(c));
    }

    @Override
    public Array cast(Array x, DType dtype) {
        return tabulate(dtype, x.shape(), own(x)::at);
    }

    @Override
    public Array reduce(Reduction f, Array x, int[] axes, boolean keepDims) {
        int[] kept = x.shape().clone();
        for (int axis : axes) {
            kept[axis] = 1;
        }
        double[] exact = new double[Arrays.stream(kept).reduce(1, (a, b) -> a * b)];
        NaiveArray cells = new NaiveArray(DType.FLOAT64, kept, exact);
        Arrays.setAll(exact, i -> i);
        int[] cell = new int[x.size()];
        for (int i = 0; i < x.size(); i++) {
            cell[i] = (int) cells.at(coordinates(i, x.shape()));
        }
        Arrays.setAll(exact, i -> reduced(f, cell, i, own(x).values));
        NaiveArray result = tabulate(x.dtype(), kept, cells::at);
        int[] shape = kept;
        if (!keepDims) {
            shape = new int[kept.length - axes.length];
            int at = 0;
            for (int axis = 0; axis < kept.length; axis++) {
                int wanted = axis;
                if (Arrays.stream(axes).noneMatch(reducedAxis -> reducedAxis == wanted)) {
                    shape[at++] = kept[axis];
                }
            }
        }
        return reshape(result, shape);
    }

    private static double reduced(Reduction f, int[] cell, int wanted, double[] values) {
        double sum = 0;
        double lost = 0; // Neumaier's compensation
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        double norm = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (cell[i] != wanted) {
                continue;
            }
            double next = sum + values[i];
            lost +=
                    Math.abs(sum) >= Math.abs(values[i])
                            ? (sum - next) + values[i]
                            : (values[i] - next) + sum;
            sum = next;
            max = value(Binary.MAX, max, values[i]);
            min = value(Binary.MIN, min, values[i]);
            norm = Double.isNaN(norm + values[i]) ? Double.NaN : Math.hypot(norm, values[i]);
            count++;
        }
        double total = Double.isFinite(sum) ? sum + lost : sum;
        return switch (f) {
            case SUM -> total;
            case MEAN -> total / count;
            case NORM2 -> norm;
            case MAX -> max;
            case MIN -> min;
        };
    }

    @Override
    public int[] argMax(Array x, int axis) {
        int[] shape = with(x.shape(), axis, 1);
        NaiveArray best =
                tabulate(
                        DType.FLOAT64,
                        shape,
                        c -> {
                            int first = 0;
                            for (int i = 1; i < x.shape()[axis]; i++) {
                                double value = own(x).at(with(c, axis, i));
                                double known = own(x).at(with(c, axis, first));
                                if (!Double.isNaN(known) && !(value <= known)) {
                                    first = i;
                                }
                            }
                            return first;
                        });
        return Arrays.stream(best.values).mapToInt(value -> (int) value).toArray();
    }

    @Override
    public Array matmul(Array a, Array b, boolean transposeA, boolean transposeB) {
        Array x = transposeA ? swapped(a) : a;
        Array y = transposeB ? swapped(b) : b;
        int rankX = x.shape().length;
        int rankY = y.shape().length;
        int[] batch =
                together(Arrays.copyOf(x.shape(), rankX - 2), Arrays.copyOf(y.shape(), rankY - 2));
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        int rank = shape.length;
        shape[rank - 2] = x.shape()[rankX - 2];
        shape[rank - 1] = y.shape()[rankY - 1];
        int k = x.shape()[rankX - 1];
        return tabulate(
                a.dtype(),
                shape,
                c -> {
                    IntToDoubleFunction term =
                            l -> element(x, c, rank - 1, l) * element(y, c, rank - 2, l);
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        sum += term.applyAsDouble(l);
                    }
                    return sum;
                });
    }

    private static double element(Array x, int[] coordinates, int axis, int value) {
        return own(x).at(with(coordinates, axis, value));
    }

    private Array swapped(Array x) {
        int rank = x.shape().length;
        int[] axes = new int[rank];
        Arrays.setAll(axes, i -> i);
        axes[rank - 1] = rank - 2;
        axes[rank - 2] = rank - 1;
        return permute(x, axes);
    }

    @Override
    public Array reshape(Array x, int[] shape) {
        return new NaiveArray(x.dtype(), shape.clone(), own(x).values);
    }

    @Override
    public Array permute(Array x, int[] axes) {
        int[] shape = new int[axes.length];
        Arrays.setAll(shape, i -> x.shape()[axes[i]]);
        return tabulate(
                x.dtype(),
                shape,
                c -> {
                    int[] source = new int[axes.length];
                    for (int i = 0; i < axes.length; i++) {
                        source[axes[i]] = c[i];
                    }
                    return own(x).at(source);
                });
    }

    @Override
    public Array broadcast(Array x, int[] shape) {
        return tabulate(x.dtype(), shape, own(x)::at);
    }

    @Override
    public Array slice(Array x, int[] starts, int[] sizes, int[] steps) {
        return tabulate(
                x.dtype(),
                sizes,
                c -> {
                    int[] source = new int[c.length];
                    Arrays.setAll(source, i -> starts[i] + c[i] * steps[i]);
                    return own(x).at(source);
                });
    }

    @Override
    public Array embed(Array x, int[] shape, int[] starts, int[] steps) {
        return tabulate(
                x.dtype(),
                shape,
                c -> {
                    int[] source = new int[c.length];
                    for (int i = 0; i < c.length; i++) {
                        int distance = c[i] - starts[i];
                        source[i] = distance / steps[i];
                        boolean hit =
                                distance % steps[i] == 0
                                        && source[i] >= 0
                                        && source[i] < x.shape()[i];
                        if (!hit) {
                            return 0;
                        }
                    }
                    return own(x).at(source);
                });
    }

    @Override
    public Array concat(List<Array> parts, int axis) {
        int extent = parts.stream().mapToInt(part -> part.shape()[axis]).sum();
        return tabulate(
                parts.get(0).dtype(),
                with(parts.get(0).shape(), axis, extent),
                c -> {
                    int at = c[axis];
                    for (Array part : parts) {
                        if (at < part.shape()[axis]) {
                            return own(part).at(with(c, axis, at));
                        }
                        at -= part.shape()[axis];
                    }
                    throw new AssertionError("past the last part");
                });
    }

    @Override
    public Array gather(Array x, int[] indices, int axis) {
        check(indices, x.shape()[axis]);
        return tabulate(
                x.dtype(),
                with(x.shape(), axis, indices.length),
                c -> own(x).at(with(c, axis, indices[c[axis]])));
    }

    @Override
    public Array scatterAdd(Array x, int[] indices, int axis, int extent) {
        check(indices, extent);
        return tabulate(
                x.dtype(),
                with(x.shape(), axis, extent),
                c -> {
                    double sum = 0;
                    for (int i = 0; i < indices.length; i++) {
                        if (indices[i] == c[axis]) {
                            sum += own(x).at(with(c, axis, i));
                        }
                    }
                    return sum;
                });
    }

    private static void check(int[] indices, int extent) {
        for (int index : indices) {
            if (index < 0 || index >= extent) {
                throw new IndexOutOfBoundsException(index);
            }
        }
    }

    private static int[] together(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= shape.length; i++) {
            int m = i <= a.length ? a[a.length - i] : 1;
            int n = i <= b.length ? b[b.length - i] : 1;
            shape[shape.length - i] = m == 1 ? n : m;
        }
        return shape;
    }

    private static double value(Unary f, double x) {
        return switch (f) {
            case NEG -> -x;
            case ABS -> x < 0 ? -x : x + 0.0;
            case SIGN -> Double.isNaN(x) ? x : x > 0 ? 1 : x < 0 ? -1 : 0;
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case SQRT -> StrictMath.sqrt(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> x < -700 ? StrictMath.exp(x) : 1 / (1 + StrictMath.exp(-x));
            case RELU -> Double.isNaN(x) || x > 0 ? x : 0;
            case SOFTPLUS -> x > 40 ? x : StrictMath.log1p(StrictMath.exp(x));
            case ERF -> erf(x);
            case SQUARE -> x * x;
            case RECIPROCAL -> 1 / x;
        };
    }

    /** The Taylor series at 0, whose cancellation 60 digits stand. */
    private static double erf(double x) {
        if (!(Math.abs(x) < 6)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        MathContext digits = new MathContext(60);
        BigDecimal square = new BigDecimal(x).pow(2, digits).negate();
        BigDecimal power = new BigDecimal(x);
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 1; power.abs().doubleValue() > 1e-40 * Math.abs(x); n++) {
            sum = sum.add(power.divide(BigDecimal.valueOf(2 * n - 1), digits), digits);
            power = power.multiply(square, digits).divide(BigDecimal.valueOf(n), digits);
        }
        return sum.doubleValue() * (2 / Math.sqrt(Math.PI));
    }

    private static double value(Binary f, double a, double b) {
        boolean nan = Double.isNaN(a) || Double.isNaN(b);
        return switch (f) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> StrictMath.pow(a, b);
            case MAX -> nan ? Double.NaN : a > b ? a : b;
            case MIN -> nan ? Double.NaN : a < b ? a : b;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case GT -> a > b ? 1 : 0;
            case GE -> a >= b ? 1 : 0;
            case TANH_VJP -> a * (1 - b * b);
            case SIGMOID_VJP -> a * (b * (1 - b));
            case RELU_VJP -> b <= 0 ? 0 : a;
        };
    }

    @Override
    public Array conv(Array x, Array w, Window window, int groups) {
        int[] shape =
                with(window.over(x.shape()), x.shape().length - 3, w.shape()[w.shape().length - 4]);
        int[] y = tasked(shape, w);
        return rounded(
                x.dtype(),
                y,
                NaiveWindows.conv(
                        own(x).values, x.shape(), own(w).values, w.shape(), y, window, groups));
    }

    @Override
    public Array convInput(Array g, Array w, Window window, int groups, int rows, int columns) {
        int[] shape = g.shape().clone();
        shape[shape.length - 3] = w.shape()[w.shape().length - 3] * groups;
        shape[shape.length - 2] = rows;
        shape[shape.length - 1] = columns;
        int[] x = tasked(shape, w);
        return rounded(
                g.dtype(),
                x,
                NaiveWindows.input(
                        own(g).values, g.shape(), own(w).values, w.shape(), x, window, groups));
    }

    @Override
    public Array convWeight(Array x, Array g, Window window, int groups) {
        int channels = x.shape()[x.shape().length - 3] / groups;
        int outputs = g.shape()[g.shape().length - 3];
        int[] one = {outputs, channels, window.height(), window.width()};
        int[] w = tasked(tasked(one, x), g);
        return rounded(
                x.dtype(),
                w,
                NaiveWindows.weight(
                        own(x).values, x.shape(), own(g).values, g.shape(), w, window, groups));
    }

    /** A shape for each task if another array has tasks. */
    private static int[] tasked(int[] shape, Array other) {
        if (shape.length == 5 || other.shape().length == 4) {
            return shape;
        }
        return new int[] {other.shape()[0], shape[0], shape[1], shape[2], shape[3]};
    }

    private static NaiveArray rounded(DType dtype, int[] shape, double[] values) {
        return (NaiveArray) KERNELS.cast(new NaiveArray(DType.FLOAT64, shape, values), dtype);
    }

    @Override
    public int[] maxima(Array x, Window window) {
        return NaiveWindows.maxima(own(x).values, x.shape(), window);
    }

    @Override
    public Array pick(Array x, int[] positions, int[] shape) {
        double[] values = Arrays.stream(positions).mapToDouble(at -> own(x).values[at]).toArray();
        return new NaiveArray(x.dtype(), shape.clone(), values);
    }

    @Override
    public Array place(Array x, int[] positions, int[] shape) {
        double[] sums = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < positions.length; i++) {
            sums[positions[i]] += own(x).values[i];
        }
        return rounded(x.dtype(), shape.clone(), sums);
    }
}
