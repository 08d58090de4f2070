package org.higher.nn;

import java.util.Arrays;
import org.higher.internal.nn.ClassificationLosses;
import org.higher.internal.nn.CtcLosses;
import org.higher.internal.nn.EmbeddingLosses;
import org.higher.internal.nn.LossChecks;
import org.higher.internal.nn.RegressionLosses;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Loss functions: regression, classification, sequences, and embeddings.
 *
 * <p>Each takes the prediction first, and has up to three forms, the last two with what becomes of
 * the losses of a batch:
 *
 * <pre>{@code
 * Losses.huber(prediction, target)                          // the mean; a scalar
 * Losses.huber(prediction, target, Reduction.SUM)
 * Losses.huber(prediction, target, 0.5, Reduction.MEAN.weighted(weights))   // with its setting
 * }</pre>
 *
 * <p>{@link Reduction} says whether there is a mean, a sum or neither, and has the weights of the
 * examples. Where inputs have a task axis, so has the result: tasks have losses of their own.
 * Everything is differentiable, with respect to targets and weights as well. Nothing is broadcast.
 *
 * <p>All methods throw {@link IllegalArgumentException} if shapes or element types do not fit, or a
 * setting is out of range.
 */
public final class Losses {
    private static final double DELTA = 1;
    private static final double MARGIN = 1;

    private Losses() {}

    // regression: a loss for each element

    /**
     * The mean squared error: the mean over all elements of the squared difference.
     *
     * @throws IllegalArgumentException if the shapes differ; nothing is broadcast here
     */
    public static Tensor mse(Tensor prediction, Tensor target) {
        LossChecks.alike("mse", "prediction", prediction, "target", target);
        return prediction.mse(target);
    }

    /** The squared errors of each element, reduced; see {@link #mse(Tensor, Tensor)}. */
    public static Tensor mse(Tensor prediction, Tensor target, Reduction reduction) {
        Sizes.given("mse", "reduction", reduction);
        if (reduction.isPlainMean()) {
            return mse(prediction, target);
        }
        LossChecks.alike("mse", "prediction", prediction, "target", target);
        return reduction.of("mse", RegressionLosses.squares(prediction, target));
    }

    /** Huber's loss with a delta of 1; see {@link #huber(Tensor, Tensor, double, Reduction)}. */
    public static Tensor huber(Tensor prediction, Tensor target) {
        return huber(prediction, target, Reduction.MEAN);
    }

    /** Huber's loss with a delta of 1; see {@link #huber(Tensor, Tensor, double, Reduction)}. */
    public static Tensor huber(Tensor prediction, Tensor target, Reduction reduction) {
        return huber(prediction, target, DELTA, reduction);
    }

    /**
     * Huber's loss of each element: d² / 2 where |d| is at most delta, else delta (|d| - delta /
     * 2).
     *
     * <p>Here d is prediction - target. The second derivative where |d| is delta is that of within.
     *
     * <p>Source: Huber, Robust estimation of a location parameter, 1964.
     */
    public static Tensor huber(
            Tensor prediction, Tensor target, double delta, Reduction reduction) {
        Sizes.given("huber", "reduction", reduction);
        LossChecks.alike("huber", "prediction", prediction, "target", target);
        return reduction.of("huber", RegressionLosses.huber(prediction, target, delta));
    }

    /** Smooth L1 with a beta of 1; see {@link #smoothL1(Tensor, Tensor, double, Reduction)}. */
    public static Tensor smoothL1(Tensor prediction, Tensor target) {
        return smoothL1(prediction, target, Reduction.MEAN);
    }

    /** Smooth L1 with a beta of 1; see {@link #smoothL1(Tensor, Tensor, double, Reduction)}. */
    public static Tensor smoothL1(Tensor prediction, Tensor target, Reduction reduction) {
        return smoothL1(prediction, target, DELTA, reduction);
    }

