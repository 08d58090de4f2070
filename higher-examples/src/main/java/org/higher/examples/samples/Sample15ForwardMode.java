package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import org.higher.Higher;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 15: the gradient by a learning rate, through a thousand steps in the memory of one.
 *
 * <p>Reverse mode keeps every step. Forward mode carries the derivative by the learning rate along
 * with the weights, so nothing is kept: its inner loop is not tracked.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample15ForwardMode}
 *
 * <p>Expect: the same slope twice, but for rounding; memory that grows in reverse mode alone.
 */
public final class Sample15ForwardMode {
    private static final int STEPS = 1000;
    private static final Tensor X = Tensor.of(new float[] {-2, -1, -0.5f, 0, 0.5f, 1, 2}, 7, 1);
    private static final Tensor UNSEEN = Tensor.of(new float[] {-1.5f, -0.7f, 0.7f, 1.5f}, 4, 1);

    /** In megabytes, from step 10 to the last. */
    private static double growth;

    private Sample15ForwardMode() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net());
        Tensor rate = Tensor.parameter(Tensor.scalar(0.05));
        Tensor recorded = loss(net, rate, GradientMode.SECOND_ORDER);
        double reverse = Grad.grad(recorded, List.of(rate)).get(0).item();
        double reverseGrowth = growth;
        List<Tensor> forward =
                ForwardMode.gradient(
                        r -> loss(net, r.get(0), GradientMode.UNTRACKED), List.of(rate));
        String claim =
                "Through %d steps the slope is %.4f; reverse mode says %.4f. On the way memory"
                        + " grew by %.1f MB; in reverse mode, by %.1f MB.%n";
        System.out.printf(
                Locale.ROOT, claim, STEPS, forward.get(0).item(), reverse, growth, reverseGrowth);
    }

    /** The loss on unseen points after all steps. */
    private static Tensor loss(FunctionalNet net, Tensor rate, GradientMode mode) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.05));
        Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, rate);
        try (var loop = Higher.innerLoop(net, inner).gradientMode(mode).override(learned).open()) {
            double before = 0;
            for (int k = 1; k <= STEPS; k++) {
                loop.step(mse(loop.model().forward(X), X.sin()));
                before = k == 10 ? used() : before;
            }
            growth = used() - before;
            return mse(loop.model().forward(UNSEEN), UNSEEN.sin());
        }
    }

    private static double used() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6;
    }
}
