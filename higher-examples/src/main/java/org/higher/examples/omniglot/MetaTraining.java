package org.higher.examples.omniglot;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.higher.MetaBatch;
import org.higher.examples.omniglot.Learner.Outcome;
import org.higher.examples.omniglot.data.Episode;
import org.higher.examples.omniglot.data.Episodes;
import org.higher.io.Checkpoint;
import org.higher.io.CheckpointBuilder;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Tensor;

/** The outer loop: learns initial weights from which a few inner steps tell new classes apart. */
final class MetaTraining {
    private final Settings settings;
    private final Episodes episodes;
    private final MetaBatch batch;
    private final Learner learner;
    private final Optimizer<Adam> outer;
    private long steps;

    MetaTraining(Settings settings, Episodes episodes, MetaBatch batch) {
        this.settings = settings;
        this.episodes = episodes;
        this.batch = batch;
        learner = settings.freshLearner();
        outer = Optimizer.of(parameters(), new Adam(settings.metaRate()));
    }

    Learner learner() {
        return learner;
    }

    /** Meta-steps so far. */
    long steps() {
        return steps;
    }

    /** Takes one meta-step on freshly drawn episodes. */
    Step step() {
        // Drawn from the number of the step, so that there is no generator to be saved.
        long seed = Purpose.TRAINING.seed(settings.seed()) + steps;
        List<Episode> drawn = episodes.draw(settings.metaBatch(), new SplittableRandom(seed));
        double[] accuracies = new double[drawn.size()];
        List<Integer> indices = IntStream.range(0, drawn.size()).boxed().toList();
        MetaBatch.Result result =
                batch.mean(
                        parameters(),
                        indices,
                        i -> {
                            Outcome outcome = learner.adapted(drawn.get(i), settings.innerSteps());
                            accuracies[i] = outcome.accuracy();
                            return outcome.loss();
                        });
        outer.step(result.gradients());
        steps++;
        return new Step(
                result.meanLoss(),
                Arrays.stream(accuracies).average().orElseThrow(),
                result.gradients());
    }

    private List<Tensor> parameters() {
        return learner.net().parameters();
    }

    void save(CheckpointBuilder checkpoint) {
        checkpoint
                .params("model", learner.net().params())
                .optimizer("outer", outer)
                .number("steps", steps);
    }

    /** Names its parts of a checkpoint. */
    Checkpoint.Restoration restore(Checkpoint saved, Checkpoint.Restoration all) {
        steps = saved.longValue("steps");
        return all.copyInto("model", learner.net().params()).restore("outer", outer);
    }

    /**
     * What a meta-step saw, before it moved the weights.
     *
     * @param loss the mean query loss after adaptation
     * @param accuracy the mean query accuracy after adaptation, from 0 to 1
     * @param gradients of the mean loss, for each of the weights
     */
    record Step(double loss, double accuracy, List<Tensor> gradients) {}
}
