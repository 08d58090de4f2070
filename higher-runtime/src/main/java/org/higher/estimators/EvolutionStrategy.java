package org.higher.estimators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Evolution strategies: the gradient of a smoothed loss, from values alone.
 *
 * <pre>{@code
 * List<Tensor> gradients = EvolutionStrategy.of(0.1, 50).gradient(7, loss, weights);
 * optimizer.step(gradients);
 * }</pre>
 *
 * <p>The loss is smoothed by a normal distribution around the weights. Draws come in pairs of
 * opposite directions (antithetic sampling): the mean over pairs of (f(w + s e) - f(w - s e)) e / 2
 * s. Salimans et al. 2017, <i>Evolution strategies as a scalable alternative to reinforcement
 * learning</i>, arXiv 1703.03864, section 2.
 *
 * <p>The loss need not be differentiable, nor its code on the tape: say the result of a long
 * unroll, or of another program. Gradients are constants.
 */
public final class EvolutionStrategy {
    private final double deviation;
    private final int pairs;

    private EvolutionStrategy(double deviation, int pairs) {
        this.deviation = deviation;
        this.pairs = pairs;
    }

    /**
     * An estimator.
     *
     * @param deviation the standard deviation of the distribution around the weights, above 0
     * @param pairs of draws, at least 1; the loss is computed twice for each
     */
    public static EvolutionStrategy of(double deviation, int pairs) {
        if (!(deviation > 0) || Double.isInfinite(deviation) || pairs < 1) {
            throw new IllegalArgumentException(
                    String.format(
                            "EvolutionStrategy: a deviation of %s and %d pairs; give a deviation"
                                    + " above 0 and at least 1 pair",
                            deviation, pairs));
        }
        return new EvolutionStrategy(deviation, pairs);
    }

    /**
     * The estimate at some weights.
     *
     * @param seed of the draws: the same seed draws the same directions
     * @param loss a scalar of as many tensors as there are weights, leaves that require gradients
     *     where the weights do, so that it may take gradients, as an inner loop does; nothing of it
     *     stays on the tape
     * @param weights where to estimate; they stay as they are
     * @return one gradient for each, of the same shape and element type
     * @throws IllegalArgumentException if the loss is no scalar, or there is no weight
     * @throws IllegalStateException if a value of the loss is not finite
     */
    public List<Tensor> gradient(
            long seed, Function<List<Tensor>, Tensor> loss, List<Tensor> weights) {
        Arguments.nonNull("EvolutionStrategy", loss, "loss");
        if (Arguments.nonNull("EvolutionStrategy", weights, "list of weights").isEmpty()) {
            throw new IllegalArgumentException("EvolutionStrategy: no weights; give at least one");
        }
        return estimate(new SplittableRandom(seed), loss, weights);
    }

    private List<Tensor> estimate(
            SplittableRandom random, Function<List<Tensor>, Tensor> loss, List<Tensor> weights) {
        List<Tensor> sums = new ArrayList<>();
        weights.forEach(w -> sums.add(w.detach().zerosLike()));
        for (int pair = 0; pair < pairs; pair++) {
            List<Tensor> directions = new ArrayList<>();
            for (Tensor w : weights) {
                directions.add(Tensor.normal(random, w.dtype(), w.shape()).to(w.device()));
            }
            double ahead = value(loss, moved(weights, directions, deviation));
            double behind = value(loss, moved(weights, directions, -deviation));
            double slope = (ahead - behind) / (2 * deviation * pairs);
            for (int i = 0; i < sums.size(); i++) {
                sums.set(i, sums.get(i).add(directions.get(i).mul(slope)));
            }
        }
        return List.copyOf(sums);
    }

    /** Leaves that require gradients where the weights do: an inner loop may adapt them. */
    private static List<Tensor> moved(List<Tensor> weights, List<Tensor> directions, double by) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Tensor w = weights.get(i);
            Tensor there = w.detach().add(directions.get(i).mul(by));
            moved.add(there.withRequiresGrad(w.requiresGrad()));
        }
        return List.copyOf(moved);
    }

    private static double value(Function<List<Tensor>, Tensor> loss, List<Tensor> weights) {
        Tensor value = Arguments.nonNull("EvolutionStrategy", loss.apply(weights), "loss");
        if (value.size() != 1 || value.taskCount() != 0) {
            throw new IllegalArgumentException(
                    "EvolutionStrategy: the loss is of shape "
                            + Arrays.toString(value.shape())
                            + ", with "
                            + value.taskCount()
                            + " tasks; reduce it to a scalar, say by mean()");
        }
        double number = value.detach().item();
        if (!Double.isFinite(number)) {
            throw new IllegalStateException(
                    "EvolutionStrategy: a loss near the weights is "
                            + number
                            + "; give a smaller deviation, or a loss that is finite");
        }
        return number;
    }
}
