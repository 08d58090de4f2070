package org.higher.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.higher.tensor.Tensor;

/**
 * Support and query rows of one task, drawn from a table by {@link Episodes}.
 *
 * <p>It holds arrays and is serializable; each call of a method makes a new FLOAT32 tensor on the
 * current device.
 */
public final class Episode implements Serializable {
    private static final long serialVersionUID = 1;

    // not a record: Spark's Kryo can't make records
    private final String task;
    private final Rows support;
    private final Rows query;

    Episode(String task, Rows support, Rows query) {
        this.task = task;
        this.support = support;
        this.query = query;
    }

    /** Rows as row-major arrays. */
    static final class Rows implements Serializable {
        private static final long serialVersionUID = 1;

        private final int count;
        private final float[] features;
        private final float[] labels;

        Rows(int count, float[] features, float[] labels) {
            this.count = count;
            this.features = features;
            this.labels = labels;
        }

        private Tensor featureTensor() {
            return Tensor.of(features, count, features.length / count);
        }

        private Tensor labelTensor() {
            return Tensor.of(labels, count, labels.length / count);
        }

        private int[] classes(String method, String task) {
            int[] classes = new int[labels.length];
            for (int i = 0; i < labels.length; i++) {
                classes[i] = (int) labels[i];
                if (labels.length != count || classes[i] != labels[i] || classes[i] < 0) {
                    throw new IllegalStateException(
                            String.format(
                                    "Episode.%s: task %s has the label %s, of %d a row; classes are"
                                            + " one whole number of at least 0 a row",
                                    method, task, labels[i], labels.length / count));
                }
            }
            return classes;
        }

        private boolean same(Rows other) {
            return count == other.count
                    && Arrays.equals(features, other.features)
                    && Arrays.equals(labels, other.labels);
        }

        private int hash() {
            return 31 * Arrays.hashCode(features) + Arrays.hashCode(labels);
        }
    }

    /** The task's cell in the task column, as text. */
    public String task() {
        return task;
    }

    /** How many rows there are to adapt to. */
    public int supportCount() {
        return support.count;
    }

    /** How many rows the adapted model is measured on; none of them is a support row. */
    public int queryCount() {
        return query.count;
    }

    /** Features of the support rows, of shape [rows, features]. */
    public Tensor supportFeatures() {
        return support.featureTensor();
    }

    /** Labels of the support rows, of shape [rows, label columns]. */
    public Tensor supportLabels() {
        return support.labelTensor();
    }

    /**
     * Labels of the support rows as classes, for {@link org.higher.nn.Losses#crossEntropy}.
     *
     * @throws IllegalStateException if labels are not one whole number of at least 0 a row
     */
    public int[] supportClasses() {
        return support.classes("supportClasses", task);
    }

    /** Features of the query rows, of shape [rows, features]. */
    public Tensor queryFeatures() {
        return query.featureTensor();
    }

    /** Labels of the query rows, of shape [rows, label columns]. */
    public Tensor queryLabels() {
        return query.labelTensor();
    }

    /**
     * Labels of the query rows as classes; see {@link #supportClasses}.
     *
     * @throws IllegalStateException if labels are not one whole number of at least 0 a row
     */
    public int[] queryClasses() {
        return query.classes("queryClasses", task);
    }

    /** Whether this is the same task with the same rows in the same order, to the last bit. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Episode episode
                && task.equals(episode.task)
                && support.same(episode.support)
                && query.same(episode.query);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * task.hashCode() + support.hash()) + query.hash();
    }

    @Override
    public String toString() {
        return String.format(
                "Episode[task=%s, support=%d, query=%d]", task, support.count, query.count);
    }
}
