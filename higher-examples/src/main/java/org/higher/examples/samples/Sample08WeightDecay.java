package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.optim.Adam;
import org.higher.optim.DifferentiableSgd;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 8: weight decay tuned by gradients, on a validation set.
 *
 * <p>A linear model with 20 inputs, of which 5 matter, sees 15 noisy examples. An override that
 * broadcasts against the weights is a decay for each of them: 20 hyperparameters, too many for a
 * grid, but one gradient through the training run.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample08WeightDecay}
 *
 * <p>Expect: a lower error on test data than with the best decay that all weights share.
 */
public final class Sample08WeightDecay {
    private static final int INPUTS = 20;

    private final SplittableRandom random = new SplittableRandom(3);
    private final Tensor truth = normal(1, 5).mul(2);
    private final Data training = draw(15);
    private final Data validation = draw(60);
    private final Data test = draw(1000);
    private final FunctionalLinear net = FunctionalLinear.of(new Linear(INPUTS, 1, false, random));

    private Sample08WeightDecay() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        return new Sample08WeightDecay().measure();
    }

    private Result measure() {
        double best = 0;
        for (double decay = 1e-3; decay < 10; decay *= 1.3) {
            if (error(decay, validation) < error(best, validation)) {
                best = decay;
            }
        }
        Tensor logs = Tensor.parameter(Tensor.full(Math.log(best), DType.FLOAT32, 1, INPUTS));
        Optimizer<Adam> outer = Optimizer.of(List.of(logs), new Adam(0.05));
        for (int i = 0; i < 60; i++) {
            outer.step(Grad.grad(loss(logs.exp(), validation), List.of(logs)));
        }
        double each = loss(logs.exp(), test).item();
        return new Result(error(0, test), best, error(best, test), each);
    }

    private double error(double decay, Data data) {
        return loss(Tensor.scalar(decay), data).item();
    }

    /** What a model that was trained with a decay loses on some data. */
    private Tensor loss(Tensor decay, Data data) {
        var inner = Optimizer.of(net.parameters(), new Sgd(0.05));
        Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.WEIGHT_DECAY, decay);
        try (var loop = Higher.innerLoop(net, inner).override(learned).open()) {
            for (int k = 0; k < 200; k++) {
                loop.step(mse(loop.model().forward(training.x), training.y));
            }
            return mse(loop.model().forward(data.x), data.y);
        }
    }

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT32, shape);
    }

    private Data draw(int count) {
        Tensor x = normal(count, INPUTS);
        return new Data(x, x.slice(1, 0, 5).mmul(truth, false, true).add(normal(count, 1).mul(2)));
    }

    private record Data(Tensor x, Tensor y) {}

    record Result(double none, double best, double shared, double each) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Test error: %.2f without decay, %.2f with the best shared one (%.2f), and %.2f"
                            + " with one learned for each weight.",
                    none,
                    shared,
                    best,
                    each);
        }
    }
}
