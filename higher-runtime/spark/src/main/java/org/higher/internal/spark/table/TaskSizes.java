package org.higher.internal.spark.table;

import java.io.Serializable;
import scala.Tuple2;

/** Counts tasks by their rows. */
public final class TaskSizes implements Serializable {
    private static final long serialVersionUID = 1;

    // not a record: Spark's Kryo can't make records
    private final int least;
    private final long enough;
    private final long small;
    private final long smallestRows;
    private final String smallestKey;

    private TaskSizes(int least, long enough, long small, long smallestRows, String smallestKey) {
        this.least = least;
        this.enough = enough;
        this.small = small;
        this.smallestRows = smallestRows;
        this.smallestKey = smallestKey;
    }

    /**
     * Of no tasks.
     *
     * @param least how many rows are enough
     */
    public static TaskSizes none(int least) {
        return new TaskSizes(least, 0, 0, Long.MAX_VALUE, "");
    }

    /** With a task more, given with its number of rows. */
    public TaskSizes with(Tuple2<String, Long> task) {
        boolean isEnough = task._2() >= least;
        return with(new TaskSizes(least, isEnough ? 1 : 0, isEnough ? 0 : 1, task._2(), task._1()));
    }

    /** With the tasks of another. */
    public TaskSizes with(TaskSizes other) {
        int order = Long.compare(smallestRows, other.smallestRows);
        boolean own = order < 0 || order == 0 && smallestKey.compareTo(other.smallestKey) < 0;
        return new TaskSizes(
                least,
                enough + other.enough,
                small + other.small,
                own ? smallestRows : other.smallestRows,
                own ? smallestKey : other.smallestKey);
    }

    /** How many tasks have enough rows. */
    public long enough() {
        return enough;
    }

    /** How many tasks have too few rows. */
    public long small() {
        return small;
    }

    /** How many rows the smallest task has. */
    public long smallestRows() {
        return smallestRows;
    }

    /** The key of the smallest task, the first of them. */
    public String smallestKey() {
        return smallestKey;
    }
}