    /**
     * Smooth L1 of each element: d² / (2 beta) where |d| is at most beta, else |d| - beta / 2.
     *
     * <p>With a beta of 0 it is the absolute error, whose derivative at 0 is taken to be 0. See
     * {@link #huber(Tensor, Tensor, double, Reduction)}, which it is a multiple of.
     *
     * <p>Source: Girshick, Fast R-CNN, ICCV 2015, equation 3.
     */
    public static Tensor smoothL1(
            Tensor prediction, Tensor target, double beta, Reduction reduction) {
        Sizes.given("smoothL1", "reduction", reduction);
        LossChecks.alike("smoothL1", "prediction", prediction, "target", target);
        return reduction.of("smoothL1", RegressionLosses.smoothL1(prediction, target, beta));
    }

    // classification: a loss for each logit of a binary class, or for each row of scores

    /** Binary cross entropy; see {@link #binaryCrossEntropy(Tensor, Tensor, Reduction)}. */
    public static Tensor binaryCrossEntropy(Tensor logits, Tensor probabilities) {
        return binaryCrossEntropy(logits, probabilities, Reduction.MEAN);
    }

    /**
     * Binary cross entropy with logits, of each element: the negative log-probability of a class.
     *
     * <p>It is {@code -z log(sigmoid(x)) - (1 - z) log(1 - sigmoid(x))} of logit x and probability
     * z, computed without overflow.
     *
     * @param probabilities of the shape of the logits: 1 for the class, 0 for the other, or between
     */
    public static Tensor binaryCrossEntropy(
            Tensor logits, Tensor probabilities, Reduction reduction) {
        Sizes.given("binaryCrossEntropy", "reduction", reduction);
        LossChecks.alike("binaryCrossEntropy", "logits", logits, "probabilities", probabilities);
        return reduction.of(
                "binaryCrossEntropy",
                ClassificationLosses.binaryCrossEntropies(logits, probabilities));
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
        Tensor chosen = ClassificationLosses.oneHotLike("crossEntropy", "logits", logits, labels);
        return logits.crossEntropy(chosen);
    }

    /** The negative log-probabilities of the labels, one for each row, reduced. */
    public static Tensor crossEntropy(Tensor logits, int[] labels, Reduction reduction) {
        return crossEntropy(logits, labels, 0, reduction);
    }

    /**
     * Cross entropy with label smoothing, of labels; see {@link #crossEntropy(Tensor, Tensor,
     * double, Reduction)}.
     */
    public static Tensor crossEntropy(
            Tensor logits, int[] labels, double smoothing, Reduction reduction) {
        Tensor chosen = ClassificationLosses.oneHotLike("crossEntropy", "logits", logits, labels);
        return crossEntropy(logits, chosen, smoothing, reduction);
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
        return crossEntropy(logits, probabilities, Reduction.MEAN);
    }

    /** The cross entropies with the probabilities of the classes, one for each row, reduced. */
    public static Tensor crossEntropy(Tensor logits, Tensor probabilities, Reduction reduction) {
        return crossEntropy(logits, probabilities, 0, reduction);
    }

    /**
     * Cross entropy with label smoothing, of each row.
     *
     * <p>Source: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the Inception architecture
     * for computer vision, CVPR 2016, section 7.
     *
     * @param smoothing the share in [0, 1] of the probability that is spread evenly over all
     *     classes; 0 for none
     */
    public static Tensor crossEntropy(
            Tensor logits, Tensor probabilities, double smoothing, Reduction reduction) {
        Sizes.given("crossEntropy", "reduction", reduction);
        LossChecks.matrices(
                "crossEntropy", "logits", logits, "probabilities", probabilities, "classes");
        Tensor smoothed = ClassificationLosses.smoothed(probabilities, smoothing);
        return reduction.isPlainMean()
                ? logits.crossEntropy(smoothed)
                : reduction.of(
                        "crossEntropy", ClassificationLosses.crossEntropies(logits, smoothed));
    }

    /** Kullback-Leibler divergence; see {@link #klDivergence(Tensor, Tensor, Reduction)}. */
    public static Tensor klDivergence(Tensor logProbabilities, Tensor probabilities) {
        return klDivergence(logProbabilities, probabilities, Reduction.MEAN);
    }

