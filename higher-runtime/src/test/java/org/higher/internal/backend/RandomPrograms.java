package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;

/** Programs and inputs for them, drawn from a seed: steps of every kind, numbers of every kind. */
public final class RandomPrograms {
    private static final Reduction[] REDUCTIONS = {Reduction.SUM, Reduction.MEAN, Reduction.NORM2};

    private static final Reduction[] SUMS_MOSTLY = {
        Reduction.SUM,
        Reduction.SUM,
        Reduction.MEAN,
        Reduction.MEAN,
        Reduction.NORM2,
        Reduction.MAX,
        Reduction.MIN
    };

    private static final Binary[] ARITHMETIC = {
        Binary.ADD, Binary.SUB, Binary.MUL, Binary.DIV, Binary.MAX, Binary.MIN
    };

    /** What a random draw never meets: the ends of both types, and what is no number. */
    private static final double[] SPECIAL = {
        0,
        -0.0,
        1,
        2,
        -1,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        1e-39,
        Double.MIN_VALUE,
        1e-310,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        Double.MAX_VALUE,
        1e-20,
        -1e30,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private RandomPrograms() {}

    /** Three of an input's elements, and one number in four, are special. */
    public static List<Array> inputs(
            RandomGenerator random, DType dtype, int[] shape, BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        List<Array> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            double[] values =
                    kernels.toDoubles(kernels.normal(DType.FLOAT64, shape, random, device));
            for (int k = 0; k < 3; k++) {
                values[random.nextInt(values.length)] = special(random);
            }
            inputs.add(kernels.cast(kernels.of(values, shape, device), dtype));
        }
        for (int i = 0; i < 2; i++) {
            double value = random.nextInt(4) == 0 ? special(random) : random.nextGaussian();
            int[] one = i == 0 ? new int[0] : new int[] {1};
            inputs.add(kernels.full(DType.values()[i], one, value, device));
        }
        return inputs;
    }

    private static double special(RandomGenerator random) {
        return SPECIAL[random.nextInt(SPECIAL.length)];
    }

    /** All special numbers. */
    public static double[] special() {
        return SPECIAL.clone();
    }

    /**
     * Two elementwise inputs and two scalars, one of each type, then steps of every kind.
     *
     * @param length how many steps there are at least beside the inputs and a constant
     */
    public static Program program(RandomGenerator random, DType dtype, int[] shape, int length) {
        return program(random, dtype, shape, length, Binary.values(), 4);
    }

    /** As above, mostly of additions and the like, and with few outputs. */
    public static Program arithmetic(RandomGenerator random, DType dtype, int[] shape, int length) {
        return program(random, dtype, shape, length, ARITHMETIC, 3);
    }

