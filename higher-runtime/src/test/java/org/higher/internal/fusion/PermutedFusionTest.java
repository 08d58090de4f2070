package org.higher.internal.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.internal.fusion.FusedCode.agrees;
import static org.higher.internal.fusion.FusedCode.agreesInForwardMode;
import static org.higher.internal.fusion.FusedCode.agreesToSecondOrder;
import static org.higher.internal.fusion.FusedCode.fused;
import static org.higher.internal.fusion.FusedCode.normal;
import static org.higher.internal.fusion.FusedCode.same;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.functional.testing.GradCheck;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.BackendsUnderTest;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Code that transposes and permutes, against the same code operation by operation. */
class PermutedFusionTest {
    private static final int TASKS = 4;

    /** Some, all and none of the axes have the same extent, which may be 1. */
    private static final int[][] SHAPES = {
        {7, 5, 3}, {4, 4, 4}, {5, 3, 5}, {6, 6, 2}, {3, 1, 3}, {9, 9}, {8, 3}, {1, 6}
    };

    private static final int[][] EMPTY = {{0, 3}, {0, 0}, {4, 0, 4}};

    private static int[] shuffled(RandomGenerator random, int count) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        for (int i = count - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** All axes twice, then all, some and none in any order, or with an extent of 1. */
    private static List<Tensor> inputs(
            long seed, DType dtype, BackendDevice device, boolean tasks, int... shape) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            int[] order = i < 2 ? new int[0] : shuffled(random, shape.length);
            boolean hasAll = i < 4 || IntStream.of(shape).anyMatch(extent -> extent == 0);
            int count = hasAll ? shape.length : 1 + random.nextInt(shape.length);
            int least = hasAll ? count : random.nextInt(count + 1);
            int[] own =
                    i < 2
                            ? shape
                            : IntStream.range(0, count)
                                    .map(k -> k < least ? shape[order[k]] : 1)
                                    .toArray();
            boolean ofTasks = tasks && (i == 0 || random.nextInt(3) == 0);
            int[] all = IntStream.concat(IntStream.of(TASKS), Arrays.stream(own)).toArray();
            Tensor values =
                    Tensor.normal(random, DType.FLOAT64, ofTasks ? all : own).to(dtype).to(device);
            Tensor leaf = Tensor.parameter(values).withRequiresGrad(i != 1 || seed % 2 == 0);
            inputs.add(ofTasks ? leaf.asTasks() : leaf);
        }
        return inputs;
    }

    private static List<Tensor> build(List<Tensor> inputs, int largest, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> values = new ArrayList<>(inputs);
        for (int tries = 0; tries < 60 && values.size() < inputs.size() + 9; tries++) {
            Tensor a = values.get(random.nextInt(values.size()));
            Tensor b = values.get(random.nextInt(values.size()));
            switch (random.nextInt(8)) {
                case 0 -> // there are no extremes of nothing
                        values.add(a.size() == 0 ? a.sum(true, 0) : FusedCode.reduced(a, random));
                case 1 -> values.add(FusedCode.unary(a, random));
                case 2, 3 -> values.add(a.permute(shuffled(random, a.rank())));
                case 4 -> values.add(a.unsqueeze(random.nextInt(a.rank() + 1)));
                default -> {
                    if (FusedCode.fits(a, b)) {
                        Tensor both = FusedCode.binary(a, b, random);
                        if (both.size() <= largest) { // else no input has all of its axes
                            values.add(both);
                        }
                    }
                }
            }
        }
        int last = values.size() - 1;
        return List.of(
                values.get(last),
                values.get(random.nextInt(values.size())),
                values.get(random.nextInt(values.size())),
                values.get(last - 1));
    }

    private static UnaryOperator<List<Tensor>> code(long seed, int... shape) {
        int largest = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        return inputs -> build(inputs, largest, seed);
    }

    private static BackendDevice host() {
        return BackendRegistry.instance().device(BackendRegistry.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void valuesAreTheSameBits(boolean tasks) {
        int together = 0;
        for (long seed = 0; seed < 400; seed++) {
            int[] shape = SHAPES[(int) seed % SHAPES.length];
            together += sameBits(seed, host(), tasks, shape);
        }
        assertThat(together).as("programs that were fused").isGreaterThan(600);
    }

    @Test
    void emptyValuesHaveTheSameShapes() {
        int together = 0;
        for (long seed = 0; seed < 60; seed++) {
            together += sameBits(seed, host(), seed % 2 == 0, EMPTY[(int) seed % EMPTY.length]);
        }
        assertThat(together).isGreaterThan(80);
    }

    static Stream<BackendDevice> devicesThatCompile() {
        return BackendsUnderTest.devicesThatFuse()
                .filter(device -> !device.backend().name().equals(BackendRegistry.DEFAULT));
    }

    /** Each takes a compiler's time, so they are few. */
    @ParameterizedTest
    @MethodSource("devicesThatCompile")
    void valuesOfDevicesAreTheSameBits(BackendDevice device) {
        int together = 0;
        for (long seed = 0; seed < 8; seed++) {
            together += sameBits(seed, device, seed % 3 == 0, SHAPES[(int) seed]);
        }
        assertThat(together).isGreaterThan(10);
    }

    /** How many programs were fused, one for each type. */
    private static int sameBits(long seed, BackendDevice device, boolean tasks, int... shape) {
        int together = 0;
        UnaryOperator<List<Tensor>> code = code(seed, shape);
        for (DType dtype : DType.values()) {
            List<Tensor> inputs = inputs(seed, dtype, device, tasks, shape);
            Optional<List<Tensor>> quick = Fused.apply("random", code, inputs);
            together += quick.isPresent() ? 1 : 0;
            if (quick.isPresent()) {
                String name = "%d of %s".formatted(seed, Arrays.toString(shape));
                same(code.apply(inputs), quick.get(), name);
            }
        }
        return together;
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "5", "6", "7"})
    void agreesWithTheTapeToSecondOrder(int which) {
        for (long graph = 0; graph < 10; graph++) {
            long seed = graph * SHAPES.length + which;
            UnaryOperator<List<Tensor>> code = code(seed, SHAPES[which]);
            List<Tensor> inputs =
                    inputs(seed, DType.FLOAT64, host(), graph % 3 == 0, SHAPES[which]);
            agreesToSecondOrder(code, inputs, "graph " + seed);
        }
    }

    /** Gradients that are differentiated in forward mode. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "5", "6", "7"})
    void forwardModeAgreesWithTheTape(int which) {
        for (long graph = 0; graph < 10; graph++) {
            long seed = graph * SHAPES.length + which;
            UnaryOperator<List<Tensor>> code = code(seed, SHAPES[which]);
            List<Tensor> inputs =
                    inputs(seed, DType.FLOAT64, host(), graph % 3 == 0, SHAPES[which]);
            agreesInForwardMode(code, inputs, seed + 7, "graph " + seed);
        }
    }

    /** Whose elements have the same place before and after in shape, and not in value. */
    @Test
    void squaresAreNotTakenForTheirTranspositions() {
        List<UnaryOperator<List<Tensor>>> codes =
                List.of(
                        in -> List.of(in.get(0).sub(in.get(1).transpose())),
                        in -> List.of(in.get(0).transpose().sub(in.get(1)), in.get(0)),
                        in -> List.of(in.get(0).transpose(), in.get(1).mul(in.get(0))),
                        in -> List.of(in.get(0).add(in.get(0).transpose())),
                        in -> List.of(in.get(0).transpose().transpose(), in.get(1).mul(2)),
                        in -> List.of(in.get(0).mul(in.get(1)).transpose()),
                        in -> List.of(in.get(0).transpose().sum(0).mul(in.get(1))),
                        in -> List.of(in.get(0).transpose().mul(in.get(1)).sum()),
                        in -> List.of(in.get(0).transpose().sub(in.get(1).sum(true, 1))),
                        in -> List.of(in.get(0).sub(in.get(1).sum(true, 1).transpose())),
                        in -> {
                            Tensor y = in.get(0).sub(in.get(1).mean(0)).tanh();
                            return List.of(y.add(y.transpose()), y);
                        },
                        in -> {
                            Tensor rows = in.get(0).sum(true, 1);
                            Tensor there = in.get(1).mul(rows.transpose());
                            return List.of(there, rows.transpose().mul(there).transpose(), rows);
                        });
        for (UnaryOperator<List<Tensor>> code : codes) {
            agrees(code, List.of(normal(3, 9, 9), normal(4, 9, 9)));
            agrees(code, List.of(normal(3, 4, 9, 9).asTasks(), normal(4, 9, 9)));
            agrees(code, List.of(normal(3, 9, 9, 9).asTasks(), normal(4, 9, 9, 9).asTasks()));
        }
    }

    @Test
    void anUpdateByATransposedGradientIsFused() {
        agrees(
                in -> List.of(in.get(0).sub(in.get(1).transpose().mul(in.get(2)))),
                List.of(normal(3, 7, 4), normal(4, 4, 7), normal(5, 4)));
        agrees(
                in -> List.of(in.get(0).sub(in.get(1).permute(2, 0, 1).mul(in.get(2)))),
                List.of(normal(3, 5, 7, 4), normal(4, 7, 4, 5), normal(5, 5, 1, 1)));
        agrees(
                in -> List.of(in.get(0).sub(in.get(1).transpose().mul(in.get(2).transpose()))),
                List.of(normal(3, 2, 7, 4).asTasks(), normal(4, 4, 7), normal(5, 4, 1)));
    }

    /** To second order. */
    @Test
    void derivativesAgreeWithDifferences() {
        UnaryOperator<List<Tensor>> code =
                fused(
                        in -> {
                            Tensor turned = in.get(1).transpose().mul(in.get(2).unsqueeze(1));
                            Tensor moved = in.get(0).sub(turned.tanh());
                            return List.of(moved.mul(turned).transpose(), moved.square().mean(0));
                        });
        for (int columns : new int[] {3, 4}) {
            List<Tensor> inputs =
                    List.of(normal(3, 4, columns), normal(4, columns, 4), normal(5, 4));
            assertThat(Fused.apply("code", code, inputs)).isPresent();
            GradCheck.check(
                    inputs,
                    in ->
                            code.apply(in).stream()
                                    .map(x -> x.square().sum())
                                    .reduce(Tensor::add)
                                    .orElseThrow());
        }
    }
}
