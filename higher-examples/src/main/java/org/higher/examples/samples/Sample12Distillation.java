package org.higher.examples.samples;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 12: data distillation.
 *
 * <p>Two moons, and a network that is to learn them from six points in thirty steps. The points are
 * learned: the loss on all data, after the steps, has a gradient with respect to the inputs of the
 * steps. Wang et al., Dataset distillation, arXiv 1811.10959, 2018.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample12Distillation}
 *
 * <p>Expect: made-up points teach more than the best of fifty choices of real ones.
 */
public final class Sample12Distillation {
    private final SplittableRandom random = new SplittableRandom(13);
    private final FunctionalSequential net =
            FunctionalSequential.of(
                    new Sequential(
                            new Linear(2, 16, true, random),
                            new Tanh(),
                            new Linear(16, 2, true, random)));

    private Sample12Distillation() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        return new Sample12Distillation().measure();
    }

    private Result measure() {
        Tensor training = moons(100);
        Tensor test = moons(500);
        double best = 0;
        double sum = 0;
        for (int i = 0; i < 50; i++) {
            double right = accuracy(test, moons(3));
            best = Math.max(best, right);
            sum += right;
        }
        Tensor points = Tensor.parameter(moons(3));
        Optimizer<Adam> outer = Optimizer.of(List.of(points), new Adam(0.05));
        for (int i = 0; i < 300; i++) {
            Tensor loss = Losses.crossEntropy(logits(training, points), labels(training));
            outer.step(Grad.grad(loss, List.of(points)));
        }
        return new Result(sum / 50, best, accuracy(test, points));
    }

    /** What the network, after thirty steps on some points, says of others. */
    private Tensor logits(Tensor x, Tensor points) {
        try (var loop = Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(1))).open()) {
            for (int k = 0; k < 30; k++) {
                loop.step(Losses.crossEntropy(loop.model().forward(points), labels(points)));
            }
            return loop.model().forward(x);
        }
    }

    private double accuracy(Tensor x, Tensor points) {
        int[] found = logits(x, points).argMax(1);
        int[] labels = labels(x);
        int right = 0;
        for (int i = 0; i < found.length; i++) {
            right += found[i] == labels[i] ? 1 : 0;
        }
        return 100.0 * right / found.length;
    }

    /** The first half of the points are of one moon, the second of the other. */
    private static int[] labels(Tensor points) {
        int[] labels = new int[points.size(0)];
        Arrays.fill(labels, labels.length / 2, labels.length, 1);
        return labels;
    }

    private Tensor moons(int each) {
        Tensor angle = Tensor.uniform(random, DType.FLOAT32, each, 1).mul(Math.PI);
        Tensor upper = Tensor.concat(1, angle.cos(), angle.sin());
        Tensor lower = Tensor.concat(1, angle.cos().rsub(1), angle.sin().rsub(0.5));
        Tensor noise = Tensor.normal(random, DType.FLOAT32, 2 * each, 2).mul(0.1);
        return Tensor.concat(0, upper, lower).add(noise);
    }

    record Result(double mean, double best, double learned) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Test accuracy from six real points: %.1f%%, at best %.1f%% of fifty choices;"
                            + " from six learned ones: %.1f%%.",
                    mean,
                    best,
                    learned);
        }
    }
}
