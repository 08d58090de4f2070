package org.higher.examples.samples;

import static org.higher.examples.samples.parts.DifferentiableDecaying.DECAY;
import static org.higher.examples.samples.parts.DifferentiableDecaying.LR;

import java.util.List;
import java.util.Locale;
import org.higher.examples.samples.parts.Decaying;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 4: an update rule of one's own, meta-learned.
 *
 * <p>{@link Decaying} is a rule in plain arithmetic with two {@code @Trainable} numbers. {@code
 * DifferentiableDecaying} was generated from it; both numbers are learned here by gradient descent
 * through fifteen steps of the rule. The "model" is a bare point, so no twin is needed.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample04OwnRule}
 *
 * <p>Expect: after learning, fifteen steps end at less than a tenth of the height where they end
 * without.
 */
public final class Sample04OwnRule {
    private static final Tensor CURVATURE = Tensor.of(new float[] {1, 4, 9}, 3);

    private Sample04OwnRule() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static String run() {
        Tensor lr = Tensor.parameter(Tensor.scalar(0.02));
        Tensor decay = Tensor.parameter(Tensor.scalar(0.5));
        Overrides<Decaying> learned = Overrides.of(LR, lr).with(DECAY, decay);
        Optimizer<Adam> outer = Optimizer.of(List.of(lr, decay), new Adam(0.01));
        for (int i = 0; i < 200; i++) {
            outer.step(Grad.grad(descend(learned).log(), List.of(lr, decay)));
        }
        double ratio = descend(learned).item() / descend(Overrides.none()).item();
        return String.format(
                Locale.ROOT,
                "With what it learned, the rule ends at %.2g of the height where it ends without.",
                ratio);
    }

    /** The height that fifteen steps of the rule lead to. */
    private static Tensor descend(Overrides<Decaying> learned) {
        Tensor x = Tensor.parameter(Tensor.of(new float[] {3, -2, 1}, 3));
        var descent = Optimizers.create(List.of(x), new Decaying(0.02, 0.5));
        for (int t = 0; t < 15; t++) {
            x =
                    descent.step(
                                    x.square().mul(CURVATURE).sum(),
                                    List.of(x),
                                    StepOptions.overriding(learned))
                            .get(0);
        }
        return x.square().mul(CURVATURE).sum();
    }
}
