package org.higher.internal.spark.table;

import java.io.Serializable;

/**
 * All rows of a task, as executors keep them.
 *
 * <p>Rows are in the order of their values, so that it does not matter where they came from.
 */
public final class StoredTask implements Serializable {
    private static final long serialVersionUID = 1;

    public static final String CHANGED =
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
    public StoredTask(
            int number, String key, int rows, int features, float[] values, String problem) {
        this.number = number;
        this.key = key;
        this.rows = rows;
        this.features = features;
        this.values = values;
        this.problem = problem;
    }

    public int number() {
        return number;
    }

    public String key() {
        return key;
    }

    public int rows() {
        return rows;
    }

    public int features() {
        return features;
    }

    public String problem() {
        return problem;
    }

    /**
     * The features of some of the rows, row-major: of those listed from one place to before
     * another.
     */
    public float[] features(int[] list, int from, int to) {
        return columns(list, from, to, 0, features);
    }

    /** The labels of some of the rows, likewise. */
    public float[] labels(int[] list, int from, int to) {
        return columns(list, from, to, features, values.length / rows - features);
    }

    private float[] columns(int[] list, int from, int to, int first, int count) {
        int width = values.length / rows;
        float[] copy = new float[(to - from) * count];
        for (int i = 0; i < to - from; i++) {
            System.arraycopy(values, list[from + i] * width + first, copy, i * count, count);
        }
        return copy;
    }
}
