package org.higher.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Labelled examples: inputs of one shape, each with the number of its class.
 *
 * <p>It holds arrays; each call of a method makes new FLOAT32 tensors on the current device.
 * {@linkplain #stack Stacked} examples are those of several tasks.
 */
public final class Examples implements Serializable, Stackable<Examples> {
    private static final long serialVersionUID = 1;

    private final float[] inputs;
    private final int[] shape;
    private final int[] labels;
    private final int classes;

    /** 0 where there is no task axis. */
    private final int tasks;

    private Examples(float[] inputs, int[] shape, int[] labels, int classes, int tasks) {
        this.inputs = inputs;
        this.shape = shape;
        this.labels = labels;
        this.classes = classes;
        this.tasks = tasks;
    }

    /**
     * Inputs and their labels.
     *
     * @param inputs shape [n, ...], FLOAT32
     * @param classes how many classes there are to tell apart
     * @param labels one in [0, classes) for each input
     * @throws IllegalArgumentException if there are no inputs, or not one label for each, or a
     *     label is no class
     */
    public static Examples of(Tensor inputs, int classes, int... labels) {
        Arguments.nonNull("Examples", inputs, "tensor of inputs");
        return of(floats("Examples", "inputs", inputs), inputs.shape(), classes, labels);
    }

    /** As {@link #of(Tensor, int, int...)}, of an array in row-major order. */
    public static Examples of(float[] inputs, int[] shape, int classes, int... labels) {
        Arguments.nonNull("Examples", inputs, "array of inputs");
        Arguments.nonNull("Examples", shape, "shape");
        Arguments.nonNull("Examples", labels, "list of labels");
        long size = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
        check(
                shape.length > 0 && labels.length > 0 && shape[0] == labels.length,
                "Examples: inputs %s with %d labels; give [n, ...] and n labels, at least one",
                Arrays.toString(shape),
                labels.length);
        check(
                size == inputs.length,
                "Examples: %d numbers are not those of %s",
                inputs.length,
                Arrays.toString(shape));
        for (int i = 0; i < labels.length; i++) {
            check(
                    labels[i] >= 0 && labels[i] < classes,
                    "Examples: label %d of input %d is not in [0, %d)",
                    labels[i],
                    i,
                    classes);
        }
        return new Examples(inputs.clone(), shape.clone(), labels.clone(), classes, 0);
    }

    /** How many examples, of each task. */
    public int count() {
        return shape[0];
    }

    /** How many classes there are to tell apart. */
    public int classes() {
        return classes;
    }

    /** The number of tasks if they are {@linkplain #stack stacked}, else 0. */
    public int taskCount() {
        return tasks;
    }

    /** The inputs, shape [n, ...]; with a task axis if they are stacked. */
    public Tensor inputs() {
        return tensor(inputs, shape);
    }

    /** One class for each input; of stacked ones, task after task. */
    public int[] labels() {
        return labels.clone();
    }

    /** Probabilities of 1 for the class of each input, shape [n, classes]. */
    public Tensor oneHot() {
        float[] values = new float[labels.length * classes];
        for (int row = 0; row < labels.length; row++) {
            values[row * classes + labels[row]] = 1;
        }
        return tensor(values, new int[] {shape[0], classes});
    }

    /** The elements of a tensor that data are made of; nothing is rounded. */
    static float[] floats(String owner, String what, Tensor tensor) {
        if (tensor.dtype() != DType.FLOAT32 || tensor.taskCount() > 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %s are %s of %d tasks; give FLOAT32 of one, by to(DType.FLOAT32) or"
                                    + " unstackTasks()",
                            owner, what, tensor.dtype(), tensor.taskCount()));
        }
        return tensor.toFloats();
    }

    private Tensor tensor(float[] values, int[] rows) {
        if (tasks == 0) {
            return Tensor.of(values, rows);
        }
        int[] all = new int[rows.length + 1];
        all[0] = tasks;
        System.arraycopy(rows, 0, all, 1, rows.length);
        return Tensor.of(values, all).asTasks();
    }

    /**
     * The mean cross entropy of the labels, a scalar; one for each task if they are stacked.
     *
     * @param logits shape [n, classes], unnormalized log-probabilities
     * @throws IllegalArgumentException if they are of another shape
     */
    public Tensor crossEntropy(Tensor logits) {
        checkLogits("crossEntropy", logits);
        return logits.crossEntropy(oneHot().to(logits.dtype()).to(logits.device()));
    }

    /**
     * The part of the examples whose class has the largest logit, from 0 to 1; the mean over the
     * tasks if they are stacked.
     *
     * <p>Of equal logits the first counts. A row with NaN is wrong.
     *
     * @param logits shape [n, classes]
     * @throws IllegalArgumentException if they are of another shape
     */
    public double accuracy(Tensor logits) {
        checkLogits("accuracy", logits);
        Tensor plain = logits.detach();
        double[] values = (tasks == 0 ? plain : plain.fromTasks()).toDoubles();
        int right = 0;
        for (int row = 0; row < labels.length; row++) {
            if (largest(values, row * classes) == labels[row]) {
                right++;
            }
        }
        return (double) right / labels.length;
    }

    /** The class with the largest logit, -1 if one is NaN. */
    private int largest(double[] logits, int from) {
        int largest = 0;
        for (int c = 0; c < classes; c++) {
            if (Double.isNaN(logits[from + c])) {
                return -1;
            }
            if (logits[from + c] > logits[from + largest]) {
                largest = c;
            }
        }
        return largest;
    }

    private void checkLogits(String op, Tensor logits) {
        Arguments.nonNull(op, logits, "tensor of logits");
        check(
                logits.rank() == 2
                        && logits.size(0) == shape[0]
                        && logits.size(1) == classes
                        && logits.taskCount() == tasks,
                "%s: logits %s of %d tasks; give [%d, %d] and %d tasks",
                op,
                Arrays.toString(logits.shape()),
                logits.taskCount(),
                shape[0],
                classes,
                tasks);
    }

    @Override
    public Examples stack(List<Examples> batches) {
        Arguments.nonEmpty("stack", batches);
        Examples first = batches.get(0);
        float[] allInputs = new float[batches.size() * first.inputs.length];
        int[] allLabels = new int[batches.size() * first.labels.length];
        for (int i = 0; i < batches.size(); i++) {
            Examples next = batches.get(i);
            check(
                    next.tasks == 0
                            && Arrays.equals(next.shape, first.shape)
                            && next.classes == first.classes,
                    "stack: examples %s of %d classes and %s of %d; tasks that run as one have the"
                            + " same shapes, and no task axis yet",
                    Arrays.toString(first.shape),
                    first.classes,
                    Arrays.toString(next.shape),
                    next.classes);
            System.arraycopy(
                    next.inputs, 0, allInputs, i * first.inputs.length, first.inputs.length);
            System.arraycopy(
                    next.labels, 0, allLabels, i * first.labels.length, first.labels.length);
        }
        return new Examples(allInputs, first.shape, allLabels, first.classes, batches.size());
    }

    @Override
    public String toString() {
        return String.format(
                "Examples%s of %d classes%s",
                Arrays.toString(shape), classes, tasks == 0 ? "" : ", " + tasks + " tasks");
    }

    private static void check(boolean fact, String message, Object... args) {
        if (!fact) {
            throw new IllegalArgumentException(String.format(message, args));
        }
    }
}
