package org.higher.spark;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.higher.internal.Arguments;
import org.higher.internal.spark.table.EpisodeColumns;
import org.jspecify.annotations.Nullable;

/**
 * Draws episodes from a table with a task column, where its rows are.
 *
 * <pre>{@code
 * try (Episodes episodes =
 *         Episodes.from(spark.read().parquet("orders"))
 *                 .task("customer")
 *                 .features("weekday", "price")
 *                 .label("amount")
 *                 .support(10)
 *                 .query(20)
 *                 .build()) {
 *     EpisodeBatch batch = episodes.batch(step, 32);
 * }
 * }</pre>
 *
 * <p>Rows are grouped by task once, and kept by the executors as arrays of FLOAT32. The driver gets
 * counts and keys of tasks, and no rows. An episode depends on the seed, the step, its task's key
 * and its task's rows, and on nothing else: not on the order of rows, nor on files, partitions or
 * executors. A task that is run again is the same task.
 *
 * <p>A dataset that is computed with random numbers must be written to files before.
 *
 * <p>Several threads may use one of these at once.
 */
public final class Episodes implements AutoCloseable {
    private static final String STOPPED =
            "Episodes: the Spark context is stopped; use them before that";

    private final SparkContext spark;
    private final TaskStore store;
    private final EpisodeDraw.Rows rows;
    private final long seed;
    private volatile boolean closed;

    private Episodes(SparkContext spark, TaskStore store, EpisodeDraw.Rows rows, long seed) {
        this.spark = spark;
        this.store = store;
        this.rows = rows;
        this.seed = seed;
    }

    /** Episodes of a table of this session's cluster, of which columns are to be named. */
    public static Builder from(Dataset<Row> data) {
        return new Builder(Arguments.nonNull("Episodes", data, "dataset"));
    }

    /** How many tasks there are. */
    public int taskCount() {
        return store.tasks();
    }

    /** How many tasks had too few rows and were left out; see {@link Builder#dropSmallTasks}. */
    public long droppedTaskCount() {
        return store.dropped();
    }

    /**
     * A meta-batch: so many different tasks, chosen at random by the seed and the step.
     *
     * <p>Partitions without one of them are not run.
     *
     * @param step the number of the meta-step, or any other
     * @throws IllegalArgumentException if there are not as many tasks
     * @throws IllegalStateException if this is closed
     */
    public EpisodeBatch batch(long step, int tasks) {
        checkOpen();
        if (tasks < 1 || tasks > taskCount()) {
            throw new IllegalArgumentException(
                    String.format(
                            "Episodes.batch: %d tasks of %d; ask for at least 1 and at most all",
                            tasks, taskCount()));
        }
        return batch(step, EpisodeDraw.Selection.random(seed, step, tasks, taskCount()));
    }

    /**
     * All tasks, in the order of their keys as text: for an evaluation.
     *
     * @param step by which rows are drawn; as in {@link #batch}, the same for the same step
     * @throws IllegalStateException if this is closed
     */
    public EpisodeBatch all(long step) {
        checkOpen();
        return batch(step, EpisodeDraw.Selection.all(taskCount()));
    }

    private EpisodeBatch batch(long step, EpisodeDraw.Selection selection) {
        return new EpisodeBatch(
                this, new EpisodeDraw(seed, step, rows, selection, store.perPartition()));
    }