    /**
     * Kullback-Leibler divergence of each row: how far probabilities p are from predicted ones q,
     * the sum over classes of p (log p - log q).
     *
     * <p>A probability of 0 adds nothing, and the derivative of p log p is taken to be 0 there. The
     * mean is that over rows, which PyTorch calls {@code batchmean}.
     *
     * <p>Source: Kullback and Leibler, On information and sufficiency, 1951.
     *
     * @param logProbabilities the predicted ones: log q of shape [rows, classes], as {@code
     *     logSoftmax(1)} makes them
     * @param probabilities p, of the same shape
     */
    public static Tensor klDivergence(
            Tensor logProbabilities, Tensor probabilities, Reduction reduction) {
        String loss = "klDivergence";
        Sizes.given(loss, "reduction", reduction);
        LossChecks.matrices(
                loss,
                "logProbabilities",
                logProbabilities,
                "probabilities",
                probabilities,
                "classes");
        return reduction.of(
                loss, ClassificationLosses.divergences(logProbabilities, probabilities));
    }

    /** Multi-class hinge loss with a margin of 1, of labels. */
    public static Tensor hinge(Tensor scores, int... labels) {
        return hinge(scores, labels, Reduction.MEAN);
    }

    /** Multi-class hinge loss with a margin of 1, of labels. */
    public static Tensor hinge(Tensor scores, int[] labels, Reduction reduction) {
        return hinge(scores, labels, MARGIN, reduction);
    }

    /** Multi-class hinge loss of labels, which are the same for all tasks. */
    public static Tensor hinge(Tensor scores, int[] labels, double margin, Reduction reduction) {
        Tensor chosen = ClassificationLosses.oneHotLike("hinge", "scores", scores, labels);
        return hinge(scores, chosen, margin, reduction);
    }

    /** Multi-class hinge loss with a margin of 1. */
    public static Tensor hinge(Tensor scores, Tensor chosen) {
        return hinge(scores, chosen, Reduction.MEAN);
    }

    /** Multi-class hinge loss with a margin of 1. */
    public static Tensor hinge(Tensor scores, Tensor chosen, Reduction reduction) {
        return hinge(scores, chosen, MARGIN, reduction);
    }

    /**
     * Multi-class hinge loss (multi-margin loss) of each row: the sum over all classes i but the
     * row's own y of max(0, margin - scores[y] + scores[i]), over the number of classes.
     *
     * <p>The derivative where a maximum is of two equal numbers is taken to be 0.
     *
     * <p>Source: Weston and Watkins, Support vector machines for multi-class pattern recognition,
     * ESANN 1999; over the number of classes as in PyTorch.
     *
     * @param scores shape [rows, classes]
     * @param chosen of the same shape: 1 for the row's class and 0 for the others, as {@link
     *     #oneHot} makes it
     */
    public static Tensor hinge(Tensor scores, Tensor chosen, double margin, Reduction reduction) {
        Sizes.given("hinge", "reduction", reduction);
        LossChecks.matrices("hinge", "scores", scores, "chosen", chosen, "classes");
        return reduction.of("hinge", ClassificationLosses.hinges(scores, chosen, margin));
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
        return ClassificationLosses.oneHot("oneHot", classes, labels);
    }

    // sequences: a loss for each row

    /** CTC loss of sequences of full length. */
    public static Tensor ctc(Tensor logits, int[][] labels) {
        return ctc(logits, labels, Reduction.MEAN);
    }

    /** CTC loss of sequences of full length. */
    public static Tensor ctc(Tensor logits, int[][] labels, Reduction reduction) {
        Sizes.given("ctc", "logits", logits);
        Sizes.given("ctc", "the list of labels", labels);
        int[] lengths = new int[labels.length];
        Arrays.fill(lengths, logits.rank() == 0 ? 0 : logits.size(0));
        return ctc(logits, labels, lengths, reduction);
    }

    /**
     * Connectionist temporal classification (CTC) of each row: the negative log-probability of its
     * labels, whenever in the sequence each of them is.
     *
     * <p>Class 0 is the blank, which separates labels. The mean is that over rows, whatever the
     * number of their labels. Labels that need more steps than there are have an infinite loss,
     * with derivatives of 0.
     *
     * <p>Source: Graves, Fernández, Gomez and Schmidhuber, Connectionist temporal classification:
     * labelling unsegmented sequence data with recurrent neural networks, ICML 2006.
     *
     * @param logits shape [time, rows, classes]
     * @param labels for each row its labels in [1, classes), in their order; the same for all tasks
     * @param lengths for each row how many of the steps count, in [1, time]
     */
    public static Tensor ctc(Tensor logits, int[][] labels, int[] lengths, Reduction reduction) {
        Sizes.given("ctc", "logits", logits);
        Sizes.given("ctc", "the list of labels", labels);
        Sizes.given("ctc", "the list of lengths", lengths);
        Sizes.given("ctc", "reduction", reduction);
        return reduction.of("ctc", CtcLosses.losses(logits, labels, lengths));
    }

