package org.higher.examples.sinusoid;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.examples.FunctionalNet;
import org.higher.examples.sinusoid.Sinusoid.Points;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Fine-tuning on a new task, as it is done once meta-training is over: nothing is tracked. */
final class Adaptation {
    private Adaptation() {}

    /**
     * Fits the support points by gradient descent and predicts as it goes.
     *
     * @param x inputs to predict at, shape [points, 1]
     * @return predictions after 0, 1, ..., steps steps, each of shape [points, 1]
     */
    static List<Tensor> predictions(
            FunctionalNet net, double rate, Points support, Tensor x, int steps) {
        Optimizer<Sgd> optimizer = Optimizer.of(net.parameters(), new Sgd(0));
        // An override, because a learned step size may be negative, which Sgd refuses.
        Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, Tensor.scalar(rate));
        List<Tensor> predictions = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(net, optimizer)
                        .override(learned)
                        .gradientMode(GradientMode.UNTRACKED)
                        .open()) {
            predictions.add(loop.model().forward(x).detach());
            for (int k = 0; k < steps; k++) {
                loop.step(mse(loop.model().forward(support.x()), support.y()));
                predictions.add(loop.model().forward(x).detach());
            }
        }
        return predictions;
    }
}
