package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.higher.functional.Params;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.RandomScope;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The model in a loop: its buffers and its configuration. */
class InnerLoopModelTest extends CentredLoops {
    @Test
    void frozenAndUnusedWeightsStayTheSameTensors() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            FunctionalCentred.Params before = loop.params();
            FunctionalCentred.Params after = loop.step(inner(loop));
            assertThat(after.frozen()).isSameAs(before.frozen());
            assertThat(after.unused()).isSameAs(before.unused());
            assertThat(after.hidden().weight()).isNotSameAs(before.hidden().weight());
        }
    }

    @Test
    void buffersAreCarriedByValueAndTheModelKeepsItsOwn() {
        double[] own = model.mean().toDoubles();
        double[] once;
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            once = loop.params().mean().toDoubles();
            assertThat(loop.params().mean().requiresGrad()).isFalse();
            loop.step(inner(loop));
            assertThat(loop.params().mean().toDoubles()).isNotEqualTo(once);
        }
        assertThat(once).isNotEqualTo(own);
        assertThat(model.mean().toDoubles()).containsExactly(own);
    }

    @Test
    void configurationIsReadWheneverTheModelIsAskedFor() {
        model.eval();
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            assertThat(loop.params().mean().toDoubles()).containsOnly(0);
        }
    }

    @Test
    void configurationThatChangesBetweenTheLastStepAndTheQueryCounts() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            outer(loop);
            double[] mean = loop.params().mean().toDoubles();
            assertThat(mean).doesNotContain(0);
            model.eval();
            outer(loop);
            assertThat(loop.params().mean().toDoubles()).containsExactly(mean);
        }
    }

    /** In evaluation, dropout needs no random scope. */
    @Test
    void evalOfLayersWithinLayersCountsAtOnce() {
        Linear linear = new Linear(3, 2, true, new SplittableRandom(1));
        Sequential layers = new Sequential(new Sequential(linear, new Dropout(0.5)), new Tanh());
        FunctionalSequential twin = FunctionalSequential.of(layers);
        Optimizer<Sgd> rule = Optimizer.of(twin.parameters(), new Sgd(0.1));
        Tensor x = Tensor.ones(4, 3);
        try (var loop = Higher.innerLoop(twin, rule).open()) {
            try (RandomScope scope = RandomScope.open(2)) {
                assertThat(scope).isNotNull();
                loop.step(loop.model().forward(x).square().mean());
                loop.model().forward(x);
            }
            assertThat(loop.model()).isSameAs(loop.model());
            layers.eval();
            assertThat(loop.model().forward(x).toFloats())
                    .isEqualTo(loop.model().forward(x).toFloats());
        }
    }

    @Test
    void theModelIsTheSameAsLongAsNothingChanges() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            FunctionalCentred.Bound before = loop.model();
            outer(loop);
            assertThat(loop.model()).isSameAs(before);
            model.eval();
            assertThat(loop.model()).isNotSameAs(before).isSameAs(loop.model());
        }
    }

    @Test
    void parametersAreNamedByTheirPath() {
        assertThat(Params.named(net.params()).keySet())
                .containsExactly(
                        "hidden.weight",
                        "hidden.bias",
                        "out.weight",
                        "out.bias",
                        "frozen",
                        "unused");
    }
}
