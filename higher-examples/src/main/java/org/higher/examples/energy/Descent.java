package org.higher.examples.energy;

import java.util.ArrayList;
import java.util.List;
import org.higher.functional.Params;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.Settings;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Prediction: a few steps of gradient descent on the label, from zeros.
 *
 * <p>Labels are relaxed to real numbers, one for each class, which are read as unnormalized
 * log-probabilities: softmax makes probabilities of them. The weights of the energy reach the
 * result through its gradients alone, so a first-order approximation would leave nothing to learn
 * from.
 *
 * @param classes how many numbers a label has
 * @param steps how many steps are taken
 */
record Descent(int classes, int steps) {
    /**
     * The labels that the descent arrives at, as a function of weights and rate.
     *
     * @param x images, as the encoder takes them
     * @param rate the step size, a scalar
     * @return shape [n, classes]
     */
    Tensor labels(
            FunctionalEnergyNet net, FunctionalEnergyNet.Params weights, Tensor x, Tensor rate) {
        FunctionalEnergyNet.Bound bound = net.bind(weights);
        Tensor features = bound.features(x);
        Tensor y = start(x);
        DifferentiableOptimizer<Sgd> descent = optimizer(y, rate, GradientMode.SECOND_ORDER);
        for (int k = 0; k < steps; k++) {
            y = descent.step(bound.energy(features, y).sum(), List.of(y)).get(0);
        }
        return y;
    }

    /**
     * The way down, off the tape: memory does not grow with it.
     *
     * @return the labels after 0, 1, ..., steps steps
     */
    List<Stage> stages(FunctionalEnergyNet net, Tensor x, Tensor rate) {
        FunctionalEnergyNet.Bound bound = net.bind(Params.map(net.params(), Tensor::detach));
        Tensor features = bound.features(x);
        Tensor y = start(x);
        DifferentiableOptimizer<Sgd> descent = optimizer(y, rate, GradientMode.UNTRACKED);
        List<Stage> stages = new ArrayList<>();
        for (int k = 0; k <= steps; k++) {
            Tensor energy = bound.energy(features, y);
            stages.add(new Stage(y.detach(), energy.detach()));
            if (k < steps) {
                y = descent.step(energy.sum(), List.of(y)).get(0);
            }
        }
        return stages;
    }

    private Tensor start(Tensor x) {
        return Tensor.parameter(Tensor.zeros(x.dtype(), x.size(0), classes));
    }

    private static DifferentiableOptimizer<Sgd> optimizer(
            Tensor y, Tensor rate, GradientMode mode) {
        // An override, so that the rate can be learned.
        return Optimizers.differentiable(
                Settings.of(List.of(y), new Sgd(0))
                        .withOverrides(Overrides.of(DifferentiableSgd.LR, rate))
                        .withMode(mode));
    }

    /**
     * Where a descent is.
     *
     * @param y the labels, shape [n, classes]
     * @param energy theirs, shape [n, 1]
     */
    record Stage(Tensor y, Tensor energy) {}
}
