package org.higher.nn;

import java.util.Arrays;
import org.higher.tensor.Tensor;

/** Loss functions; each returns a scalar tensor. */
public final class Losses {
    private Losses() {}

    /**
     * The mean over all elements of the squared difference.
     *
     * @throws IllegalArgumentException if the shapes differ; nothing is broadcast here
     */
    public static Tensor mse(Tensor prediction, Tensor target) {
        if (!Arrays.equals(prediction.shape(), target.shape())) {
            throw new IllegalArgumentException(
                    "mse: prediction "
                            + Arrays.toString(prediction.shape())
                            + " and target "
                            + Arrays.toString(target.shape())
                            + " differ in shape; reshape one of them");
        }
        return prediction.sub(target).square().mean();
    }

    /**
     * The mean over rows of the negative log-probability of the label.
     *
     * @param logits shape [rows, classes], unnormalized log-probabilities
     * @param labels one class in [0, classes) for each row
     * @throws IllegalArgumentException if the number of labels is not the number of rows, or a
     *     label is no class
     */
    public static Tensor crossEntropy(Tensor logits, int... labels) {
        if (logits.rank() != 2 || logits.size(0) != labels.length) {
            throw new IllegalArgumentException(
                    "crossEntropy: logits "
                            + Arrays.toString(logits.shape())
                            + " with "
                            + labels.length
                            + " labels; give [rows, classes] and one label for each row");
        }
        int classes = logits.size(1);
        int[] places = new int[labels.length];
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "crossEntropy: label "
                                + labels[row]
                                + " of row "
                                + row
                                + " is not in [0, "
                                + classes
                                + ")");
            }
            places[row] = row * classes + labels[row];
        }
        return logits.logSoftmax(1).reshape(-1).gather(0, places).mean().neg();
    }
}
