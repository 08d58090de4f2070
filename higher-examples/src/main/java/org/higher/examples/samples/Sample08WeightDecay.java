package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 8: weight decay learned on a validation set.
 *
 * <p>Of 20 inputs, 5 matter. An override that broadcasts against the weights is a decay for each of
 * them: 20 hyperparameters, too many for a grid, but one gradient through the training run.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample08WeightDecay}
 *
 * <p>Expect: a lower test error than with the best decay for all, though that one saw the test.
 */
public final class Sample08WeightDecay {
    private Sample08WeightDecay() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(7);
        Data training = draw(15);
        Data validation = draw(30);
        Data test = draw(1000);
        double none = error(Tensor.scalar(0), training, test).item();
        double shared = none;
        for (double decay = 1e-3; decay < 10; decay *= 1.3) {
            shared = Math.min(shared, error(Tensor.scalar(decay), training, test).item());
        }
        Tensor logs = Tensor.parameter(Tensor.ones(1, 20).mul(-1));
        Optimizer<Adam> outer = Optimizer.of(List.of(logs), new Adam(0.05));
        for (int i = 0; i < 60; i++) {
            outer.step(Grad.grad(error(logs.exp(), training, validation), List.of(logs)));
        }
        double each = error(logs.exp(), training, test).item();
        String claim = "Test error: %.2f without decay, %.2f with a shared one, %.2f with 20.%n";
        System.out.printf(Locale.ROOT, claim, none, shared, each);
    }

    private record Data(Tensor x, Tensor y) {}

    private static Data draw(int count) {
        Tensor x = Tensor.normal(Init.random(), DType.FLOAT32, count, 20);
        Tensor noise = Tensor.normal(Init.random(), DType.FLOAT32, count, 1).mul(2);
        return new Data(x, x.slice(1, 0, 5).sum(true, 1).mul(2).add(noise));
    }

    /** The error of a linear model after 200 steps with weight decay. */
    private static Tensor error(Tensor decay, Data training, Data test) {
        var net = FunctionalLinear.of(new Linear(Init.zeros(1, 20), Optional.empty()));
        var inner = Optimizer.of(net.parameters(), new Sgd(0.05));
        var learned = Overrides.of(DifferentiableSgd.WEIGHT_DECAY, decay);
        try (var loop = Higher.innerLoop(net, inner).override(learned).open()) {
            for (int k = 0; k < 200; k++) {
                loop.step(mse(loop.model().forward(training.x), training.y));
            }
            return mse(loop.model().forward(test.x), test.y);
        }
    }
}
