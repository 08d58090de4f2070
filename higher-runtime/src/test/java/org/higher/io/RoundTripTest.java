package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random contents of all kinds come back to the last bit; the seed is the argument. */
class RoundTripTest {
    private static final int SEEDS = 60;

    @TempDir Path folder;

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsSavedIsLoaded(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve("run.zip");
        CheckpointBuilder builder = Checkpoint.builder();
        Map<String, Object> given = new LinkedHashMap<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            add(i + name(random), random, builder, given);
        }
        builder.save(file);

        Checkpoint loaded = Checkpoint.load(file);

        assertThat(loaded.names()).containsExactlyElementsOf(given.keySet());
        given.forEach((name, value) -> check(loaded, name, value));
    }

    private static void add(
            String name,
            SplittableRandom random,
            CheckpointBuilder builder,
            Map<String, Object> given) {
        switch (random.nextInt(6)) {
            case 0 -> {
                String text = text(random);
                given.put(name, text);
                builder.text(name, text);
            }
            case 1 -> {
                long number = random.nextLong() >> random.nextInt(64);
                given.put(name, number);
                builder.number(name, number);
            }
            case 2 -> {
                double number = real(random);
                given.put(name, number);
                builder.number(name, number);
            }
            case 3 -> {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    tensors.put(text(random), tensor(random));
                }
                given.put(name, tensors);
                builder.tensors(name, tensors);
            }
            case 4 -> {
                Overrides<Sgd> overrides = Overrides.none();
                for (int i = random.nextInt(4); i > 0; i--) {
                    List<Tensor> values = new ArrayList<>();
                    for (int j = random.nextInt(3); j >= 0; j--) {
                        values.add(tensor(random).withRequiresGrad(random.nextBoolean()));
                    }
                    overrides = overrides.withEach(text(random), values);
                }
                given.put(name, overrides);
                builder.overrides(name, overrides);
            }
            default -> {
                Optimizer<Any> optimizer = optimizer(random);
                given.put(name, optimizer);
                builder.optimizer(name, optimizer);
            }
        }
    }

    private static void check(Checkpoint loaded, String name, Object given) {
        if (given instanceof String text) {
            assertThat(loaded.text(name)).isEqualTo(text);
        } else if (given instanceof Long number) {
            assertThat(loaded.longValue(name)).isEqualTo(number);
        } else if (given instanceof Double number) {
            assertThat(Double.valueOf(loaded.doubleValue(name))).isEqualTo(number);
        } else if (given instanceof Overrides<?> overrides) {
            Map<String, List<Tensor>> values = loaded.overrides(name).asMap();
            assertThat(values.keySet()).isEqualTo(overrides.asMap().keySet());
            values.forEach(
                    (key, list) -> {
                        List<Tensor> own = overrides.asMap().get(key);
                        assertThat(Bits.of(list)).isEqualTo(Bits.of(own));
                        assertThat(list.stream().map(Tensor::requiresGrad))
                                .containsExactlyElementsOf(
                                        own.stream().map(Tensor::requiresGrad).toList());
                    });
        } else if (given instanceof Optimizer<?> optimizer) {
            assertThat(Bits.of(loaded.optimizerState(name, optimizer)))
                    .isEqualTo(Bits.of(optimizer.state()));
        } else {
            Map<?, ?> tensors = (Map<?, ?>) given;
            assertThat(loaded.tensors(name).keySet()).isEqualTo(tensors.keySet());
            tensors.forEach(
                    (key, tensor) ->
                            assertThat(Bits.of(loaded.tensors(name).get(key)))
                                    .isEqualTo(Bits.of((Tensor) tensor)));
        }
    }

    /** A rule whose state has parts of many kinds. */
    record Any() implements UpdateRule<Any.State> {
        record State(
                List<Map<String, Optional<Tensor>>> nested,
                Everything.Pair<Tensor, double[]> pair,
                Optional<Everything.Pair<String, List<Long>>> optional,
                TimeUnit[] units,
                float f,
                int n,
                short s,
                byte b,
                boolean flag) {}

        @Override
        public State init(Tensor p) {
            Everything.Pair<Tensor, double[]> pair = new Everything.Pair<>(p, new double[0]);
            return new State(
                    List.of(),
                    pair,
                    Optional.empty(),
                    new TimeUnit[0],
                    0,
                    0,
                    (short) 0,
                    (byte) 0,
                    false);
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            return new Step<>(p, state);
        }
    }

    private static Optimizer<Any> optimizer(SplittableRandom random) {
        Optimizer.Builder<Any> builder = Optimizer.builder();
        List<List<Optional<Object>>> states = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Tensor> params = new ArrayList<>();
            List<Optional<Object>> group = new ArrayList<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                Tensor p = Tensor.parameter(tensor(random));
                params.add(p);
                boolean empty = random.nextInt(4) == 0;
                group.add(empty ? Optional.empty() : Optional.of(state(p, random)));
            }
            builder.group(params, new Any());
            states.add(group);
        }
        Optimizer<Any> optimizer = builder.build();
        optimizer.restore(OptimizerState.of(states));
        return optimizer;
    }

    private static Any.State state(Tensor p, SplittableRandom random) {
        List<Map<String, Optional<Tensor>>> nested = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Map<String, Optional<Tensor>> map = new TreeMap<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                boolean empty = random.nextBoolean();
                map.put(text(random), empty ? Optional.empty() : Optional.of(tensor(random)));
            }
            nested.add(map);
        }
        double[] doubles = new double[random.nextInt(5)];
        Arrays.setAll(doubles, i -> real(random));
        TimeUnit[] units = new TimeUnit[random.nextInt(3)];
        Arrays.setAll(units, i -> TimeUnit.values()[random.nextInt(7)]);
        List<Long> longs = List.of(random.nextLong(), random.nextLong());
        return new Any.State(
                nested,
                new Everything.Pair<>(tensor(p.dtype(), p.shape(), random), doubles),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new Everything.Pair<>(text(random), longs)),
                units,
                (float) real(random),
                random.nextInt(),
                (short) random.nextInt(),
                (byte) random.nextInt(),
                random.nextBoolean());
    }

    private static Tensor tensor(SplittableRandom random) {
        DType dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
        return tensor(dtype, random.ints(random.nextInt(4), 0, 5).toArray(), random);
    }

    private static Tensor tensor(DType dtype, int[] shape, SplittableRandom random) {
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (dtype == DType.FLOAT32) {
            float[] floats = new float[size];
            for (int i = 0; i < size; i++) {
                floats[i] = Float.intBitsToFloat(random.nextInt());
            }
            return Tensor.of(floats, shape);
        }
        return Tensor.of(random.longs(size).mapToDouble(Double::longBitsToDouble).toArray(), shape);
    }

    private static double real(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(10);
            case 1 -> random.nextDouble();
            default -> Double.longBitsToDouble(random.nextLong());
        };
    }

    private static String name(SplittableRandom random) {
        String letters = "abcXYZ012_-.";
        return IntStream.range(0, random.nextInt(20))
                .mapToObj(i -> letters.substring(random.nextInt(12)).substring(0, 1))
                .reduce("", String::concat);
    }

    /** Of any characters that there are, few or many. */
    private static String text(SplittableRandom random) {
        int length = random.nextInt(random.nextInt(10) == 0 ? 3000 : 12);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int c = random.nextInt(random.nextBoolean() ? 128 : 0x110000);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }
}
