package org.higher.examples.samples;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Softplus;
import org.higher.nn.Tanh;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 10: a meta-learned loss.
 *
 * <p>Lines are to be fitted to eight points, of which a quarter are far off. The inner loop
 * descends a loss that is itself a network of the error; the outer loop improves it by what the
 * fitted lines miss on points without noise, over 32 lines at a time. Bechtle et al., Meta-learning
 * via learned loss, ICPR 2020.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample10LearnedLoss}
 *
 * <p>Expect: on new lines, a smaller error than after the same steps on squared or on absolute
 * errors, each at its best rate.
 */
public final class Sample10LearnedLoss {
    private static final int STEPS = 10;
    private final SplittableRandom random = new SplittableRandom(7);
    private final FunctionalLinear line = FunctionalLinear.of(new Linear(1, 1, true, random));

    private Sample10LearnedLoss() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        return new Sample10LearnedLoss().measure();
    }

    private Result measure() {
        FunctionalSequential network =
                FunctionalSequential.of(
                        new Sequential(
                                new Linear(1, 16, true, random),
                                new Tanh(),
                                new Linear(16, 1, true, random),
                                new Softplus()));
        UnaryOperator<Tensor> learned = e -> network.forward(network.params(), e);
        Optimizer<Adam> outer = Optimizer.of(network.parameters(), new Adam(0.02));
        for (int i = 0; i < 600; i++) {
            Tensor error = errorAfter(draw(32), learned, 1).meanOfTasks();
            outer.step(Grad.grad(error, network.parameters()));
        }
        Lines unseen = draw(500);
        return new Result(
                best(unseen, Tensor::square),
                best(unseen, Tensor::abs),
                errorAfter(unseen, learned, 1).meanOfTasks().item());
    }

    /** The error at the best of many rates, chosen on the very lines that count. */
    private double best(Lines lines, UnaryOperator<Tensor> loss) {
        double best = Double.POSITIVE_INFINITY;
        for (double lr = 0.01; lr < 2; lr *= 1.2) {
            best = Math.min(best, errorAfter(lines, loss, lr).meanOfTasks().item());
        }
        return best;
    }

    /** For each task a line, [points, 1], and what is seen of it. */
    private record Lines(Tensor x, Tensor y, Tensor seen) {}

    private Lines draw(int tasks) {
        Tensor x = Tensor.uniform(random, DType.FLOAT32, tasks, 8, 1).mul(4).sub(2).asTasks();
        Tensor slope = Tensor.normal(random, DType.FLOAT32, tasks, 1, 1).asTasks();
        Tensor y = x.mul(slope).add(Tensor.normal(random, DType.FLOAT32, tasks, 1, 1).asTasks());
        Tensor far = Tensor.uniform(random, DType.FLOAT32, tasks, 8, 1).lt(0.25).asTasks();
        return new Lines(x, y, y.add(far.mul(6)));
    }

    private Tensor errorAfter(Lines lines, UnaryOperator<Tensor> loss, double lr) {
        var inner = Optimizer.of(line.parameters(), new Sgd(lr));
        try (var loop = Higher.innerLoop(line, inner).tasks(lines.x.taskCount()).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(loss.apply(loop.model().forward(lines.x).sub(lines.seen)).mean());
            }
            return loop.model().forward(lines.x).sub(lines.y).square().mean();
        }
    }

    record Result(double squared, double absolute, double learned) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Error on 500 new lines: %.2f by squared errors, %.2f by absolute ones, %.2f by"
                            + " the learned loss.",
                    squared,
                    absolute,
                    learned);
        }
    }
}
