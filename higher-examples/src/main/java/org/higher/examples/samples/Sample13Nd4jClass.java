package org.higher.examples.samples;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.examples.samples.parts.ArrayNet;
import org.higher.examples.samples.parts.FunctionalArrayNet;
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
    private static final int STEPS = 3;

    private Sample13Nd4jClass() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Nd4j.getRandom().setSeed(1);
        FunctionalArrayNet net = FunctionalArrayNet.of(new ArrayNet(1, 40, 1));
        double before = meanLoss(net);
        Optimizer<Adam> outer =
                Optimizer.of(
                        net.parameters(),
                        Rules.of(new org.nd4j.linalg.learning.config.Adam(0.002)));
        SplittableRandom curves = new SplittableRandom(1);
        for (int i = 0; i < 400; i++) {
            outer.zeroGrad();
            adaptedLoss(net, curves).backward();
            outer.step();
        }
        String claim =
                "After %d steps on an unseen curve the loss is %.3f; before meta-learning it was %.3f.%n";
        System.out.printf(Locale.ROOT, claim, STEPS, meanLoss(net), before);
    }

    /** The loss on a curve after a few steps on other points of it. */
    private static Tensor adaptedLoss(FunctionalArrayNet net, SplittableRandom curves) {
        double amplitude = curves.nextDouble(0.5, 2);
        double phase = curves.nextDouble(0, Math.PI);
        Tensor support = Tensor.normal(curves, DType.FLOAT32, 10, 1).mul(1.5);
        Tensor query = Tensor.normal(curves, DType.FLOAT32, 10, 1).mul(1.5);
        Optimizer<Sgd> inner =
                Optimizer.of(
                        net.parameters(), Rules.of(new org.nd4j.linalg.learning.config.Sgd(0.02)));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(loop.model().loss(support, support.add(phase).sin().mul(amplitude)));
            }
            return loop.model().loss(query, query.add(phase).sin().mul(amplitude));
        }
    }

    private static double meanLoss(FunctionalArrayNet net) {
        SplittableRandom unseen = new SplittableRandom(2);
        return DoubleStream.generate(() -> adaptedLoss(net, unseen).item())
                .limit(50)
                .average()
                .orElseThrow();
    }
}
