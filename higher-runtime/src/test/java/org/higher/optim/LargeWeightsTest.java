package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.nn.RandomScope;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that are not what one pass over memory can be, of weights that are large enough for it. */
class LargeWeightsTest {
    private static final int STEPS = 3;
    private static final Tensor START =
            Tensor.normal(new SplittableRandom(1), DType.FLOAT64, 64, 65);
    private static final Tensor SLOPES =
            Tensor.normal(new SplittableRandom(2), DType.FLOAT64, 64, 65);

    /** Noise for each element, which no pass can draw. */
    record Noisy(@Trainable double lr, Object key) implements UpdateRule<Noisy.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            Tensor noise = RandomScope.normal(key, p.dtype(), p.shape());
            return new Step<>(p.sub(g.mul(noise.add(2)).mul(lr)), state);
        }
    }

    /** One number for all, as which it could be part of a pass, another one each time. */
    record Jittered(@Trainable double lr, Object key) implements UpdateRule<Jittered.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            double factor = 1 + RandomScope.generator(key).nextDouble();
            return new Step<>(p.sub(g.mul(factor).mul(lr)), state);
        }
    }

    /** The variance of a backend, which adds up in its own order. */
    record Scaled(@Trainable double lr) implements UpdateRule<Scaled.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            return new Step<>(p.sub(g.div(g.std()).mul(lr)), state);
        }
    }

    /** What it catches are its own errors: a pass that can't be must not look like one of them. */
    record Guarded(@Trainable double lr, boolean rethrows) implements UpdateRule<Guarded.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            Tensor factor;
            try {
                factor = g.flatten(0).slice(0, 0, 5).square().mean();
            } catch (RuntimeException singular) {
                if (rethrows) {
                    throw new IllegalStateException("not a slice", singular);
                }
                factor = Tensor.number(100);
            }
            return new Step<>(p.sub(g.mul(factor).mul(lr)), state);
        }
    }

    static Stream<UpdateRule<?>> rules() {
        return Stream.of(
                new Noisy(0.1, new Object()),
                new Jittered(0.1, new Object()),
                new Scaled(0.1),
                new Guarded(0.01, false),
                new Guarded(0.01, true));
    }

    private static Tensor loss(Tensor p, int t) {
        return p.mul(SLOPES).add(0.1 * t).tanh().square().sum();
    }

    @SuppressWarnings("try") // rules find the scope
    private static <T> T drawing(Supplier<T> run) {
        try (RandomScope draws = RandomScope.open(3)) {
            return run.get();
        }
    }

    private static <R extends UpdateRule<?>> Tensor plain(R rule) {
        return drawing(
                () -> {
                    Tensor p = Tensor.parameter(START);
                    Optimizer<R> optimizer = Optimizer.of(List.of(p), rule);
                    for (int t = 0; t < STEPS; t++) {
                        optimizer.step(Grad.grad(loss(p, t), List.of(p)));
                    }
                    return p.detach();
                });
    }

    private static <R extends UpdateRule<?>> Tensor lifted(R rule, Tensor start) {
        return drawing(
                () -> {
                    List<Tensor> p = List.of(start);
                    DifferentiableOptimizer<R> optimizer =
                            Optimizers.differentiable(p, Optimizer.of(p, rule));
                    for (int t = 0; t < STEPS; t++) {
                        p = optimizer.step(loss(p.get(0), t), p);
                    }
                    return p.get(0);
                });
    }

    @ParameterizedTest
    @MethodSource("rules")
    void thePlainRuleTakesTheSameSteps(UpdateRule<?> rule) {
        assertThat(lifted(rule, Tensor.parameter(START)).toDoubles())
                .containsExactly(plain(rule).toDoubles());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void gradientsAreThoseOfTheStepsThatWereTaken(UpdateRule<?> rule) {
        Tensor start = Tensor.parameter(START);
        Tensor slope = Grad.grad(loss(lifted(rule, start), STEPS), List.of(start)).get(0);
        Tensor direction = SLOPES.flip(0);
        double h = 1e-5;
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            Tensor moved = START.add(direction.mul(side == 0 ? -h : h));
            losses[side] = loss(lifted(rule, Tensor.parameter(moved)), STEPS).item();
        }
        assertThat(slope.dot(direction).item())
                .isCloseTo((losses[1] - losses[0]) / (2 * h), within(1e-4));
    }
}
