package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.io.Checkpoint;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.optim.rules.DifferentiableLbfgs;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Lbfgs;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Steps by given gradients, and hyperparameters for each parameter")
class GivenGradientsTest {
    private final Tensor x = Tensor.normal(new SplittableRandom(1), DType.FLOAT32, 6, 2);
    private final Tensor y = Tensor.normal(new SplittableRandom(2), DType.FLOAT32, 6, 1);
    private FunctionalLinear net = FunctionalLinear.of(new Linear(2, 1));

    @BeforeEach
    void seeded() {
        Init.seed(5);
        net = FunctionalLinear.of(new Linear(2, 1));
    }

    private Tensor loss(FunctionalLinear.Bound model) {
        return Losses.mse(model.forward(x), y);
    }

    /** The gradients of the loss, given, are the loss; also to second order. */
    @ParameterizedTest
    @EnumSource
    void areThoseOfTheLoss(GradientMode mode) {
        List<List<double[]>> found = new ArrayList<>();
        for (boolean given : new boolean[] {false, true}) {
            Tensor rate = Tensor.parameter(Tensor.scalar(0.05));
            List<double[]> all = new ArrayList<>();
            try (var loop =
                    Higher.innerLoop(net, Optimizer.of(net.parameters(), new Adam(0.05)))
                            .copyInitialWeights(false)
                            .gradientMode(mode)
                            .override(Overrides.of(DifferentiableAdam.LR, rate))
                            .open()) {
                for (int k = 0; k < 3; k++) {
                    Tensor loss = loss(loop.model());
                    if (given) {
                        List<Tensor> weights = loop.params().leaves();
                        loop.step(
                                Grad.of(loss)
                                        .partial(weights)
                                        .createGraph()
                                        .with(weights)
                                        .orZeros());
                    } else {
                        loop.step(loss);
                    }
                }
                List<Tensor> by = new ArrayList<>(net.parameters());
                by.add(rate);
                Tensor outer = loss(loop.model());
                all.add(outer.toDoubles());
                if (mode != GradientMode.UNTRACKED) {
                    Grad.grad(outer, by).forEach(g -> all.add(g.toDoubles()));
                }
            }
            found.add(all);
        }
        for (int i = 0; i < found.get(0).size(); i++) {
            assertThat(found.get(1).get(i)).containsExactly(found.get(0).get(i));
        }
    }

    @Test
    void areCheckedAgainstTheWeights() {
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.1))).open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.step(List.of(Tensor.ones(1, 2))))
                    .withMessageContaining("1 gradients for 2 parameters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.step(List.of(Tensor.ones(2), Tensor.ones(1))))
                    .withMessageContaining("gradient 0");
            assertThat(loop.steps()).isZero();
        }
    }

    @Test
    void leaveFrozenWeightsAlone() {
        Linear layer = new Linear(2, 1);
        FunctionalLinear twin = FunctionalLinear.of(layer);
        try (var loop =
                Higher.innerLoop(twin, Optimizer.of(twin.parameters(), new Sgd(0.1))).open()) {
            FunctionalLinear.Params frozen =
                    Params.map(loop.params(), p -> p.rank() == 1 ? p.withRequiresGrad(false) : p);
            loop.fastModel().update(frozen);
            List<Tensor> before = loop.params().leaves();
            loop.step(before.stream().map(Tensor::onesLike).toList());
            for (int i = 0; i < before.size(); i++) {
                boolean bias = before.get(i).rank() == 1;
                assertThat(loop.params().leaves().get(i) == before.get(i)).isEqualTo(bias);
            }
        }
    }

    // one value for each parameter

    /** Each weight by a rate of its own is what groups of one weight each do. */
    @Test
    void aRateForEachParameterIsAGroupForEach() {
        FunctionalLinear.Params rates =
                Params.map(net.params(), p -> Tensor.parameter(p.fullLike(0.05 * (1 + p.rank()))));
        Optimizer<Sgd> one = Optimizer.of(net.parameters(), new Sgd(0.1));
        Optimizer.Builder<Sgd> groups = Optimizer.builder();
        net.parameters().forEach(p -> groups.group(List.of(p), new Sgd(0.1)));
        Optimizer<Sgd> each = groups.build();
        List<double[]> a =
                run(one, Overrides.ofEachParameter(DifferentiableSgd.LR, rates.leaves()), rates);
        List<double[]> b = run(each, Overrides.ofEach(DifferentiableSgd.LR, rates.leaves()), rates);
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i)).containsExactly(b.get(i));
        }
    }

    private List<double[]> run(
            Optimizer<Sgd> inner, Overrides<Sgd> overrides, FunctionalLinear.Params rates) {
        List<double[]> all = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(net, inner).copyInitialWeights(false).override(overrides).open()) {
            loop.step(loss(loop.model()));
            loop.step(loss(loop.model()));
            Grad.grad(loss(loop.model()), rates.leaves()).forEach(g -> all.add(g.toDoubles()));
        }
        assertThat(all).allSatisfy(g -> assertThat(g).doesNotContain(0));
        return all;
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        Overrides<Sgd> one =
                Overrides.ofEachParameter(DifferentiableSgd.LR, List.of(Tensor.scalar(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Higher.innerLoop(net, inner).override(one).open())
                .withMessageContaining("1 values for 2 parameters");
        Tensor rate = Tensor.scalar(1);
        Overrides<Sgd> twice = Overrides.ofEachParameter(DifferentiableSgd.LR, List.of(rate, rate));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Higher.innerLoop(net, inner).override(twice).open())
                .withMessageContaining("dup()");
        Higher.innerLoop(net, inner)
                .override(
                        Overrides.ofEachParameter(DifferentiableSgd.LR, List.of(rate, rate.dup())))
                .open()
                .close();
        Overrides<Sgd> two =
                Overrides.ofEachParameter(
                        DifferentiableSgd.LR, List.of(Tensor.ones(1, 2), Tensor.ones(3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Higher.innerLoop(net, inner).override(two).open())
                .withMessageContaining("parameter 1 of group 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.apply(inner, two))
                .withMessageContaining("keep it as an override");
        Optimizer<Lbfgs> joint = Optimizer.of(net.parameters(), new Lbfgs());
        Overrides<Lbfgs> rates =
                Overrides.ofEachParameter(
                        DifferentiableLbfgs.LR, List.of(Tensor.scalar(1), Tensor.scalar(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Higher.innerLoop(net, joint).override(rates).open())
                .withMessageContaining("give one for the group");
    }

    @Test
    void theyAreSavedAsWhatTheyAre(@TempDir Path folder) throws Exception {
        List<Tensor> rates = List.of(Tensor.scalar(0.1), Tensor.scalar(0.2));
        Path file = folder.resolve("rates.higher");
        Checkpoint.builder()
                .overrides("rates", Overrides.ofEachParameter(DifferentiableSgd.LR, rates))
                .save(file);
        Overrides<Sgd> loaded = Checkpoint.load(file).overrides("rates");
        assertThat(loaded.isByParameter("lr")).isTrue();
        assertThat(loaded.with(DifferentiableSgd.LR, Tensor.scalar(1)).isByParameter("lr"))
                .isFalse();
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).override(loaded).open()) {
            loop.step(loss(loop.model()));
        }
    }
}
