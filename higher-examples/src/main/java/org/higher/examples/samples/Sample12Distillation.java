package org.higher.examples.samples;

import java.util.List;
import java.util.Locale;
import org.higher.Higher;
import org.higher.array.DType;
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
 * Sample 12: data distillation.
 *
 * <p>A network is to learn two classes from one point of each, in ten steps from any weights. The
 * points are learned: the loss on all data, after the steps, has a gradient with respect to the
 * inputs of the steps. Wang et al., Dataset distillation, arXiv 1811.10959, 2018.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample12Distillation}
 *
 * <p>Expect: two made-up points teach more than the best of fifty choices of real ones.
 */
public final class Sample12Distillation {
    private Sample12Distillation() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(12);
        Tensor training = draw(200);
        Tensor test = draw(2000);
        double sum = 0;
        double best = 0;
        for (int i = 0; i < 50; i++) {
            double right = accuracy(draw(1), test);
            best = Math.max(best, right);
            sum += right;
        }
        Tensor points = Tensor.parameter(draw(1));
        Optimizer<Adam> outer = Optimizer.of(List.of(points), new Adam(0.05));
        for (int i = 0; i < 300; i++) {
            outer.step(Grad.grad(losses(points, training).mean(), List.of(points)));
        }
        String claim = "Accuracy from two points: %.1f%%, at best of 50 %.1f%%; learned %.1f%%.%n";
        System.out.printf(Locale.ROOT, claim, sum / 50, best, accuracy(points, test));
    }

    private static double accuracy(Tensor points, Tensor test) {
        return losses(points, test).lt(Math.log(2)).mean().mul(100).item();
    }

    /** What a new network, after ten steps on some points, loses on others. */
    private static Tensor losses(Tensor points, Tensor others) {
        Sequential model = new Sequential(new Linear(20, 16), new Tanh(), new Linear(16, 1));
        FunctionalSequential net = FunctionalSequential.of(model);
        try (var loop = Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(1))).open()) {
            for (int k = 0; k < 10; k++) {
                loop.step(losses(loop.model().forward(points)).mean());
            }
            return losses(loop.model().forward(others));
        }
    }

    /** log(1 + e^-yf) of outputs f, where y is 1 for the first half of them and -1 for the rest. */
    private static Tensor losses(Tensor outputs) {
        return outputs.reshape(2, -1).mul(Tensor.of(new float[] {-1, 1}, 2, 1)).softplus();
    }

    private static Tensor draw(int each) {
        Tensor points = Tensor.normal(Init.random(), DType.FLOAT32, 2, each, 20);
        Tensor means = Tensor.of(new float[] {0.35f, -0.35f}, 2, 1, 1);
        return points.add(means).reshape(2 * each, 20);
    }
}
