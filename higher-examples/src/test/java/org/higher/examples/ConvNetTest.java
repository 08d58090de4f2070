package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.crossEntropy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.testing.TwinCheck;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvNetTest {
    private static final int CLASSES = 3;
    private static final int[] LABELS = {0, 1, 2, 0, 1, 2};

    private final SplittableRandom random = new SplittableRandom(5);

    private ConvNet net(Downsampling downsampling) {
        return new ConvNet(DType.FLOAT64, random, downsampling, 2, 4, CLASSES);
    }

    private Tensor images() {
        return Tensor.uniform(random, DType.FLOAT64, LABELS.length, 1, 12, 12);
    }

    @ParameterizedTest
    @EnumSource
    void theTwinComputesWhatTheNetworkDoes(Downsampling downsampling) {
        ConvNet net = net(downsampling);
        assertThat(net.forward(images()).toDoubles()).hasSize(LABELS.length * CLASSES);
        TwinCheck.check(net, images());
    }

    /** Along a random direction, because one number is easier to compare than all. */
    @ParameterizedTest
    @EnumSource
    void theMetaGradientIsThatOfFiniteDifferences(Downsampling downsampling) {
        FunctionalConvNet net = FunctionalConvNet.of(net(downsampling));
        Tensor x = images();
        Tensor xq = images();
        List<Tensor> parameters = net.parameters();
        List<Tensor> start = parameters.stream().map(Tensor::detach).toList();
        List<Tensor> gradient = Grad.grad(adaptedLoss(net, x, xq), parameters);
        List<Tensor> direction = new ArrayList<>();
        double slope = 0;
        for (int i = 0; i < start.size(); i++) {
            direction.add(Tensor.normal(random, DType.FLOAT64, start.get(i).shape()));
            slope += gradient.get(i).mul(direction.get(i)).sum().item();
        }

        double step = 1e-6;
        double after = lossAt(net, start, direction, step, x, xq);
        double before = lossAt(net, start, direction, -step, x, xq);

        assertThat(Math.abs(slope)).isGreaterThan(1e-3);
        assertThat((after - before) / (2 * step)).isCloseTo(slope, within(1e-5 * Math.abs(slope)));
    }

    private static double lossAt(
            FunctionalConvNet net,
            List<Tensor> start,
            List<Tensor> direction,
            double step,
            Tensor x,
            Tensor xq) {
        for (int i = 0; i < start.size(); i++) {
            net.parameters().get(i).assign(start.get(i).add(direction.get(i).mul(step)));
        }
        return adaptedLoss(net, x, xq).item();
    }

    private static Tensor adaptedLoss(FunctionalConvNet net, Tensor x, Tensor xq) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.4));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            loop.step(crossEntropy(loop.model().forward(x), LABELS));
            return crossEntropy(loop.model().forward(xq), LABELS);
        }
    }
}
