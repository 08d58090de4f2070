package org.higher.meta;

import java.io.Serializable;
import org.higher.tensor.Tensor;

/**
 * The loss of an adapted model on a batch, support or query set.
 *
 * <p>It can be sent to other machines, and so can a lambda that is written where one is expected,
 * as long as it captures nothing that can't.
 *
 * @param <A> what adaptation yields, mostly the model with adapted weights
 * @param <X> the batch
 */
@FunctionalInterface
public interface TaskLoss<A, X> extends Serializable {
    /** The loss: a scalar, one for each task if the batch has a task axis. */
    Tensor of(A adapted, X batch);
}
