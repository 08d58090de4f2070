package org.higher.internal.implicit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Recording;
import org.higher.tensor.Grad;
import org.higher.tensor.Gradients;
import org.higher.tensor.Tensor;

/**
 * An inner problem that was solved: checks what it was stated with, and puts its solution on the
 * tape.
 *
 * @param <W> the type of the solution
 */
public final class InnerProblem<W> {
    private final Solution<W> solution;
    private final Solver solver;
    private final double mostResidual;

    /** Stand for the solution in the statement of the problem. */
    private final List<Tensor> unknowns;

    /**
     * A problem at its solution.
     *
     * @param mostResidual the largest norm of what should be 0
     */
    public InnerProblem(Solution<W> solution, Solver solver, double mostResidual) {
        this.solution = solution;
        this.solver = solver;
        this.mostResidual = mostResidual;
        this.unknowns =
                solution.unknowns().stream()
                        .map(weight -> Tensor.parameter(weight.detach()))
                        .toList();
    }

    /** The solution as a stationary point of a loss. */
    public W ofLoss(Function<? super W, Tensor> loss) {
        return attached("ofLoss", "the loss", () -> slopes(loss.apply(solution.with(unknowns))));
    }

    /** The solution as a fixed point of a map. */
    public W ofFixedPoint(Function<? super W, ? extends W> map) {
        return attached("ofFixedPoint", "the map", () -> moves(map.apply(solution.with(unknowns))));
    }

    private W attached(String caller, String what, Supplier<List<Tensor>> equations) {
        if (!Recording.isOn()) {
            return solution.with(unknowns.stream().map(Tensor::detach).toList());
        }
        ForwardTangents.check(Equations.values(solution.unknowns()));
        List<Tensor> residuals = equations.get();
        checkSolved(caller, residuals);
        double damping = solver.settings().damping();
        return ImplicitSolution.of(unknowns, residuals, damping, solver)
                .map(solution::with)
                .orElseThrow(() -> nothingCaptured(caller, what));
    }

    private static IllegalArgumentException nothingCaptured(String caller, String what) {
        return new IllegalArgumentException(
                Messages.of(
                        "%s: %s depends on nothing that requires a gradient but the weights, so"
                                + " their solution has no gradient. Where a problem ends does not"
                                + " depend on where it began: for initial weights, add a proximal"
                                + " term to the inner loss that reads them; for hyperparameters,"
                                + " make them with Tensor.parameter(...) and compute from them",
                        caller, what));
    }

    private void checkSolved(String caller, List<Tensor> residuals) {
        if (mostResidual == Double.POSITIVE_INFINITY) {
            return;
        }
        Vector residual = new Vector(residuals.stream().map(Tensor::detach).toList());
        double norm = Math.sqrt(Arrays.stream(residual.dot(residual)).max().orElse(0));
        if (!(norm <= mostResidual)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: this is no solution yet: %s has norm %s, and %s is allowed; solve"
                                    + " the inner problem further, or allow more by"
                                    + " withResidualAtMost",
                            caller,
                            caller.equals("ofLoss")
                                    ? "the gradient of the loss"
                                    : "the difference between the weights and their image",
                            norm,
                            mostResidual));
        }
    }

    // the equations of a loss

    private List<Tensor> slopes(Tensor loss) {
        checkLoss(loss);
        Gradients gradients = Grad.of(loss).createGraph().with(unknowns);
        List<Tensor> slopes = new ArrayList<>();
        for (int i = 0; i < unknowns.size(); i++) {
            int index = i;
            slopes.add(gradients.get(i).orElseThrow(() -> unreached(index)));
        }
        return slopes;
    }

    private IllegalArgumentException unreached(int index) {
        return new IllegalArgumentException(
                Messages.of(
                        "ofLoss: the loss does not depend on weight %s, so it does not determine"
                                + " that weight; leave it out of the list, or freeze it in the tree"
                                + " by withRequiresGrad(false)",
                        solution.name(index)));
    }

    private void checkLoss(Tensor loss) {
        if (loss == null) {
            throw new IllegalArgumentException("ofLoss: the loss is null; return a tensor");
        }
        int tasks = unknowns.get(0).taskCount();
        if (loss.size() != 1) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "ofLoss: the loss, %s, is no scalar; reduce it, for example with"
                                    + " mean()",
                            Solution.kind(loss)));
        }
        if (loss.taskCount() != tasks) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "ofLoss: the loss is %s, and the weights are those of %d tasks; return"
                                    + " one loss for each task that has weights of its own, and"
                                    + " their sumOfTasks() where tasks share the weights",
                            Solution.kind(loss), tasks));
        }
        checkReached("ofLoss", "the loss", List.of(loss));
    }

    private void checkReached(String caller, String what, List<Tensor> results) {
        if (!new CapturedNodes(results, Equations.nodes(unknowns)).reachArguments()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s depends on none of the weights; compute it from those that"
                                    + " the function is given, not from those of a loop or model,"
                                    + " and without detach() or NoGrad",
                            caller, what));
        }
    }

    // the equations of a map

    private List<Tensor> moves(W image) {
        if (image == null) {
            throw new IllegalArgumentException("ofFixedPoint: the map gave null; return weights");
        }
        List<Tensor> images = solution.unknownsOf(image);
        List<Tensor> moves = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            moves.add(unknowns.get(i).sub(like(i, images.get(i))));
        }
        checkReached("ofFixedPoint", "the map", images);
        return moves;
    }

    private Tensor like(int index, Tensor image) {
        Tensor weight = unknowns.get(index);
        boolean fits =
                image != null
                        && Arrays.equals(image.shape(), weight.shape())
                        && image.dtype() == weight.dtype()
                        && image.device().equals(weight.device())
                        && (image.taskCount() == weight.taskCount() || image.taskCount() == 0);
        if (!fits) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "ofFixedPoint: the map made %s of weight %s; return tensors of the"
                                    + " same shape, type, device and tasks",
                            image == null ? "null" : Solution.kind(image), solution.name(index)));
        }
        return image;
    }
}
