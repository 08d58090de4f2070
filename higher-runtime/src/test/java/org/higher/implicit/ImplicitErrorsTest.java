package org.higher.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What is refused, why, and that the remedy that is named helps. */
class ImplicitErrorsTest {
    private final Tensor middle = Tensor.parameter(Tensor.of(new float[] {1, 2}));
    private final Tensor solution = middle.detach();

    private Tensor parabola(Tensor w) {
        return w.sub(middle).square().sum();
    }

    private ImplicitGradient<List<Tensor>> at(Tensor... solution) {
        return ImplicitGradient.at(List.of(solution));
    }

    private void assertSolves(List<Tensor> solved) {
        Tensor sum = solved.stream().map(Tensor::sum).reduce(Tensor::add).orElseThrow();
        assertThat(Grad.grad(sum, List.of(middle)).get(0).toDoubles()).containsExactly(1, 1);
    }

    @Test
    void solutionsWithoutTensors() {
        assertThatThrownBy(this::at)
                .hasMessage("ImplicitGradient: the list of tensors is empty; give the solution's");
    }

    @Test
    void solutionsThatAreOnTheTape() {
        Tensor computed = middle.mul(1);
        assertThatThrownBy(() -> at(computed))
                .hasMessageStartingWith(
                        "ImplicitGradient: weight 0, FLOAT32 [2], is on the tape, and its gradient"
                                + " through what computed it would be lost");
        assertSolves(at(computed.detach().withRequiresGrad(true)).ofLoss(w -> parabola(w.get(0))));
    }

    @Test
    void listsOfWhichSomeAreFrozen() {
        Tensor other = Tensor.parameter(Tensor.scalar(1));
        assertThatThrownBy(() -> at(other, solution))
                .hasMessage(
                        "ImplicitGradient: tensor 1, FLOAT32 [2], requires no gradient, and others"
                                + " do; leave it out, as what is held fixed, or make it an unknown"
                                + " like the others by withRequiresGrad(true)");
        assertThatThrownBy(() -> at(other, other)).hasMessageContaining("one tensor twice");
    }

    @Test
    void weightsOfWhichSomeAreSharedByTasks() {
        Tensor other = Tensor.scalar(1);
        assertThatThrownBy(() -> at(other, solution.forTasks(3)))
                .hasMessage(
                        "ImplicitGradient: weight 0 is FLOAT32 [], and weight 1 is 3 tasks of"
                                + " FLOAT32 [2]; give each task its own of all, by forTasks(int),"
                                + " or freeze what tasks share");
        assertThat(
                        at(other.forTasks(3), solution.forTasks(3))
                                .ofLoss(w -> parabola(w.get(1)).add(w.get(0).square())))
                .hasSize(2);
    }

    @Test
    void lossesThatAreNoScalar() {
        assertThatThrownBy(() -> at(solution).ofLoss(w -> w.get(0).sub(middle).square()))
                .hasMessage(
                        "ofLoss: the loss, FLOAT32 [2], is no scalar; reduce it, for example with"
                                + " mean()");
        assertThatThrownBy(() -> at(solution).ofLoss(w -> null))
                .hasMessage("ofLoss: the loss is null; return a tensor");
    }

    @Test
    void lossesOfOtherTasksThanTheWeights() {
        Tensor tasks = solution.forTasks(3);
        assertThatThrownBy(() -> at(tasks).ofLoss(w -> parabola(w.get(0)).sumOfTasks()))
                .hasMessage(
                        "ofLoss: the loss is FLOAT32 [], and the weights are those of 3 tasks;"
                                + " return one loss for each task that has weights of its own, and"
                                + " their sumOfTasks() where tasks share the weights");
        assertThatThrownBy(() -> at(solution).ofLoss(w -> parabola(w.get(0).mul(tasks.onesLike()))))
                .hasMessageContaining("the loss is 3 tasks of FLOAT32 [], and the weights are");
        assertSolves(
                at(solution).ofLoss(w -> parabola(w.get(0).mul(tasks.onesLike())).sumOfTasks()));
    }

    @Test
    void lossesOfNoneOfTheWeights() {
        assertThatThrownBy(() -> at(solution).ofLoss(w -> parabola(solution)))
                .hasMessageStartingWith(
                        "ofLoss: the loss depends on none of the weights; compute it from those"
                                + " that the function is given, not from those of a loop or model");
        assertThatThrownBy(() -> at(solution).ofLoss(w -> Tensor.scalar(1)))
                .hasMessageContaining("depends on none of the weights");
        assertThatThrownBy(() -> at(solution).ofFixedPoint(w -> List.of(middle.mul(1))))
                .hasMessageStartingWith("ofFixedPoint: the map depends on none of the weights;");
    }

    @Test
    void lossesOfOnlySomeOfTheWeights() {
        Tensor other = Tensor.scalar(1);
        assertThatThrownBy(() -> at(solution, other).ofLoss(w -> parabola(w.get(0))))
                .hasMessage(
                        "ofLoss: the loss does not depend on weight 1, FLOAT32 [], so it does not"
                                + " determine that weight; leave it out of the list, or freeze it"
                                + " in the tree by withRequiresGrad(false)");
    }

    /** What theory makes zero: where a problem began. */
    @Test
    void lossesThatCaptureNothing() {
        assertThatThrownBy(() -> at(solution).ofLoss(w -> w.get(0).sub(solution).square().sum()))
                .hasMessageStartingWith(
                        "ofLoss: the loss depends on nothing that requires a gradient but the"
                                + " weights, so their solution has no gradient. Where a problem"
                                + " ends does not depend on where it began: for initial weights,"
                                + " add a proximal term to the inner loss that reads them");
    }

