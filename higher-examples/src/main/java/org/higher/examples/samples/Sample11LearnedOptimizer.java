package org.higher.examples.samples;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.examples.samples.parts.Momentous;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 11: a learned optimizer.
 *
 * <p>{@link Momentous} is a rule that asks a network for its step. The network is trained through
 * twenty steps on random quadratics, 16 at a time, and tried on 200 others.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample11LearnedOptimizer}
 *
 * <p>Expect: a lower height after twenty steps than Adam's at its best rate.
 */
public final class Sample11LearnedOptimizer {
    private Sample11LearnedOptimizer() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(11);
        Linear out = new Linear(Init.zeros(1, 16), Optional.empty());
        Momentous learned = new Momentous(new Sequential(new Linear(3, 16), new Tanh(), out));
        List<Tensor> weights = FunctionalLayer.of(learned.net()).parameters();
        Optimizer<Adam> outer = Optimizer.of(weights, new Adam(0.004));
        for (int i = 0; i < 400; i++) {
            List<Tensor> slopes = Grad.grad(draw(16).logHeight(learned), weights);
            outer.step(slopes.stream().map(slope -> slope.clamp(-0.1, 0.1)).toList());
        }
        Bowls unseen = draw(200);
        double start = unseen.logHeight(new Adam(0)).item();
        double adam = start;
        for (double lr = 0.01; lr < 2; lr *= 1.1) {
            adam = Math.min(adam, unseen.logHeight(new Adam(lr)).item());
        }
        double own = unseen.logHeight(learned).item();
        String claim = "From a height of %.2f, Adam leads to %.3f, the learned rule to %.3f.%n";
        System.out.printf(Locale.ROOT, claim, Math.exp(start), Math.exp(adam), Math.exp(own));
    }

    private static Bowls draw(int count) {
        Tensor a = Tensor.normal(Init.random(), DType.FLOAT32, count, 10, 10);
        Tensor b = Tensor.normal(Init.random(), DType.FLOAT32, count, 10, 1);
        return new Bowls(a.asTasks(), b.asTasks());
    }

    /** For each task the function |A x - b|² of ten numbers. */
    private record Bowls(Tensor a, Tensor b) {
        Tensor height(Tensor x) {
            return a.mmul(x).sub(b).square().mean();
        }

        /** After twenty steps, on average; of the logarithm, as heights differ by magnitudes. */
        <R extends UpdateRule<?>> Tensor logHeight(R rule) {
            Tensor x = Tensor.parameter(b.zerosLike());
            var descent = Optimizers.create(List.of(x), rule);
            for (int t = 0; t < 20; t++) {
                x = descent.step(height(x), List.of(x)).get(0);
            }
            return height(x).log().meanOfTasks();
        }
    }
}
