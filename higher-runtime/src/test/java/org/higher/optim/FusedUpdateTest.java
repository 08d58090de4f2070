package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.Backends;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates of large weights: one pass on {@code host}, operation by operation on {@code nd4j}. */
class FusedUpdateTest {
    private static final int[] SHAPE = {70, 65};

    private final Device before = Backends.current();

    @AfterEach
    void restoreDevice() {
        Backends.use(before);
    }

    static Stream<RuleCase<?>> rules() {
        return RuleCase.all();
    }

    /** Weights, gradients by weights and hyperparameters, and gradients of these. */
    @ParameterizedTest
    @MethodSource("rules")
    void agreesWithTheTape(RuleCase<?> rule) {
        List<double[]> expected = derivatives(rule, "nd4j");
        List<double[]> actual = derivatives(rule, "host");
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            double scale = 1e-6;
            for (double value : expected.get(i)) {
                scale = Math.max(scale, Math.abs(value));
            }
            assertThat(actual.get(i))
                    .as("result %d", i)
                    .containsExactly(expected.get(i), Offset.offset(1e-8 * scale));
        }
    }

    private static List<double[]> derivatives(RuleCase<?> rule, String backend) {
        Backends.use(Backends.device(backend));
        RandomGenerator random = new SplittableRandom(5);
        List<Tensor> start = List.of(Tensor.parameter(normal(random)));
        List<Tensor> slopes = new ArrayList<>();
        for (int t = 0; t < rule.steps(); t++) {
            slopes.add(normal(random));
        }
        Tensor direction = normal(random);
        List<Tensor> hyper = RuleCase.scalars(rule.values());
        List<Tensor> wanted = new ArrayList<>(start);
        wanted.addAll(hyper);

        List<Tensor> end =
                rule.unroll(start, hyper, (w, t) -> w.get(0).mul(slopes.get(t)).sin().sum());
        Tensor loss = end.get(0).mul(direction).sin().sum();
        List<Tensor> first = Grad.of(loss).createGraph().with(wanted).orZeros();
        Tensor product = first.get(0).mul(direction).sum();
        for (Tensor slope : first.subList(1, first.size())) {
            product = product.add(slope.mul(0.3));
        }
        List<double[]> results = new ArrayList<>();
        results.add(end.get(0).toDoubles());
        first.forEach(slope -> results.add(slope.toDoubles()));
        if (product.requiresGrad()) {
            Grad.grad(product, wanted).forEach(slope -> results.add(slope.toDoubles()));
        }
        return results;
    }

    private static Tensor normal(RandomGenerator random) {
        return Tensor.normal(random, DType.FLOAT64, SHAPE);
    }

    /** Otherwise the other test would compare nothing. */
    @ParameterizedTest
    @MethodSource("rules")
    <R extends UpdateRule<S>, S> void everyRuleTakesOnePass(RuleCase<R> rule) {
        Tensor p = Tensor.parameter(Tensor.ones(SHAPE));
        DifferentiableOptimizer<R, S> optimizer =
                cast(Optimizers.differentiable(Optimizer.of(List.of(p), rule.rule()), List.of(p)));
        S state = optimizer.bind(rule.rule(), new Hyper<>(rule.rule(), Map.of(), p)).init(p);
        assertThat(
                        new FusedUpdate<>(optimizer, rule.rule(), state, Map.of())
                                .of(p, Tensor.ones(SHAPE)))
                .isPresent();
    }

    @SuppressWarnings("unchecked") // the rule says what its state is
    private static <R extends UpdateRule<S>, S> DifferentiableOptimizer<R, S> cast(
            DifferentiableOptimizer<R, ?> optimizer) {
        return (DifferentiableOptimizer<R, S>) optimizer;
    }
}
