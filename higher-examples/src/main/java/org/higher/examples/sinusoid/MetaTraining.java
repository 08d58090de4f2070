package org.higher.examples.sinusoid;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.Higher;
import org.higher.examples.FunctionalNet;
import org.higher.examples.sinusoid.Sinusoid.Points;
import org.higher.optim.Adam;
import org.higher.optim.DifferentiableSgd;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * The outer loop of MAML: learns initial weights from which a few inner steps fit a new task.
 *
 * <p>The tasks of a batch run on several threads. Their gradients are added in the order of the
 * tasks, so the result is the same for any number of threads, to the last bit.
 */
final class MetaTraining {
    private final Settings settings;
    private final FunctionalNet net;
    private final TaskThreads threads;
    private final Optimizer<Sgd> inner;
    private final Optimizer<Adam> outer;
    private final Tensor innerRate;
    private final Overrides<Sgd> overrides;

    /** What the outer optimizer moves: the initial weights and, if learned, the inner rate. */
    private final List<Tensor> learned;

    MetaTraining(Settings settings, FunctionalNet net, TaskThreads threads) {
        this.settings = settings;
        this.net = net;
        this.threads = threads;
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
        List<Episode> batch = new ArrayList<>();
        for (int i = 0; i < settings.metaBatch(); i++) {
            batch.add(settings.tasks().episode(settings.shots(), settings.shots(), random));
        }
        List<TaskGradient> gradients = threads.map(batch, this::gradient);
        outer.step(
                gradients.stream()
                        .map(TaskGradient::wrtLearned)
                        .reduce(MetaTraining::added)
                        .orElseThrow());
        return gradients.stream().mapToDouble(TaskGradient::loss).average().orElseThrow();
    }

    /** The inner step size to use on new tasks. */
    double innerRate() {
        return innerRate.item();
    }

    private TaskGradient gradient(Episode episode) {
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
            Tensor loss = mse(loop.model().forward(query.x()), query.y());
            Tensor share = loss.div(settings.metaBatch());
            return new TaskGradient(loss.item(), Grad.grad(share, learned));
        }
    }

    private static List<Tensor> added(List<Tensor> a, List<Tensor> b) {
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sums.add(a.get(i).add(b.get(i)));
        }
        return sums;
    }

    /** What one task contributes to the outer step. */
    private record TaskGradient(double loss, List<Tensor> wrtLearned) {}
}
