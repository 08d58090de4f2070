package org.higher.spark;

import java.io.Serializable;

/**
 * All rows of a task, as executors keep them.
 *
 * <p>Rows are in the order of their values, so that it does not matter where they came from.
 */
final class StoredTask implements Serializable {
    private static final long serialVersionUID = 1;

    static final String CHANGED =
            "the rows are not the same when they are read again; give a dataset that"
                    + " stays as it is, such as Parquet files written before";

    // not a record: Spark's Kryo can't make records
    private final int number;
    private final String key;
    private final int rows;
    private final int features;
    private final float[] values;
    private final String problem;

    /**
     * The rows of a task.
     *
     * @param number where the task stands among all, by key
     * @param features how many values of a row come before the labels
     * @param values row-major
     * @param problem what is wrong with the rows, or empty
     */
    StoredTask(int number, String key, int rows, int features, float[] values, String problem) {
        this.number = number;
        this.key = key;
        this.rows = rows;
        this.features = features;
        this.values = values;
        this.problem = problem;
    }

    int number() {
        return number;
    }

    String key() {
        return key;
    }

    int rows() {
        return rows;
    }

    int features() {
        return features;
    }

    String problem() {
        return problem;
    }

    /** Copies some of the rows: those that are listed from one place to before another. */
    Episode.Rows rows(int[] list, int from, int to) {
        int width = values.length / rows;
        int labels = width - features;
        float[] ownFeatures = new float[(to - from) * features];
        float[] ownLabels = new float[(to - from) * labels];
        for (int i = 0; i < to - from; i++) {
            int start = list[from + i] * width;
            System.arraycopy(values, start, ownFeatures, i * features, features);
            System.arraycopy(values, start + features, ownLabels, i * labels, labels);
        }
        return new Episode.Rows(to - from, ownFeatures, ownLabels);
    }
}
