package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Sample 14: a derivative of one's own, through an inner loop.
 *
 * <p>The hidden units of {@link Binary} are signs, whose true derivative is zero: no gradient would
 * reach the layer before them. Its {@code CustomFunction} has another one, the straight-through
 * estimator of Hinton (2012) and Bengio et al. (2013, arXiv 1308.3432), and MAML learns through it.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample14CustomDerivative}
 *
 * <p>Expect: after meta-learning, the error after three steps is less than half of that before.
 */
public final class Sample14CustomDerivative {
    private static final int TASKS = 3000;

    private Sample14CustomDerivative() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static String run() {
        SplittableRandom random = new SplittableRandom(1);
        Init.seed(1);
        FunctionalBinary net = FunctionalBinary.of(new Binary());
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.005));
        Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(0.002));
        double first = 0;
        double last = 0;
        for (int i = 0; i < TASKS; i++) {
            Tensor loss = adapted(net, inner, random);
            outer.zeroGrad();
            loss.backward();
            outer.step();
            first += i < 100 ? loss.item() / 100 : 0;
            last += i >= TASKS - 100 ? loss.item() / 100 : 0;
        }
        return String.format(
                Locale.ROOT,
                "With binary units, the error after three steps fell from %.3f to %.3f.",
                first,
                last);
    }

    /** The error on a new curve, after three steps on ten of its points. */
    private static Tensor adapted(
            FunctionalBinary net, Optimizer<Sgd> inner, SplittableRandom random) {
        double frequency = random.nextDouble(1, 3);
        Tensor x = Tensor.uniform(random, DType.FLOAT32, 10, 1).mul(2).sub(1);
        Tensor q = Tensor.uniform(random, DType.FLOAT32, 20, 1).mul(2).sub(1);
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 3; k++) {
                loop.step(mse(loop.model().forward(x), x.mul(frequency).sin()));
            }
            return mse(loop.model().forward(q), q.mul(frequency).sin());
        }
    }
}
