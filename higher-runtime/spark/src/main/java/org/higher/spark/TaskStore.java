package org.higher.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.higher.internal.spark.table.EpisodeColumns;
import org.higher.internal.spark.table.Hashing;
import org.higher.internal.spark.table.RowGrouping;
import org.higher.internal.spark.table.RowReader;
import org.higher.internal.spark.table.StoredTask;
import org.higher.internal.spark.table.TaskCheck;
import org.higher.internal.spark.table.TaskSizes;
import scala.Function1;
import scala.Tuple2;

/**
 * The tasks of a table, grouped, ordered by key, and kept by the executors.
 *
 * <p>A partition holds a fixed number of tasks, the last one the rest. For that, tasks are counted
 * and sorted by their keys alone; then one shuffle moves the rows. The driver gets counts, the key
 * that each partition begins with, and the sample of keys that Spark's sort takes.
 *
 * @param stored the tasks by number
 * @param tasks how many there are
 * @param dropped how many had too few rows
 * @param perPartition how many tasks a partition holds
 */
record TaskStore(JavaRDD<StoredTask> stored, int tasks, long dropped, int perPartition) {
    /**
     * What to group, and how.
     *
     * @param share the tasks to take
     * @param dropSmall whether tasks with too few rows are left out
     */
    record Plan(
            EpisodeColumns columns,
            Share share,
            EpisodeDraw.Rows rows,
            int perPartition,
            boolean dropSmall) {}

    /**
     * A share of the tasks, by a random number in [0, 1) that depends on seed and key alone.
     *
     * @param name for messages, or empty
     * @param from the least number, inclusive
     * @param to the greatest, exclusive
     */
    record Share(String name, long seed, double from, double to) implements Serializable {
        private static final long serialVersionUID = 1;

        /** Keeps these numbers apart from those by which rows are drawn. */
        private static final long PURPOSE = 0x73706c6974L;

        static final Share ALL = new Share("", 0, 0, 1);

        boolean has(String key) {
            double number = Hashing.uniform(PURPOSE, seed, Hashing.hash(key));
            return from <= number && number < to;
        }
    }

