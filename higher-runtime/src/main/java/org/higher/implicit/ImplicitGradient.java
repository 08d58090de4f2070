package org.higher.implicit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.Arguments;
import org.higher.internal.implicit.InnerProblem;
import org.higher.internal.implicit.Solution;
import org.higher.tensor.Tensor;

/**
 * Implicit differentiation: the solution of an inner problem, with its gradient by what the problem
 * was stated with.
 *
 * <pre>{@code
 * FunctionalNet.Params solved =
 *         ImplicitGradient.at(loop.params())              // solved in any way, without a tape
 *                 .withSolver(LinearSolver.conjugateGradients(20))
 *                 .ofLoss(w -> mse(net.forward(w, x), y).add(proximal(w)));
 * mse(net.forward(solved, query), target).backward();
 * }</pre>
 *
 * <p>The result has the values of the solution and a gradient by the implicit function theorem:
 * where F(w, η) = 0, a gradient φ̄ of w is -(∂F/∂η)ᵀ u of η, with (∂F/∂w)ᵀ u = φ̄. So memory and
 * time do not depend on how long the inner problem took. The η are all tensors that the loss, or
 * the map, has captured and that require gradients: hyperparameters, weights of examples, learned
 * losses, the middle of a proximal term. They are found by themselves.
 *
 * <p>The loss or map is called once, with tensors that stand for the solution; it must compute from
 * these, and not from where they were taken. Gradients can be differentiated again, to any order;
 * forward mode does not go through a solution, and is an {@link IllegalStateException} there.
 *
 * <p><em>Initial weights</em> have no gradient: where the inner problem ends does not depend on
 * where it began, unless its loss says so, as a proximal term λ/2 |w - w₀|² does (Rajeswaran et al.
 * 2019, arXiv 1909.04630).
 *
 * <p>Immutable; any thread may use it.
 *
 * @param <W> the type of the solution: a list of tensors, or a tree of parameters
 */
public final class ImplicitGradient<W> {
    private final Solution<W> solution;
    private final Optional<LinearSolver> solver;
    private final double mostResidual;

    private ImplicitGradient(
            Solution<W> solution, Optional<LinearSolver> solver, double mostResidual) {
        this.solution = solution;
        this.solver = solver;
        this.mostResidual = mostResidual;
    }

    /**
     * The gradient at a solution, all of whose tensors are unknowns of the inner problem.
     *
     * @throws IllegalArgumentException if there are none, one is the result of a recorded
     *     operation, or some require gradients and others do not
     */
    public static ImplicitGradient<List<Tensor>> at(List<Tensor> solution) {
        Arguments.nonNull("ImplicitGradient", solution, "list of tensors");
        return new ImplicitGradient<>(
                Solution.of(solution), Optional.empty(), Double.POSITIVE_INFINITY);
    }

    /**
     * The gradient at a solution, whose parameters are unknowns but for frozen ones, which do not
     * require gradients.
     *
     * @throws IllegalArgumentException if all are frozen, or one is the result of a recorded
     *     operation
     */
    public static <P extends ParamTree> ImplicitGradient<P> at(P solution) {
        Arguments.nonNull("ImplicitGradient", solution, "tree of parameters");
        return new ImplicitGradient<>(
                Solution.ofTree(
                        solution.leaves(),
                        ParamTree::leaves,
                        leaves -> Params.unflatten(solution, leaves),
                        () -> new ArrayList<>(Params.named(solution).keySet())),
                Optional.empty(),
                Double.POSITIVE_INFINITY);
    }

    /**
     * With a solver of the linear system; if not said, conjugate gradients of at most 100
     * iterations for losses, and the same on the normal equations for fixed points.
     */
    public ImplicitGradient<W> withSolver(LinearSolver linearSolver) {
        Arguments.nonNull("ImplicitGradient", linearSolver, "solver");
        return new ImplicitGradient<>(solution, Optional.of(linearSolver), mostResidual);
    }

    /**
     * With a check that the inner problem was solved.
     *
     * @param most the largest norm of the gradient at the solution, or of the difference between a
     *     fixed point and what the map makes of it; for each task
     * @throws IllegalArgumentException if it is not at least 0
     */
    public ImplicitGradient<W> withResidualAtMost(double most) {
        if (!(most >= 0)) {
            throw new IllegalArgumentException(
                    "withResidualAtMost: " + most + "; give a norm, a number of at least 0");
        }
        return new ImplicitGradient<>(solution, solver, most);
    }

    /**
     * The solution as a stationary point of a loss.
     *
     * @param loss of weights; a scalar, one for each task if the weights have tasks
     * @return tensors of the same values; on the tape, unless this thread does not record
     * @throws IllegalArgumentException if the loss is no scalar, or does not depend on one of the
     *     weights, or depends on nothing else that requires a gradient; or the gradient is larger
     *     than {@link #withResidualAtMost} allows
     */
    public W ofLoss(Function<? super W, Tensor> loss) {
        Arguments.nonNull("ImplicitGradient", loss, "loss");
        LinearSolver used = solver.orElseGet(LinearSolver::conjugateGradients);
        return new InnerProblem<>(solution, used.solver(), mostResidual).ofLoss(loss);
    }

    /**
     * The solution as a fixed point of a map, w = T(w).
     *
     * <p>The map need not be the one by which the solution was found, if it has the same fixed
     * point; but its derivative by w must not have an eigenvalue of 1.
     *
     * @param map of weights, to as many tensors of the same shapes
     * @return tensors of the same values; on the tape, unless this thread does not record
     * @throws IllegalArgumentException if the solver needs a symmetric matrix; if the map returns
     *     other shapes, or depends on none of the weights, or on nothing else that requires a
     *     gradient; or moves the weights further than {@link #withResidualAtMost} allows
     */
    public W ofFixedPoint(Function<? super W, ? extends W> map) {
        Arguments.nonNull("ImplicitGradient", map, "map");
        LinearSolver used = solver.orElseGet(LinearSolver::normalConjugateGradients);
        if (used.needsSymmetry()) {
            throw new IllegalArgumentException(
                    "ofFixedPoint: conjugate gradients need a symmetric matrix, which the Jacobian"
                            + " of a map is not; use normalConjugateGradients() or neumann()");
        }
        return new InnerProblem<>(solution, used.solver(), mostResidual).ofFixedPoint(map);
    }
}
