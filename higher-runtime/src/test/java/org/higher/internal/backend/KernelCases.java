package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;

/**
 * Random uses of every kernel, drawn from a seed, to be run on any backend.
 *
 * <p>Shapes have ranks 0 to 4 and extents 0 to 5, and every tenth value is special.
 */
final class KernelCases {
    /** A use of a kernel; what it gives is an array, a Java array or a number. */
    interface Body {
        Object run(Kernels kernels, BackendDevice device);
    }

    /**
     * A named use.
     *
     * @param ulps how far a result may be from the exact one, in units of the larger of itself and
     *     {@code scale}; 0 means not at all
     * @param scale the magnitude of what is summed on the way, for cancellation
     */
    record Case(String name, double ulps, double scale, Body body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e-40,
        -1e-40,
        1e-310,
        3e38,
        -3e38,
        1e30,
        100,
        -100,
        0.5,
        2,
        20,
        -20
    };

    private final Random random;
    private final DType dtype;
    private final List<Case> cases = new ArrayList<>();

    private KernelCases(long seed, DType dtype) {
        this.random = new Random(seed);
        this.dtype = dtype;
    }

    /** One use of everything. */
    static List<Case> of(long seed, DType dtype) {
        KernelCases cases = new KernelCases(seed, dtype);
        cases.contents();
        cases.elementwise();
        cases.programs();
        cases.reductions();
        cases.products();
        cases.moves();
        cases.lengths();
        cases.cases.addAll(WindowCases.of(seed, dtype));
        return cases.cases;
    }