    /**
     * Groups a table.
     *
     * @throws IllegalArgumentException if the table can't be used as the plan says
     */
    static TaskStore of(Dataset<Row> data, Plan plan) {
        EpisodeColumns columns = plan.columns();
        columns.check(data.schema());
        checkKeys(columns, data);
        Share share = plan.share();
        JavaPairRDD<String, Long> sizes =
                columns.selectTask(data)
                        .toJavaRDD()
                        .map(RowReader::task)
                        .filter(share::has)
                        .mapToPair(key -> new Tuple2<>(key, 1L))
                        .reduceByKey(Long::sum);
        int least = plan.rows().least();
        TaskSizes counts = sizes.aggregate(TaskSizes.none(least), TaskSizes::with, TaskSizes::with);
        checkCounts(plan, counts);
        Ranges ranges = new Ranges(firstKeys(sizes, least, plan.perPartition()));
        JavaRDD<StoredTask> stored =
                columns.select(data)
                        .toJavaRDD()
                        .filter(row -> share.has(RowReader.task(row)))
                        .mapToPair(new RowReader(columns.features(), columns.labels()))
                        .repartitionAndSortWithinPartitions(ranges, new RowOrder())
                        .mapPartitionsWithIndex(
                                new RowGrouping(
                                        least, plan.perPartition(), columns.labels().size()),
                                true)
                        .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            checkTasks(stored, counts.enough());
        } catch (RuntimeException e) {
            stored.unpersist(false);
            throw e;
        }
        long dropped = counts.small();
        return new TaskStore(stored, (int) counts.enough(), dropped, plan.perPartition());
    }

    private static void checkKeys(EpisodeColumns columns, Dataset<Row> data) {
        if (!columns.selectWithoutTask(data).isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(
                            "Episodes: the task column %s is null in some rows; filter them out",
                            columns.task()));
        }
    }

    private static void checkCounts(Plan plan, TaskSizes counts) {
        String share = plan.share().name();
        if (counts.enough() + counts.small() == 0) {
            throw new IllegalArgumentException(
                    share.isEmpty()
                            ? "Episodes: the dataset has no rows; give one that has"
                            : "Episodes: none of the tasks is for "
                                    + share
                                    + "; give more tasks, or a fraction nearer to a half");
        }
        int least = plan.rows().least();
        String smallest =
                String.format(
                        "task %s has %d rows of the %d that support and query take",
                        counts.smallestKey(), counts.smallestRows(), least);
        if (counts.small() > 0 && !plan.dropSmall()) {
            throw new IllegalArgumentException(
                    String.format(
                            "Episodes: %s, and so it is with %d tasks of %d; ask for fewer rows, or"
                                    + " call dropSmallTasks()",
                            smallest, counts.small(), counts.small() + counts.enough()));
        }
        if (counts.enough() == 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "Episodes: all %d tasks are too small, and none is left: %s; ask for"
                                    + " fewer rows",
                            counts.small(), smallest));
        }
        if (counts.enough() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Episodes: " + counts.enough() + " tasks; filter some out, 2^31 are too many");
        }
    }

    /** The keys that partitions begin with. */
    private static String[] firstKeys(
            JavaPairRDD<String, Long> sizes, int least, int perPartition) {
        List<String> keys =
                sizes.filter(task -> task._2() >= least)
                        .sortByKey()
                        .keys()
                        .zipWithIndex()
                        .filter(task -> task._2() % perPartition == 0)
                        .keys()
                        .collect();
        return keys.toArray(String[]::new);
    }

    /** Which partition a row belongs to. */
    private static final class Ranges extends Partitioner {
        private static final long serialVersionUID = 1;

        private final String[] firstKeys;

        Ranges(String[] firstKeys) {
            this.firstKeys = firstKeys;
        }

        @Override
        public int numPartitions() {
            return firstKeys.length;
        }

        @Override
        public int getPartition(Object row) {
            int place = Arrays.binarySearch(firstKeys, ((Tuple2<?, ?>) row)._1());
            // a small task, which will be dropped, may come before all others
            return place >= 0 ? place : Math.max(0, -place - 2);
        }
    }

    /** By task, then by values. */
    private static final class RowOrder
            implements Comparator<Tuple2<String, float[]>>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(Tuple2<String, float[]> a, Tuple2<String, float[]> b) {
            int order = a._1().compareTo(b._1());
            return order != 0 ? order : Arrays.compare(a._2(), b._2());
        }
    }

    private static void checkTasks(JavaRDD<StoredTask> stored, long expected) {
        TaskCheck check = stored.aggregate(new TaskCheck(), TaskCheck::with, TaskCheck::with);
        check.problem()
                .ifPresent(
                        problem -> {
                            throw new IllegalArgumentException("Episodes: " + problem);
                        });
        if (check.tasks() != expected) {
            throw new IllegalArgumentException("Episodes: " + StoredTask.CHANGED);
        }
    }

    /** Draws a batch where its tasks are; partitions without one are not run. */
    JavaRDD<Slice<Episode>> slices(EpisodeDraw draw) {
        return draw.selection().isAll()
                ? stored.mapPartitions(draw)
                : pruned(draw).mapPartitions(draw);
    }

    private JavaRDD<StoredTask> pruned(EpisodeDraw draw) {
        boolean[] wanted = new boolean[stored.getNumPartitions()];
        draw.selection().positions().keySet().forEach(n -> wanted[n / perPartition] = true);
        Function1<Object, Object> filter =
                (Function1<Object, Object> & Serializable) partition -> wanted[(int) partition];
        return PartitionPruningRDD.create(stored.rdd(), filter).toJavaRDD();
    }
}
