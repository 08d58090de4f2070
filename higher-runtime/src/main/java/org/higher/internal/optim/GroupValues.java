package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.higher.tensor.Tensor;

/**
 * The values of a group's hyperparameters that are overridden.
 *
 * @param shared by name, for all of its parameters
 * @param each by name, one for each parameter
 */
record GroupValues(Map<String, Tensor> shared, Map<String, List<Tensor>> each) {
    static final GroupValues NONE = new GroupValues(Map.of(), Map.of());

    /** These values but for those that others replace. */
    GroupValues with(GroupValues others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, Tensor> allShared = new HashMap<>(shared);
        Map<String, List<Tensor>> allEach = new HashMap<>(each);
        allShared.keySet().removeAll(others.each.keySet());
        allEach.keySet().removeAll(others.shared.keySet());
        allShared.putAll(others.shared);
        allEach.putAll(others.each);
        return new GroupValues(allShared, allEach);
    }

    private boolean isEmpty() {
        return shared.isEmpty() && each.isEmpty();
    }

    /** Whether parameters have values of their own. */
    boolean differ() {
        return !each.isEmpty();
    }

    /** The values of one parameter. */
    Map<String, Tensor> of(int parameter) {
        if (each.isEmpty()) {
            return shared;
        }
        Map<String, Tensor> own = new HashMap<>(shared);
        each.forEach((name, values) -> own.put(name, values.get(parameter)));
        return own;
    }

    /** Other tensors in the places of these. */
    GroupValues map(UnaryOperator<Tensor> change) {
        Map<String, Tensor> otherShared = new HashMap<>();
        shared.forEach((name, value) -> otherShared.put(name, change.apply(value)));
        Map<String, List<Tensor>> otherEach = new HashMap<>();
        each.forEach(
                (name, values) -> {
                    List<Tensor> others = new ArrayList<>();
                    values.forEach(value -> others.add(change.apply(value)));
                    otherEach.put(name, others);
                });
        return new GroupValues(otherShared, otherEach);
    }
}
