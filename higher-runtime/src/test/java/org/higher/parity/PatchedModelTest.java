package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.functional.Params;
import org.higher.functional.Patch;
import org.higher.functional.PatchOptions;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The counterpart of tests/test_patch.py, for models without images. */
class PatchedModelTest {
    private static final int STEPS = 10;
    private final RandomGenerator random = new SplittableRandom(11);

    private Tensor inputs() {
        return Tensor.normal(random, DType.FLOAT64, 5, Net.INPUTS);
    }

    private static Tensor loss(Tensor output) {
        return output.square().mean();
    }

    /** Whether a parameter of the model has an influence, in the order of its parameters. */
    private static boolean used(Net net, int parameter) {
        return net != Net.PARTIALLY_USED || parameter == 0;
    }

    /** testMakeFunctional */
    @ParameterizedTest
    @EnumSource
    void runsWithWeightsGivenToIt(Net net) {
        runs(net.make(1));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void runs(
            FunctionalLayer<P, B> net) {
        Tensor x = inputs();
        try (FastModel<P, B> fast = Patch.makeFunctional(net)) {
            assertThat(fast.model(net.parameters()).forward(x).toDoubles())
                    .containsExactly(((Layer) net.model()).forward(x).toDoubles());
        }
    }

    /** testGet */
    @ParameterizedTest
    @EnumSource
    void fastWeightsAreTheModels(Net net) {
        FunctionalLayer<?, ?> twin = net.make(2);
        try (FastModel<?, ?> fast = Patch.monkeypatch(twin)) {
            List<Tensor> own = twin.parameters();
            assertThat(fast.weights()).hasSameSizeAs(own);
            for (int i = 0; i < own.size(); i++) {
                assertThat(fast.weights().get(i).toDoubles())
                        .containsExactly(own.get(i).toDoubles());
            }
            assertThat(fast.namedParameters().keySet())
                    .containsExactlyElementsOf(Params.named(twin.params()).keySet());
        }
    }

    /** testForward */
    @ParameterizedTest
    @EnumSource
    void outputsAreTheModels(Net net) {
        forward(net.make(3));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void forward(
            FunctionalLayer<P, B> net) {
        try (FastModel<P, B> fast = Patch.monkeypatch(net)) {
            for (int k = 0; k < 10; k++) {
                Tensor x = inputs();
                assertThat(fast.model().forward(x).toDoubles())
                        .containsExactly(((Layer) net.model()).forward(x).toDoubles());
            }
        }
    }

    /** testBackward */
    @ParameterizedTest
    @EnumSource
    void gradientsAreTheModels(Net net) {
        backward(net, net.make(4));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void backward(
            Net kind, FunctionalLayer<P, B> net) {
        Tensor x = inputs();
        try (FastModel<P, B> fast = Patch.monkeypatch(net)) {
            loss(fast.model().forward(x)).backward();
            loss(((Layer) net.model()).forward(x)).backward();
            for (int i = 0; i < fast.weights().size(); i++) {
                Optional<Tensor> ours = fast.weights().get(i).grad();
                Optional<Tensor> theirs = net.parameters().get(i).grad();
                assertThat(ours.isPresent()).isEqualTo(used(kind, i));
                assertThat(theirs.isPresent()).isEqualTo(used(kind, i));
                if (ours.isPresent()) {
                    assertThat(ours.get().toDoubles())
                            .containsExactly(theirs.orElseThrow().toDoubles());
                }
            }
        }
    }

    /** testUnrollSGD */
    @ParameterizedTest
    @EnumSource
    void stepsTakenByHandReachTheStart(Net net) {
        byHand(net, net.make(5));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void byHand(
            Net kind, FunctionalLayer<P, B> net) {
        try (FastModel<P, B> fast = Patch.monkeypatch(net)) {
            for (int k = 0; k < STEPS; k++) {
                fast.update(descended(fast));
            }
            assertThat(fast.time()).isEqualTo(STEPS);
            checkReached(kind, loss(fast.model().forward(inputs())), fast.params(0).leaves());
        }
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound>
            List<Tensor> descended(FastModel<P, B> fast) {
        List<Tensor> weights = fast.weights();
        List<Tensor> gradients =
                Grad.of(loss(fast.model().forward(inputs()))).createGraph().with(weights).orZeros();
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            next.add(weights.get(i).sub(gradients.get(i).mul(0.1)));
        }
        return next;
    }

    private static void checkReached(Net kind, Tensor outer, List<Tensor> start) {
        List<Optional<Tensor>> gradients = Grad.gradOrEmpty(outer, start, false);
        for (int i = 0; i < start.size(); i++) {
            assertThat(gradients.get(i).isPresent()).isEqualTo(used(kind, i));
            gradients.get(i).ifPresent(g -> assertThat(g.toDoubles()).doesNotContain(Double.NaN));
        }
    }

    /** testCtxManager */
    @ParameterizedTest
    @EnumSource
    void stepsOfALoopReachTheStart(Net net) {
        inLoop(net, net.make(6));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void inLoop(
            Net kind, FunctionalLayer<P, B> net) {
        Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(loss(loop.model().forward(inputs())));
            }
            checkReached(kind, loss(loop.model().forward(inputs())), loop.params(0).leaves());
        }
    }

    /** testMiniMAML */
    @ParameterizedTest
    @EnumSource
    void gradientsReachTheModelItself(Net net) {
        miniMaml(net, net.make(7));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void miniMaml(
            Net kind, FunctionalLayer<P, B> net) {
        Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, sgd).copyInitialWeights(false).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(loss(loop.model().forward(inputs())));
            }
            Tensor outer = loss(loop.model().forward(inputs()));
            List<Optional<Tensor>> atStart =
                    Grad.gradOrEmpty(outer, loop.params(0).leaves(), false);
            outer.backward();
            for (int i = 0; i < atStart.size(); i++) {
                Optional<Tensor> own = net.parameters().get(i).grad();
                assertThat(own.isPresent()).isEqualTo(used(kind, i));
                if (own.isPresent()) {
                    assertThat(own.get().toDoubles())
                            .containsExactly(
                                    atStart.get(i).orElseThrow().toDoubles(), within(1e-12));
                }
            }
        }
    }

    /** testMiniMAMLTestTime */
    @ParameterizedTest
    @EnumSource
    void untrackedNothingReachesTheModel(Net net) {
        testTime(net.make(8));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void testTime(
            FunctionalLayer<P, B> net) {
        Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .copyInitialWeights(false)
                        .gradientMode(GradientMode.UNTRACKED)
                        .open()) {
            List<Tensor> start = loop.params(0).leaves();
            for (int k = 0; k < STEPS; k++) {
                loop.step(loss(loop.model().forward(inputs())));
            }
            Tensor outer = loss(loop.model().forward(inputs()));
            assertThat(Grad.gradOrEmpty(outer, start, false).get(0)).isEmpty();
            outer.backward();
            assertThat(net.parameters()).allSatisfy(p -> assertThat(p.grad()).isEmpty());
        }
    }

    /** Tracking is the history's affair alone: weights that are not copied stay connected. */
    @ParameterizedTest
    @EnumSource
    void anUntrackedFastModelKeepsTheNewestWeights(Net net) {
        FunctionalLayer<?, ?> twin = net.make(9);
        PatchOptions options =
                PatchOptions.DEFAULT.withTracking(false).withCopyInitialWeights(false);
        try (FastModel<?, ?> fast = Patch.monkeypatch(twin, options)) {
            List<Tensor> next = fast.weights().stream().map(w -> w.mul(2)).toList();
            fast.update(next);
            assertThat(fast.params(0).leaves()).isEqualTo(next);
            assertThat(Grad.gradOrZeros(next.get(0).sum(), twin.parameters()).get(0).toDoubles())
                    .containsOnly(2);
        }
    }

    /** testSubModuleDirectCall */
    @Test
    void aSubmoduleIsCalledByItself() {
        Net.Both model = (Net.Both) Net.SHARED.model(random);
        FunctionalNetBoth net = FunctionalNetBoth.of(model);
        Tensor x = inputs();
        try (var fast = Patch.monkeypatch(net)) {
            for (int k = 0; k < 3; k++) {
                Tensor whole = fast.model().forward(x);
                Tensor half = fast.model().first().f().forward(x);
                assertThat(half.mul(2).toDoubles())
                        .containsExactly(whole.toDoubles(), within(1e-12));
                Tensor outer = loss(fast.model().second().forward(x));
                assertThat(Grad.gradOrEmpty(outer, fast.weights(), false))
                        .allMatch(Optional::isPresent);
                fast.update(descended(fast));
            }
        }
    }
}
