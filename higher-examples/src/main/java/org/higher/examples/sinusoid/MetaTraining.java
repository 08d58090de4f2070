package org.higher.examples.sinusoid;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.examples.FunctionalNet;
import org.higher.examples.sinusoid.Sinusoid.Points;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.report.RunReport;
import org.higher.tensor.Tensor;

/** The outer loop of MAML: learns initial weights from which a few inner steps fit a new task. */
final class MetaTraining {
    /** Every how many iterations there is a point in the report. */
    static final int NOTED = 20;

    private final Settings settings;
    private final FunctionalNet net;
    private final MetaBatch batch;
    private final Optimizer<Sgd> inner;
    private final Optimizer<Adam> outer;
    private final Tensor innerRate;
    private final Overrides<Sgd> overrides;

    /** What the outer optimizer moves: the initial weights and, if learned, the inner rate. */
    private final List<Tensor> learned;

    private final RunReport report;
    private int iteration;

    MetaTraining(Settings settings, FunctionalNet net, MetaBatch batch, RunReport report) {
        this.report = report;
        this.settings = settings;
        this.net = net;
        this.batch = batch;
        inner = Optimizer.of(net.parameters(), new Sgd(settings.innerRate()));
        innerRate = Tensor.parameter(Tensor.scalar(settings.innerRate()));
        overrides =
                settings.learnInnerRate()
                        ? Overrides.of(DifferentiableSgd.LR, innerRate)
                        : Overrides.none();
        learned = new ArrayList<>(net.parameters());
        if (settings.learnInnerRate()) {
            learned.add(innerRate);
        }
        outer = Optimizer.of(learned, new Adam(settings.outerRate()));
    }

    /**
     * Takes one outer step on freshly drawn tasks.
     *
     * @return the mean query loss after adaptation, before the step
     */
    double step(RandomGenerator random) {
        List<Episode> episodes = new ArrayList<>();
        for (int i = 0; i < settings.metaBatch(); i++) {
            episodes.add(settings.tasks().episode(settings.shots(), settings.shots(), random));
        }
        MetaBatch.Result result = batch.mean(learned, episodes, this::adaptedLoss);
        outer.step(result.gradients());
        note(result);
        return result.meanLoss();
    }

    /** Reading all weights takes longer than a step of so small a network. */
    private void note(MetaBatch.Result result) {
        if (iteration % NOTED == 0) {
            report.add("loss", "meta-training", iteration, result.losses());
            report.gradients(iteration, Params.named(net.params()), result.gradients());
            report.hyperparameter(iteration, "inner step size", innerRate);
            report.step(iteration);
        }
        iteration++;
    }

    /** The inner step size to use on new tasks. */
    double innerRate() {
        return innerRate.item();
    }

    private Tensor adaptedLoss(Episode episode) {
        Points support = episode.support();
        Points query = episode.query();
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .gradientMode(settings.order())
                        .override(overrides)
                        .open()) {
            for (int k = 0; k < settings.innerSteps(); k++) {
                loop.step(mse(loop.model().forward(support.x()), support.y()));
            }
            return mse(loop.model().forward(query.x()), query.y());
        }
    }
}
