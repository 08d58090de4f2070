package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.Tensor;

/**
 * Sample 14: a derivative of one's own, through an inner loop.
 *
 * <p>Hidden units are signs, whose true derivative is zero: no gradient would reach the layer
 * before them. MAML learns through the straight-through estimator (Bengio et al. 2013, arXiv
 * 1308.3432) instead.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample14CustomDerivative}
 *
 * <p>Expect: after meta-learning, the error after three steps is less than half of what it was.
 */
public final class Sample14CustomDerivative {
    @Functional
    static final class Binary {
        private static final CustomFunction SIGN =
                CustomFunction.of(
                        "sign",
                        x -> x.get(0).sign(),
                        (g, y, x) -> List.of(g.mul(x.get(0).abs().le(1)))); // 1 near the step

        private final Linear in = new Linear(1, 64);
        private final Linear out = new Linear(64, 1);

        Tensor forward(Tensor x) {
            return out.forward(SIGN.apply(in.forward(x)));
        }
    }

    private Sample14CustomDerivative() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static String run() {
        SplittableRandom random = new SplittableRandom(1);
        Init.seed(1);
        var net = FunctionalSample14CustomDerivativeBinary.of(new Binary());
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.005));
        Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(0.002));
        double[] errors = new double[30]; // of each 100 curves
        for (int i = 0; i < 100 * errors.length; i++) {
            double frequency = random.nextDouble(1, 3);
            Tensor x = Tensor.uniform(random, DType.FLOAT32, 10, 1).mul(2).sub(1);
            Tensor q = Tensor.uniform(random, DType.FLOAT32, 20, 1).mul(2).sub(1);
            try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
                for (int k = 0; k < 3; k++) {
                    loop.step(mse(loop.model().forward(x), x.mul(frequency).sin()));
                }
                Tensor loss = mse(loop.model().forward(q), q.mul(frequency).sin());
                outer.zeroGrad();
                loss.backward();
                outer.step();
                errors[i / 100] += loss.item() / 100;
            }
        }
        String claim = "With binary units, the error after three steps fell from %.3f to %.3f.";
        return String.format(Locale.ROOT, claim, errors[0], errors[errors.length - 1]);
    }
}
