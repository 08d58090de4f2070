package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Sigmoid;
import org.higher.optim.Adam;
import org.higher.optim.DifferentiableSgd;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 7: a learning rate for each layer.
 *
 * <p>An override has one tensor for all groups of an optimizer, or one for each. Here every layer
 * is a group, and its rate e^r is learned from the best that all could share.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample07LayerRates}
 *
 * <p>Expect: the rates of the layers part, and the same 30 steps end far lower.
 */
public final class Sample07LayerRates {
    private static final int LAYERS = 4;

    private Sample07LayerRates() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        Init.seed(1);
        FunctionalSequential net =
                FunctionalSequential.of(
                        new Sequential(
                                new Linear(1, 20),
                                new Sigmoid(),
                                new Linear(20, 20),
                                new Sigmoid(),
                                new Linear(20, 20),
                                new Sigmoid(),
                                new Linear(20, 1)));
        double shared = 0;
        double best = Double.POSITIVE_INFINITY;
        for (double lr = 0.005; lr < 5; lr *= 1.1) {
            double loss = descend(net, Tensor.full(lr, DType.FLOAT32, LAYERS)).item();
            if (loss < best) {
                shared = lr;
                best = loss;
            }
        }
        Tensor logs = Tensor.parameter(Tensor.full(Math.log(shared), DType.FLOAT32, LAYERS));
        Optimizer<Adam> outer = Optimizer.of(List.of(logs), new Adam(0.05));
        for (int i = 0; i < 200; i++) {
            outer.step(Grad.grad(descend(net, logs.exp()).log(), List.of(logs)));
        }
        double[] rates = logs.exp().toDoubles();
        return new Result(shared, best, rates, descend(net, logs.exp()).item());
    }

    /** The loss after 30 steps, by the rates of the layers. */
    private static Tensor descend(FunctionalSequential net, Tensor rates) {
        Tensor x = Tensor.of(new float[] {-2, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2}, 9, 1);
        Tensor y = x.sin();
        List<Tensor> weights = net.parameters(); // weight, bias, weight, bias, weight, bias
        var builder = Optimizer.<Sgd>builder();
        for (int layer = 0; layer < LAYERS; layer++) {
            builder.group(weights.subList(2 * layer, 2 * layer + 2), new Sgd(0));
        }
        Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, rates.unstack(0).toArray(Tensor[]::new));
        try (var loop = Higher.innerLoop(net, builder.build()).override(learned).open()) {
            for (int k = 0; k < 30; k++) {
                loop.step(mse(loop.model().forward(x), y));
            }
            return mse(loop.model().forward(x), y);
        }
    }

    record Result(double shared, double best, double[] rates, double apart) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "With the best shared rate, %.3f, 30 steps end at %.4f; with %.2f, %.2f, %.2f and %.2f for the layers at %.4f.",
                    shared,
                    best,
                    rates[0],
                    rates[1],
                    rates[2],
                    rates[3],
                    apart);
        }
    }
}
