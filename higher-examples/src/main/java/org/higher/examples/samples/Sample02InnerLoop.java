package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.Locale;
import org.higher.Higher;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Sample 2: the inner loop, differentiated as a whole.
 *
 * <p>Five steps of gradient descent fit a few points. The loss after them is a function of the
 * weights before them; {@code backward()} differentiates it, through the five steps.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample02InnerLoop}
 *
 * <p>Expect: initial weights moved a little against this meta-gradient end with a lower loss after
 * the same five steps, by as much as the meta-gradient predicts.
 */
public final class Sample02InnerLoop {
    private Sample02InnerLoop() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(1);
        // Five points to adapt to, and five more to judge the result by.
        Tensor xs = Tensor.of(new float[] {-4, -2, 0, 2, 4}, 5, 1);
        Tensor xq = Tensor.of(new float[] {-3, -1, 1, 3, 5}, 5, 1);
        Tensor ys = xs.sin();
        Tensor yq = xq.sin();

        Net model = new Net();
        FunctionalNet net = FunctionalNet.of(model);
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 5; k++) {
                // A differentiable step: weights k to weights k + 1.
                loop.step(mse(loop.model().forward(xs), ys));
            }
            // Through the whole unroll, into the model.
            mse(loop.model().forward(xq), yq).backward();
        }

        double slope = 0;
        for (Tensor weight : net.parameters()) {
            slope += weight.grad().orElseThrow().square().sum().item();
        }
        double before = adaptedLoss(net, xs, ys, xq, yq);
        double step = 3e-5;
        Optimizer<Sgd> outer = Optimizer.of(net.parameters(), new Sgd(step));
        outer.step();
        double after = adaptedLoss(net, xs, ys, xq, yq);
        String claim =
                "The loss after adaptation, %.4f, falls by %.3e; the meta-gradient said %.3e.%n";
        System.out.printf(Locale.ROOT, claim, before, before - after, step * slope);
    }

    private static double adaptedLoss(
            FunctionalNet net, Tensor xs, Tensor ys, Tensor xq, Tensor yq) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, inner).open()) {
            for (int k = 0; k < 5; k++) {
                loop.step(mse(loop.model().forward(xs), ys));
            }
            return mse(loop.model().forward(xq), yq).item();
        }
    }
}
