package org.higher.internal.nn;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;

/**
 * Connectionist temporal classification: the probability of labels, over all their alignments.
 *
 * <p>The forward recursion, in logarithms: a place is a label or the blank before or behind one,
 * and alpha is the log-probability of all beginnings of alignments that end in a place. It is made
 * of tensor operations, and so can be differentiated to any order.
 *
 * <p>Source: Graves, Fernández, Gomez and Schmidhuber, Connectionist temporal classification:
 * labelling unsegmented sequence data with recurrent neural networks, ICML 2006, section 4.1.
 */
public final class CtcLosses {
    private static final int BLANK = 0;

    private final int[][] labels;
    private final int[] lengths;
    private final int rows;
    private final int places;

    /** Log-probabilities of classes, [time, rows, classes]. */
    private final Tensor logs;

    /** Log-probabilities of 0, [rows, places]. */
    private final Tensor none;

    private CtcLosses(Tensor logits, int[][] labels, int... lengths) {
        this.labels = labels;
        this.lengths = lengths;
        this.rows = labels.length;
        this.places = 2 * Arrays.stream(labels).mapToInt(of -> of.length).max().orElse(0) + 1;
        this.logs = logits.logSoftmax(2);
        this.none =
                Tensor.full(Double.NEGATIVE_INFINITY, logs.dtype(), rows, places).to(logs.device());
    }

    /** The negative log-probabilities of the labels of each row; 0 is the blank. */
    public static Tensor losses(Tensor logits, int[][] labels, int... lengths) {
        check(logits, labels, lengths);
        return new CtcLosses(logits, labels, lengths).logProbabilities().neg();
    }

    private Tensor logProbabilities() {
        int classes = logs.size(2);
        int[] symbols = new int[rows * places];
        Arrays.setAll(symbols, at -> at / places * classes + symbol(at));
        Tensor emitted =
                logs.reshape(logs.size(0), rows * classes)
                        .gather(1, symbols)
                        .reshape(logs.size(0), rows, places);
        Tensor starts = mask(at -> at % places == 0 || at % places == 1 && isPlace(at));
        Tensor skips = mask(this::maySkip);
        Tensor alpha = Tensor.where(starts, emitted.get(0), none);
        for (int t = 1; t < logs.size(0); t++) {
            Tensor two = Tensor.where(skips, shifted(alpha, 2), none);
            Tensor before = Tensor.stack(0, alpha, shifted(alpha, 1), two).logSumExp(0);
            Tensor next = before.add(emitted.get(t));
            int now = t;
            boolean all = Arrays.stream(lengths).allMatch(length -> now < length);
            Tensor goesOn = mask(at -> now < lengths[at / places]);
            alpha = all ? next : Tensor.where(goesOn, next, alpha);
        }
        return ends(alpha);
    }

    /** The last label, or the blank behind it. */
    private Tensor ends(Tensor alpha) {
        Tensor flat = alpha.reshape(rows * places);
        int[] last = new int[rows];
        Arrays.setAll(last, row -> row * places + 2 * labels[row].length);
        Tensor blank = flat.gather(0, last);
        boolean[] empty = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            empty[row] = labels[row].length == 0;
            last[row] -= empty[row] ? 0 : 1;
        }
        Tensor label = flat.gather(0, last);
        Tensor nothing = none.slice(1, 0, 1).reshape(rows);
        Tensor there = Tensor.where(mask(rows, row -> !empty[row]).reshape(rows), label, nothing);
        return Tensor.stack(0, blank, there).logSumExp(0);
    }

    /** Each place has what one further ahead by a distance had. */
    private Tensor shifted(Tensor alpha, int by) {
        return places <= by
                ? none
                : Tensor.concat(1, none.slice(1, 0, by), alpha.slice(1, 0, places - by));
    }

    private boolean isPlace(int at) {
        return at % places < 2 * labels[at / places].length + 1;
    }

    private int symbol(int at) {
        int place = at % places;
        return place % 2 == 1 && isPlace(at) ? labels[at / places][place / 2] : BLANK;
    }

    /** A blank between two labels may be left out if they differ. */
    private boolean maySkip(int at) {
        return at % places > 2 && symbol(at) != BLANK && symbol(at) != symbol(at - 2);
    }

    private Tensor mask(IntPredicate holds) {
        return mask(rows * places, holds).reshape(rows, places);
    }

    private Tensor mask(int size, IntPredicate holds) {
        double[] values =
                IntStream.range(0, size).mapToDouble(i -> holds.test(i) ? 1 : 0).toArray();
        return Tensor.of(values, size).to(logs.dtype()).to(logs.device());
    }

    private static void check(Tensor logits, int[][] labels, int... lengths) {
        if (logits.rank() != 3
                || logits.size(0) < 1
                || logits.size(1) != labels.length
                || labels.length != lengths.length) {
            throw new IllegalArgumentException(
                    "ctc: logits "
                            + Arrays.toString(logits.shape())
                            + " with labels of "
                            + labels.length
                            + " sequences and "
                            + lengths.length
                            + " lengths; give [time, rows, classes] of one step or more, and labels"
                            + " and a length for each row");
        }
        for (int row = 0; row < labels.length; row++) {
            for (int label : Sizes.given("ctc", "an array of labels", labels[row])) {
                if (label <= BLANK || label >= logits.size(2)) {
                    throw new IllegalArgumentException(
                            "ctc: label "
                                    + label
                                    + " of row "
                                    + row
                                    + " is not in [1, "
                                    + logits.size(2)
                                    + "); class 0 is the blank");
                }
            }
            if (lengths[row] < 1 || lengths[row] > logits.size(0)) {
                throw new IllegalArgumentException(
                        "ctc: length "
                                + lengths[row]
                                + " of row "
                                + row
                                + " is not in [1, "
                                + logits.size(0)
                                + "], the steps of the logits");
            }
        }
    }
}
