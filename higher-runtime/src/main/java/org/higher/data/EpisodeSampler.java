package org.higher.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.internal.Arguments;

/**
 * Draws N-way, K-shot episodes from data by class.
 *
 * <pre>{@code
 * EpisodeSampler episodes = EpisodeSampler.of(data).ways(5).shots(1).queries(15).seed(1);
 * List<Episode> tasks = episodes.batch(step, 4);
 * }</pre>
 *
 * <p>The classes of an episode differ, and are numbered in random order from 0; the examples of a
 * class differ, too. Draws depend on the seed and the number of the step alone.
 *
 * <p>Immutable; each setting yields another sampler.
 */
public final class EpisodeSampler implements TaskSource<Episode> {
    private static final String OWNER = "EpisodeSampler";

    private final LabeledData data;
    private final int ways;
    private final int shots;
    private final int queries;
    private final long seed;

    private EpisodeSampler(LabeledData data, int ways, int shots, int queries, long seed) {
        this.data = data;
        this.ways = ways;
        this.shots = shots;
        this.queries = queries;
        this.seed = seed;
    }

    /** 5 ways, 1 shot, 15 queries, and seed 0, until it is said otherwise. */
    public static EpisodeSampler of(LabeledData data) {
        return new EpisodeSampler(Arguments.nonNull(OWNER, data, "data"), 5, 1, 15, 0);
    }

    /** N, how many classes an episode has; at least 2. */
    public EpisodeSampler ways(int n) {
        return new EpisodeSampler(data, Draws.atLeast(OWNER, 2, n, "ways"), shots, queries, seed);
    }

    /** K, how many examples of each class the support set has; at least 1. */
    public EpisodeSampler shots(int k) {
        return new EpisodeSampler(data, ways, Draws.atLeast(OWNER, 1, k, "shots"), queries, seed);
    }

    /** How many other examples of each class the query set has; at least 1. */
    public EpisodeSampler queries(int q) {
        return new EpisodeSampler(data, ways, shots, Draws.atLeast(OWNER, 1, q, "queries"), seed);
    }

    /** Where all random numbers come from. */
    public EpisodeSampler seed(long s) {
        return new EpisodeSampler(data, ways, shots, queries, s);
    }

    /**
     * The episodes of a meta-step.
     *
     * @throws IllegalArgumentException if there are fewer classes than ways, or a class has fewer
     *     examples than shots and queries
     */
    @Override
    public List<Episode> batch(long step, int count) {
        Draws.atLeast(OWNER, 1, count, "episodes");
        check();
        RandomGenerator random = Draws.of(seed, step);
        List<Episode> episodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            episodes.add(draw(random));
        }
        return episodes;
    }

    private void check() {
        if (data.classCount() < ways) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %d ways of %d classes; give fewer ways or more classes",
                            OWNER, ways, data.classCount()));
        }
        for (int c = 0; c < data.classCount(); c++) {
            if (data.count(c) < shots + queries) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s: %d shots and %d queries of class %s, which has %d examples;"
                                        + " give fewer of them, or leave the class out by select",
                                OWNER, shots, queries, data.name(c), data.count(c)));
            }
        }
    }

    private Episode draw(RandomGenerator random) {
        List<float[]> support = new ArrayList<>();
        List<float[]> query = new ArrayList<>();
        for (int index : Draws.distinct(ways, data.classCount(), random)) {
            int[] chosen = Draws.distinct(shots + queries, data.count(index), random);
            for (int i = 0; i < chosen.length; i++) {
                (i < shots ? support : query).add(data.example(index, chosen[i]));
            }
        }
        return new Episode(
                Draws.examples(support, data.shape(), ways, labels(shots)),
                Draws.examples(query, data.shape(), ways, labels(queries)));
    }

    private int[] labels(int perClass) {
        int[] labels = new int[ways * perClass];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i / perClass;
        }
        return labels;
    }
}
