package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.nn.Conv1d;
import org.higher.nn.ConvTranspose2d;
import org.higher.nn.GroupNorm;
import org.higher.nn.InstanceNorm;
import org.higher.nn.Losses;
import org.higher.nn.Reduction;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The code of docs/layers.md. */
class LayersPageTest {
    /** Images out of sequences. */
    @Functional
    static class Decoder {
        private final Conv1d line;
        private final InstanceNorm lineNorm = new InstanceNorm(16);
        private final GroupNorm imageNorm = new GroupNorm(2, 4);
        private final ConvTranspose2d image;

        Decoder() {
            Window half = Window.of(3, 3).withStride(2).withPadding(1);
            line = Conv1d.builder(2, 16, 3).stride(2).padding(1).build();
            image = ConvTranspose2d.builder(4, 1, half).outputPadding(1).build();
        }

        /** Maps [n, 2, 8] to [n, 1, 8, 8]. */
        Tensor forward(Tensor x) {
            Tensor code = lineNorm.forward(line.forward(x)).tanh();
            return image.forward(imageNorm.forward(code.reshape(x.size(0), 4, 4, 4)));
        }
    }

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void sequencesBecomeImages() {
        var net = FunctionalLayersPageTestDecoder.of(new Decoder());
        Tensor x = Tensor.normal(random, DType.FLOAT32, 3, 2, 8);
        Tensor y = Tensor.normal(random, DType.FLOAT32, 3, 1, 8, 8);
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            loop.step(Losses.huber(loop.model().forward(x), y));
            Tensor outer = Losses.huber(loop.model().forward(x), y);
            assertThat(outer.item())
                    .isLessThan(Losses.huber(net.forward(net.params(), x), y).item());
            assertThat(Grad.grad(outer, net.parameters()))
                    .allSatisfy(g -> assertThat(g.norm2().item()).isFinite());
        }
    }

    @Test
    void reductions() {
        Tensor prediction = Tensor.normal(random, DType.FLOAT32, 4, 2);
        Tensor target = Tensor.zeros(4, 2);
        Tensor weights = Tensor.of(new float[] {1, 0, 2, 1});
        Tensor plain = Losses.huber(prediction, target);
        Tensor sum = Losses.huber(prediction, target, Reduction.SUM);
        Tensor weighted = Losses.huber(prediction, target, 0.5, Reduction.MEAN.weighted(weights));
        assertThat(sum.item()).isCloseTo(8 * plain.item(), within(1e-5));
        Tensor rest = Losses.huber(prediction, target, 0.5, Reduction.NONE).sum(1);
        assertThat(rest.mul(weights).sum().div(8).item()).isCloseTo(weighted.item(), within(1e-5));
        assertThat(List.of(plain.rank(), sum.rank(), weighted.rank())).containsOnly(0);
    }
}
