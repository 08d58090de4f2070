package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What becomes of running statistics in a loop and after it. */
class RunningStatisticsTest {
    private static final String MEAN = "layers.0.runningMean";

    private final SplittableRandom random = new SplittableRandom(9);
    private final BatchNorm norm = new BatchNorm(2);
    private final FunctionalSequential net =
            FunctionalSequential.of(new Sequential(norm, new Linear(2, 1, true, random)));
    private final Tensor first = Tensor.normal(random, DType.FLOAT32, 4, 2).add(3);
    private final Tensor second = Tensor.normal(random, DType.FLOAT32, 4, 2).sub(5);

    private InnerLoop.Builder<FunctionalSequential.Params, FunctionalSequential.Bound, Sgd> loop() {
        return Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.1)));
    }

    @Test
    void aLoopForgetsThem() {
        try (var loop = loop().open()) {
            loop.step(loop.model().forward(first).square().mean());
            assertThat(loop.fastModel().buffers().get(MEAN).toFloats()).isNotEqualTo(new float[2]);
        }
        assertThat(norm.runningMean().toFloats()).containsExactly(0, 0);
        assertThat(norm.runningVariance().toFloats()).containsExactly(1, 1);
    }

    @Test
    void orWritesThemIntoTheModel() {
        try (var loop = loop().writeBuffers(true).open()) {
            loop.step(loop.model().forward(first).square().mean());
            loop.step(loop.model().forward(second).square().mean());
            assertThat(norm.runningMean().toFloats()).containsExactly(0, 0);
        }
        BatchNorm expected = new BatchNorm(2);
        expected.forward(first);
        expected.forward(second);
        assertThat(norm.runningMean().toFloats())
                .containsExactly(expected.runningMean().toFloats());
        assertThat(norm.runningVariance().toFloats())
                .containsExactly(expected.runningVariance().toFloats());
    }

    @Test
    void ofSeveralTasksTheMeanIsWritten() {
        var loop = loop().tasks(2).writeBuffers(true).open();
        Tensor both = Tensor.stackTasks(List.of(first, second));
        loop.step(loop.model().forward(both).square().mean());
        loop.close();
        float[] written = norm.runningMean().toFloats();
        float[] expected = first.add(second).mean(0).mul(0.1 / 2).toFloats();
        assertThat(written).containsExactly(expected, within(1e-6f));
        loop.close();
        assertThat(norm.runningMean().toFloats()).containsExactly(written);
    }

    @Test
    void withoutThemTheBatchAlwaysCounts() {
        BatchNorm plain =
                BatchNorm.builder(2)
                        .eps(1e-3)
                        .momentum(0.5)
                        .affine(false)
                        .runningStatistics(false)
                        .build();
        float[] trained = plain.forward(first).toFloats();
        plain.eval();
        assertThat(plain.forward(first).toFloats()).containsExactly(trained);
        assertThat(plain.runningMean().toFloats()).containsExactly(0, 0);
    }

    @Test
    void epsAndMomentumAreGiven() {
        BatchNorm other = BatchNorm.builder(1).eps(3).momentum(0.5).affine(false).build();
        Tensor x = Tensor.of(new float[] {-1, 1}, 2, 1);
        assertThat(other.forward(x).toFloats()).containsExactly(-0.5f, 0.5f);
        assertThat(other.runningVariance().item()).isEqualTo(0.5 * 1 + 0.5 * 2);
    }
}
