package org.higher.optim.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** The problem that rules are compared on: weights to begin with, and a loss for each step. */
final class SmoothProblem {
    private SmoothProblem() {}

    /**
     * Smooth, with a curvature everywhere, other data each step, and no gradient near 0, where many
     * rules bend sharply.
     */
    static Tensor loss(List<Tensor> weights, int t) {
        RandomGenerator random = new SplittableRandom(t + 1);
        Tensor loss = weights.get(0).scalarLike(0);
        for (Tensor w : weights) {
            Tensor slopes = Tensor.normal(random, DType.FLOAT64, w.shape()).to(w.dtype());
            Tensor offsets = Tensor.normal(random, DType.FLOAT64, w.shape()).to(w.dtype());
            Tensor x = w.mul(slopes).add(offsets.mul(0.5)).tanh().add(w.sub(offsets).mul(0.1));
            Tensor pull = slopes.sign().add(slopes.mul(0.3));
            loss = loss.add(x.square().mean()).add(w.mul(pull).sum());
            loss = loss.add(loss.mul(w.mean()).mul(0.1));
        }
        return loss;
    }

    static List<Tensor> values(List<Tensor> like) {
        RandomGenerator random = new SplittableRandom(7);
        return like.stream()
                .map(t -> Tensor.normal(random, DType.FLOAT64, t.shape()).mul(0.7).to(t.dtype()))
                .map(SmoothProblem::leaf)
                .toList();
    }

    static List<Tensor> directions(List<Tensor> like) {
        RandomGenerator random = new SplittableRandom(11);
        return like.stream()
                .map(t -> Tensor.normal(random, DType.FLOAT64, t.shape()).to(t.dtype()))
                .toList();
    }

    static List<Tensor> moved(List<Tensor> from, List<Tensor> directions, double h) {
        return IntStream.range(0, from.size())
                .mapToObj(i -> leaf(from.get(i).detach().add(directions.get(i).mul(h))))
                .toList();
    }

    static double inner(List<Tensor> a, List<Tensor> b) {
        return IntStream.range(0, a.size())
                .mapToDouble(i -> a.get(i).mul(b.get(i)).to(DType.FLOAT64).sum().item())
                .sum();
    }

    static Tensor leaf(Tensor value) {
        return Tensor.parameter(value.detach());
    }
}
