package org.higher.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch.Result;
import org.higher.TaskFunction;
import org.higher.TaskRunner;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Runs the tasks of a meta-batch on a Spark cluster and adds up their meta-gradients.
 *
 * <pre>{@code
 * try (TaskRunner batch = new SparkMetaBatch(spark)) {
 *     MetaBatch.Result result = batch.mean(learner, tasks, Training::adaptedLoss);
 *     outer.step(result.gradients());
 * }
 * }</pre>
 *
 * <p>One call is one Spark job. The values of the learner's tensors are broadcast, and the tasks
 * sent in slices, one to a Spark task. An executor makes the learner's model once, by its factory,
 * and assigns it the values of each call. Losses and gradients come back for each task and are
 * added up in the order of the tasks, by the code that {@link org.higher.MetaBatch} uses: so they
 * are the same, to the last bit, however many executors, cores and slices there are, and whichever
 * of them fail and are replaced.
 *
 * <p>All machines compute with the same backend, and with OpenBLAS on CPUs of one kind: that
 * library chooses its kernels, and with them the rounding, by the CPU.
 *
 * <p>Beside what {@link TaskRunner} lists, a call throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} if the function, a task or the learner's factory can't be
 *       serialized;
 *   <li>{@link IllegalStateException} if the context is stopped, the job fails in Spark, an
 *       executor has other code than the driver, the factory makes another model there, or the
 *       model is configured otherwise than the factory makes it.
 * </ul>
 *
 * <p>Several threads may use one of these at once; they share the cluster as Spark's scheduler has
 * it.
 */
public final class SparkMetaBatch implements TaskRunner {
    /** For messages. */
    private static final String OWNER = "SparkMetaBatch";

    private final JavaSparkContext spark;
    private final int tasksPerSlice;
    private final boolean summed;
    private volatile boolean closed;

    /** A runner with slices of one task, which collects a gradient for each task. */
    public SparkMetaBatch(JavaSparkContext spark) {
        this(builder(spark));
    }

    private SparkMetaBatch(Builder builder) {
        spark = builder.spark;
        tasksPerSlice = builder.tasksPerSlice;
        summed = builder.summed;
    }

    /** A builder, for other settings. */
    public static Builder builder(JavaSparkContext spark) {
        return new Builder(Arguments.nonNull(OWNER, spark, "Spark context"));
    }

    /** The settings of a {@link SparkMetaBatch}. */
    public static final class Builder {
        private final JavaSparkContext spark;
        private int tasksPerSlice = 1;
        private boolean summed;

        private Builder(JavaSparkContext spark) {
            this.spark = spark;
        }

        /**
         * How many tasks make a slice, 1 unless this is called; a Spark task runs a slice.
         *
         * <p>More of them save overhead where tasks take less than some 20 milliseconds. A slot of
         * several cores ({@code spark.task.cpus}) runs that many tasks of its slice at once.
         *
         * @throws IllegalArgumentException if it is not at least 1
         */
        public Builder tasksPerSlice(int tasks) {
            if (tasks < 1) {
                throw new IllegalArgumentException(
                        "SparkMetaBatch: a slice of " + tasks + " tasks; give 1 or more");
            }
            tasksPerSlice = tasks;
            return this;
        }

        /**
         * Adds gradients up on the executors, slice by slice, for models whose gradients can't be
         * collected for every task.
         *
         * <p>The sum is rounded differently, and is the same whenever slices are: it depends on
         * {@link #tasksPerSlice}, or on the partitions of {@link Episodes}, and on nothing of the
         * cluster.
         */
        public Builder sumPerSlice() {
            summed = true;
            return this;
        }

        /** The runner. */
        public SparkMetaBatch build() {
            return new SparkMetaBatch(this);
        }
    }

    // tasks that the driver has

    @Override
    public <M, T extends Serializable> Result mean(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return mean("mean", learner, sent("mean", tasks), loss).checked();
    }

    @Override
    public <M, T extends Serializable> Result meanOrZeros(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return mean("meanOrZeros", learner, sent("meanOrZeros", tasks), loss).orZeros();
    }

