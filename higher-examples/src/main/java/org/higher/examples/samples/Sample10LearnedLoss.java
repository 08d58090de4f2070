package org.higher.examples.samples;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 10: a meta-learned loss.
 *
 * <p>Lines are fitted to eight points, of which a quarter are 6 too high, by a loss that is itself
 * a network of the error. The outer loop improves it by what the lines miss of the points without
 * noise, over 32 lines at a time: Bechtle et al., Meta-learning via learned loss, ICPR 2020.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample10LearnedLoss}
 *
 * <p>Expect: on new lines, a smaller error than by squared or absolute errors at their best rates.
 */
public final class Sample10LearnedLoss {
    private Sample10LearnedLoss() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(6);
        Sequential network = new Sequential(new Linear(1, 16), new Tanh(), new Linear(16, 1));
        FunctionalSequential loss = FunctionalSequential.of(network);
        Optimizer<Adam> outer = Optimizer.of(loss.parameters(), new Adam(0.01));
        for (int i = 0; i < 500; i++) {
            Tensor error = draw(32).errorAfterTenSteps(1, e -> loss.forward(loss.params(), e));
            outer.step(Grad.gradOrZeros(error, loss.parameters()));
        }
        Lines unseen = draw(500);
        double squared = Double.POSITIVE_INFINITY;
        double absolute = Double.POSITIVE_INFINITY;
        for (double lr = 0.01; lr < 2; lr *= 1.2) {
            squared = Math.min(squared, unseen.errorAfterTenSteps(lr, Tensor::square).item());
            absolute = Math.min(absolute, unseen.errorAfterTenSteps(lr, Tensor::abs).item());
        }
        double learned = unseen.errorAfterTenSteps(1, e -> loss.forward(loss.params(), e)).item();
        String claim = "Error: %.2f by squares, %.2f by magnitudes, %.2f by the learned loss.%n";
        System.out.printf(Locale.ROOT, claim, squared, absolute, learned);
    }

    private static Lines draw(int count) {
        Tensor x = Tensor.uniform(Init.random(), DType.FLOAT32, count, 8, 1).mul(4).sub(2);
        Tensor y = x.mul(normal(count)).add(normal(count));
        Tensor far = Tensor.uniform(Init.random(), DType.FLOAT32, count, 8, 1).lt(0.25).mul(6);
        return new Lines(x.asTasks(), y.asTasks(), y.add(far).asTasks());
    }

    private static Tensor normal(int count) {
        return Tensor.normal(Init.random(), DType.FLOAT32, count, 1, 1);
    }

    /** For each task the points of a line, [points, 1], and what is seen of them. */
    private record Lines(Tensor x, Tensor y, Tensor seen) {
        Tensor errorAfterTenSteps(double lr, UnaryOperator<Tensor> loss) {
            FunctionalLinear line = FunctionalLinear.of(new Linear(1, 1));
            var inner = Optimizer.of(line.parameters(), new Sgd(lr));
            try (var loop = Higher.innerLoop(line, inner).tasks(x.taskCount()).open()) {
                for (int k = 0; k < 10; k++) {
                    loop.step(loss.apply(loop.model().forward(x).sub(seen)).mean());
                }
                return loop.model().forward(x).sub(y).square().mean().meanOfTasks();
            }
        }
    }
}
