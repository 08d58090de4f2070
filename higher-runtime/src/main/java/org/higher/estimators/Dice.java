package org.higher.estimators;

import java.util.Arrays;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * DiCE, the infinitely differentiable Monte Carlo estimator: objectives of what was drawn, such as
 * rewards, with gradients of every order by the parameters of the draws.
 *
 * <pre>{@code
 * Tensor logProbs = policy.forward(states).logSoftmax(1).pick(1, actions); // [steps]
 * Dice.objective(logProbs.reshape(1, steps), rewards.reshape(1, steps)).neg().backward();
 * }</pre>
 *
 * <p>Foerster et al. 2018, <i>DiCE: the infinitely differentiable Monte Carlo estimator</i>, arXiv
 * 1802.05098. The first derivative is that of REINFORCE (Williams 1992), with the rewards from a
 * draw on; the derivative of that is an estimate of the second, which a surrogate loss would not
 * give.
 */
public final class Dice {
    private Dice() {}

    /**
     * The magic box: 1, with the derivatives of the probability over the probability.
     *
     * @param logProbabilities of what was drawn, of any shape
     * @return of the same shape, all 1
     */
    public static Tensor magicBox(Tensor logProbabilities) {
        return logProbabilities.sub(logProbabilities.detach()).exp();
    }

    /**
     * The mean over episodes of the sum of rewards: equation 5 of the paper, where a reward depends
     * on all draws up to its step.
     *
     * @param logProbabilities of the actions, shape [episodes, steps]
     * @param rewards after each of them, of the same shape; 0 after the end of an episode
     * @return a scalar, to be maximized
     * @throws IllegalArgumentException if the shapes are not alike, or not of two axes
     */
    public static Tensor objective(Tensor logProbabilities, Tensor rewards) {
        check("rewards", logProbabilities, rewards);
        Tensor weights = magicBox(logProbabilities.cumsum(1));
        return weights.mul(rewards).sum(1).mean();
    }

    /**
     * As {@link #objective(Tensor, Tensor)}, with a baseline, which makes the variance of the
     * gradient smaller and adds nothing to its expectation.
     *
     * <p>The term of equation 11 of the paper. Its value is 0.
     *
     * @param baselines estimates of the rewards from each step on, made before the action was
     *     drawn; of the same shape
     */
    public static Tensor objective(Tensor logProbabilities, Tensor rewards, Tensor baselines) {
        check("baselines", logProbabilities, baselines);
        Tensor boxes = magicBox(logProbabilities);
        Tensor term = boxes.rsub(1).mul(baselines.detach()).sum(1).mean();
        return objective(logProbabilities, rewards).add(term);
    }

    private static void check(String what, Tensor logProbabilities, Tensor other) {
        Arguments.nonNull("Dice", logProbabilities, "log-probabilities");
        Arguments.nonNull("Dice", other, what);
        if (logProbabilities.rank() != 2
                || !Arrays.equals(logProbabilities.shape(), other.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "Dice: log-probabilities are %s, %s %s; give both as [episodes, steps]",
                            Arrays.toString(logProbabilities.shape()),
                            what,
                            Arrays.toString(other.shape())));
        }
    }
}
