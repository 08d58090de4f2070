package org.higher.examples.energy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.MetaBatch;
import org.higher.examples.Logits;
import org.higher.examples.energy.data.Digits;
import org.higher.nn.Losses;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;

/**
 * Trains a learner with Adam on the cross entropy of its predictions.
 *
 * <p>A batch is cut into parts of fixed size, for threads to work on; so results do not depend on
 * their number.
 */
final class Training {
    private static final int PART = 32;

    /** Large enough to be quick, small enough for any memory. */
    private static final int TEST_PART = 250;

    private final Learner learner;
    private final MetaBatch threads;
    private final Optimizer<Adam> optimizer;

    Training(Learner learner, double rate, MetaBatch threads) {
        this.learner = learner;
        this.threads = threads;
        optimizer = Optimizer.of(learner.parameters(), new Adam(rate));
    }

    /** Positions of images, in batches of which the last may be smaller, in random order. */
    static List<int[]> batches(int images, int batch, RandomGenerator random) {
        int[] order = new int[images];
        Arrays.setAll(order, i -> i);
        for (int i = images - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < images; from += batch) {
            batches.add(Arrays.copyOfRange(order, from, Math.min(from + batch, images)));
        }
        return batches;
    }

    /**
     * Takes one step.
     *
     * @return the loss before it, in nats
     */
    double step(Digits batch) {
        MetaBatch.Result result =
                threads.sum(
                        learner.parameters(),
                        parts(batch, PART),
                        part ->
                                Losses.crossEntropy(learner.logits(part.images()), part.labels())
                                        .mul((double) part.count() / batch.count()));
        optimizer.step(result.gradients());
        learner.project();
        return result.losses().stream().mapToDouble(loss -> loss).sum();
    }

    /** The part of images whose digit is the most probable one by the learner. */
    double accuracy(Digits test) {
        int right =
                threads
                        .map(
                                parts(test, TEST_PART),
                                part ->
                                        Logits.right(
                                                learner.prediction(part.images()), part.labels()))
                        .stream()
                        .mapToInt(count -> count)
                        .sum();
        return (double) right / test.count();
    }

    private static List<Digits> parts(Digits digits, int size) {
        List<Digits> parts = new ArrayList<>();
        for (int from = 0; from < digits.count(); from += size) {
            parts.add(digits.range(from, Math.min(from + size, digits.count())));
        }
        return parts;
    }
}
