package org.higher.examples.samples;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 11: a learned optimizer.
 *
 * <p>{@link Momentous} is a rule that asks a network for its step. The network is trained through
 * twenty steps on random quadratics, 16 at a time, and tried on others.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample11LearnedOptimizer}
 *
 * <p>Expect: a lower height after twenty steps than Adam's at its best rate.
 */
public final class Sample11LearnedOptimizer {
    private static final int STEPS = 20;
    private final SplittableRandom random = new SplittableRandom(11);

    private Sample11LearnedOptimizer() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        return new Sample11LearnedOptimizer().measure();
    }

    private Result measure() {
        Linear out = new Linear(Tensor.parameter(Tensor.zeros(1, 16)), Optional.empty());
        Momentous learned =
                new Momentous(new Sequential(new Linear(3, 16, true, random), new Tanh(), out));
        List<Tensor> weights = FunctionalLayer.of(learned.net()).parameters();
        Optimizer<Adam> outer = Optimizer.of(weights, new Adam(0.01));
        for (int i = 0; i < 400; i++) {
            Tensor height = draw(16).heightAfter(learned).log().meanOfTasks();
            outer.step(Grad.grad(height, weights));
        }
        Bowls unseen = draw(200);
        double adam = Double.POSITIVE_INFINITY;
        double rate = 0;
        for (double lr = 0.01; lr < 2; lr *= 1.1) {
            double height = mean(unseen, new Adam(lr));
            if (height < adam) {
                adam = height;
                rate = lr;
            }
        }
        return new Result(mean(unseen, new Adam(0)), adam, rate, mean(unseen, learned));
    }

    private Bowls draw(int tasks) {
        return new Bowls(normal(tasks, 10, 10), normal(tasks, 10, 1));
    }

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT32, shape).asTasks();
    }

    /** The geometric mean, as heights differ by magnitudes. */
    private static double mean(Bowls bowls, UpdateRule<?> rule) {
        return Math.exp(bowls.heightAfter(rule).log().meanOfTasks().item());
    }

    /** For each task the function |A x - b|² of ten numbers. */
    private record Bowls(Tensor a, Tensor b) {
        Tensor height(Tensor x) {
            return a.mmul(x).sub(b).square().mean();
        }

        <R extends UpdateRule<?>> Tensor heightAfter(R rule) {
            Tensor x = Tensor.parameter(Tensor.zeros(10, 1).forTasks(a.taskCount()));
            var descent = Optimizers.create(rule, List.of(x));
            for (int t = 0; t < STEPS; t++) {
                x = descent.step(height(x), List.of(x)).get(0);
            }
            return height(x);
        }
    }

    record Result(double start, double adam, double rate, double learned) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "From a height of %.2f, %d steps of Adam at its best rate, %.2f, lead to %.3f,"
                            + " of the learned rule to %.3f.",
                    start,
                    STEPS,
                    rate,
                    adam,
                    learned);
        }
    }
}
