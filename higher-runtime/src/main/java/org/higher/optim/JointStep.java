package org.higher.optim;

import java.util.List;
import java.util.Objects;
import org.higher.tensor.Tensor;

/**
 * The result of a step of a joint rule: new weights and a new state.
 *
 * @param values the new weights of the group, in its order
 * @param state the new state; an empty record for a rule that remembers nothing
 */
public record JointStep<S>(List<Tensor> values, S state) {
    public JointStep {
        Objects.requireNonNull(values, "JointStep: no new weights");
        for (int i = 0; i < values.size(); i++) {
            Objects.requireNonNull(
                    values.get(i),
                    "JointStep: weight " + i + " is null; return one that does not move as it is");
        }
        values = List.copyOf(values);
        Objects.requireNonNull(
                state,
                "JointStep: no state; a rule that remembers nothing returns an empty record");
    }
}