    JavaRDD<Slice<Episode>> slices(EpisodeDraw draw) {
        checkOpen();
        return store.slices(draw);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("Episodes: closed; use them inside their try block");
        }
        if (spark.isStopped()) {
            throw new IllegalStateException(STOPPED);
        }
    }

    /** Frees what the executors keep. */
    @Override
    public void close() {
        if (!closed && !spark.isStopped()) {
            store.stored().unpersist(false);
        }
        closed = true;
    }

    /**
     * Tasks to train on, and others that are held out.
     *
     * @param train about the fraction that was asked for
     * @param test the others
     */
    public record Split(Episodes train, Episodes test) implements AutoCloseable {
        /** Frees what the executors keep of both. */
        @Override
        public void close() {
            train.close();
            test.close();
        }
    }

    /**
     * The columns and settings of {@link Episodes}.
     *
     * <p>Task, features, label, support and query must be given.
     */
    public static final class Builder {
        private final Dataset<Row> data;
        private @Nullable String task;
        private List<String> features = List.of();
        private List<String> labels = List.of();
        private int support;
        private int query;
        private boolean queryRest;
        private long seed;
        private int tasksPerPartition = 64;
        private boolean dropSmall;

        private Builder(Dataset<Row> data) {
            this.data = data;
        }

        /** The column that says which task a row belongs to: text, or whole numbers. */
        public Builder task(String column) {
            task = column;
            return this;
        }

        /** The columns of features: numbers, or arrays of numbers, all of one length. */
        public Builder features(String... columns) {
            features = List.of(columns);
            return this;
        }

        /** The column of labels, or several: numbers. */
        public Builder label(String... columns) {
            labels = List.of(columns);
            return this;
        }

        /** How many rows of a task are there to adapt to. */
        public Builder support(int rows) {
            support = positive("support", rows);
            return this;
        }

        /** How many other rows of a task the adapted model is measured on. */
        public Builder query(int rows) {
            query = positive("query", rows);
            queryRest = false;
            return this;
        }

        /** Measures on all rows of a task that are not support rows, at least one. */
        public Builder queryRest() {
            queryRest = true;
            return this;
        }

        /** The seed of all draws and of {@link #trainAndTest}, 0 unless this is called. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * How many tasks a partition holds, 64 unless this is called.
         *
         * <p>It does not change which episodes are drawn. A batch of all tasks runs one Spark task
         * a partition; a random batch of few among many runs little more than one task in each.
         */
        public Builder tasksPerPartition(int tasks) {
            tasksPerPartition = positive("tasksPerPartition", tasks);
            return this;
        }

        /**
         * Leaves out tasks with fewer rows than support and query take, which else are an error.
         */
        public Builder dropSmallTasks() {
            dropSmall = true;
            return this;
        }

        /**
         * Groups the rows.
         *
         * @throws IllegalArgumentException if a setting is missing, a column is unknown or of a
         *     type that can't be used, a cell is null, NaN or infinite, a task has too few rows, or
         *     there are none
         */
        public Episodes build() {
            return build(TaskStore.Share.ALL);
        }

        /**
         * Groups the rows, and holds some tasks out.
         *
         * <p>A random number by the seed and a task's key decides: a task stays on its side
         * whatever rows and tasks are added.
         *
         * @param trainFraction of the tasks, about, between 0 and 1
         * @throws IllegalArgumentException as {@link #build}
         */
        public Split trainAndTest(double trainFraction) {
            if (!(trainFraction > 0 && trainFraction < 1)) {
                throw new IllegalArgumentException(
                        "Episodes.trainAndTest: the fraction "
                                + trainFraction
                                + " to train on; give one between 0 and 1");
            }
            Episodes train = build(new TaskStore.Share("training", seed, 0, trainFraction));
            try {
                return new Split(
                        train, build(new TaskStore.Share("testing", seed, trainFraction, 1)));
            } catch (RuntimeException e) {
                train.close();
                throw e;
            }
        }

        private Episodes build(TaskStore.Share share) {
            SparkContext spark = data.sparkSession().sparkContext();
            if (spark.isStopped()) {
                throw new IllegalStateException(STOPPED);
            }
            EpisodeDraw.Rows rows = rows();
            TaskStore.Plan plan =
                    new TaskStore.Plan(columns(), share, rows, tasksPerPartition, dropSmall);
            return new Episodes(spark, TaskStore.of(data, plan), rows, seed);
        }

        private EpisodeColumns columns() {
            String key = task;
            if (key == null) {
                throw missing("task column", "task(...)");
            }
            if (features.isEmpty()) {
                throw missing("features", "features(...)");
            }
            if (labels.isEmpty()) {
                throw missing("label", "label(...)");
            }
            return new EpisodeColumns(key, features, labels);
        }

        private EpisodeDraw.Rows rows() {
            if (support == 0) {
                throw missing("number of support rows", "support(...)");
            }
            if (query == 0 && !queryRest) {
                throw missing("number of query rows", "query(...) or queryRest()");
            }
            if (support > Integer.MAX_VALUE - Math.max(1, query)) {
                throw new IllegalArgumentException(
                        String.format(
                                "Episodes: %d support rows and %s query rows; give fewer",
                                support, queryRest ? "1 or more" : query));
            }
            return new EpisodeDraw.Rows(support, queryRest ? 0 : query);
        }

        private static IllegalArgumentException missing(String what, String remedy) {
            return new IllegalArgumentException("Episodes: no " + what + "; call " + remedy);
        }

        private static int positive(String method, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(
                        "Episodes." + method + ": " + value + "; give 1 or more");
            }
            return value;
        }
    }
}
