package org.higher.examples.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 9: examples weighted against label noise.
 *
 * <p>Of 1000 labels, 40% are wrong. Before each step, examples are weighted by what a step on them
 * would take off the loss on 30 clean ones: Ren et al., Learning to reweight examples, ICML 2018.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample09Reweighting}
 *
 * <p>Expect: higher test accuracy at its worst step than from all alike, or the 30, at the best.
 */
public final class Sample09Reweighting {
    private Sample09Reweighting() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(9);
        Data noisy = draw(1000, 0.4);
        Data clean = draw(30, 0);
        Data test = draw(5000, 0);
        double all = train(noisy, test, net -> Tensor.scalar(1)).amax().item();
        double few = train(clean, test, net -> Tensor.scalar(1)).amax().item();
        double weighted = train(noisy, test, net -> weights(net, noisy, clean)).amin().item();
        String claim = "Accuracy: %.1f%% from all, %.1f%% from clean ones, %.1f%% by weights.%n";
        System.out.printf(Locale.ROOT, claim, all, few, weighted);
    }

    private static Tensor weights(FunctionalLinear net, Data noisy, Data clean) {
        Tensor weights = Tensor.parameter(Tensor.zeros(1000, 1));
        try (var loop = Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(1))).open()) {
            loop.step(noisy.losses(net, loop.params()).mul(weights).mean());
            Tensor gain = clean.losses(net, loop.params()).mean().neg();
            Tensor slopes = Grad.grad(gain, List.of(weights)).get(0).relu();
            return slopes.div(slopes.mean());
        }
    }

    /** The test accuracy after each of 20 steps. */
    private static Tensor train(Data data, Data test, Function<FunctionalLinear, Tensor> weights) {
        var net = FunctionalLinear.of(new Linear(Init.zeros(1, 100), Optional.empty()));
        var optimizer = Optimizer.of(net.parameters(), new Sgd(0.05));
        List<Tensor> right = new ArrayList<>();
        for (int k = 0; k < 20; k++) {
            Tensor losses = data.losses(net, net.params());
            optimizer.step(Grad.grad(losses.mul(weights.apply(net)).mean(), net.parameters()));
            right.add(test.losses(net, net.params()).lt(Math.log(2)).mean().mul(100));
        }
        return Tensor.stack(0, right);
    }

    private static Data draw(int count, double wrong) {
        Tensor y = Tensor.normal(Init.random(), DType.FLOAT32, count, 1).sign();
        Tensor x = Tensor.normal(Init.random(), DType.FLOAT32, count, 100).add(y.mul(0.15));
        Tensor flip = Tensor.uniform(Init.random(), DType.FLOAT32, count, 1).lt(wrong);
        return new Data(x, y.mul(flip.mul(-2).add(1)));
    }

    private record Data(Tensor x, Tensor y) {
        Tensor losses(FunctionalLinear net, FunctionalLinear.Params params) {
            return net.forward(params, x).mul(y).neg().softplus();
        }
    }
}
