package org.higher.examples.samples;

import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Rules;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sample 13: a class written for ND4J.
 *
 * <p>{@link ArrayNet} computes with {@code INDArray}, adds its biases in place and knows nothing of
 * tensors; its twin computes the same with tensors. MAML (Finn et al. 2017) meta-learns its weights
 * on sine curves, with ND4J's optimizer settings inside and outside.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample13Nd4jClass}
 *
 * <p>Expect: after meta-learning, three steps on ten points of an unseen curve leave a fraction of
 * the loss that they left before.
 */
public final class Sample13Nd4jClass {
    private static final int INNER_STEPS = 3;
    private static final int OUTER_STEPS = 400;
    private static final int POINTS = 10;

    private final SplittableRandom random = new SplittableRandom(1);
    private final FunctionalArrayNet net = FunctionalArrayNet.of(new ArrayNet(1, 40, 1));
    private final Optimizer<Sgd> inner =
            Optimizer.of(net.parameters(), Rules.of(new org.nd4j.linalg.learning.config.Sgd(0.02)));

    private Sample13Nd4jClass() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Nd4j.getRandom().setSeed(1);
        Sample13Nd4jClass sample = new Sample13Nd4jClass();
        double before = sample.meanLoss();
        sample.learn();
        System.out.printf(
                Locale.ROOT,
                "After %d steps on an unseen curve the loss is %.3f; before meta-learning it was"
                        + " %.3f.%n",
                INNER_STEPS,
                sample.meanLoss(),
                before);
    }

    private void learn() {
        Optimizer<Adam> outer =
                Optimizer.of(
                        net.parameters(),
                        Rules.of(new org.nd4j.linalg.learning.config.Adam(0.002)));
        for (int i = 0; i < OUTER_STEPS; i++) {
            Tensor loss = adapted(random);
            outer.zeroGrad();
            loss.backward();
            outer.step();
        }
    }

    /** The loss on a curve after a few steps on other points of it. */
    private Tensor adapted(SplittableRandom curves) {
        double amplitude = curves.nextDouble(0.5, 2);
        double phase = curves.nextDouble(0, Math.PI);
        Tensor support = points(curves);
        Tensor query = points(curves);
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < INNER_STEPS; k++) {
                loop.step(loop.model().loss(support, curve(support, amplitude, phase)));
            }
            return loop.model().loss(query, curve(query, amplitude, phase));
        }
    }

    private static Tensor points(SplittableRandom random) {
        float[] points = new float[POINTS];
        for (int i = 0; i < POINTS; i++) {
            points[i] = (float) random.nextDouble(-3, 3);
        }
        return Tensor.of(points, POINTS, 1);
    }

    private static Tensor curve(Tensor x, double amplitude, double phase) {
        return x.add(phase).sin().mul(amplitude);
    }

    private double meanLoss() {
        SplittableRandom unseen = new SplittableRandom(2);
        double sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += adapted(unseen).item();
        }
        return sum / 50;
    }
}
