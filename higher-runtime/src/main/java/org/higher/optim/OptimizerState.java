package org.higher.optim;

import java.util.List;
import java.util.Optional;

/**
 * A snapshot of what an optimizer remembers, without a graph.
 *
 * <p>It can be put into another optimizer of the same rule: {@link Optimizer#restore}.
 *
 * @param groups by group, then by the parameter's position in the group; empty where the parameter
 *     has not been updated yet
 */
public record OptimizerState(List<List<Optional<Object>>> groups) {
    public OptimizerState {
        groups = groups.stream().map(List::copyOf).toList();
    }
}
