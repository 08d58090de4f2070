package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import org.higher.Higher;
import org.higher.Memory;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 17: the exact gradient through ten thousand steps, within a budget of memory.
 *
 * <p>The full tape keeps every step. With a budget, a few snapshots are kept, and the steps between
 * them are taken again when the gradient is asked for: the same numbers, to the last bit.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample17LongUnroll}
 *
 * <p>Expect: the same gradient twice, the second time within a fraction of the memory.
 */
public final class Sample17LongUnroll {
    private static final int STEPS = 10_000;
    private static final Tensor X = Tensor.of(new float[] {-2, -1, -0.5f, 0, 0.5f, 1, 2}, 7, 1);
    private static final Tensor UNSEEN = Tensor.of(new float[] {-1.5f, -0.7f, 0.7f, 1.5f}, 4, 1);

    private Sample17LongUnroll() {}

    /** In megabytes, of the last loop. */
    private static double kept;

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net());
        double full = slope(net, Memory.full());
        double fullKept = kept;
        double slope = slope(net, Memory.budget("32MB"));
        String claim =
                "Through %d steps the slope is %.7f, and %.0f MB are kept;"
                        + " with a budget of 32 MB it is %.7f, and %.0f MB are kept.%n";
        System.out.printf(Locale.ROOT, claim, STEPS, full, fullKept, slope, kept);
    }

    /** The gradient of the last loss by the learning rate. */
    private static double slope(FunctionalNet net, Memory memory) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.05));
        Tensor rate = Tensor.parameter(Tensor.scalar(0.05));
        Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, rate);
        double before = used();
        try (var loop = Higher.innerLoop(net, inner).override(learned).memory(memory).open()) {
            loop.unroll(STEPS, (model, k) -> mse(model.forward(X), X.sin()));
            kept = used() - before;
            Tensor loss = mse(loop.model().forward(UNSEEN), UNSEEN.sin());
            return Grad.grad(loss, List.of(rate)).get(0).item();
        }
    }

    /** In megabytes. */
    private static double used() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6;
    }
}
