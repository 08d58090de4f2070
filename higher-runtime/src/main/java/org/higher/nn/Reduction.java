package org.higher.nn;

import java.util.Arrays;
import java.util.Optional;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Reduction of a batch's losses: to their mean or sum, or not at all; with weights if given.
 *
 * <pre>{@code
 * Losses.huber(prediction, target, Reduction.SUM)
 * Losses.crossEntropy(logits, labels, Reduction.MEAN.weighted(weights))
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Reduction {
    /** The mean: the sum of the losses divided by their number; the default of every loss. */
    public static final Reduction MEAN = new Reduction(Kind.MEAN, Optional.empty());

    /** The sum of the losses. */
    public static final Reduction SUM = new Reduction(Kind.SUM, Optional.empty());

    /** Every loss by itself: of each element or of each row, as the loss says. */
    public static final Reduction NONE = new Reduction(Kind.NONE, Optional.empty());

    private enum Kind {
        MEAN,
        SUM,
        NONE
    }

    private final Kind kind;
    private final Optional<Tensor> weights;

    private Reduction(Kind kind, Optional<Tensor> weights) {
        this.kind = kind;
        this.weights = weights;
    }

    /**
     * The same with weights: factors of the losses of each example.
     *
     * <p>A mean is still over the number of losses, not over the sum of the weights: so it is
     * linear in the weights, which can be learned, and 0 where they all are and the losses are
     * finite. For an average whose weights sum up to 1, give {@code weights.div(weights.mean())}.
     *
     * @param weights shape [rows], one for each position of the first axis of what the loss is
     *     given, and of the same element type; may have a value for each task
     * @throws IllegalArgumentException if they are no vector
     */
    public Reduction weighted(Tensor weights) {
        Sizes.given("Reduction", "weights", weights);
        if (weights.rank() != 1) {
            throw new IllegalArgumentException(
                    "Reduction: weights "
                            + Arrays.toString(weights.shape())
                            + "; give [rows], one for each example");
        }
        return new Reduction(kind, Optional.of(weights));
    }

    /** Whether this is the mean without weights, for which some losses have one operation. */
    boolean isPlainMean() {
        return kind == Kind.MEAN && weights.isEmpty();
    }

    /** The reduced losses; errors name the loss. */
    Tensor of(String loss, Tensor each) {
        Tensor weighted = weights.isPresent() ? weigh(loss, each, weights.get()) : each;
        return switch (kind) {
            case MEAN -> weighted.mean();
            case SUM -> weighted.sum();
            case NONE -> weighted;
        };
    }

    private static Tensor weigh(String loss, Tensor each, Tensor weights) {
        if (each.rank() == 0 || each.size(0) != weights.size()) {
            throw new IllegalArgumentException(
                    loss
                            + ": weights "
                            + Arrays.toString(weights.shape())
                            + " for losses "
                            + Arrays.toString(each.shape())
                            + "; give one for each position of the first axis");
        }
        if (each.dtype() != weights.dtype()) {
            throw new IllegalArgumentException(
                    loss
                            + ": weights of "
                            + weights.dtype()
                            + " for losses of "
                            + each.dtype()
                            + "; convert them with to(DType)");
        }
        int[] column = new int[each.rank()];
        Arrays.fill(column, 1);
        column[0] = weights.size();
        return each.mul(weights.reshape(column));
    }

    @Override
    public String toString() {
        return weights.map(w -> kind + ".weighted(" + Arrays.toString(w.shape()) + ")")
                .orElse(kind.name());
    }
}
