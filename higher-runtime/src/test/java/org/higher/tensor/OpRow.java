package org.higher.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One row of the op table: an operation, where to evaluate it, and how often to differentiate it.
 *
 * @param method the method of the op tables that the row stands for, as {@code mul(Tensor, double)}
 * @param order the highest derivative checked; 0 if the operation has none
 * @param function the operation, applied to inputs of some shapes
 * @param ranges for each input the way from [0, 1) to values at which to differentiate
 * @param shapes the combinations of input shapes
 */
record OpRow(
        String method,
        int order,
        Function<Tensor[], Tensor> function,
        List<DoubleUnaryOperator> ranges,
        List<int[][]> shapes) {

    /** Any value. */
    static final DoubleUnaryOperator REAL = between(-2, 2);

    /** Values at which roots and logarithms are tame. */
    static final DoubleUnaryOperator POSITIVE = between(0.5, 2);

    /** Values of both signs that keep away from a kink or a pole at 0. */
    static final DoubleUnaryOperator NONZERO = u -> u < 0.5 ? -0.3 - 3 * u : 0.3 + 3 * (u - 0.5);

    /** 0 and 1. */
    static final DoubleUnaryOperator CONDITION = u -> u < 0.5 ? 0 : 1;

    private static final List<int[][]> BROADCASTING =
            List.of(
                    pair(new int[] {2, 3}, new int[] {3}),
                    pair(new int[] {2, 1}, new int[] {1, 3}),
                    pair(new int[] {}, new int[] {2, 3}),
                    pair(new int[] {2, 3}, new int[] {}),
                    pair(new int[] {1}, new int[] {2, 1}),
                    pair(new int[] {3, 1, 2}, new int[] {2, 1}),
                    pair(new int[] {0, 3}, new int[] {1, 3}));

    static DoubleUnaryOperator between(double low, double high) {
        return u -> low + (high - low) * u;
    }

    /** An operation on one tensor, at shapes [2, 3], [] and [0, 2]. */
    static OpRow unary(
            String method,
            int order,
            DoubleUnaryOperator range,
            Function<Tensor, Tensor> function) {
        return new OpRow(
                method,
                order,
                x -> function.apply(x[0]),
                List.of(range),
                List.of(new int[][] {{2, 3}}, new int[][] {{}}, new int[][] {{0, 2}}));
    }

    /** An operation on one tensor of a given shape. */
    static OpRow shaped(String method, int order, Function<Tensor, Tensor> function, int... shape) {
        return new OpRow(
                method,
                order,
                x -> function.apply(x[0]),
                List.of(REAL),
                List.<int[][]>of(new int[][] {shape}));
    }

    /** An operation on tensors of given shapes. */
    static OpRow several(
            String method, int order, Function<Tensor[], Tensor> function, int[]... shapes) {
        return new OpRow(
                method,
                order,
                function,
                Arrays.stream(shapes).map(shape -> REAL).toList(),
                List.<int[][]>of(shapes));
    }

    /** A broadcasting operation on two tensors, at equal shapes and at all that broadcast. */
    static OpRow binary(
            String method,
            int order,
            DoubleUnaryOperator first,
            DoubleUnaryOperator second,
            Function<Tensor[], Tensor> function) {
        List<int[][]> shapes = new ArrayList<>();
        shapes.add(pair(new int[] {2, 3}, new int[] {2, 3}));
        shapes.addAll(BROADCASTING);
        return new OpRow(method, order, function, List.of(first, second), shapes);
    }

    /** Seeded inputs, the same for a row in every run. */
    List<Tensor> inputs(int[][] inputShapes) {
        return inputs(inputShapes, 0);
    }

    /** Others for each number. */
    List<Tensor> inputs(int[][] inputShapes, int number) {
        RandomGenerator random = new SplittableRandom(method.hashCode() + number);
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < inputShapes.length; i++) {
            double[] values = new double[Arrays.stream(inputShapes[i]).reduce(1, (a, b) -> a * b)];
            DoubleUnaryOperator range = ranges.get(i);
            Arrays.setAll(values, k -> range.applyAsDouble(random.nextDouble()));
            inputs.add(Tensor.of(values, inputShapes[i]));
        }
        return inputs;
    }

    @Override
    public String toString() {
        return method + " " + Arrays.deepToString(shapes.get(0));
    }

    private static int[][] pair(int[] first, int[] second) {
        return new int[][] {first, second};
    }
}
