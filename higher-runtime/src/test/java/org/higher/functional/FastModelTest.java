package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Weights that are replaced by hand: history, ties, submodules, truncation. */
class FastModelTest {
    private final SplittableRandom random = new SplittableRandom(5);
    private final Models.Tied model = new Models.Tied(random);
    private final FunctionalModelsTied net = FunctionalModelsTied.of(model);
    private final Tensor x = Tensor.normal(random, DType.FLOAT64, 4, Models.WIDTH);

    private static Tensor out(FastModel<?, FunctionalModelsTied.Bound> fast, Tensor x) {
        return fast.model().forward(x).square().sum();
    }

    /** One step of gradient descent by hand. */
    private static List<Tensor> descend(Tensor loss, List<Tensor> weights) {
        List<Tensor> gradients = Grad.of(loss).createGraph().with(weights).orZeros();
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            next.add(weights.get(i).sub(gradients.get(i).mul(0.1)));
        }
        return next;
    }

    private static List<Tensor> times(List<Tensor> weights, double factor) {
        return weights.stream().map(w -> w.mul(factor)).toList();
    }

    // ---- where it starts

    @Test
    void startsFromCopiesThatKeepTheirFlags() {
        Linear frozen = new Linear(Tensor.ones(2, 2), Optional.of(parameter(2)));
        try (var fast = Patch.monkeypatch(FunctionalLinear.of(frozen))) {
            FunctionalLinear.Params own = fast.source().params();
            assertThat(fast.params().weight().requiresGrad()).isFalse();
            Tensor bias = fast.params().bias().orElseThrow();
            assertThat(bias.requiresGrad()).isTrue();
            assertThat(bias.isLeaf()).isTrue();
            assertThat(bias).isNotSameAs(own.bias().orElseThrow());
            assertThat(bias.toDoubles()).containsExactly(own.bias().orElseThrow().toDoubles());
        }
    }

    private static Tensor parameter(int... shape) {
        return Tensor.parameter(Tensor.ones(shape));
    }

    @Test
    void gradientsReachTheModelIfWeightsAreNotCopied() {
        List<Tensor> own = net.parameters();
        try (var fast =
                Patch.monkeypatch(net, PatchOptions.DEFAULT.withCopyInitialWeights(false))) {
            fast.update(descend(out(fast, x), fast.weights()));
            Tensor outer = out(fast, x);
            List<Tensor> atStart = Grad.grad(outer, fast.params(0).leaves());
            outer.backward();
            for (int i = 0; i < own.size(); i++) {
                assertThat(own.get(i).grad().orElseThrow().toDoubles())
                        .containsExactly(atStart.get(i).toDoubles(), within(1e-12));
            }
        }
    }

    @Test
    void theModelsLaterWeightsDoNotMatter() {
        for (boolean copy : new boolean[] {true, false}) {
            Linear linear = new Linear(parameter(2, 2), Optional.empty());
            FunctionalLinear twin = FunctionalLinear.of(linear);
            PatchOptions options = PatchOptions.DEFAULT.withCopyInitialWeights(copy);
            try (var fast = Patch.monkeypatch(twin, options)) {
                twin.parameters().get(0).assign(Tensor.zeros(2, 2));
                assertThat(fast.model().forward(Tensor.ones(1, 2)).toDoubles()).containsOnly(2);
                assertThat(fast.params(0).weight().toDoubles()).containsOnly(1);
            }
        }
    }

    @Test
    void aFunctionalModelHasNoWeightsUntilTheyAreGiven() {
        try (var fast = Patch.makeFunctional(net)) {
            assertThatIllegalStateException()
                    .isThrownBy(fast::model)
                    .withMessage(
                            "the fast model has no weights yet; give the first with model(weights)"
                                    + " or update(weights)");
            assertThatIllegalStateException().isThrownBy(fast::params);
            assertThatIllegalStateException().isThrownBy(fast::weights);
            assertThatIllegalStateException().isThrownBy(fast::detach);
            Tensor expected = net.forward(net.params(), x);
            assertThat(fast.model(net.parameters()).forward(x).toDoubles())
                    .containsExactly(expected.toDoubles());
            assertThat(fast.time()).isZero();
            assertThat(fast.model().forward(x).toDoubles()).isNotEmpty();
        }
    }

    @Test
    void aFunctionalModelCanBeUntrackedBeforeItHasWeights() {
        try (var fast = Patch.makeFunctional(net)) {
            fast.tracking(false);
            fast.model(net.parameters());
            fast.model(times(net.parameters(), 2));
            assertThat(fast.time()).isZero();
            assertThat(fast.params(0).leaves()).isEqualTo(fast.params(-1).leaves());
        }
    }

    // ---- history

    @Test
    void everyUpdateIsAnEntryAndAForwardPassIsNone() {
        try (var fast = Patch.monkeypatch(net)) {
            List<Tensor> first = fast.weights();
            fast.model().forward(x);
            List<Tensor> second = times(first, 2);
            fast.model(second).forward(x);
            fast.model().forward(x);
            fast.replace("there.bias", Tensor.zeros(DType.FLOAT64, Models.WIDTH));

            assertThat(fast.time()).isEqualTo(2);
            assertThat(fast.initialParams().leaves()).isEqualTo(first);
            assertThat(fast.params(1).leaves()).isEqualTo(second);
            assertThat(fast.params(-2).leaves()).isEqualTo(second);
            assertThat(fast.params(-1).leaves()).isEqualTo(fast.weights());
            for (int time : new int[] {3, -4}) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> fast.params(time))
                        .withMessage(
                                "params("
                                        + time
                                        + "): there are 3 entries, 0 to 2, or -1 for the newest");
            }
        }
    }

    @Test
    void withoutTrackingOnlyTheNewestIsKept() {
        PatchOptions options = PatchOptions.DEFAULT.withTracking(false);
        try (var fast = Patch.monkeypatch(net, options)) {
            assertThat(fast.tracking()).isFalse();
            fast.update(times(fast.weights(), 2));
            assertThat(fast.params(0).leaves()).isEqualTo(fast.params(-1).leaves());
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> fast.params(1))
                    .withMessage(
                            "params(1): an untracked model keeps the newest weights only, as time"
                                    + " 0 and -1; switch tracking on");
            assertThatIllegalStateException()
                    .isThrownBy(fast::initialParams)
                    .withMessageContaining("does not keep its initial weights");
        }
    }

    @Test
    void switchingTrackingOffLosesNoUpdate() {
        try (var fast = Patch.monkeypatch(net)) {
            fast.update(times(fast.weights(), 2));
            fast.update(times(fast.weights(), 2));
            List<Tensor> newest = fast.weights();
            fast.tracking(false);
            assertThat(fast.time()).isZero();
            assertThat(fast.weights()).isEqualTo(newest);
            List<Tensor> later = times(newest, 2);
            fast.update(later);
            assertThat(fast.weights()).isEqualTo(later);
            assertThat(fast.time()).isZero();
            fast.tracking(true);
            fast.update(times(later, 2));
            assertThat(fast.params(0).leaves()).isEqualTo(later);
            assertThat(fast.time()).isEqualTo(1);
        }
    }

    // ---- updates

    @Test
    void refusesAnotherNumberOfWeights() {
        try (var fast = Patch.monkeypatch(net)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.update(fast.weights().subList(0, 1)))
                    .withMessage(
                            "update: 1 weights for a model of 2; give one for each of [there.weight,"
                                    + " there.bias]");
            assertThat(fast.time()).isZero();
        }
    }

    @Test
    void refusesWeightsOfAnotherShape() {
        try (var fast = Patch.monkeypatch(net)) {
            List<Tensor> turned = fast.weights().stream().map(w -> w.reshape(-1)).toList();
            String message =
                    "update: there.weight is [3, 3], and [9] was given; the shapes must agree";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.update(turned))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.update(Params.unflatten(net.params(), turned)))
                    .withMessage(message);
            assertThat(fast.time()).isZero();
        }
    }

    @Test
    void aTreeOfWeightsIsAnUpdateOfItsLeaves() {
        try (var fast = Patch.monkeypatch(net)) {
            List<Tensor> doubled = times(fast.weights(), 2);
            fast.update(Params.unflatten(net.params(), doubled));
            assertThat(fast.weights()).isEqualTo(doubled);
        }
    }

    @Test
    void refusesTwoTensorsForOneTiedWeight() {
        try (var fast = Patch.monkeypatch(net)) {
            FunctionalModelsTied.Params p = fast.params();
            FunctionalModelsDense.Params apart =
                    new FunctionalModelsDense.Params(p.there().weight().mul(2), null);
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    fast.update(
                                            new FunctionalModelsTied.Params(
                                                    p.shared(), p.again(), p.there(), apart)))
                    .withMessage(
                            "update: back.weight is tied to a weight that was given another tensor;"
                                    + " give one tensor for both");
            FunctionalModelsDense.Params without =
                    new FunctionalModelsDense.Params(p.there().weight(), null);
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    fast.update(
                                            new FunctionalModelsTied.Params(
                                                    p.shared(), p.again(), without, without)))
                    .withMessageContaining("nothing is given for there.bias");
        }
    }

    @Test
    void distinctWeightsMayBecomeOneTensor() {
        Sequential chain = new Sequential(linear(), new Tanh(), linear());
        try (var fast = Patch.monkeypatch(FunctionalSequential.of(chain))) {
            Tensor w = Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 3, 3));
            Tensor b = fast.weights().get(1);
            fast.update(List.of(w, b, w, b));
            assertThat(fast.weights()).containsExactly(w, b, w, b);
            assertThat(fast.namedParameters())
                    .isEqualTo(
                            Map.of(
                                    "layers.0.weight", w,
                                    "layers.0.bias", b,
                                    "layers.2.weight", w,
                                    "layers.2.bias", b));
        }
    }

    private Linear linear() {
        return new Linear(
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 3, 3)),
                Optional.of(Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 3))));
    }

    @Test
    void oneNestedWeightCanBeReplacedByATrackedTensor() {
        Sequential chain = new Sequential(linear(), new Tanh(), linear());
        FunctionalSequential twin = FunctionalSequential.of(chain);
        try (var fast = Patch.monkeypatch(twin)) {
            Tensor scale = Tensor.parameter(Tensor.scalar(0.5, DType.FLOAT64));
            List<Tensor> before = fast.weights();
            fast.replace("layers.2.weight", before.get(2).mul(scale));

            assertThat(fast.weights().get(0)).isSameAs(before.get(0));
            assertThat(fast.namedParameters().get("layers.2.weight"))
                    .isSameAs(fast.weights().get(2));
            Tensor outer = fast.model().forward(x).square().sum();
            double slope =
                    (scaledLoss(twin, before, 0.5 + 1e-6) - scaledLoss(twin, before, 0.5 - 1e-6))
                            / 2e-6;
            assertThat(Grad.grad(outer, List.of(scale)).get(0).item())
                    .isCloseTo(slope, within(1e-6));
        }
    }

    private double scaledLoss(FunctionalSequential twin, List<Tensor> weights, double scale) {
        List<Tensor> scaled = new ArrayList<>(weights);
        scaled.set(2, scaled.get(2).mul(scale));
        return twin.forward(Params.unflatten(twin.params(), scaled), x).square().sum().item();
    }

    @Test
    void aTiedWeightIsReplacedWhereverItOccurs() {
        for (String path : List.of("there.weight", "back.weight")) {
            try (var fast = Patch.monkeypatch(net)) {
                Tensor w = Tensor.normal(random, DType.FLOAT64, Models.WIDTH, Models.WIDTH);
                fast.replace(path, w);
                assertThat(fast.params().there().weight()).isSameAs(w);
                assertThat(fast.params().back().weight()).isSameAs(w);
            }
        }
    }

    @Test
    void refusesToReplaceWhatIsNotThere() {
        try (var fast = Patch.monkeypatch(net)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.replace("there.wieght", x))
                    .withMessage(
                            "replace: no weight there.wieght; did you mean there.weight? the model"
                                    + " has [there.weight, there.bias, back.weight]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.replace("entirely.elsewhere", x))
                    .withMessage(
                            "replace: no weight entirely.elsewhere; the model has [there.weight,"
                                    + " there.bias, back.weight]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.replace("shared.mean", x))
                    .withMessageContaining("shared.mean is a buffer");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.replace("there.weight", x))
                    .withMessage(
                            "replace: there.weight is [3, 3], and [4, 3] was given; the shapes must"
                                    + " agree");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.replace("there.bias", Tensor.zeros(Models.WIDTH)))
                    .withMessage(
                            "replace: there.bias is FLOAT64, and FLOAT32 was given; convert it with"
                                    + " to(DType)");
            assertThat(fast.time()).isZero();
        }
    }

    // ---- submodules

    @Test
    void aSubmoduleRunsWithTheNewestWeights() {
        Linear first = linear();
        Sequential chain = new Sequential(first, new Tanh());
        try (var fast = Patch.monkeypatch(FunctionalSequential.of(chain))) {
            for (int k = 0; k < 2; k++) {
                Tensor whole = fast.model().forward(x);
                FunctionalLinear.Params part =
                        (FunctionalLinear.Params) fast.params().layers().get(0);
                Tensor alone = FunctionalLinear.of(first).forward(part, x).tanh();
                assertThat(alone.toDoubles()).containsExactly(whole.toDoubles());
                fast.update(times(fast.weights(), 2));
            }
        }
    }

    // ---- buffers

    @Test
    void aSharedSubmoduleKeepsOneBufferFromUpdateToUpdate() {
        Models.Tied twin = new Models.Tied(new SplittableRandom(5));
        try (var fast = Patch.monkeypatch(net)) {
            for (int k = 0; k < 3; k++) {
                assertThat(fast.model().forward(x).toDoubles())
                        .containsExactly(twin.forward(x).toDoubles());
                fast.update(fast.weights());
            }
            Map<String, Tensor> buffers = fast.buffers();
            assertThat(buffers.get("again.mean")).isSameAs(buffers.get("shared.mean"));
            assertThat(buffers.get("shared.mean").toDoubles()).doesNotContain(0);
            assertThat(net.params().shared().mean().toDoubles()).containsOnly(0);
        }
    }

    @Test
    void buffersAreSyncedOnce() {
        try (var fast = Patch.monkeypatch(net);
                var bare = Patch.makeFunctional(net)) {
            model.forward(x);
            double[] own = net.params().shared().mean().toDoubles();
            assertThat(fast.buffers().get("shared.mean").toDoubles()).containsOnly(0);
            List<Tensor> weights = fast.weights();

            Patch.bufferSync(net, fast);
            Patch.bufferSync(net, bare);
            assertThat(fast.buffers().get("shared.mean").toDoubles()).containsExactly(own);
            assertThat(bare.buffers().get("again.mean").toDoubles()).containsExactly(own);
            assertThat(fast.weights()).isEqualTo(weights);
            model.forward(x);
            assertThat(fast.buffers().get("shared.mean").toDoubles()).containsExactly(own);
        }
    }

    @Test
    void refusesBuffersOfAnotherStructure() {
        FunctionalModelsChain two =
                FunctionalModelsChain.of(
                        new Models.Chain(List.of(new Models.Centre(), new Models.Centre())));
        FunctionalModelsChain one =
                FunctionalModelsChain.of(new Models.Chain(List.of(new Models.Centre())));
        try (var fast = Patch.monkeypatch(two)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Patch.bufferSync(one, fast))
                    .withMessageContaining("both must come from the same model");
        }
    }

    // ---- failures, truncation, the end

    @Test
    void aForwardPassThatThrowsLeavesItUsable() {
        try (var fast = Patch.monkeypatch(net)) {
            double[] expected = net.forward(net.params(), x).toDoubles();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fast.model().forward(Tensor.ones(DType.FLOAT64, 4, 7)));
            assertThat(fast.time()).isZero();
            fast.update(fast.weights());
            assertThat(fast.model().forward(x).toDoubles()).hasSameSizeAs(expected);
        }
    }

    @Test
    void truncationCutsTheNewestWeights() {
        try (var fast = Patch.monkeypatch(net)) {
            fast.update(descend(out(fast, x), fast.weights()));
            double[] values = fast.weights().get(0).toDoubles();
            fast.detach();
            assertThat(fast.time()).isEqualTo(1);
            assertThat(fast.weights()).allMatch(Tensor::isLeaf).allMatch(Tensor::requiresGrad);
            assertThat(fast.weights().get(0).toDoubles()).containsExactly(values);

            fast.update(descend(out(fast, x), fast.weights()));
            Tensor outer = out(fast, x);
            assertThat(Grad.gradOrEmpty(outer, fast.params(0).leaves(), false))
                    .allMatch(Optional::isEmpty);
            assertThat(Grad.gradOrEmpty(outer, fast.params(1).leaves(), false))
                    .allMatch(Optional::isPresent);
        }
    }

    @Test
    void forgettingKeepsTheNewestAsTimeZero() {
        try (var fast = Patch.monkeypatch(net)) {
            fast.update(times(fast.weights(), 2));
            List<Tensor> newest = fast.weights();
            fast.forget();
            assertThat(fast.time()).isZero();
            assertThat(fast.tracking()).isTrue();
            assertThat(fast.initialParams().leaves()).isEqualTo(newest);
        }
    }

    @Test
    void aClosedModelSaysSo() {
        var fast = Patch.monkeypatch(net);
        fast.close();
        fast.close();
        List<Runnable> calls =
                List.of(
                        fast::model,
                        fast::params,
                        fast::weights,
                        fast::buffers,
                        fast::forget,
                        fast::detach,
                        () -> fast.update(net.parameters()),
                        () -> fast.update(net.params()),
                        () -> fast.tracking(false),
                        () -> Patch.bufferSync(net, fast));
        assertThat(calls)
                .allSatisfy(
                        call ->
                                assertThatIllegalStateException()
                                        .isThrownBy(call::run)
                                        .withMessage(
                                                "the fast model is closed; use it inside its try"
                                                        + " block"));
    }
}
