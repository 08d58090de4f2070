package org.higher.optim;

import java.util.Objects;
import org.higher.tensor.Tensor;

/**
 * The result of a step of an update rule: new weights and a new state.
 *
 * @param value the new weights
 * @param state the new state; an empty record for a rule that remembers nothing
 */
public record Step<S>(Tensor value, S state) {
    public Step {
        Objects.requireNonNull(value, "Step: no new weights");
        Objects.requireNonNull(
                state, "Step: no state; a rule that remembers nothing returns an empty record");
    }
}
