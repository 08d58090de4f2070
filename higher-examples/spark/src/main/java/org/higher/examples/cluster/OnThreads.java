package org.higher.examples.cluster;

import java.util.List;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.spark.Episode;
import org.higher.spark.EpisodeBatch;
import org.higher.spark.SparkMetaBatch;

/**
 * A meta-batch of the cluster's, on threads of the driver.
 *
 * @param seconds how long it takes, when its episodes are there
 * @param sameBits whether losses are those of the cluster to the last bit
 */
record OnThreads(double seconds, boolean sameBits) {
    private static final int WARM_UP = 5;
    private static final int TIMES = 10;

    static OnThreads of(
            Learner<Forecaster> learner, EpisodeBatch episodes, SparkMetaBatch cluster) {
        List<Double> losses = cluster.mean(learner, episodes, Training::adaptedLoss).losses();
        List<Episode> here = episodes.toList();
        try (MetaBatch threads = new MetaBatch()) {
            boolean same = true;
            for (int i = 0; i < WARM_UP; i++) {
                same &= losses.equals(step(threads, learner, here));
            }
            long start = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                same &= losses.equals(step(threads, learner, here));
            }
            return new OnThreads((System.nanoTime() - start) / 1e9 / TIMES, same);
        }
    }

    private static List<Double> step(
            MetaBatch threads, Learner<Forecaster> learner, List<Episode> episodes) {
        return threads.mean(learner, episodes, Training::adaptedLoss).losses();
    }
}