    @Override
    public <M, T extends Serializable> Result sum(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return sum("sum", learner, sent("sum", tasks), loss).checked();
    }

    @Override
    public <M, T extends Serializable> Result sumOrZeros(
            Learner<M> learner, List<T> tasks, TaskFunction<? super M, ? super T, Tensor> loss) {
        return sum("sumOrZeros", learner, sent("sumOrZeros", tasks), loss).orZeros();
    }

    @Override
    public <M, T extends Serializable, R extends Serializable> List<R> map(
            Learner<M> learner,
            List<T> tasks,
            TaskFunction<? super M, ? super T, ? extends R> work) {
        Arguments.nonNull(OWNER, tasks, "list of tasks");
        return results(learner, SentBatch.of(OWNER + ".map", tasks, tasksPerSlice), work);
    }

    private ClusterJob.Batch sent(String method, List<? extends Serializable> tasks) {
        return SentBatch.of(OWNER + "." + method, Arguments.nonEmpty(OWNER, tasks), tasksPerSlice);
    }

    // tasks that are drawn where the data is

    /** As {@link #mean(Learner, List, TaskFunction)}, over episodes drawn on the executors. */
    public <M> Result mean(
            Learner<M> learner,
            EpisodeBatch episodes,
            TaskFunction<? super M, ? super Episode, Tensor> loss) {
        return mean("mean", learner, drawn(episodes), loss).checked();
    }

    /** As {@link #mean}, with zeros for parameters that no task's loss depends on. */
    public <M> Result meanOrZeros(
            Learner<M> learner,
            EpisodeBatch episodes,
            TaskFunction<? super M, ? super Episode, Tensor> loss) {
        return mean("meanOrZeros", learner, drawn(episodes), loss).orZeros();
    }

    /** As {@link #sum(Learner, List, TaskFunction)}, over episodes drawn on the executors. */
    public <M> Result sum(
            Learner<M> learner,
            EpisodeBatch episodes,
            TaskFunction<? super M, ? super Episode, Tensor> loss) {
        return sum("sum", learner, drawn(episodes), loss).checked();
    }

    /** As {@link #sum}, with zeros for parameters that no task's loss depends on. */
    public <M> Result sumOrZeros(
            Learner<M> learner,
            EpisodeBatch episodes,
            TaskFunction<? super M, ? super Episode, Tensor> loss) {
        return sum("sumOrZeros", learner, drawn(episodes), loss).orZeros();
    }

    /** As {@link #map(Learner, List, TaskFunction)}, over episodes drawn on the executors. */
    public <M, R extends Serializable> List<R> map(
            Learner<M> learner,
            EpisodeBatch episodes,
            TaskFunction<? super M, ? super Episode, ? extends R> work) {
        return results(learner, drawn(episodes), work);
    }

    private static ClusterJob.Batch drawn(EpisodeBatch episodes) {
        return new DrawnBatch(Arguments.nonNull(OWNER, episodes, "batch of episodes"));
    }

    @Override
    public void close() {
        closed = true;
    }

    private ClusterJob.Gradient mean(
            String method, Learner<?> learner, ClusterJob.Batch batch, TaskFunction<?, ?, ?> loss) {
        return job(method, learner, batch, loss).gradient(batch.size(), summed);
    }

    private ClusterJob.Gradient sum(
            String method, Learner<?> learner, ClusterJob.Batch batch, TaskFunction<?, ?, ?> loss) {
        return job(method, learner, batch, loss).gradient(1, summed);
    }

    private <R> List<R> results(
            Learner<?> learner, ClusterJob.Batch batch, TaskFunction<?, ?, ? extends R> work) {
        return job("map", learner, batch, work).results();
    }

    private ClusterJob job(
            String method, Learner<?> learner, ClusterJob.Batch batch, TaskFunction<?, ?, ?> work) {
        if (closed) {
            throw new IllegalStateException(OWNER + ": closed; use it inside its try block");
        }
        return new ClusterJob(
                spark,
                OWNER + "." + method,
                Arguments.nonNull(OWNER, learner, "learner"),
                batch,
                Arguments.nonNull(OWNER, work, "function of a model and a task"));
    }
}
