package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.optim.LearnedRules.Coordinatewise;
import org.higher.optim.LearnedRules.Gain;
import org.higher.optim.LearnedRules.PerElement;
import org.higher.optim.LearnedRules.Proposal;
import org.higher.optim.LearnedRules.Squashed;
import org.higher.optim.LearnedRules.Stacked;
import org.higher.optim.rules.Adam;
import org.higher.optim.testing.RuleCheck;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A rule that learns tensors and modules")
class LearnedRulesTest {
    private static Proposal proposal() {
        return new Proposal(4, new Random(3));
    }

    private static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("a network", new Coordinatewise(0.3, proposal())),
                rule("a rate for each element", new PerElement(Tensor.parameter(rates()))),
                rule("containers", new Stacked(0.2, new Gain(0.7), new Gain(1.2))));
    }

    private static Arguments rule(String name, UpdateRule<?> rule) {
        return Arguments.of(name, rule);
    }

    private static Tensor rates() {
        return Tensor.of(new double[] {0.1, 0.2, 0.3}, 3);
    }

    @ParameterizedTest(name = "{0}: makes the steps of its rule")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void sameWeights(String name, R rule) {
        List<Tensor> plain = Bowl.start();
        Optimizer<R> optimizer = Optimizer.of(plain, rule);
        for (int t = 0; t < Bowl.STEPS; t++) {
            Bowl.loss(plain, t).backward();
            optimizer.step();
            optimizer.zeroGrad();
        }

        List<Tensor> unrolled = unroll(rule, Overrides.none());

        for (int i = 0; i < plain.size(); i++) {
            assertThat(unrolled.get(i).toDoubles())
                    .containsExactly(plain.get(i).toDoubles(), within(1e-13));
        }
    }

    /** With nothing overridden, gradients reach the tensors that the rule itself holds. */
    @Test
    void mayUseCustomFunctions() {
        RuleCheck.check(new Squashed(0.1));
    }

    @ParameterizedTest(name = "{0}: has the gradient of its own tensors")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void gradientsOfItsOwn(String name, R rule) {
        List<Tensor> own = own(rule);
        assertThat(own).isNotEmpty();

        List<Tensor> gradients = Grad.grad(Bowl.outer(unroll(rule, Overrides.none())), own);

        for (int i = 0; i < own.size(); i++) {
            Tensor tensor = own.get(i);
            double[] values = tensor.toDoubles();
            for (int j = 0; j < values.length; j++) {
                double above = outerWith(rule, tensor, j, 1e-5);
                double below = outerWith(rule, tensor, j, -1e-5);
                double difference = (above - below) / 2e-5;
                assertThat(gradients.get(i).toDoubles()[j])
                        .as("tensor %d, element %d", i, j)
                        .isCloseTo(difference, within(1e-8 * Math.max(1, Math.abs(difference))));
            }
        }
    }

    private static <R extends UpdateRule<?>> double outerWith(
            R rule, Tensor tensor, int element, double shift) {
        double[] values = tensor.toDoubles();
        double[] shifted = values.clone();
        shifted[element] += shift;
        tensor.assign(Tensor.of(shifted, tensor.shape()));
        double outer = Bowl.outer(unroll(rule, Overrides.none())).item();
        tensor.assign(Tensor.of(values, tensor.shape()));
        return outer;
    }

    @ParameterizedTest(name = "{0}: has the same gradient when its tensors are overridden")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void gradientsOfOverrides(String name, R rule) {
        List<Tensor> own = own(rule);
        List<Tensor> expected = Grad.grad(Bowl.outer(unroll(rule, Overrides.none())), own);

        Overrides<R> overrides = Optimizers.trainable(Optimizer.of(Bowl.start(), rule));
        List<Tensor> learned = new ArrayList<>();
        for (TreeKey<R, ?> key : keys(rule)) {
            for (String path : key.tensorsOf(rule).keySet()) {
                learned.add(overrides.asMap().get(path).get(0));
            }
        }
        assertThat(learned).hasSameSizeAs(own).doesNotContainAnyElementsOf(own);
        List<Tensor> gradients = Grad.grad(Bowl.outer(unroll(rule, overrides)), learned);

        for (int i = 0; i < own.size(); i++) {
            assertThat(gradients.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), within(1e-12));
        }
    }

    @Test
    void overridesAModuleByTheParametersOfAnother() {
        Proposal other = new Proposal(4, new Random(8));
        List<Tensor> expected = unroll(new Coordinatewise(0.3, other), Overrides.none());

        FunctionalLearnedRulesProposal.Params params =
                Params.map(FunctionalLearnedRulesProposal.of(other).params(), Tensor::detach);
        List<Tensor> weights =
                unroll(
                        new Coordinatewise(0.3, proposal()),
                        Overrides.of(DifferentiableLearnedRulesCoordinatewise.NET, params));

        assertThat(weights.get(0).toDoubles()).isEqualTo(expected.get(0).toDoubles());
    }

    @Test
    void scalarsForRatesTakeOnTheWeightsType() {
        List<Tensor> weights =
                unroll(
                        new PerElement(rates()),
                        Overrides.of(
                                DifferentiableLearnedRulesPerElement.RATES,
                                Tensor.parameter(Tensor.scalar(0.5))));

        assertThat(weights.get(0).dtype()).isEqualTo(DType.FLOAT64);
    }

    /** The outer loss after an unroll falls, and what was learned then works by itself. */
    @Test
    void aLearnedOptimizerIsTrainedAndThenUsed() {
        Coordinatewise rule = new Coordinatewise(0.1, proposal());
        List<Tensor> own = own(rule);
        Optimizer<Adam> outer = Optimizer.of(own, new Adam(0.02));
        double first = quadraticAfter(rule).item();

        for (int i = 0; i < 60; i++) {
            outer.zeroGrad();
            quadraticAfter(rule).backward();
            outer.step();
        }

        assertThat(quadraticAfter(rule).item()).isLessThan(first / 20);
        Tensor x = quadraticStart();
        Optimizer<Coordinatewise> plain = Optimizer.of(List.of(x), rule);
        for (int t = 0; t < 5; t++) {
            plain.step(Grad.grad(quadratic(x), List.of(x)));
        }
        assertThat(quadratic(x).item()).isCloseTo(quadraticAfter(rule).item(), within(1e-12));
    }

    private static Tensor quadraticStart() {
        return Tensor.parameter(Tensor.of(new double[] {1, -2, 0.5, 1.5}, 4));
    }

    private static Tensor quadratic(Tensor x) {
        return x.square().sum();
    }

    private static Tensor quadraticAfter(Coordinatewise rule) {
        Tensor x = quadraticStart();
        var optimizer = Optimizers.create(List.of(x), rule);
        for (int t = 0; t < 5; t++) {
            x = optimizer.step(quadratic(x), List.of(x)).get(0);
        }
        return quadratic(x);
    }

    @Test
    void appliesWhatWasLearned() {
        Proposal net = proposal();
        Optimizer<Coordinatewise> optimizer =
                Optimizer.of(Bowl.start(), new Coordinatewise(0.3, net));
        Overrides<Coordinatewise> learned = Optimizers.trainable(optimizer);
        learned.asMap().values().forEach(v -> v.get(0).assign(v.get(0).mul(0.5)));
        List<Tensor> expected = unroll(optimizer.groups().get(0).rule(), learned);

        Optimizers.apply(optimizer, learned);

        Coordinatewise rule = optimizer.groups().get(0).rule();
        assertThat(rule.scale()).isEqualTo(0.15);
        assertThat(rule.net()).isSameAs(net);
        assertThat(unroll(rule, Overrides.none()).get(0).toDoubles())
                .isEqualTo(expected.get(0).toDoubles());
    }

    @Test
    void appliesTensorsAsNewOnes() {
        Tensor own = Tensor.parameter(rates());
        Optimizer<PerElement> optimizer = Optimizer.of(Bowl.start(), new PerElement(own));
        Tensor learned = scalar(0.5).mul(2);

        Optimizers.apply(
                optimizer, Overrides.of(DifferentiableLearnedRulesPerElement.RATES, learned));

        Tensor rates = optimizer.groups().get(0).rule().rates();
        assertThat(rates.item()).isEqualTo(1);
        assertThat(rates.isLeaf() && rates.requiresGrad()).isTrue();
        assertThat(own.toDoubles()).containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void appliesNothingIfAnythingDoesNotFit() {
        Proposal net = proposal();
        Optimizer<Coordinatewise> optimizer =
                Optimizer.of(Bowl.start(), new Coordinatewise(0.3, net));
        Overrides<Coordinatewise> learned =
                Overrides.of(
                                DifferentiableLearnedRulesCoordinatewise.NET,
                                FunctionalLearnedRulesProposal.of(new Proposal(5, new Random(1)))
                                        .params())
                        .with(DifferentiableLearnedRulesCoordinatewise.SCALE, scalar(0.7));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.apply(optimizer, learned))
                .withMessage(
                        "Coordinatewise.net.in: a tensor of shape [1, 5] cannot replace one of"
                                + " shape [1, 4]");
        Overrides<Coordinatewise> ofTasks =
                Overrides.of(
                        DifferentiableLearnedRulesCoordinatewise.NET,
                        Params.map(
                                FunctionalLearnedRulesProposal.of(net).params(),
                                w -> w.detach().forTasks(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.apply(optimizer, ofTasks))
                .withMessage("Coordinatewise.net.in: a tensor of 2 tasks cannot replace one of 0");
        assertThat(optimizer.groups().get(0).rule().scale()).isEqualTo(0.3);
    }

    @Test
    void aClassThatIsNoRecordCannotBeMadeAgain() {
        Optimizer<Stacked> optimizer =
                Optimizer.of(Bowl.start(), new Stacked(0.2, new Gain(1), new Gain(1)));

        assertThatIllegalStateException()
                .isThrownBy(() -> Optimizers.apply(optimizer, Optimizers.trainable(optimizer)))
                .withMessageContaining("LearnedRules$Stacked: cannot be made again")
                .withMessageContaining("make it a record");
    }

    @Test
    void eachGroupMayHaveAModuleOfItsOwn() {
        List<Tensor> params = Bowl.start();
        Coordinatewise first = new Coordinatewise(0.3, proposal());
        Coordinatewise second = new Coordinatewise(0.3, new Proposal(4, new Random(5)));
        List<ParamGroup<Coordinatewise>> groups =
                List.of(
                        ParamGroup.of(params.subList(0, 1), first),
                        ParamGroup.of(params.subList(1, 2), second));
        List<Tensor> expected =
                Optimizers.differentiable(Settings.of(params, groups))
                        .step(Bowl.loss(params, 0), params);

        List<Tensor> swapped =
                Optimizers.differentiable(
                                Settings.of(
                                                params,
                                                List.of(
                                                        ParamGroup.of(params.subList(0, 1), second),
                                                        ParamGroup.of(params.subList(1, 2), first)))
                                        .withOverrides(
                                                Overrides.<Coordinatewise>none()
                                                        .withEach(
                                                                DifferentiableLearnedRulesCoordinatewise
                                                                        .NET,
                                                                List.of(
                                                                        params(first),
                                                                        params(second)))))
                        .step(Bowl.loss(params, 0), params);

        assertThat(swapped.get(0).toDoubles()).isEqualTo(expected.get(0).toDoubles());
        assertThat(swapped.get(1).toDoubles()).isEqualTo(expected.get(1).toDoubles());
    }

    private static FunctionalLearnedRulesProposal.Params params(Coordinatewise rule) {
        return FunctionalLearnedRulesProposal.of(rule.net()).params();
    }

    @Test
    void aModuleOfSeveralGroupsIsLearnedOnce() {
        List<Tensor> params = Bowl.start();
        Coordinatewise rule = new Coordinatewise(0.3, proposal());
        Optimizer<Coordinatewise> optimizer =
                Optimizer.<Coordinatewise>builder()
                        .group(params.subList(0, 1), rule)
                        .group(params.subList(1, 2), new Coordinatewise(0.1, rule.net()))
                        .build();

        Map<String, List<Tensor>> learned = Optimizers.trainable(optimizer).asMap();

        assertThat(learned).containsOnlyKeys("scale", "net.in", "net.bias", "net.out");
        assertThat(learned.get("net.in").get(0)).isSameAs(learned.get("net.in").get(1));
        assertThat(learned.get("scale").get(0)).isNotSameAs(learned.get("scale").get(1));
    }

    @Test
    void aModuleOfSeveralGroupsIsAssignedOneValueOrNone() {
        List<Tensor> params = Bowl.start();
        Coordinatewise rule = new Coordinatewise(0.3, proposal());
        Optimizer<Coordinatewise> optimizer =
                Optimizer.<Coordinatewise>builder()
                        .group(params.subList(0, 1), rule)
                        .group(params.subList(1, 2), new Coordinatewise(0.1, rule.net()))
                        .build();
        double[] before = params(rule).leaves().get(0).toDoubles();
        Overrides<Coordinatewise> different =
                Overrides.<Coordinatewise>none()
                        .withEach(
                                DifferentiableLearnedRulesCoordinatewise.NET,
                                List.of(
                                        Params.map(params(rule), t -> t.mul(2)),
                                        Params.map(params(rule), t -> t.mul(3))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.apply(optimizer, different))
                .withMessageContaining("given different values");
        assertThat(params(rule).leaves().get(0).toDoubles()).containsExactly(before);
    }

    @Test
    void aModuleIsOverriddenAsAWhole() {
        Overrides<Coordinatewise> part =
                Overrides.<Coordinatewise>none().with("net.in", Tensor.zeros(1, 4));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> unroll(new Coordinatewise(0.3, proposal()), part))
                .withMessage(
                        "override Coordinatewise.net: given are [net.in], but it has [net.in,"
                                + " net.bias, net.out]; override it as a whole, with parameters of"
                                + " the same structure");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                unroll(
                                        new Coordinatewise(0.3, proposal()),
                                        part.with("net.inn", Tensor.zeros(1, 4))))
                .withMessageContaining("did you mean net.in?");
    }

    @Test
    void nothingIsRecordedWhereNothingIsTracked() {
        Coordinatewise rule = new Coordinatewise(0.3, proposal());
        List<Tensor> params = Bowl.start();
        DifferentiableOptimizer<Coordinatewise> optimizer =
                Optimizers.differentiable(
                        Settings.of(params, rule).withMode(GradientMode.UNTRACKED));

        List<Tensor> next = optimizer.step(Bowl.loss(params, 0), params);

        assertThat(next).allMatch(Tensor::isLeaf);
        NoGrad.run(() -> assertThat(params(rule).leaves()).allMatch(t -> t.grad().isEmpty()));
    }

    private static <R extends UpdateRule<?>> List<TreeKey<R, ?>> keys(R rule) {
        return Optimizers.create(Bowl.start(), rule).treeKeys();
    }

    private static <R extends UpdateRule<?>> List<Tensor> own(R rule) {
        return keys(rule).stream().flatMap(key -> key.tensorsOf(rule).values().stream()).toList();
    }

    private static <R extends UpdateRule<?>> List<Tensor> unroll(R rule, Overrides<R> overrides) {
        // A rate for each element of the first tensor fits the rows of the second as well.
        List<Tensor> weights = Bowl.start();
        DifferentiableOptimizer<R> optimizer =
                Optimizers.differentiable(Settings.of(weights, rule).withOverrides(overrides));
        for (int t = 0; t < Bowl.STEPS; t++) {
            weights = optimizer.step(Bowl.loss(weights, t), weights);
        }
        return weights;
    }
}
