package org.higher.internal.spark.table;

import java.io.Serializable;
import java.util.Optional;

/** What the stored tasks have in common, and the first that is wrong. */
public final class TaskCheck implements Serializable {
    private static final long serialVersionUID = 1;

    // not a record: Spark's Kryo can't make records
    private int tasks;
    private int firstWrong = Integer.MAX_VALUE;
    private String problem = "";
    private Width narrowest = new Width(Integer.MAX_VALUE, 0, "");
    private Width widest = new Width(-1, 0, "");

    private static final class Width implements Serializable {
        private static final long serialVersionUID = 1;

        private final int features;
        private final int number;
        private final String key;

        Width(int features, int number, String key) {
            this.features = features;
            this.number = number;
            this.key = key;
        }
    }

    public TaskCheck with(StoredTask task) {
        tasks++;
        if (!task.problem().isEmpty() && task.number() < firstWrong) {
            firstWrong = task.number();
            problem = "task " + task.key() + ": " + task.problem();
        }
        widen(new Width(task.features(), task.number(), task.key()));
        return this;
    }

    public TaskCheck with(TaskCheck other) {
        tasks += other.tasks;
        if (other.firstWrong < firstWrong) {
            firstWrong = other.firstWrong;
            problem = other.problem;
        }
        if (other.tasks > 0) {
            widen(other.narrowest);
            widen(other.widest);
        }
        return this;
    }

    private void widen(Width width) {
        if (width.features < narrowest.features
                || width.features == narrowest.features && width.number < narrowest.number) {
            narrowest = width;
        }
        if (width.features > widest.features
                || width.features == widest.features && width.number < widest.number) {
            widest = width;
        }
    }

    /** How many tasks there are. */
    public int tasks() {
        return tasks;
    }

    /** What is wrong, if something is. */
    public Optional<String> problem() {
        if (!problem.isEmpty()) {
            return Optional.of(problem);
        }
        return narrowest.features < widest.features
                ? Optional.of(
                        String.format(
                                "task %s has rows of %d features, and task %s of %d; give arrays"
                                        + " of one length",
                                narrowest.key, narrowest.features, widest.key, widest.features))
                : Optional.empty();
    }
}
