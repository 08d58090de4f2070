package org.higher.spark;

import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Tasks that executors draw from the rows that they have. */
record DrawnBatch(EpisodeBatch episodes) implements ClusterJob.Batch {
    @Override
    public int size() {
        return episodes.size();
    }

    @Override
    public Set<String> classes() {
        return Set.of(); // none of the user's
    }

    @Override
    public JavaRDD<byte[]> run(JavaSparkContext spark, SliceWorker worker) {
        JavaRDD<Slice<Episode>> slices = episodes.slices();
        if (slices.context() != spark.sc()) {
            throw new IllegalArgumentException(
                    "SparkMetaBatch: the episodes are of another Spark context; make both with one");
        }
        return slices.map(worker::run);
    }
}
