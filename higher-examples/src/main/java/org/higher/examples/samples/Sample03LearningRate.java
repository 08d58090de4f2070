package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import org.higher.Higher;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Sample 3: learning the learning rate.
 *
 * <p>{@code DifferentiableSgd} was generated from {@link Sgd}: the same rule, with its numbers as
 * tensors. {@code DifferentiableSgd.LR} names one of them; {@link Overrides} puts a tensor of ours
 * in its place, and the loss after the inner steps has a gradient with respect to it.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample03LearningRate}
 *
 * <p>Expect: a learning rate that was far too small grows, and the loss after ten inner steps
 * becomes a fraction of what it was.
 */
public final class Sample03LearningRate {
    private static final int INNER_STEPS = 10;
    private static final int OUTER_STEPS = 60;

    private Sample03LearningRate() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(1);
        Tensor x = Tensor.of(new float[] {-2, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2}, 9, 1);
        Tensor y = x.sin();

        FunctionalNet net = FunctionalNet.of(new Net());
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.001));
        Tensor lr = Tensor.parameter(Tensor.scalar(0.001));
        Optimizer<Adam> outer = Optimizer.of(List.of(lr), new Adam(0.002));
        Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, lr);

        double first = 0;
        double last = 0;
        for (int i = 0; i < OUTER_STEPS; i++) {
            try (var loop = Higher.innerLoop(net, inner).override(learned).open()) {
                for (int k = 0; k < INNER_STEPS; k++) {
                    loop.step(mse(loop.model().forward(x), y));
                }
                Tensor loss = mse(loop.model().forward(x), y);
                outer.zeroGrad();
                loss.backward();
                outer.step();
                last = loss.item();
                first = i == 0 ? last : first;
            }
        }
        String claim =
                "The learning rate grew from 0.001 to %.3f;"
                        + " the loss after %d steps fell from %.4f to %.4f.%n";
        System.out.printf(Locale.ROOT, claim, lr.item(), INNER_STEPS, first, last);
    }
}