    private void contents() {
        int[] shape = shape(4);
        double[] values = values(shape, true);
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> floats[i] = (float) values[i]);
        long seed = random.nextLong();
        exact("of floats " + text(shape), (k, d) -> k.of(floats, shape, d));
        exact("of doubles " + text(shape), (k, d) -> k.of(values, shape, d));
        exact("toFloats", (k, d) -> k.toFloats(array(k, d, values, shape)));
        exact("toDoubles", (k, d) -> k.toDoubles(array(k, d, values, shape)));
        exact("item", (k, d) -> k.item(array(k, d, new double[] {0.1}, 1, 1)));
        exact("item of a scalar", (k, d) -> k.item(array(k, d, new double[] {-3})));
        for (DType to : DType.values()) {
            exact("full " + to, (k, d) -> k.full(to, shape, 0.1, d));
            exact("uniform " + to, (k, d) -> k.uniform(to, shape, new Random(seed), d));
            exact("normal " + to, (k, d) -> k.normal(to, shape, new Random(seed), d));
            exact("cast to " + to, (k, d) -> k.cast(array(k, d, values, shape), to));
        }
    }

    private void elementwise() {
        for (Unary f : Unary.values()) {
            int[] shape = shape(4);
            double[] values = values(shape, true);
            add(f + text(shape), ulps(f), 0, (k, d) -> k.unary(f, array(k, d, values, shape)));
        }
        for (Binary f : Binary.values()) {
            binary(f);
        }
        int[] common = shape(4);
        int[] c = narrowed(common);
        int[] a = narrowed(common);
        int[] b = narrowed(common);
        double[] condition = values(c, true);
        double[] x = values(a, true);
        double[] y = values(b, true);
        exact(
                "where" + text(c) + text(a) + text(b),
                (k, d) -> k.where(array(k, d, condition, c), array(k, d, x, a), array(k, d, y, b)));
    }

    private void binary(Binary f) {
        int[] common = shape(4);
        int[] a = narrowed(common);
        int[] b = narrowed(common);
        binary(f, a, b);
        binary(f, a, a);
        double[] x = values(a, !cancels(f));
        double[] y = values(b, !cancels(f));
        boolean special = !cancels(f) && random.nextInt(3) == 0;
        double scalar = special ? special() : random.nextGaussian();
        double[] alone = {scalar};
        String right = f + text(a) + " and " + scalar;
        add(right, ulps(f), scale(f, x, alone), (k, d) -> k.binary(f, array(k, d, x, a), scalar));
        String left = f + " of " + scalar + " and " + text(b);
        add(left, ulps(f), scale(f, alone, y), (k, d) -> k.binary(f, scalar, array(k, d, y, b)));
    }

    private void binary(Binary f, int[] a, int[] b) {
        double[] x = values(a, !cancels(f));
        double[] y = values(b, !cancels(f));
        add(
                f + text(a) + text(b),
                ulps(f),
                scale(f, x, y),
                (k, d) -> k.binary(f, array(k, d, x, a), array(k, d, y, b)));
    }

    private static double ulps(Binary f) {
        return f == Binary.POW ? 2 : cancels(f) ? 4 : 0;
    }

    /** Whether digits can cancel out, so that a result is as exact as its largest part. */
    private static boolean cancels(Binary f) {
        return f == Binary.TANH_VJP || f == Binary.SIGMOID_VJP;
    }

    private static double scale(Binary f, double[] x, double[] y) {
        return cancels(f) ? largest(x) * (1 + largest(y) * largest(y)) : 0;
    }

    /** The mean square of a difference, and what is left of a; see ProgramTest for the rest. */
    private void programs() {
        int[] shape = withoutZeros(append(shape(2), extent() + 1, extent() + 1));
        double[] a = values(shape, false);
        double[] b = values(shape, false);
        Program program =
                new Program(
                        dtype,
                        shape,
                        2,
                        List.of(
                                new Program.Input(0, true, dtype),
                                new Program.Input(1, true, dtype),
                                new Program.Combine(Binary.SUB, 0, 1),
                                new Program.Apply(Unary.SQUARE, 2),
                                new Program.Reduce(Reduction.SUM, 3)),
                        List.of(new Program.Output(2, shape), new Program.Output(4, new int[0])));
        for (int i = 0; i < 2; i++) {
            int output = i;
            add(
                    "run" + text(shape) + output,
                    8,
                    4 * magnitude(a) * magnitude(b),
                    (k, d) ->
                            k.run(program, List.of(array(k, d, a, shape), array(k, d, b, shape)))
                                    .get(output));
        }
    }

    /** Lengths around the widths of vectors, and around the blocks in which loops run. */
    private void lengths() {
        int n = random.nextInt(4) == 0 ? 500 + random.nextInt(600) : random.nextInt(71);
        int rows = random.nextInt(4);
        int[] matrix = {rows, n};
        int[][] narrow = {{n}, {1, n}, {rows, 1}, {1}, {}};
        double[] x = values(matrix, true);
        double[] condition = values(matrix, true);
        Unary[] unaries = Unary.values();
        Unary unary = unaries[random.nextInt(unaries.length)];
        add(unary + text(matrix), ulps(unary), 0, (k, d) -> k.unary(unary, array(k, d, x, matrix)));
        Binary[] binaries = Binary.values();
        Binary f = binaries[random.nextInt(binaries.length)];
        for (int[] shape : narrow) {
            double[] y = values(shape, true);
            binary(f, matrix, shape);
            binary(f, shape, matrix);
            exact(
                    "where" + text(matrix) + text(shape) + text(matrix),
                    (k, d) ->
                            k.where(
                                    array(k, d, condition, matrix),
                                    array(k, d, y, shape),
                                    array(k, d, x, matrix)));
        }
        binary(f, matrix, matrix);
        int[] tall = {n, rows};
        for (int[] shape : new int[][] {matrix, tall}) {
            exact(
                    "transpose" + text(shape),
                    (k, d) -> k.permute(array(k, d, x, shape), new int[] {1, 0}));
        }
        double[] plain = values(matrix, false);
        for (int[] along : new int[][] {{0}, {1}, {0, 1}}) {
            add(
                    "SUM" + text(matrix) + text(along),
                    2,
                    magnitude(plain),
                    (k, d) -> k.reduce(Reduction.SUM, array(k, d, plain, matrix), along, false));
        }
    }

    private void reductions() {
        for (Reduction f : Reduction.values()) {
            for (boolean special : new boolean[] {false, true}) {
                int[] shape = shape(4);
                double[] values = values(shape, special);
                int[] axes = axes(shape.length);
                double ulps = f == Reduction.MAX || f == Reduction.MIN ? 0 : 2;
                for (boolean keep : new boolean[] {false, true}) {
                    add(
                            f + text(shape) + " along " + text(axes) + keep,
                            ulps,
                            magnitude(values),
                            (k, d) -> k.reduce(f, array(k, d, values, shape), axes, keep));
                }
            }
        }
        int[] shape = withoutZeros(shape(3));
        int[] atLeastOne = shape.length == 0 ? new int[] {3} : shape;
        double[] values = values(atLeastOne, true);
        int axis = random.nextInt(atLeastOne.length);
        exact(
                "argMax" + text(atLeastOne) + axis,
                (k, d) -> k.argMax(array(k, d, values, atLeastOne), axis));
    }

    private void products() {
        for (boolean ta : new boolean[] {false, true}) {
            for (boolean tb : new boolean[] {false, true}) {
                product(ta, tb, extent(), extent(), extent());
                // large enough to leave the small path
                product(ta, tb, 20 + extent(), 20 + extent(), 30 + extent());
                // close to where products leave the small path, and where a vector does
                product(ta, tb, 8 + extent(), 8 + extent(), 8 + extent());
                product(ta, tb, 1, 120 + extent(), 120 + 3 * extent());
                product(ta, tb, 120 + 3 * extent(), 1, 120 + extent());
            }
        }
    }

    private void product(boolean ta, boolean tb, int m, int n, int k) {
        int[] batch = shape(2);
        int[] a = append(narrowed(batch), ta ? k : m, ta ? m : k);
        int[] b = append(narrowed(batch), tb ? n : k, tb ? k : n);
        double[] x = values(a, false);
        double[] y = values(b, false);
        add(
                "matmul" + text(a) + (ta ? "T" : "") + text(b) + (tb ? "T" : ""),
                Math.max(1, k),
                Math.max(1, k),
                (kernels, d) ->
                        kernels.matmul(array(kernels, d, x, a), array(kernels, d, y, b), ta, tb));
        int[] product = append(Shapes.broadcast(lead(a), lead(b)), m, n);
        int[] c = random.nextBoolean() ? new int[] {n} : narrowed(product);
        double[] z = values(c, false);
        add(
                "matmul" + text(a) + (ta ? "T" : "") + text(b) + (tb ? "T" : "") + "+" + text(c),
                Math.max(1, k),
                Math.max(1, k),
                (kernels, d) ->
                        kernels.matmul(
                                array(kernels, d, x, a),
                                array(kernels, d, y, b),
                                ta,
                                tb,
                                array(kernels, d, z, c)));
    }

    private static int[] lead(int[] shape) {
        return Arrays.copyOf(shape, shape.length - 2);
    }

    private void moves() {
        int[] shape = shape(4);
        int rank = shape.length;
        double[] values = values(shape, true);
        int[] flat = {values.length};
        exact("reshape" + text(shape), (k, d) -> k.reshape(array(k, d, values, shape), flat));
        int[] order = permutation(rank);
        exact(
                "permute" + text(shape) + text(order),
                (k, d) -> k.permute(array(k, d, values, shape), order));
        int[] narrow = narrowed(shape);
        double[] few = values(narrow, true);
        exact(
                "broadcast" + text(narrow) + text(shape),
                (k, d) -> k.broadcast(array(k, d, few, narrow), shape));
        slices(shape, values);
        int[] someAxis = append(shape(2), extent(), extent());
        alongAxis(someAxis, values(someAxis, true), random.nextInt(someAxis.length));
    }

    private void slices(int[] shape, double[] values) {
        int rank = shape.length;
        int[] starts = new int[rank];
        int[] sizes = new int[rank];
        int[] steps = new int[rank];
        for (int i = 0; i < rank; i++) {
            steps[i] = 1 + random.nextInt(3);
            starts[i] = shape[i] == 0 ? 0 : random.nextInt(shape[i]);
            int most = shape[i] == 0 ? 0 : (shape[i] - 1 - starts[i]) / steps[i] + 1;
            sizes[i] = random.nextInt(most + 1);
            if (sizes[i] > 0 && random.nextBoolean()) {
                starts[i] += (sizes[i] - 1) * steps[i];
                steps[i] = -steps[i];
            }
        }
        String what = text(shape) + text(starts) + text(sizes) + text(steps);
        exact("slice" + what, (k, d) -> k.slice(array(k, d, values, shape), starts, sizes, steps));
        double[] part = values(sizes, true);
        exact("embed" + what, (k, d) -> k.embed(array(k, d, part, sizes), shape, starts, steps));
    }

    private void alongAxis(int[] shape, double[] values, int axis) {
        int[] other = shape.clone();
        other[axis] = extent();
        double[] more = values(other, true);
        exact(
                "concat" + text(shape) + text(other) + axis,
                (k, d) ->
                        k.concat(
                                List.of(
                                        array(k, d, values, shape),
                                        array(k, d, more, other),
                                        array(k, d, values, shape)),
                                axis));
        int extent = shape[axis];
        int[] indices = random.ints(extent == 0 ? 0 : 6, 0, Math.max(1, extent)).toArray();
        exact(
                "gather" + text(shape) + text(indices) + axis,
                (k, d) -> k.gather(array(k, d, values, shape), indices, axis));
        int[] source = shape.clone();
        source[axis] = indices.length;
        double[] added = values(source, false);
        add(
                "scatterAdd" + text(source) + text(indices) + axis,
                4,
                magnitude(added),
                (k, d) -> k.scatterAdd(array(k, d, added, source), indices, axis, extent));
    }

    private void exact(String name, Body body) {
        add(name, 0, 0, body);
    }

    private void add(String name, double ulps, double scale, Body body) {
        cases.add(new Case(name, ulps, scale, body));
    }

    private Array array(Kernels kernels, BackendDevice device, double[] values, int... shape) {
        return kernels.cast(kernels.of(values, shape, device), dtype);
    }

    /** How exact a function is asked to be; basic arithmetic and roots are to the bit. */
    private static double ulps(Unary f) {
        return switch (f) {
            case EXP, LOG, SIN, COS -> 2;
            case TANH, SIGMOID, SOFTPLUS, ERF -> 4;
            default -> 0;
        };
    }

    private int extent() {
        int draw = random.nextInt(12);
        return draw == 0 ? 0 : draw < 4 ? 1 : 2 + random.nextInt(4);
    }

    private int[] shape(int maxRank) {
        return IntStream.range(0, random.nextInt(maxRank + 1)).map(i -> extent()).toArray();
    }

    /** A shape that broadcasts to the given one. */
    private int[] narrowed(int[] shape) {
        int from =
                shape.length == 0 || random.nextInt(3) > 0 ? 0 : random.nextInt(shape.length + 1);
        return Arrays.stream(Arrays.copyOfRange(shape, from, shape.length))
                .map(extent -> random.nextInt(3) == 0 ? 1 : extent)
                .toArray();
    }

    private static int[] withoutZeros(int[] shape) {
        return Arrays.stream(shape).map(extent -> Math.max(extent, 1)).toArray();
    }

    private int[] axes(int rank) {
        return IntStream.range(0, rank).filter(axis -> random.nextBoolean()).toArray();
    }

    private int[] permutation(int rank) {
        return random.ints(0, Math.max(rank, 1)).distinct().limit(rank).toArray();
    }

    private static int[] append(int[] shape, int m, int n) {
        int[] longer = Arrays.copyOf(shape, shape.length + 2);
        longer[shape.length] = m;
        longer[shape.length + 1] = n;
        return longer;
    }

    private double[] values(int[] shape, boolean special) {
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            double value = random.nextGaussian();
            if (special && random.nextInt(10) == 0) {
                value = special();
            }
            values[i] = value;
        }
        return values;
    }

    private double special() {
        return SPECIAL[random.nextInt(SPECIAL.length)];
    }

    private static double magnitude(double[] values) {
        return Arrays.stream(values).map(Math::abs).filter(Double::isFinite).sum();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static String text(int[] ints) {
        return Arrays.toString(ints);
    }
}
