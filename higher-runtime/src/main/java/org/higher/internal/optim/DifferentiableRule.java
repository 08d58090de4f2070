package org.higher.internal.optim;

import java.util.Map;
import org.higher.internal.tree.FlatTree;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * The code of an update rule with tensors for hyperparameters.
 *
 * @param <R> the update rule
 * @param <S> the rule's state
 */
public interface DifferentiableRule<R extends UpdateRule<?>, S> {
    /**
     * The rule's code over given hyperparameters.
     *
     * @param like has the element type and the device of the weights
     * @param values by name; what is not among them is the rule's own
     */
    UpdateRule<S> bind(Tensor like, R rule, Map<String, Tensor> values);

    /**
     * A rule with other values of its numbers.
     *
     * @param like has the element type and the device of the weights
     * @param values by name; what is not among them stays
     */
    R with(Tensor like, R rule, Map<String, Tensor> values);

    /** A state and the list of its tensors. */
    FlatTree<S> flatten(S state);
}
