package org.higher.implicit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Logistic regression of slopes and an intercept, whose examples have weights, and whose slopes are
 * held near a start by a factor for each: an inner problem with three kinds of hyperparameters.
 *
 * @param x examples times labels
 */
record Logistic(Tensor x, Tensor examples, Tensor factors, Tensor start) {
    static Logistic draw(SplittableRandom random, int count, int size) {
        Tensor x = Tensor.normal(random, DType.FLOAT64, count, size);
        return new Logistic(
                x,
                Tensor.parameter(Tensor.uniform(random, DType.FLOAT64, count).add(0.5)),
                Tensor.parameter(Tensor.uniform(random, DType.FLOAT64, size).add(1)),
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, size)));
    }

    List<Tensor> hyperparameters() {
        return List.of(examples, factors, start);
    }

    Logistic with(List<Tensor> hyperparameters) {
        return new Logistic(
                x, hyperparameters.get(0), hyperparameters.get(1), hyperparameters.get(2));
    }

    List<Tensor> zeros() {
        Tensor slopes = start.detach().zerosLike();
        return List.of(slopes, slopes.sum());
    }

    Tensor loss(List<Tensor> w) {
        Tensor margins = x.mul(w.get(0)).sum(1).add(w.get(1));
        Tensor near = w.get(0).sub(start).square().mul(factors).sum().add(w.get(1).square());
        return margins.neg().softplus().mul(examples).mean().add(near.div(2));
    }

    /** One step of gradient descent, on the tape. */
    List<Tensor> step(List<Tensor> w, double rate) {
        List<Tensor> slopes = Grad.of(loss(w)).createGraph().with(w).orThrow("grad");
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < w.size(); i++) {
            next.add(w.get(i).sub(slopes.get(i).mul(rate)));
        }
        return next;
    }

    /** The solution after a number of steps, on the tape. */
    List<Tensor> unrolled(int steps) {
        List<Tensor> w = zeros().stream().map(Tensor::parameter).toList();
        for (int k = 0; k < steps; k++) {
            w = step(w, 0.4);
        }
        return w;
    }

    /** The solution, cut from the tape. */
    List<Tensor> solved() {
        List<Tensor> w = zeros();
        for (int k = 0; k < 400; k++) {
            w = step(w.stream().map(Tensor::parameter).toList(), 0.4);
            w = w.stream().map(Tensor::detach).toList();
        }
        return w;
    }

    List<Tensor> implicit(LinearSolver solver) {
        return ImplicitGradient.at(solved()).withSolver(solver).ofLoss(this::loss);
    }

    /** A loss of the solution, and of a hyperparameter beside. */
    Tensor outer(List<Tensor> w) {
        return w.get(0)
                .sin()
                .sum()
                .add(w.get(1).square())
                .add(w.get(0).mul(factors).square().sum());
    }
}
