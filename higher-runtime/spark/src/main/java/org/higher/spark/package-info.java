/**
 * Meta-batches and episodes on a cluster that runs Apache Spark.
 *
 * <p>A meta-batch: {@link org.higher.spark.SparkMetaBatch} is what users call, {@code ClusterJob}
 * one call at the driver, {@code BroadcastPayload} what it sends, {@code SliceWorker} what runs on
 * an executor, over a model of {@code Replicas}, and {@code SliceResult} what comes back.
 *
 * <p>Episodes: {@link org.higher.spark.Episodes} is what users call, {@code TaskStore} the rows
 * grouped by task, {@code EpisodeDraw} what draws from them on an executor. They know nothing of
 * meta-batches; {@code DrawnBatch} connects the two.
 */
@NullMarked
package org.higher.spark;

import org.jspecify.annotations.NullMarked;
