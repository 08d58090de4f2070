package org.higher.examples.omniglot;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.examples.ConvNet;
import org.higher.examples.Downsampling;
import org.higher.examples.FunctionalConvNet;

/**
 * What decides how training goes, but for the data and for how long.
 *
 * @param algorithm what the outer loop differentiates
 * @param ways classes of an episode
 * @param shots drawings of each class to adapt to
 * @param queries drawings of each class to be judged by
 * @param innerSteps inner steps in meta-training
 * @param testSteps inner steps on held-out and on test characters
 * @param innerRate inner step size
 * @param implicit those of implicit MAML, where that is the algorithm
 * @param metaRate step size of the outer Adam
 * @param metaBatch episodes in one meta-step
 * @param downsampling how the network halves images
 * @param filters of each of its blocks
 * @param interval meta-steps from one look at the held-out characters to the next
 * @param validationEpisodes episodes of held-out characters in each look
 * @param seed where all random numbers come from
 */
record Settings(
        Algorithm algorithm,
        int ways,
        int shots,
        int queries,
        int innerSteps,
        int testSteps,
        double innerRate,
        Optional<Implicit> implicit,
        double metaRate,
        int metaBatch,
        Downsampling downsampling,
        int filters,
        int interval,
        int validationEpisodes,
        long seed) {
    private static final int BLOCKS = 4;

    /** A learner whose network is not trained yet. */
    Learner freshLearner() {
        FunctionalConvNet net =
                FunctionalConvNet.of(
                        new ConvNet(
                                DType.FLOAT32,
                                new SplittableRandom(Purpose.WEIGHTS.seed(seed)),
                                downsampling,
                                BLOCKS,
                                filters,
                                ways));
        implicit.ifPresent(own -> own.scaleFilters(net));
        return new Learner(net, innerRate, algorithm.adaptation(this));
    }

    /** By the options that set them. */
    Map<String, String> byOption() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--algorithm", algorithm.id());
        options.put("--ways", "" + ways);
        options.put("--shots", "" + shots);
        options.put("--queries", "" + queries);
        options.put("--inner-steps", "" + innerSteps);
        options.put("--test-steps", "" + testSteps);
        options.put("--inner-lr", "" + innerRate);
        implicit.ifPresent(own -> options.putAll(own.byOption()));
        options.put("--meta-lr", "" + metaRate);
        options.put("--meta-batch", "" + metaBatch);
        options.put("--downsampling", downsampling.name().toLowerCase(Locale.ROOT));
        options.put("--filters", "" + filters);
        options.put("--interval", "" + interval);
        options.put("--validation-episodes", "" + validationEpisodes);
        options.put("--seed", "" + seed);
        return options;
    }

    /** As {@code 5-way 1-shot}. */
    String task() {
        return ways + "-way " + shots + "-shot";
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d queries; %d inner %s of %s, %d in tests%s; %d episodes per meta-step,"
                        + " Adam %s; %d filters, %s; seed %d",
                algorithm,
                task(),
                queries,
                innerSteps,
                innerSteps == 1 ? "step" : "steps",
                innerRate,
                testSteps,
                implicit.map(own -> "; " + own).orElse(""),
                metaBatch,
                metaRate,
                filters,
                downsampling.name().toLowerCase(Locale.ROOT),
                seed);
    }
}
