package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import java.util.List;
import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.internal.Ranges;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Shampoo: gradients of matrices preconditioned from both sides, by inverse fourth roots of their
 * second moments.
 *
 * <p>Gupta, Koren and Singer 2018, <i>Shampoo: preconditioned stochastic tensor optimization</i>,
 * algorithm 1. With L the sum of G Gᵀ and R that of Gᵀ G over all steps, a step is that of L + εI
 * to the power -1/4, times G, times R + εI to the power -1/4. Filters of a convolution count as one
 * row each. A side that is too long for that has a diagonal matrix. Vectors and numbers have one as
 * well, to the power -1/2, which is {@link Adagrad} with the small number inside of the root.
 *
 * <p>Roots are computed by the coupled Newton iteration (Iannazzo 2006, <i>On the Newton method for
 * the matrix pth root</i>), four products a time, in double precision, as are the sums. The
 * derivative is that of the iteration. An eigenvalue smaller than about 2.4 to the power of minus
 * the number of iterations, relative to the largest, has not reached its root, and counts for less
 * in the step.
 *
 * @param lr the learning rate, at least 0
 * @param momentum the part of the velocity that is kept, at least 0; 0 for none. The velocity is
 *     preconditioned, and made of gradients that are not
 * @param weightDecay the L2 penalty, at least 0
 * @param eps ε, what sums of squares begin with, above 0. Of one for each element, L has the means
 *     of rows, and R those of columns
 * @param largest the longest side that has a full matrix, at least 0
 * @param iterations of Newton's method, at least 1
 */
public record Shampoo(
        @Trainable double lr,
        @Trainable double momentum,
        @Trainable double weightDecay,
        @Trainable double eps,
        int largest,
        int iterations)
        implements UpdateRule<Shampoo.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param squares the sums of G Gᵀ and of Gᵀ G, or their diagonals; of a vector, of squares
     * @param velocity empty before the first step with momentum
     */
    public record State(List<Tensor> squares, Optional<Tensor> velocity) {
        public State {
            squares = List.copyOf(squares);
        }
    }

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Shampoo {
        Ranges.notNegative("Shampoo", "lr", lr);
        Ranges.notNegative("Shampoo", "momentum", momentum);
        Ranges.notNegative("Shampoo", "weightDecay", weightDecay);
        Ranges.above("Shampoo", "eps", eps, 0);
        Ranges.notNegative("Shampoo", "largest", largest);
        Ranges.above("Shampoo", "iterations", iterations, 0);
    }

    /** The settings of the authors' implementation: a rate of 1. */
    public Shampoo() {
        this(1);
    }

    /**
     * The settings of the authors' implementation, but for the rate: no momentum, ε = 1e-4, sides
     * of up to 768; and 30 iterations.
     */
    public Shampoo(double lr) {
        this(lr, 0, 0, 1e-4, 768, 30);
    }

    public Shampoo withLr(double lr) {
        return new Shampoo(lr, momentum, weightDecay, eps, largest, iterations);
    }

    public Shampoo withMomentum(double momentum) {
        return new Shampoo(lr, momentum, weightDecay, eps, largest, iterations);
    }

    public Shampoo withWeightDecay(double weightDecay) {
        return new Shampoo(lr, momentum, weightDecay, eps, largest, iterations);
    }

    public Shampoo withEps(double eps) {
        return new Shampoo(lr, momentum, weightDecay, eps, largest, iterations);
    }

    public Shampoo withLargest(int largest) {
        return new Shampoo(lr, momentum, weightDecay, eps, largest, iterations);
    }

    public Shampoo withIterations(int iterations) {
        return new Shampoo(lr, momentum, weightDecay, eps, largest, iterations);
    }

    @Override
    public State init(Tensor p) {
        Tensor zeros = matrix(p.zerosLike());
        List<Tensor> squares =
                p.rank() < 2 ? List.of(zeros) : List.of(squares(zeros), squares(zeros.transpose()));
        return new State(squares, Optional.empty());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        Tensor direction = g;
        Optional<Tensor> velocity = state.velocity();
        if (active(momentum)) {
            direction = velocity.orElse(p.zerosLike()).mul(momentum).add(g);
            velocity = Optional.of(direction);
        }
        Tensor gradient = matrix(g);
        Tensor step = matrix(direction);
        Tensor ridge = matrix(p.zerosLike().add(eps));
        List<Tensor> squares;
        if (p.rank() < 2) {
            squares = List.of(state.squares().get(0).add(gradient.square()));
            step = step.div(squares.get(0).add(ridge).sqrt());
        } else {
            Tensor left = state.squares().get(0).add(squares(gradient));
            Tensor right = state.squares().get(1).add(squares(gradient.transpose()));
            squares = List.of(left, right);
            step = preconditioned(left.add(diagonal(left, ridge.mean(1))), step);
            step = step.transpose();
            step = preconditioned(right.add(diagonal(right, ridge.mean(0))), step);
            step = step.transpose();
        }
        Tensor moved = step.reshape(p.shape()).to(p.dtype()).mul(lr);
        return new Step<>(p.sub(moved), new State(squares, velocity));
    }

    /**
     * As a matrix in double precision, the first axis first; vectors and numbers stay as they are.
     */
    private static Tensor matrix(Tensor t) {
        if (t.rank() < 2) {
            return t.to(DType.FLOAT64);
        }
        int rows = t.size(0);
        return t.reshape(rows, rows == 0 ? 0 : t.size() / rows).to(DType.FLOAT64);
    }

    /** G Gᵀ, or its diagonal if that is too large. */
    private Tensor squares(Tensor matrix) {
        return matrix.size(0) <= largest ? matrix.mmulTransposed(matrix) : matrix.square().sum(1);
    }

    /** A vector in the form that sums of squares have. */
    private static Tensor diagonal(Tensor squares, Tensor vector) {
        return squares.rank() == 1 ? vector : identity(squares).mul(vector);
    }

    private static Tensor identity(Tensor squares) {
        return Tensor.eye(squares.dtype(), squares.size(0)).to(squares.device());
    }

    /** A matrix whose rows are mixed by the inverse fourth root. */
    private Tensor preconditioned(Tensor squares, Tensor matrix) {
        return squares.rank() == 1
                ? matrix.div(squares.sqrt().sqrt().reshape(squares.size(), 1))
                : inverseFourthRoot(squares).mmul(matrix);
    }

    /** With M = X⁴ L all along; M goes to I, and so X to the root. */
    private Tensor inverseFourthRoot(Tensor squares) {
        Tensor identity = identity(squares);
        Tensor scale = squares.norm2().rdiv(2.5); // eigenvalues of M within (0, 2.5]
        Tensor x = identity.mul(scale.sqrt().sqrt());
        Tensor m = squares.mul(scale);
        for (int i = 0; i < iterations; i++) {
            Tensor factor = identity.mul(5).sub(m).div(4);
            Tensor square = factor.mmul(factor);
            x = x.mmul(factor);
            m = square.mmul(square).mmul(m);
        }
        return x;
    }
}
