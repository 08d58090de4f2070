package org.higher;

import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.optim.Optimizer;
import org.higher.optim.UpdateRule;

/**
 * The way in: differentiating through an unrolled optimization loop.
 *
 * <pre>{@code
 * FunctionalNet net = FunctionalNet.of(new Net());
 * Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
 * try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
 *     for (int k = 0; k < 5; k++) {
 *         loop.step(Losses.mse(loop.model().forward(xs), ys));
 *     }
 *     Losses.mse(loop.model().forward(xq), yq).backward();
 * }
 * }</pre>
 */
public final class Higher {
    private Higher() {}

    /**
     * Prepares an inner loop over a model's parameters.
     *
     * <p>Neither the model nor the optimizer is changed by the loop.
     *
     * @param model the twin of the model to adapt
     * @param optimizer what to adapt with; its state and hyperparameters are where the loop starts
     */
    public static <P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>
            InnerLoop.Builder<P, B, R> innerLoop(
                    FunctionalModule<P, B> model, Optimizer<R> optimizer) {
        if (model == null) {
            throw new IllegalArgumentException("innerLoop: null is no model; give its twin");
        }
        return new InnerLoop.Builder<>(model, optimizer);
    }
}