    @Test
    void gradientsByWhatTheSolutionDoesNotDependOn() {
        Tensor initial = Tensor.parameter(solution);
        List<Tensor> solved = at(initial).ofLoss(w -> parabola(w.get(0)));
        assertThatThrownBy(() -> Grad.grad(solved.get(0).sum(), List.of(middle, initial)))
                .hasMessageContaining("input 1, FLOAT32 [2] is not reached")
                .hasMessageContaining(
                        "the solution of an ImplicitGradient does not depend on where the search"
                                + " for it began, unless its loss does");
    }

    @Test
    void mapsToOtherShapes() {
        assertThatThrownBy(() -> at(solution).ofFixedPoint(w -> List.of()))
                .hasMessage("ofFixedPoint: the map made 0 tensors of 1; return one for each");
        assertThatThrownBy(() -> at(solution).ofFixedPoint(w -> List.of(w.get(0).sum())))
                .hasMessage(
                        "ofFixedPoint: the map made FLOAT32 [] of weight 0, FLOAT32 [2]; return"
                                + " tensors of the same shape, type, device and tasks");
        assertThatThrownBy(() -> at(solution).ofFixedPoint(w -> null))
                .hasMessage("ofFixedPoint: the map gave null; return weights");
    }

    @Test
    void conjugateGradientsForFixedPoints() {
        assertThatThrownBy(
                        () ->
                                at(solution)
                                        .withSolver(LinearSolver.conjugateGradients())
                                        .ofFixedPoint(w -> w))
                .hasMessageStartingWith(
                        "ofFixedPoint: conjugate gradients need a symmetric matrix");
    }

    @Test
    void solutionsThatAreNone() {
        Tensor far = Tensor.of(new float[] {1, 4});
        assertThatThrownBy(() -> at(far).withResidualAtMost(0.5).ofLoss(w -> parabola(w.get(0))))
                .hasMessage(
                        "ofLoss: this is no solution yet: the gradient of the loss has norm 4.0,"
                                + " and 0.5 is allowed; solve the inner problem further, or allow"
                                + " more by withResidualAtMost");
        assertThatThrownBy(
                        () ->
                                at(far).withResidualAtMost(0.5)
                                        .ofFixedPoint(w -> List.of(w.get(0).add(middle).div(2))))
                .hasMessageContaining(
                        "the difference between the weights and their image has norm 1.0");
        assertSolves(at(far).withResidualAtMost(4).ofLoss(w -> parabola(w.get(0))));
        assertThatThrownBy(() -> at(far).withResidualAtMost(-1)).hasMessageContaining("-1.0");
    }

    /** A tensor that only a derivative reads varies the matrix alone, and no gradient. */
    @Test
    void forwardModeByWhatOnlyADerivativeReads() {
        Tensor shift = Tensor.parameter(Tensor.scalar(0.7));
        assertThatThrownBy(
                        () ->
                                ForwardMode.jvp(
                                        gain -> slope(gain, shift),
                                        Tensor.scalar(0.5),
                                        Tensor.scalar(1)))
                .hasMessageStartingWith("ImplicitGradient: forward mode does not go through");
    }

    private static Tensor slope(Tensor gain, Tensor shift) {
        CustomFunction half =
                CustomFunction.of(
                        "half", x -> x.get(0).mul(0.5), (g, y, x) -> List.of(g.mul(gain)));
        List<Tensor> solved =
                ImplicitGradient.at(List.of(Tensor.scalar(1.4)))
                        .withSolver(LinearSolver.neumann(300))
                        .ofFixedPoint(w -> List.of(half.apply(w.get(0)).add(shift)));
        return Grad.of(solved.get(0).square()).createGraph().with(shift).orThrow("slope").get(0);
    }

    /** Forward mode would lose what is solved for: in all places where it could come in. */
    @Test
    void forwardMode() {
        String message = "ImplicitGradient: forward mode does not go through the solution";
        Tensor one = Tensor.ones(2);
        assertThatThrownBy(
                        () ->
                                ForwardMode.jvp(
                                        m ->
                                                at(solution)
                                                        .ofLoss(w -> m.sub(w.get(0)).square().sum())
                                                        .get(0),
                                        solution,
                                        one))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(
                        () ->
                                ForwardMode.jvp(
                                        start ->
                                                at(Tensor.parameter(start))
                                                        .ofLoss(w -> parabola(w.get(0)))
                                                        .get(0),
                                        solution,
                                        one))
                .hasMessageStartingWith(message);
        List<Tensor> solved = at(solution).ofLoss(w -> parabola(w.get(0)));
        assertThatThrownBy(
                        () ->
                                ForwardMode.jvp(
                                        seed ->
                                                Grad.grad(
                                                                solved.get(0).mul(seed).sum(),
                                                                List.of(middle))
                                                        .get(0),
                                        solution,
                                        one))
                .hasMessageStartingWith(message);
    }

    /** A hyperparameter that has changed since would give the gradient of another problem. */
    @Test
    void hyperparametersThatHaveChanged() {
        List<Tensor> solved = at(solution).ofLoss(w -> w.get(0).mul(middle).sub(4).square().sum());
        middle.assign(middle.mul(2));
        assertThatThrownBy(() -> Grad.grad(solved.get(0).sum(), List.of(middle)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was assigned a new value");
    }
}
