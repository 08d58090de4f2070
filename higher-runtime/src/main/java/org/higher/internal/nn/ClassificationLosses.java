package org.higher.internal.nn;

import org.higher.internal.backend.Shapes;
import org.higher.tensor.Tensor;

/** Losses of each row of scores, one score for each class, and of each logit of a binary class. */
public final class ClassificationLosses {
    private ClassificationLosses() {}

    /**
     * The binary cross entropies of logits: z log(1 + e^-x) + (1 - z) log(1 + e^x).
     *
     * <p>Smooth everywhere, and nothing cancels out where the loss is small.
     */
    public static Tensor binaryCrossEntropies(Tensor logits, Tensor probabilities) {
        Tensor positive = logits.neg().softplus().mul(probabilities);
        Tensor negative = logits.softplus().mul(probabilities.rsub(1));
        return positive.add(negative);
    }

    /** The cross entropy of each row; 0 times the logarithm of 0 is 0. */
    public static Tensor crossEntropies(Tensor logits, Tensor probabilities) {
        return finite(logits.logSoftmax(1), probabilities).mul(probabilities).sum(1).neg();
    }

    /** Probabilities of which a share is spread evenly over all classes. */
    public static Tensor smoothed(Tensor probabilities, double smoothing) {
        LossChecks.within("crossEntropy", "smoothing", smoothing, 0, 1);
        return smoothing == 0
                ? probabilities
                : probabilities.mul(1 - smoothing).add(smoothing / probabilities.size(1));
    }

    /**
     * The Kullback-Leibler divergence of each row: the sum of p (log p - log q).
     *
     * <p>A probability of 0 adds nothing, and the derivative of p log p is taken to be 0 there: its
     * logarithm is never computed.
     */
    public static Tensor divergences(Tensor logProbabilities, Tensor probabilities) {
        Tensor possible = probabilities.ne(0);
        Tensor safe = Tensor.where(possible, probabilities, probabilities.onesLike());
        Tensor difference = safe.log().sub(finite(logProbabilities, probabilities));
        return probabilities.mul(difference).sum(1);
    }

    /** Zeros for what is impossible and has a probability of 0; 0 times infinity would be NaN. */
    private static Tensor finite(Tensor logs, Tensor probabilities) {
        Tensor impossible = logs.eq(Double.NEGATIVE_INFINITY).mul(probabilities.eq(0));
        return Tensor.where(impossible, logs.zerosLike(), logs);
    }

    /**
     * The multi-class hinge losses: how far the score of the class is from being above every other
     * one by a margin, as a mean over all classes.
     *
     * @param chosen 1 for the class of a row, 0 for the others
     */
    public static Tensor hinges(Tensor scores, Tensor chosen, double margin) {
        LossChecks.notNegative("hinge", "margin", margin);
        Tensor own = finite(scores, chosen).mul(chosen).sum(true, 1);
        Tensor lacking = scores.sub(own).add(margin).relu();
        return lacking.mul(chosen.rsub(1)).sum(1).div(scores.size(1));
    }

    /** Probabilities of 1 for a class and 0 for the others, like the scores. */
    public static Tensor oneHotLike(String loss, String name, Tensor scores, int... labels) {
        LossChecks.labels(loss, name, scores, labels);
        return oneHot(loss, scores.size(1), labels).to(scores.dtype()).to(scores.device());
    }

    /** Probabilities of 1 for a class and 0 for the others, as FLOAT32. */
    public static Tensor oneHot(String name, int classes, int... labels) {
        Sizes.given(name, "the list of labels", labels);
        if (classes < 1) {
            throw new IllegalArgumentException(
                    name + ": " + classes + " classes; there must be at least one");
        }
        float[] values = new float[Shapes.size(name, new int[] {labels.length, classes})];
        for (int row = 0; row < labels.length; row++) {
            LossChecks.label(name, labels[row], row, classes);
            values[row * classes + labels[row]] = 1;
        }
        return Tensor.of(values, labels.length, classes);
    }
}
