package org.higher.examples.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.examples.energy.Descent.Stage;
import org.higher.functional.Params;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a small problem: inputs of 6 numbers, 4 classes. */
class DescentTest {
    private static final int CLASSES = 4;
    private static final int[] LABELS = {3, 0, 1, 1, 2};

    private final SplittableRandom random = new SplittableRandom(3);
    private final Descent descent = new Descent(CLASSES, 5);

    private FunctionalEnergyNet net(Kind kind) {
        Sequential encoder = new Sequential(new Linear(6, 5, true, random), new Tanh());
        return FunctionalEnergyNet.of(new EnergyNet(encoder, kind.create(5, CLASSES, 8, random)));
    }

    private static Tensor precise(Tensor weight) {
        return Tensor.parameter(weight.detach().to(DType.FLOAT64));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theGradientIsThatOfTheWholeUnroll(Kind kind) {
        FunctionalEnergyNet net = net(kind);
        var weights = Params.map(net.params(), DescentTest::precise);
        Tensor rate = Tensor.parameter(Tensor.scalar(0.7, DType.FLOAT64));
        Tensor x = Tensor.normal(random, DType.FLOAT64, LABELS.length, 6);
        List<Tensor> learned = new ArrayList<>(weights.leaves());
        learned.add(rate);

        List<Tensor> gradient =
                Grad.grad(
                        Losses.crossEntropy(descent.labels(net, weights, x, rate), LABELS),
                        learned);

        double h = 1e-5;
        for (int i = 0; i < learned.size(); i++) {
            Tensor parameter = learned.get(i);
            Tensor direction = Tensor.normal(random, DType.FLOAT64, parameter.shape());
            Tensor value = parameter.detach();
            double[] loss = new double[2];
            for (int side = 0; side < 2; side++) {
                parameter.assign(value.add(direction.mul(side == 0 ? -h : h)));
                Tensor y = descent.labels(net, weights, x, rate);
                loss[side] = Losses.crossEntropy(y, LABELS).item();
            }
            parameter.assign(value);
            double slope = gradient.get(i).mul(direction).sum().item();
            assertThat(slope)
                    .as("parameter %d", i)
                    .isCloseTo(
                            (loss[1] - loss[0]) / (2 * h), within(1e-8 + 1e-6 * Math.abs(slope)));
        }
        assertThat(gradient.get(0).norm2().item()).as("at the encoder").isGreaterThan(1e-6);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void offTheTapeTheWayIsTheSame(Kind kind) {
        FunctionalEnergyNet net = net(kind);
        Tensor x = Tensor.normal(random, DType.FLOAT32, 3, 6);
        Tensor rate = Tensor.scalar(0.5);

        List<Stage> stages = descent.stages(net, x, rate);

        assertThat(stages).hasSize(6);
        assertThat(stages.get(0).y().toFloats()).containsOnly(0);
        assertThat(stages.get(5).y().toFloats())
                .containsExactly(descent.labels(net, net.params(), x, rate).toFloats());
        for (Stage stage : stages) {
            assertThat(stage.y().requiresGrad()).isFalse();
            assertThat(stage.energy().requiresGrad()).isFalse();
            assertThat(stage.energy().toFloats())
                    .containsExactly(net.forward(net.params(), x, stage.y()).toFloats());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyStepLowersTheEnergyOfEveryImage(Kind kind) {
        Tensor x = Tensor.normal(random, DType.FLOAT32, 20, 6);

        List<Stage> stages = descent.stages(net(kind), x, Tensor.scalar(0.1));

        for (int k = 1; k < stages.size(); k++) {
            double[] before = stages.get(k - 1).energy().toDoubles();
            double[] after = stages.get(k).energy().toDoubles();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).as("image %d, step %d", i, k).isLessThan(before[i]);
            }
        }
    }

    /** The energies of a batch are added up; that must not mix its images. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void anImageIsAloneInItsBatch(Kind kind) {
        FunctionalEnergyNet net = net(kind);
        Tensor x = Tensor.normal(random, DType.FLOAT32, 3, 6);
        Tensor rate = Tensor.scalar(0.5);

        Tensor together = descent.labels(net, net.params(), x, rate);
        Tensor alone = descent.labels(net, net.params(), x.slice(0, 1, 2), rate);

        assertThat(together.slice(0, 1, 2).sub(alone).abs().amax().item()).isLessThan(1e-6);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void trainingThroughTheDescentLearnsTheLabels(Kind kind) {
        FunctionalEnergyNet net = net(kind);
        EnergyNet model = net.model();
        Tensor x = Tensor.normal(random, DType.FLOAT32, LABELS.length, 6);
        Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(0.02));
        Tensor rate = Tensor.scalar(0.5);
        for (int i = 0; i < 150; i++) {
            Tensor y = descent.labels(net, net.params(), x, rate);
            outer.step(Grad.grad(Losses.crossEntropy(y, LABELS), net.parameters()));
            model.project();
        }

        Tensor y = descent.labels(net, net.params(), x, rate);
        assertThat(y.argMax(1)).containsExactly(LABELS);
        assertThat(Losses.crossEntropy(y, LABELS).item()).isLessThan(0.1);
    }
}
