package org.higher.examples.samples;

import java.util.List;
import java.util.Locale;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.Settings;
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
 * <p>Expect: after learning, fifteen steps come more than ten times closer to the minimum.
 */
public final class Sample04OwnRule {
    private static final Tensor CURVATURE = Tensor.of(new float[] {1, 4, 9}, 3);
    private static final Tensor START = Tensor.of(new float[] {3, -2, 1}, 3);

    private Sample04OwnRule() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        Tensor lr = Tensor.parameter(Tensor.scalar(0.02));
        Tensor decay = Tensor.parameter(Tensor.scalar(0.5));
        Optimizer<Adam> outer = Optimizer.of(List.of(lr, decay), new Adam(0.01));
        Overrides<Decaying> learned =
                Overrides.of(DifferentiableDecaying.LR, lr)
                        .with(DifferentiableDecaying.DECAY, decay);
        double first = height(descend(learned)).item();
        for (int i = 0; i < 200; i++) {
            outer.zeroGrad();
            height(descend(learned)).log().backward();
            outer.step();
        }
        return new Result(first, height(descend(learned)).item(), lr.item(), decay.item());
    }

    private static Tensor descend(Overrides<Decaying> learned) {
        Tensor point = Tensor.parameter(START);
        var descent =
                Optimizers.differentiable(
                        Settings.of(
                                        Optimizer.of(List.of(point), new Decaying(0.02, 0.5)),
                                        List.of(point))
                                .withOverrides(learned));
        for (int t = 0; t < 15; t++) {
            point = descent.step(height(point), List.of(point)).get(0);
        }
        return point;
    }

    private static Tensor height(Tensor point) {
        return point.square().mul(CURVATURE).sum();
    }

    /** What the sample measured: the height after fifteen steps, and what was learned. */
    record Result(double before, double after, double lr, double decay) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "With rate %.3f and decay %.3f learned,"
                            + " fifteen steps end at %.2g instead of %.2g.",
                    lr,
                    decay,
                    after,
                    before);
        }
    }
}
