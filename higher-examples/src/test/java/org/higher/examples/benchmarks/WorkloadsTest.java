package org.higher.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    private static double error(List<Tensor> actual, List<Tensor> expected) {
        double error = 0;
        for (int i = 0; i < expected.size(); i++) {
            Tensor exact = expected.get(i).to(DType.FLOAT64);
            Tensor difference = actual.get(i).to(DType.FLOAT64).sub(exact);
            error = Math.max(error, difference.norm2().item() / exact.norm2().item());
        }
        return error;
    }

    @Test
    void theMetaStepIsTheSameForEveryNumberOfThreads() {
        try (SinusoidMetaStep one = new SinusoidMetaStep(DType.FLOAT32, 1);
                SinusoidMetaStep two = new SinusoidMetaStep(DType.FLOAT32, 2);
                SinusoidMetaStep exact = new SinusoidMetaStep(DType.FLOAT64, 2)) {
            one.run();
            two.run();
            exact.run();
            assertThat(error(two.gradients(), one.gradients())).isZero();
            assertThat(error(one.gradients(), exact.gradients())).isBetween(1e-9, 1e-3);
        }
    }

    @Test
    void theMetaStepIsTheSameForTasksTogetherAndOneByOne() {
        try (SinusoidMetaStep some = new SinusoidMetaStep(DType.FLOAT64, 1);
                SinusoidMetaStep all = new SinusoidMetaStep(DType.FLOAT64, 1, 1);
                SinusoidMetaStep single = new SinusoidMetaStep(DType.FLOAT64, 1, 25)) {
            assertThat(error(some.gradients(), single.gradients())).isLessThan(1e-13);
            assertThat(error(all.gradients(), single.gradients())).isLessThan(1e-13);
        }
    }

    private static OmniglotMetaStep metaStep(DType dtype, int innerSteps, Memory memory) {
        return new OmniglotMetaStep(dtype, 2, innerSteps, memory);
    }

    @Test
    void theConvolutionalMetaStepIsTheSameWhateverIsKept() {
        try (OmniglotMetaStep full = metaStep(DType.FLOAT64, 2, Memory.full());
                OmniglotMetaStep saved = metaStep(DType.FLOAT64, 2, Memory.savedGradients());
                OmniglotMetaStep mixed = metaStep(DType.FLOAT64, 2, Memory.mixedMode())) {
            List<Tensor> expected = full.gradients();
            assertThat(error(saved.gradients(), expected)).isZero();
            List<Tensor> actual = mixed.gradients();
            double largest = expected.stream().mapToDouble(g -> g.norm2().item()).max().orElse(0);
            for (int i = 0; i < expected.size(); i++) {
                double difference = actual.get(i).sub(expected.get(i)).norm2().item();
                assertThat(difference).as("%s", i).isLessThan(1e-12 * largest);
            }
        }
    }

    /**
     * Biases before batch norm have no influence: what is there is rounding, and small against the
     * other gradients.
     *
     * <p>Two elements under a window are so close that rounding decides which is the larger:
     * weights that differ by 1e-7 move a gradient by 2.6e-4 in double, too, in three of eight
     * tries.
     */
    @Test
    void theConvolutionalMetaStepHasAGradientForEveryWeight() {
        try (OmniglotMetaStep rough = metaStep(DType.FLOAT32, 5, Memory.full());
                OmniglotMetaStep exact = metaStep(DType.FLOAT64, 5, Memory.full())) {
            List<Tensor> gradients = exact.gradients();
            List<Tensor> actual = rough.gradients();
            assertThat(gradients).hasSize(18);
            double all = 0;
            for (Tensor gradient : gradients) {
                all = Math.hypot(all, gradient.norm2().item());
            }
            for (int i = 0; i < gradients.size(); i++) {
                if (gradients.get(i).norm2().item() > 1e-12 * all) {
                    List<Tensor> one = List.of(gradients.get(i));
                    assertThat(error(List.of(actual.get(i)), one)).isBetween(1e-9, 1e-3);
                } else {
                    assertThat(actual.get(i).norm2().item()).isLessThan(1e-4 * all);
                }
            }
        }
    }

    @Test
    void theUnrollHasAGradientForTheRateAndEveryWeight() {
        try (LongUnroll rough = new LongUnroll(DType.FLOAT32, 3, Memory.full());
                LongUnroll exact = new LongUnroll(DType.FLOAT64, 3, Memory.full())) {
            List<Tensor> gradients = exact.gradients();
            assertThat(gradients).hasSize(5).allMatch(g -> g.norm2().item() > 0);
            assertThat(error(rough.gradients(), gradients)).isBetween(1e-9, 1e-2);
        }
    }

    @Test
    void theChainIsMeasuredInFiveParts() {
        try (OpOverhead chain = new OpOverhead(DType.FLOAT32);
                OpOverhead exact = new OpOverhead(DType.FLOAT64)) {
            assertThat(chain.run())
                    .containsOnlyKeys(
                            "untracked_us_per_op",
                            "forward_us_per_op",
                            "backward_us_per_op",
                            "backward_with_graph_us_per_op",
                            "double_backward_us_per_op")
                    .allSatisfy((name, time) -> assertThat(time).isPositive());
            assertThat(error(chain.gradients(), exact.gradients())).isBetween(1e-9, 1e-3);
        }
    }

    /** Two steps with gradients 2 and -1, by hand. */
    @Test
    void theRuleIsAdamWithAConstantUnderTheRoot() {
        Tensor weight = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        Optimizer<RootedAdam> optimizer = Optimizer.of(List.of(weight), new RootedAdam(0.1));
        optimizer.step(List.of(Tensor.scalar(2, DType.FLOAT64)));
        optimizer.step(List.of(Tensor.scalar(-1, DType.FLOAT64)));

        double first = 1 - 0.1 / 0.1 * 0.2 / (Math.sqrt(0.004 + 1e-16) / Math.sqrt(0.001) + 1e-8);
        double m = 0.9 * 0.2 - 0.1;
        double v = 0.999 * 0.004 + 0.001;
        double scale = Math.sqrt(v + 1e-16) / Math.sqrt(1 - 0.999 * 0.999) + 1e-8;
        assertThat(weight.item()).isCloseTo(first - 0.1 / (1 - 0.81) * m / scale, within(1e-12));
    }
}
