package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Muon, momentum orthogonalized by Newton-Schulz iterations: every singular value of a step is
 * about the same.
 *
 * <p>Jordan et al. 2024, <i>Muon: an optimizer for hidden layers in neural networks</i>
 * (kellerjordan.github.io/posts/muon), with its coefficients 3.4445, -4.7750, 2.0315, which bring
 * singular values to between about 0.7 and 1.2. Steps are multiplied by the root of rows over
 * columns where there are more rows. Weight decay is decoupled.
 *
 * <p>It is for matrices; filters of a convolution count as one row each. A vector counts as a
 * matrix of one column, so that its step has a length of about 1. The authors leave biases,
 * embeddings and the last layer to AdamW: give these to an optimizer of their own, or, in one
 * optimizer, make both rules {@linkplain org.higher.optim.chain.Chain chains} of one link.
 *
 * @param lr the learning rate, at least 0
 * @param momentum the part of the velocity that is kept, at least 0 and below 1
 * @param weightDecay the part of the weights that is taken away at each step, times the rate, at
 *     least 0
 * @param nesterov whether to look ahead
 * @param iterations of Newton and Schulz, at least 1
 */
public record Muon(
        @Trainable double lr,
        @Trainable double momentum,
        @Trainable double weightDecay,
        boolean nesterov,
        int iterations)
        implements UpdateRule<Muon.State> {
    private static final double EPS = 1e-7;

    /**
     * What is remembered of a tensor of weights.
     *
     * @param velocity the sum of gradients
     */
    public record State(Tensor velocity) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Muon {
        Ranges.notNegative("Muon", "lr", lr);
        Ranges.decayRate("Muon", "momentum", momentum);
        Ranges.notNegative("Muon", "weightDecay", weightDecay);
        Ranges.above("Muon", "iterations", iterations, 0);
    }

    /** The authors' settings: a rate of 0.02. */
    public Muon() {
        this(0.02);
    }

    /** The authors' settings, but for the rate: Nesterov momentum of 0.95, five iterations. */
    public Muon(double lr) {
        this(lr, 0.95, 0, true, 5);
    }

    public Muon withLr(double lr) {
        return new Muon(lr, momentum, weightDecay, nesterov, iterations);
    }

    public Muon withMomentum(double momentum) {
        return new Muon(lr, momentum, weightDecay, nesterov, iterations);
    }

    public Muon withWeightDecay(double weightDecay) {
        return new Muon(lr, momentum, weightDecay, nesterov, iterations);
    }

    public Muon withNesterov(boolean nesterov) {
        return new Muon(lr, momentum, weightDecay, nesterov, iterations);
    }

    public Muon withIterations(int iterations) {
        return new Muon(lr, momentum, weightDecay, nesterov, iterations);
    }

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        Tensor velocity = state.velocity().mul(momentum).add(g);
        Tensor direction = nesterov ? g.add(velocity.mul(momentum)) : velocity;
        Tensor step = orthogonalized(direction).mul(lr);
        Tensor kept = active(weightDecay) ? p.mul(1 - lr * weightDecay) : p;
        return new Step<>(kept.sub(step), new State(velocity));
    }

    private Tensor orthogonalized(Tensor direction) {
        int rows = direction.rank() == 0 ? 1 : direction.size(0);
        int columns = rows == 0 ? 0 : direction.size() / rows;
        boolean tall = rows > columns;
        Tensor matrix = direction.reshape(rows, columns);
        Tensor x = tall ? matrix.transpose() : matrix;
        x = x.div(x.norm2().add(EPS));
        for (int i = 0; i < iterations; i++) {
            Tensor square = x.mmulTransposed(x);
            Tensor polynomial = square.mul(-4.7750).add(square.mmul(square).mul(2.0315));
            x = x.mul(3.4445).add(polynomial.mmul(x));
        }
        Tensor orthogonal = tall ? x.transpose() : x;
        double scale = Math.sqrt(Math.max(1, (double) rows / Math.max(1, columns)));
        return orthogonal.mul(scale).reshape(direction.shape());
    }
}