    private static Program program(
            RandomGenerator random,
            DType dtype,
            int[] shape,
            int length,
            Binary[] binary,
            int count) {
        List<Program.Step> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            steps.add(new Program.Input(i, i < 2, i < 2 ? dtype : DType.values()[i - 2]));
        }
        double constant = random.nextInt(3) == 0 ? special(random) : 0.37;
        steps.add(
                new Program.Constant(dtype == DType.FLOAT32 ? (float) constant : constant, dtype));
        boolean isMixed = binary.length > ARITHMETIC.length;
        while (steps.size() < 5 + length) {
            int a = random.nextInt(steps.size());
            int b = random.nextInt(steps.size());
            Program soFar = new Program(dtype, shape, 4, steps, List.of());
            DType type = soFar.types()[a];
            switch (random.nextInt(isMixed ? 6 : 60)) {
                case 0, 1 -> steps.add(new Program.Apply(any(random, Unary.values()), a));
                case 2 -> {
                    if (soFar.types()[a] == dtype) {
                        steps.add(new Program.Reduce(REDUCTIONS[random.nextInt(3)], a));
                    }
                }
                case 3 -> {
                    int c = like(type, b, soFar, steps);
                    int condition = like(type, random.nextInt(soFar.steps().size()), soFar, steps);
                    if (c >= 0 && condition >= 0) {
                        steps.add(new Program.Choose(condition, a, c));
                    }
                }
                default -> {
                    int c = like(type, b, soFar, steps);
                    if (c >= 0) {
                        steps.add(new Program.Combine(any(random, binary), a, c));
                    }
                }
            }
        }
        List<Program.Output> outputs = new ArrayList<>();
        Program whole = new Program(dtype, shape, 4, steps, List.of());
        for (int i = 0; i < count; i++) {
            int step = isMixed ? random.nextInt(steps.size()) : steps.size() - 1 - i;
            boolean elementwise = whole.elementwise().get(step) || random.nextBoolean();
            outputs.add(new Program.Output(step, elementwise ? shape : new int[0]));
        }
        return new Program(dtype, shape, 4, steps, outputs);
    }

    /**
     * The inputs of {@link #broadcasting}: with all axes, with some, with all and with the outer
     * ones in another order, the last also in its place, and two scalars.
     */
    private static List<Program.Input> inputs(DType dtype, int rank) {
        int all = (1 << rank) - 1;
        List<Integer> reversed = new ArrayList<>();
        for (int axis = rank - 1; axis >= 0; axis--) {
            reversed.add(axis);
        }
        List<Integer> outer = reversed.subList(1, rank); // one axis at least
        List<Integer> order = outer.size() == 1 ? List.of() : outer;
        List<Integer> butLast = new ArrayList<>(order);
        if (!order.isEmpty()) {
            butLast.add(rank - 1);
        }
        return List.of(
                new Program.Input(0, Program.ALL, dtype),
                new Program.Input(1, Program.ALL, dtype),
                new Program.Input(2, 1, dtype),
                new Program.Input(3, all & ~1, dtype),
                new Program.Input(4, 1 << rank - 1, dtype),
                new Program.Input(5, Program.ALL, reversed, dtype),
                new Program.Input(6, all >> 1, order, dtype),
                new Program.Input(7, Program.ALL, butLast, dtype),
                new Program.Input(8, 0, dtype),
                new Program.Input(9, 0, DType.FLOAT64));
    }

    /** Axes of a step in any order; empty if that is the program's, as it has to be for scalars. */
    private static List<Integer> order(RandomGenerator random, int axes, int rank) {
        List<Integer> ascending =
                IntStream.range(0, rank).filter(i -> (axes >> i & 1) == 1).boxed().toList();
        List<Integer> order = new ArrayList<>(ascending);
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        return order.equals(ascending) ? List.of() : order;
    }

    /** All axes, with two of the same extent in place of each other if there are such. */
    private static List<Integer> swapped(RandomGenerator random, int... shape) {
        List<Integer> to = new ArrayList<>(IntStream.range(0, shape.length).boxed().toList());
        int a = random.nextInt(shape.length);
        int b = random.nextInt(shape.length);
        if (shape[a] == shape[b]) {
            Collections.swap(to, a, b);
        }
        return to;
    }

    /**
     * Inputs with all axes, with some and with none, in the program's order and in another one,
     * then steps of every kind: of what broadcasts, reductions along some axes, and transpositions.
     *
     * @param shape of two axes or more
     */
    public static Program broadcasting(
            RandomGenerator random, DType dtype, int[] shape, int length) {
        List<Program.Input> given = inputs(dtype, shape.length);
        int count = given.size();
        int all = (1 << shape.length) - 1;
        List<Program.Step> steps = new ArrayList<>(given);
        while (steps.size() < count + length) {
            int a = random.nextInt(steps.size());
            int b = random.nextInt(steps.size());
            Program soFar = new Program(dtype, shape, count, steps, List.of());
            DType type = soFar.types()[a];
            int axes = soFar.axes()[a] & all;
            int other = random.nextInt(all + 1);
            switch (random.nextInt(9)) {
                case 8 -> {
                    if (axes != 0) {
                        steps.add(new Program.Arrange(a, swapped(random, shape)));
                    }
                }
                case 0, 1 -> steps.add(new Program.Apply(any(random, Unary.values()), a));
                case 2 -> {
                    int kept = axes == 0 ? 0 : axes & other;
                    if (kept != axes || axes == 0 && type == dtype) {
                        List<Integer> order =
                                random.nextBoolean()
                                        ? List.of()
                                        : order(random, axes, shape.length);
                        steps.add(new Program.Reduce(any(random, SUMS_MOSTLY), a, kept, order));
                    }
                }
                case 3 -> {
                    if (type == dtype && (axes | other) != axes) {
                        int more = (axes | other) == all ? Program.ALL : axes | other;
                        steps.add(new Program.Spread(a, more));
                    }
                }
                case 4 -> {
                    int c = like(type, b, soFar, steps);
                    int condition = like(type, random.nextInt(soFar.steps().size()), soFar, steps);
                    if (c >= 0 && condition >= 0) {
                        steps.add(new Program.Choose(condition, a, c));
                    }
                }
                default -> {
                    int c = like(type, b, soFar, steps);
                    if (c >= 0) {
                        steps.add(new Program.Combine(any(random, Binary.values()), a, c));
                    }
                }
            }
        }
        Program whole = new Program(dtype, shape, count, steps, List.of());
        List<Program.Output> outputs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int step = i < 3 ? random.nextInt(steps.size()) : steps.size() - 1 - i;
            int axes = whole.axes()[step];
            boolean isFilled = axes == 0 && random.nextBoolean();
            outputs.add(new Program.Output(step, isFilled ? shape : whole.extents(axes)));
        }
        return new Program(dtype, shape, count, steps, outputs);
    }

    /** For {@link #broadcasting}; without the extents of 1 that a program's steps have. */
    public static List<Array> partial(
            RandomGenerator random, DType dtype, int[] shape, BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        List<Array> inputs = new ArrayList<>();
        for (Program.Input input : inputs(dtype, shape.length)) {
            int axes = input.axes();
            IntStream own =
                    input.order().isEmpty()
                            ? IntStream.range(0, shape.length)
                                    .filter(axis -> (axes >> axis & 1) == 1)
                            : input.order().stream().mapToInt(Integer::intValue);
            int[] extents = own.map(axis -> shape[axis]).toArray();
            double[] values =
                    kernels.toDoubles(kernels.normal(DType.FLOAT64, extents, random, device));
            for (int k = 0; k < 2 && values.length > 0; k++) {
                if (random.nextInt(3) == 0) {
                    values[random.nextInt(values.length)] = special(random);
                }
            }
            inputs.add(kernels.cast(kernels.of(values, extents, device), input.dtype()));
        }
        return inputs;
    }

    private static <T> T any(RandomGenerator random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** The step, a cast of it if it is a number of another type, or -1. */
    private static int like(DType type, int step, Program program, List<Program.Step> steps) {
        if (program.types()[step] == type) {
            return step;
        }
        if (program.axes()[step] != 0) {
            return -1;
        }
        steps.add(new Program.Cast(step, type));
        return steps.size() - 1;
    }
}
