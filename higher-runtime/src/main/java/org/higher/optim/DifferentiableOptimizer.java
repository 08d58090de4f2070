package org.higher.optim;

import java.util.List;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.tensor.Tensor;

/**
 * An optimizer whose steps are on the tape: new weights are functions of the old ones, of the loss
 * and of the hyperparameters.
 *
 * <p>Implementations are generated from update rules with {@link org.higher.annotations.Trainable}
 * hyperparameters; {@link Optimizers} finds them. The weights are explicit: a step takes them and
 * returns the new ones.
 *
 * <pre>{@code
 * DifferentiableOptimizer<Sgd> inner = Optimizers.differentiable(net.parameters(), sgd);
 * List<Tensor> weights = net.parameters();
 * for (int k = 0; k < 5; k++) {
 *     weights = inner.step(loss(weights), weights);
 * }
 * loss(weights).backward();
 * }</pre>
 *
 * <p>It starts from the state that its source has, say the momentum, and never changes the source.
 * Not safe for use by several threads.
 *
 * @param <R> the update rule
 */
public interface DifferentiableOptimizer<R extends UpdateRule<?>> {
    /** The numbers that can be overridden, in declaration order. */
    List<Key<R>> keys();

    /** The tensors and modules that can be overridden, in declaration order. */
    List<TreeKey<R, ?>> treeKeys();

    /** One step like the others; see {@link #step(Tensor, List, StepOptions)}. */
    default List<Tensor> step(Tensor loss, List<Tensor> weights) {
        return step(loss, weights, StepOptions.none());
    }

    /**
     * One step, by the gradient of the loss at the weights.
     *
     * <p>Each weight counts as a variable of its own, also where one was computed from another, by
     * an earlier step or otherwise: the values of a step do not depend on what is on the tape. In
     * {@link GradientMode#SECOND_ORDER} the gradient is on it, and gradients flow through it.
     *
     * <p>The very same tensor is returned, and its state kept, for a weight that is in no group,
     * does not require a gradient, or has none because the loss does not depend on it.
     *
     * @param loss a scalar, computed from the weights; one for each task if the weights are
     * @param weights in the order of the parameters that the optimizer was made with
     * @return the new weights
     * @throws IllegalArgumentException if there are more or fewer weights than parameters, or the
     *     loss is no scalar, or an override does not fit
     */
    List<Tensor> step(Tensor loss, List<Tensor> weights, StepOptions<R> options);

    /** One step by given gradients; see {@link #step(List, List, StepOptions)}. */
    default List<Tensor> step(List<Tensor> gradients, List<Tensor> weights) {
        return step(gradients, weights, StepOptions.none());
    }

    /**
     * One step by gradients that were computed elsewhere: averages over micro-batches, evolution
     * strategies, those of another library.
     *
     * <p>What of them is on the tape stays there in {@link GradientMode#SECOND_ORDER}, and
     * gradients flow through it; else they count as constants. A callback sees them.
     *
     * @param gradients one like each weight; zeros for a weight that is to have none. Those of
     *     frozen weights are not looked at
     * @param weights in the order of the parameters that the optimizer was made with
     * @return the new weights
     * @throws IllegalArgumentException if there are more or fewer than parameters, or a gradient is
     *     not like its weight
     * @throws UnsupportedOperationException if this optimizer was written by hand and without it
     */
    default List<Tensor> step(
            List<Tensor> gradients, List<Tensor> weights, StepOptions<R> options) {
        throw new UnsupportedOperationException(
                getClass().getName()
                        + " takes steps by losses alone; let it extend"
                        + " AbstractDifferentiableOptimizer");
    }

    /** One step of a fast model; see {@link #step(Tensor, FastModel, StepOptions)}. */
    default <P extends ParamTree> P step(Tensor loss, FastModel<P, ?> model) {
        return step(loss, model, StepOptions.none());
    }

    /**
     * One step of a fast model: moves its newest weights, and {@linkplain FastModel#update updates}
     * it.
     *
     * @return the new weights with the present buffers
     * @throws IllegalArgumentException if the loss depends on none of the weights that the
     *     optimizer moves: it is of an earlier step, or of the model itself
     */
    <P extends ParamTree> P step(Tensor loss, FastModel<P, ?> model, StepOptions<R> options);

    /**
     * What the optimizer remembers now, cut from the tape.
     *
     * <p>It can be copied back by {@link Optimizer#restore}, or continued in another loop.
     */
    OptimizerState state();

    /**
     * What the optimizer remembers now, on the tape.
     *
     * <p>Continued in another loop, it lets gradients flow from there to here. Copied back to an
     * {@link Optimizer}, it would keep this loop's graph alive: use {@link #state()} for that.
     */
    OptimizerState trackedState();

    /** Truncation: cuts the state from the graph of the steps so far. */
    void detach();

    /**
     * The rules of the groups with other hyperparameters; those that are not named stay. What
     * {@link Optimizers#apply} gives to a plain optimizer.
     *
     * <p>A number makes another rule. The values of a module's parameters are assigned to those of
     * the rule's own module.
     *
     * @throws IllegalArgumentException if the values don't fit, or are out of range
     * @throws IllegalStateException if this optimizer does not know how to make such a rule
     */
    List<R> rules(Overrides<R> overrides);
}
