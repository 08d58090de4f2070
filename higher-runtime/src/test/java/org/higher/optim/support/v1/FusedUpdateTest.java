package org.higher.optim.support.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.optim.DifferentiableRule;
import org.higher.internal.optim.FusedUpdate;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.JointRule;
import org.higher.optim.Key;
import org.higher.optim.Optimizers;
import org.higher.optim.RuleCase;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Muon;
import org.higher.optim.rules.Shampoo;
import org.higher.tensor.Backends;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates of large weights: one pass on {@code host}, operation by operation on {@code nd4j}. */
class FusedUpdateTest {
    private static final int[] SHAPE = {70, 115};

    /** Of weights whose learning rates broadcast: enough for the shortest rules. */
    private static final int[] LARGE = {70, 950};

    private final Device before = Backends.current();

    @AfterEach
    void restoreDevice() {
        Backends.use(before);
    }

    /** Not those that move all weights of a group together, and not products of matrices. */
    static Stream<RuleCase<?>> rules() {
        return RuleCase.all()
                .filter(each -> !(each.rule() instanceof JointRule))
                .filter(each -> !(each.rule() instanceof Muon))
                .filter(each -> !(each.rule() instanceof Shampoo));
    }

    /** What the weights and their gradients have in common. */
    enum Layout {
        ONE,
        TASKS,
        /** A learning rate for each row, where the rule has one. */
        ROWS,
        /** A learning rate for each element of each task's weights, which the tasks share. */
        SHARED_RATES;

        boolean hasTasks() {
            return this == TASKS || this == SHARED_RATES;
        }

        boolean hasOneRate() {
            return this == ONE || this == TASKS;
        }
    }

    static Stream<Arguments> layouts() {
        return rules().flatMap(
                        rule ->
                                Stream.of(Layout.values())
                                        .filter(layout -> takes(rule, layout))
                                        .map(layout -> Arguments.of(rule, layout)));
    }

    /** Rates of their own are for a short rule, a long one, and one with norms. */
    private static boolean takes(RuleCase<?> rule, Layout layout) {
        return layout.hasOneRate() || List.of("sgd", "adam", "lamb").contains(rule.name());
    }

    /** Weights, gradients by weights and hyperparameters, and gradients of these. */
    @ParameterizedTest
    @MethodSource("layouts")
    void agreesWithTheTape(RuleCase<?> rule, Layout layout) {
        List<double[]> expected = derivatives(rule, "nd4j", layout);
        List<double[]> actual = derivatives(rule, "host", layout);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            double scale = 1e-6;
            for (double value : expected.get(i)) {
                scale = Math.max(scale, Math.abs(value));
            }
            double error = 1e-8 * scale;
            if (!areClose(actual.get(i), expected.get(i), error)) {
                assertThat(actual.get(i))
                        .as("result %d", i)
                        .containsExactly(expected.get(i), Offset.offset(error));
            }
        }
    }

    /** The assertion, which computes in decimal, would take longer than the updates. */
    private static boolean areClose(double[] actual, double[] expected, double error) {
        boolean close = actual.length == expected.length;
        for (int i = 0; i < expected.length && close; i++) {
            close = Math.abs(actual[i] - expected[i]) <= error; // no NaN is
        }
        return close;
    }

    private static <R extends UpdateRule<?>> List<double[]> derivatives(
            RuleCase<R> rule, String backend, Layout layout) {
        Backends.use(Backends.device(backend));
        RandomGenerator random = new SplittableRandom(5);
        List<Tensor> start = List.of(Tensor.parameter(normal(random, layout)));
        List<Tensor> slopes = new ArrayList<>();
        for (int t = 0; t < rule.steps(); t++) {
            slopes.add(normal(random, layout));
        }
        Tensor direction = normal(random, layout);
        List<Tensor> hyper = new ArrayList<>(RuleCase.scalars(rule.values()));
        List<Key<R>> keys = rule.keys();
        for (int i = 0; i < hyper.size(); i++) {
            if (keys.get(i).name().equals("lr")) {
                hyper.set(i, rates(layout, hyper.get(i)));
            }
        }
        List<Tensor> wanted = new ArrayList<>(start);
        wanted.addAll(hyper);

        List<Tensor> end =
                rule.unroll(start, hyper, (w, t) -> w.get(0).mul(slopes.get(t)).sin().sum());
        Tensor loss = whole(end.get(0).mul(direction).sin()).sum();
        List<Tensor> gradients = Grad.of(loss).createGraph().with(wanted).orZeros();
        Tensor product = whole(gradients.get(0).mul(direction)).sum();
        for (Tensor slope : gradients.subList(1, gradients.size())) {
            product = product.add(slope.mul(0.3).sum());
        }
        List<double[]> results = new ArrayList<>();
        results.add(whole(end.get(0)).toDoubles());
        gradients.forEach(slope -> results.add(whole(slope).toDoubles()));
        if (product.requiresGrad()) {
            Grad.gradOrZeros(product, wanted)
                    .forEach(slope -> results.add(whole(slope).toDoubles()));
        }
        return results;
    }

    private static Tensor rates(Layout layout, Tensor rate) {
        Tensor value = rate.detach();
        return switch (layout) {
            case ONE, TASKS -> rate;
            case ROWS -> Tensor.parameter(value.mul(Tensor.ones(DType.FLOAT64, LARGE[0], 1)));
            case SHARED_RATES -> Tensor.parameter(value.mul(Tensor.ones(DType.FLOAT64, LARGE[1])));
        };
    }

    private static Tensor normal(RandomGenerator random, Layout layout) {
        int[] shape = layout.hasOneRate() ? SHAPE : LARGE;
        Tensor all = Tensor.normal(random, DType.FLOAT64, shape);
        return layout.hasTasks() ? all.asTasks() : all;
    }

    private static Tensor whole(Tensor x) {
        return x.taskCount() == 0 ? x : x.fromTasks();
    }

    /** Otherwise the other test would compare nothing. */
    @ParameterizedTest
    @MethodSource("rules")
    <R extends UpdateRule<S>, S> void everyRuleTakesOnePass(RuleCase<R> rule) {
        assertThat(inOnePass(rule, Tensor.parameter(Tensor.ones(SHAPE)))).isPresent();
    }

    /** Those that take norms have one for each task. */
    @ParameterizedTest
    @MethodSource("rules")
    <R extends UpdateRule<S>, S> void everyRuleIsOneOperationOnTasks(RuleCase<R> rule) {
        Optional<Step<S>> step = inOnePass(rule, Tensor.parameter(Tensor.ones(SHAPE).asTasks()));
        assertThat(step).hasValueSatisfying(s -> assertThat(s.value().taskCount()).isEqualTo(70));
    }

    private static <R extends UpdateRule<S>, S> Optional<Step<S>> inOnePass(
            RuleCase<R> rule, Tensor p) {
        DifferentiableRule<R, S> code = code(Optimizers.create(List.of(p), rule.rule()));
        S state = code.bind(p, rule.rule(), Map.of()).init(p);
        return FusedUpdate.of(code, rule.rule(), Map.of(), p, p.onesLike(), state);
    }

    @SuppressWarnings("unchecked") // the rule says what its state is
    private static <R extends UpdateRule<S>, S> DifferentiableRule<R, S> code(
            DifferentiableOptimizer<R> optimizer) {
        return ((AbstractDifferentiableOptimizer<R, S>) optimizer).code();
    }
}
