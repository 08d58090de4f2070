package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.higher.Higher;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Sigmoid;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 7: a learning rate for each layer.
 *
 * <p>An override has one tensor for all groups of an optimizer, or one for each. Here every layer
 * is a group, and its rate e^r is learned on 200 networks, drawn one after the other.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample07LayerRates}
 *
 * <p>Expect: ten other networks end far lower than at the best rate that layers can share.
 */
public final class Sample07LayerRates {
    private Sample07LayerRates() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Tensor logs = Tensor.parameter(Tensor.ones(3).mul(-2));
        Optimizer<Adam> outer = Optimizer.of(List.of(logs), new Adam(0.05));
        for (int seed = 0; seed < 200; seed++) {
            outer.step(Grad.grad(loss(seed, logs.exp()).log(), List.of(logs)));
        }
        double best = Double.POSITIVE_INFINITY;
        for (double lr = 0.01; lr < 1; lr *= 1.1) {
            best = Math.min(best, mean(Tensor.ones(3).mul(lr)));
        }
        String rates = Arrays.toString(logs.exp().toFloats());
        String claim = "Loss: %.4f at the best shared rate, %.4f at %s for the layers.%n";
        System.out.printf(Locale.ROOT, claim, best, mean(logs.exp()), rates);
    }

    private static double mean(Tensor rates) {
        IntStream seeds = IntStream.range(1000, 1010);
        return seeds.mapToDouble(seed -> loss(seed, rates).item()).average().orElseThrow();
    }

    /** The loss of a random network after 30 steps, by the rates of its layers. */
    private static Tensor loss(long seed, Tensor rates) {
        Init.seed(seed);
        Linear[] layers = {new Linear(1, 20), new Linear(20, 20), new Linear(20, 1)};
        Sigmoid s = new Sigmoid();
        var net = FunctionalSequential.of(new Sequential(layers[0], s, layers[1], s, layers[2]));
        Optimizer.Builder<Sgd> inner = Optimizer.builder();
        for (Linear layer : layers) {
            inner.group(FunctionalLinear.of(layer).parameters(), new Sgd(0));
        }
        Overrides<Sgd> learned = Overrides.ofEach(DifferentiableSgd.LR, rates.unstack(0));
        Tensor x = Tensor.of(new float[] {-2, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2}, 9, 1);
        try (var loop = Higher.innerLoop(net, inner.build()).override(learned).open()) {
            for (int k = 0; k < 30; k++) {
                loop.step(mse(loop.model().forward(x), x.sin()));
            }
            return mse(loop.model().forward(x), x.sin());
        }
    }
}