    // embeddings: a loss for each row of features

    /**
     * Cosine similarity of rows: the cosine of the angle between them.
     *
     * <p>It is a similarity, and no loss; {@link #cosineEmbedding} is made of it.
     *
     * <p>A row of zeros has a similarity of 0 to every row, and every derivative is 0 there.
     *
     * @param a shape [rows, features]
     * @param b of the same shape
     * @return shape [rows]
     */
    public static Tensor cosineSimilarity(Tensor a, Tensor b) {
        LossChecks.matrices("cosineSimilarity", "a", a, "b", b, "features");
        return EmbeddingLosses.cosines(a, b);
    }

    /** Cosine embedding loss with a margin of 0. */
    public static Tensor cosineEmbedding(Tensor a, Tensor b, Tensor signs) {
        return cosineEmbedding(a, b, signs, Reduction.MEAN);
    }

    /** Cosine embedding loss with a margin of 0. */
    public static Tensor cosineEmbedding(Tensor a, Tensor b, Tensor signs, Reduction reduction) {
        return cosineEmbedding(a, b, signs, 0, reduction);
    }

    /**
     * Cosine embedding loss of each row: 1 - cos(a, b) where the rows are alike, else max(0, cos(a,
     * b) - margin).
     *
     * <p>See {@link #cosineSimilarity} for rows of zeros. The derivative where a maximum is of two
     * equal numbers is taken to be 0.
     *
     * @param a shape [rows, features]
     * @param b of the same shape
     * @param signs shape [rows]: 1 for rows that are alike, -1 for others
     * @param margin in [-1, 1]
     */
    public static Tensor cosineEmbedding(
            Tensor a, Tensor b, Tensor signs, double margin, Reduction reduction) {
        String loss = "cosineEmbedding";
        Sizes.given(loss, "reduction", reduction);
        LossChecks.matrices(loss, "a", a, "b", b, "features");
        LossChecks.perRow(loss, "signs", signs, a, "1 for rows that are alike, -1 for others");
        LossChecks.sameType(loss, "a", a, "signs", signs);
        return reduction.of(loss, EmbeddingLosses.cosineEmbeddings(a, b, signs, margin));
    }

    /** Triplet margin loss with a margin of 1. */
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMargin(anchor, positive, negative, Reduction.MEAN);
    }

    /** Triplet margin loss with a margin of 1. */
    public static Tensor tripletMargin(
            Tensor anchor, Tensor positive, Tensor negative, Reduction reduction) {
        return tripletMargin(anchor, positive, negative, MARGIN, reduction);
    }

    /**
     * Triplet margin loss of each row: max(0, |anchor - positive| - |anchor - negative| + margin),
     * with Euclidean norms.
     *
     * <p>Derivatives of every order are taken to be 0 of a distance of 0, and where the maximum is
     * of two equal numbers.
     *
     * <p>Source: Balntas, Riba, Ponsa and Mikolajczyk, Learning local feature descriptors with
     * triplets and shallow convolutional neural networks, BMVC 2016.
     *
     * @param anchor shape [rows, features]
     * @param positive rows that should be near, of the same shape
     * @param negative rows that should be further away, of the same shape
     */
    public static Tensor tripletMargin(
            Tensor anchor, Tensor positive, Tensor negative, double margin, Reduction reduction) {
        String loss = "tripletMargin";
        Sizes.given(loss, "reduction", reduction);
        LossChecks.matrices(loss, "anchor", anchor, "positive", positive, "features");
        LossChecks.matrices(loss, "anchor", anchor, "negative", negative, "features");
        return reduction.of(loss, EmbeddingLosses.triplets(anchor, positive, negative, margin));
    }
}
