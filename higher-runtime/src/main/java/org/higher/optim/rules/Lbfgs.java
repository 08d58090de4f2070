package org.higher.optim.rules;

import java.util.ArrayList;
import java.util.List;
import org.higher.annotations.Trainable;
import org.higher.functional.TreeMath;
import org.higher.internal.Ranges;
import org.higher.optim.JointRule;
import org.higher.optim.JointStep;
import org.higher.tensor.Tensor;

/**
 * L-BFGS, the limited-memory Broyden-Fletcher-Goldfarb-Shanno method: a quasi-Newton step from the
 * last few changes of the gradient of all weights together.
 *
 * <p>Nocedal and Wright 2006, <i>Numerical optimization</i>, algorithms 7.4 (two-loop recursion)
 * and 7.5. The first step is that of gradient descent, of a length of at most the rate in the
 * 1-norm; from the second on, the inverse Hessian is estimated from the steps before. A pair of
 * step and change whose product is at most 1e-10 says that the loss does not curve upwards there,
 * and counts for nothing.
 *
 * <p>The length of a step is fixed, {@code lr}. A plain optimizer can search for it: {@link
 * org.higher.optim.Optimizer#lineSearchStep}.
 *
 * @param lr the length of a step, in units of the quasi-Newton step, at least 0
 * @param history how many steps the estimate is made from, at least 1
 */
public record Lbfgs(@Trainable double lr, int history) implements JointRule<Lbfgs.State> {
    private static final double LEAST_CURVATURE = 1e-10;

    /**
     * What is remembered of a group.
     *
     * @param weights those that the last step started from; none before the first
     * @param gradients there
     * @param steps the last ones, oldest first, each of all weights as one vector
     * @param changes of the gradient by these steps
     */
    public record State(
            List<Tensor> weights,
            List<Tensor> gradients,
            List<Tensor> steps,
            List<Tensor> changes) {
        public State {
            weights = List.copyOf(weights);
            gradients = List.copyOf(gradients);
            steps = List.copyOf(steps);
            changes = List.copyOf(changes);
        }
    }

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Lbfgs {
        Ranges.notNegative("Lbfgs", "lr", lr);
        Ranges.above("Lbfgs", "history", history, 0);
    }

    /** Full quasi-Newton steps. */
    public Lbfgs() {
        this(1);
    }

    /** A history of 10 steps. */
    public Lbfgs(double lr) {
        this(lr, 10);
    }

    public Lbfgs withLr(double lr) {
        return new Lbfgs(lr, history);
    }

    public Lbfgs withHistory(int history) {
        return new Lbfgs(lr, history);
    }

    @Override
    public State init(List<Tensor> p) {
        return new State(List.of(), List.of(), List.of(), List.of());
    }

    @Override
    public JointStep<State> update(List<Tensor> p, List<Tensor> g, State state) {
        Tensor gradient = TreeMath.vector(g);
        List<Tensor> steps = new ArrayList<>(state.steps());
        List<Tensor> changes = new ArrayList<>(state.changes());
        Tensor direction;
        if (!state.weights().isEmpty()) {
            steps.add(TreeMath.vector(p).sub(TreeMath.vector(state.weights())));
            changes.add(gradient.sub(TreeMath.vector(state.gradients())));
            if (steps.size() > history) {
                steps.remove(0);
                changes.remove(0);
            }
            direction = quasiNewton(gradient, steps, changes);
        } else {
            direction = gradient.div(gradient.abs().sum().max(1));
        }
        List<Tensor> directions = TreeMath.ofVector(direction, p);
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < p.size(); i++) {
            next.add(p.get(i).sub(directions.get(i).mul(lr)));
        }
        return new JointStep<>(next, new State(p, g, steps, changes));
    }

    /**
     * The two-loop recursion: the inverse Hessian that steps and changes tell, times a gradient.
     */
    private static Tensor quasiNewton(Tensor gradient, List<Tensor> steps, List<Tensor> changes) {
        Tensor r = gradient;
        Tensor scale = r.scalarLike(1);
        List<Tensor> curvatures = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Tensor curvature = steps.get(i).mul(changes.get(i)).sum();
            Tensor square = changes.get(i).square().sum();
            Tensor valid = curvature.gt(LEAST_CURVATURE);
            Tensor one = curvature.onesLike();
            scale = Tensor.where(valid, curvature.div(Tensor.where(valid, square, one)), scale);
            Tensor inverse = Tensor.where(valid, curvature, one).reciprocal();
            curvatures.add(Tensor.where(valid, inverse, curvature.zerosLike()));
        }
        List<Tensor> parts = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Tensor part = steps.get(i).mul(r).sum().mul(curvatures.get(i));
            r = r.sub(changes.get(i).mul(part));
            parts.add(0, part);
        }
        r = r.mul(scale);
        for (int i = 0; i < steps.size(); i++) {
            Tensor part = changes.get(i).mul(r).sum().mul(curvatures.get(i));
            r = r.add(steps.get(i).mul(parts.get(i).sub(part)));
        }
        return r;
    }
}
