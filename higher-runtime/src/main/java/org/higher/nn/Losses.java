package org.higher.nn;

import java.util.Arrays;
import org.higher.internal.backend.Shapes;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/** Loss functions; each returns a scalar tensor, one for each task where there are tasks. */
public final class Losses {
    private Losses() {}

    /**
     * The mean over all elements of the squared difference.
     *
     * @throws IllegalArgumentException if the shapes differ; nothing is broadcast here
     */
    public static Tensor mse(Tensor prediction, Tensor target) {
        Sizes.given("mse", "prediction", prediction);
        Sizes.given("mse", "target", target);
        if (!Arrays.equals(prediction.shape(), target.shape())) {
            throw new IllegalArgumentException(
                    "mse: prediction "
                            + Arrays.toString(prediction.shape())
                            + " and target "
                            + Arrays.toString(target.shape())
                            + " differ in shape; reshape one of them");
        }
        return prediction.mse(target);
    }

    /**
     * The mean over rows of the negative log-probability of the label.
     *
     * @param logits shape [rows, classes], unnormalized log-probabilities
     * @param labels one class in [0, classes) for each row, the same for all tasks; where they
     *     differ, give probabilities that {@link #oneHot} makes
     * @throws IllegalArgumentException if the number of labels is not the number of rows, or a
     *     label is no class
     */
    public static Tensor crossEntropy(Tensor logits, int... labels) {
        Sizes.given("crossEntropy", "logits", logits);
        Sizes.given("crossEntropy", "the list of labels", labels);
        if (logits.rank() != 2 || logits.size(0) != labels.length) {
            throw new IllegalArgumentException(
                    "crossEntropy: logits "
                            + Arrays.toString(logits.shape())
                            + " with "
                            + labels.length
                            + " labels; give [rows, classes] and one label for each row");
        }
        Tensor chosen = oneHot("crossEntropy", logits.size(1), labels);
        return logits.crossEntropy(chosen.to(logits.dtype()).to(logits.device()));
    }

    /**
     * The mean over rows of the cross entropy with the probabilities of the classes.
     *
     * <p>A class of probability 0 that is impossible by its logit, too, adds nothing.
     *
     * @param logits shape [rows, classes], unnormalized log-probabilities
     * @param probabilities of the same shape; each row sums up to 1
     * @throws IllegalArgumentException if the shapes differ or are no matrices
     */
    public static Tensor crossEntropy(Tensor logits, Tensor probabilities) {
        Sizes.given("crossEntropy", "logits", logits);
        Sizes.given("crossEntropy", "probabilities", probabilities);
        if (logits.rank() != 2 || !Arrays.equals(logits.shape(), probabilities.shape())) {
            throw new IllegalArgumentException(
                    "crossEntropy: logits "
                            + Arrays.toString(logits.shape())
                            + " with probabilities "
                            + Arrays.toString(probabilities.shape())
                            + "; give [rows, classes] for both");
        }
        return logits.crossEntropy(probabilities);
    }

    /**
     * Probabilities of 1 for a class and 0 for the others, as FLOAT32.
     *
     * @param labels one class in [0, classes) for each row
     * @return shape [rows, classes]
     * @throws IllegalArgumentException if there is not at least one class, or a label is none, or
     *     there are more elements than an array can hold
     */
    public static Tensor oneHot(int classes, int... labels) {
        return oneHot("oneHot", classes, labels);
    }

    private static Tensor oneHot(String name, int classes, int... labels) {
        Sizes.given(name, "the list of labels", labels);
        if (classes < 1) {
            throw new IllegalArgumentException(
                    name + ": " + classes + " classes; there must be at least one");
        }
        float[] values = new float[Shapes.size(name, new int[] {labels.length, classes})];
        for (int row = 0; row < labels.length; row++) {
            checkLabel(name, labels[row], row, classes);
            values[row * classes + labels[row]] = 1;
        }
        return Tensor.of(values, labels.length, classes);
    }

    private static void checkLabel(String name, int label, int row, int classes) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    name
                            + ": label "
                            + label
                            + " of row "
                            + row
                            + " is not in [0, "
                            + classes
                            + ")");
        }
    }
}
