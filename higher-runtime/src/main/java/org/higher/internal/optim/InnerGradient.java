package org.higher.internal.optim;

import java.util.List;
import java.util.Optional;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** How the gradient of a step's loss is found and put on the tape. */
@FunctionalInterface
public interface InnerGradient {
    /** By a backward pass that is recorded. */
    InnerGradient RECORDED =
            (loss, weights, by) -> Grad.of(loss).partial(weights).createGraph().with(by).toList();

    /**
     * The partial derivatives of a loss, on the tape; empty where it does not depend on a weight.
     *
     * @param weights all of the model, each a variable of its own
     * @param by those to differentiate by
     */
    List<Optional<Tensor>> of(Tensor loss, List<Tensor> weights, List<Tensor> by);
}
