package org.higher.examples.sinusoid;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.examples.FunctionalNet;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Tensor;

/**
 * The baseline: one network trained on the points of all tasks together.
 *
 * <p>It sees as many tasks and points as meta-training does, with the same outer optimizer.
 */
final class Pretraining {
    /** Step sizes that fine-tuning may choose from. */
    private static final double[] RATES = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05};

    private static final int TUNING_TASKS = 100;

    private final Settings settings;
    private final FunctionalNet net;
    private final Optimizer<Adam> optimizer;

    Pretraining(Settings settings, FunctionalNet net) {
        this.settings = settings;
        this.net = net;
        optimizer = Optimizer.of(net.parameters(), new Adam(settings.outerRate()));
    }

    /**
     * Takes one step on freshly drawn tasks.
     *
     * @return the loss before the step
     */
    double step(RandomGenerator random) {
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> targets = new ArrayList<>();
        for (int i = 0; i < settings.metaBatch(); i++) {
            Sinusoid.Points points =
                    settings.tasks().draw(random).sample(2 * settings.shots(), random);
            inputs.add(points.x());
            targets.add(points.y());
        }
        Tensor loss =
                mse(net.forward(net.params(), Tensor.concat(0, inputs)), Tensor.concat(0, targets));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        return loss.item();
    }

    /** The step size of least error after 10 fine-tuning steps, on tasks drawn for this choice. */
    double tuneRate(Evaluation evaluation, RandomGenerator random) {
        List<Episode> episodes = evaluation.episodes(TUNING_TASKS, random);
        double best = RATES[0];
        double least = Double.POSITIVE_INFINITY;
        for (double rate : RATES) {
            double error = evaluation.of(net, rate, episodes).mean(Evaluation.STEPS);
            if (error < least) {
                least = error;
                best = rate;
            }
        }
        return best;
    }
}
