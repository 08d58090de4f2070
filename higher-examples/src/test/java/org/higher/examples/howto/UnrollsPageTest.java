package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The code of docs/unrolls.md. */
class UnrollsPageTest {
    private final Tensor rate = Tensor.parameter(Tensor.scalar(0.01));
    private final Tensor xq = Tensor.of(new float[] {-1.5f, 1.5f}, 2, 1);
    private final Tensor yq = xq.sin();

    private static Tensor batch(int step) {
        return Tensor.uniform(new SplittableRandom(step), DType.FLOAT32, 10, 1).mul(6).sub(3);
    }

    private static Tensor target(int step) {
        return batch(step).sin();
    }

    @Test
    void aBudget() {
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net());
        Optimizer<Adam> inner = Optimizer.of(net.parameters(), new Adam(0.01));
        try (var loop =
                Higher.innerLoop(net, inner)
                        .override(Overrides.of(DifferentiableAdam.LR, rate))
                        .memory(Memory.budget("8MB"))
                        .open()) {
            loop.unroll(200, (model, k) -> mse(model.forward(batch(k)), target(k)));
            mse(loop.model().forward(xq), yq).backward(); // through all 200 steps, exactly
        }
        List<Double> slopes = new ArrayList<>(List.of(rate.grad().orElseThrow().item()));
        rate.zeroGrad();
        try (var loop =
                Higher.innerLoop(net, inner)
                        .override(Overrides.of(DifferentiableAdam.LR, rate))
                        .open()) {
            loop.unroll(200, (model, k) -> mse(model.forward(batch(k)), target(k)));
            mse(loop.model().forward(xq), yq).backward();
        }
        slopes.add(rate.grad().orElseThrow().item());
        assertThat(slopes.get(0)).isEqualTo(slopes.get(1));
    }

    @Test
    void savedGradients() {
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net());
        Optimizer<Adam> inner = Optimizer.of(net.parameters(), new Adam(0.01));
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .memory(Memory.savedGradients())
                        .open()) {
            loop.unroll(20, (model, k) -> mse(model.forward(batch(k)), target(k)));
            mse(loop.model().forward(xq), yq).backward();
        }
        List<float[]> saved =
                net.parameters().stream().map(w -> w.grad().orElseThrow().toFloats()).toList();
        net.parameters().forEach(Tensor::zeroGrad);
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            loop.unroll(20, (model, k) -> mse(model.forward(batch(k)), target(k)));
            mse(loop.model().forward(xq), yq).backward();
        }
        for (int i = 0; i < saved.size(); i++) {
            assertThat(net.parameters().get(i).grad().orElseThrow().toFloats())
                    .isEqualTo(saved.get(i));
        }
    }
}
