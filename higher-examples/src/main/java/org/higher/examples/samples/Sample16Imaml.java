package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.implicit.ImplicitGradient;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 16: iMAML (Rajeswaran et al. 2019, arXiv 1909.04630), gradients of where a loop ends.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample16Imaml}
 *
 * <p>Expect: the longer the loop, the closer the gradients to those through it.
 */
public final class Sample16Imaml {
    private static final SplittableRandom RANDOM = new SplittableRandom(1);
    private static final Linear IN = new Linear(1, 40, true, RANDOM);
    private static final Linear OUT = new Linear(40, 1, true, RANDOM);
    private static final FunctionalSequential NET =
            FunctionalSequential.of(new Sequential(IN, new Tanh(), OUT));
    private static final Tensor X = Tensor.uniform(RANDOM, DType.FLOAT32, 10, 1);

    private Sample16Imaml() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        String claim = "After 3, 10, 100 steps %.0e, %.0e, %.0e apart; %.2f MB against %.2f.%n";
        System.out.printf(Locale.ROOT, claim, apart(3), apart(10), apart(100), mb(true), mb(false));
    }

    private static Tensor loss(boolean implicit, int steps) {
        var mode = implicit ? GradientMode.UNTRACKED : GradientMode.SECOND_ORDER;
        var sgd = Optimizer.of(NET.parameters(), new Sgd(0.05));
        var loops = Higher.innerLoop(NET, sgd).copyInitialWeights(false).gradientMode(mode);
        try (var loop = loops.open()) {
            loop.unroll(steps, (model, k) -> inner(model.params()));
            var w = loop.params();
            w = implicit ? ImplicitGradient.at(w).ofLoss(v -> inner(v)) : w;
            return mse(NET.forward(w, X.add(0.05)), X.add(0.05).mul(4).sin());
        }
    }

    private static Tensor inner(FunctionalSequential.Params w) {
        Tensor far = flat(w.leaves()).sub(flat(NET.parameters())).square().sum(); // proximal
        return mse(NET.forward(w, X), X.mul(4).sin()).add(far);
    }

    private static Tensor flat(List<Tensor> tensors) {
        return Tensor.concat(0, tensors.stream().map(t -> t.flatten(0)).toList());
    }

    private static double apart(int steps) {
        Tensor exact = flat(Grad.grad(loss(false, steps), NET.parameters()));
        Tensor found = flat(Grad.grad(loss(true, steps), NET.parameters()));
        return Math.sqrt(found.sub(exact).square().sum().div(exact.square().sum()).item());
    }

    private static double mb(boolean implicit) {
        System.gc();
        long free = Runtime.getRuntime().freeMemory() - Runtime.getRuntime().totalMemory();
        Tensor loss = loss(implicit, 100);
        System.gc();
        free -= Runtime.getRuntime().freeMemory() - Runtime.getRuntime().totalMemory();
        return loss.isLeaf() ? 0 : free / 1e6;
    }
}
