package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.Higher;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.functional.testing.TwinCheck;
import org.higher.io.Checkpoint;
import org.higher.nn.BatchNorm;
import org.higher.nn.Linear;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records and classes that hold layers, and have no annotation, are parts of {@code Params}. */
class ModelPartsTest {
    record Block(Linear linear, Optional<BatchNorm> norm) {
        Tensor apply(Tensor x) {
            Tensor y = linear.forward(x);
            return norm.isPresent() ? norm.get().forward(y.reshape(-1, 2, 1)).flatten(1) : y;
        }
    }

    static class Head {
        final Linear linear;
        private final double scale;

        Head(Linear linear, double scale) {
            this.linear = linear;
            this.scale = scale;
        }

        Tensor apply(Tensor x) {
            return linear.forward(x).mul(scale);
        }
    }

    static final class OtherHead extends Head {
        OtherHead() {
            super(new Linear(2, 1), 1);
        }

        @Override
        Tensor apply(Tensor x) {
            return x;
        }
    }

    sealed interface Step {
        record Dense(Linear linear) implements Step {}

        record Squash(Tensor gain, @Buffer Tensor shift) implements Step {}
    }

    @Functional
    static class Net {
        private record Pair(Block block, Step.Dense dense) {}

        private final Block block;
        private final Pair pair;
        private final Map<String, Head> heads;
        private final List<Step> steps;

        Net() {
            this(new Head(new Linear(2, 1), 0.5));
        }

        Net(Head head) {
            Linear shared = new Linear(2, 2);
            block = new Block(shared, Optional.of(new BatchNorm(2)));
            pair = new Pair(new Block(shared, Optional.empty()), new Step.Dense(new Linear(2, 2)));
            heads = Map.of("main", head);
            steps =
                    List.of(
                            pair.dense(),
                            new Step.Squash(
                                    Tensor.parameter(Tensor.ones(2)),
                                    Tensor.of(new float[] {1, 2}, 2)));
        }

        Tensor forward(Tensor x) {
            Tensor y = pair.block().apply(block.apply(x).tanh());
            for (Step step : steps) {
                if (step instanceof Step.Dense dense) {
                    y = dense.linear().forward(y);
                } else if (step instanceof Step.Squash squash) {
                    y = y.mul(squash.gain()).add(squash.shift()).sigmoid();
                }
            }
            return heads.get("main").apply(y);
        }
    }

    private static final Tensor X = Tensor.of(new float[] {1, -2, 3, 4}, 2, 2);

    @Test
    void twinComputesWhatItsModelDoes() {
        TwinCheck.check(new Net(), X);
    }

    @Test
    void tensorsAreNamedByTheirPlaces() {
        ParamTree params = Twins.of(new Net()).params();
        assertThat(Params.named(params).keySet())
                .containsExactly(
                        "block.linear.weight",
                        "block.linear.bias",
                        "block.norm.weight",
                        "block.norm.bias",
                        "pair.dense.linear.weight",
                        "pair.dense.linear.bias",
                        "heads.main.linear.weight",
                        "heads.main.linear.bias",
                        "steps.1.gain");
        assertThat(Params.buffers(params).keySet())
                .containsExactly(
                        "block.norm.runningMean", "block.norm.runningVariance", "steps.1.shift");
    }

    @Test
    void tiedLayersHaveOneWeightThatEveryStepMoves() {
        Net net = new Net();
        FunctionalModelPartsTestNet twin = FunctionalModelPartsTestNet.of(net);
        Optimizer<?> inner = Optimizer.of(twin.parameters(), new Sgd(0.1));
        double[] before = twin.params().block().linear().weight().toDoubles();
        try (var loop = Higher.innerLoop(twin, inner).open()) {
            loop.step(loop.model().forward(X).square().mean());
            var bound = loop.model();
            assertThat(bound.block().linear()).isSameAs(bound.pair().block().linear());
            assertThat(bound.block().linear().params().weight().toDoubles()).isNotEqualTo(before);
            assertThat(loop.params().leaves()).hasSize(9);
        }
        assertThat(twin.params().block().linear().weight().toDoubles()).isEqualTo(before);
    }

    @Test
    void checkpointsHaveTheirPaths(@TempDir Path folder) throws IOException {
        FunctionalModelPartsTestNet one = FunctionalModelPartsTestNet.of(new Net());
        FunctionalModelPartsTestNet other = FunctionalModelPartsTestNet.of(new Net());
        Path file = folder.resolve("net");
        Checkpoint.builder().params("net", one.params()).save(file);
        Checkpoint loaded = Checkpoint.load(file);
        assertThat(loaded.tensors("net")).containsKey("block.linear.weight");
        FunctionalModelPartsTestNet.Params params = loaded.params("net", other.params());
        assertThat(other.bind(params).forward(X).toDoubles())
                .isEqualTo(one.bind(one.params()).forward(X).toDoubles());
    }

    @Test
    void anObjectOfASubclassIsRefused() {
        assertThatThrownBy(() -> Twins.of(new Net(new OtherHead())).params())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OtherHead may override");
    }
}
