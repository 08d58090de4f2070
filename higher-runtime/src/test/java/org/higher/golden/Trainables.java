package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.array.DType;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** The override dictionary of a case: every number in it a trainable scalar. */
final class Trainables {
    /** By our name; one tensor for all groups, or one for each. */
    private final Map<String, List<Tensor>> values = new LinkedHashMap<>();

    /**
     * Where each of our names stands in the file: the reference's name, and the place in a pair.
     */
    private final Map<String, Place> places = new LinkedHashMap<>();

    private record Place(String name, int inPair) {
        JsonNode find(JsonNode dictionary, int group) {
            JsonNode value = dictionary.path(name).path(group);
            return value.isArray() ? value.path(inPair) : value;
        }
    }

    /** Reads a dictionary; a missing one is empty. */
    Trainables(JsonNode dictionary) {
        for (Map.Entry<String, JsonNode> entry : dictionary.properties()) {
            List<String> ours = Rules.names(entry.getKey());
            for (int k = 0; k < ours.size(); k++) {
                Place place = new Place(entry.getKey(), k);
                places.put(ours.get(k), place);
                List<Tensor> tensors = new ArrayList<>();
                for (int g = 0; g < entry.getValue().size(); g++) {
                    double value = place.find(dictionary, g).asDouble();
                    tensors.add(Tensor.parameter(Tensor.scalar(value, DType.FLOAT64)));
                }
                values.put(ours.get(k), tensors);
            }
        }
    }

    <R extends UpdateRule<?>> Overrides<R> overrides() {
        Overrides<R> overrides = Overrides.none();
        for (Map.Entry<String, List<Tensor>> entry : values.entrySet()) {
            overrides = overrides.withEach(entry.getKey(), entry.getValue());
        }
        return overrides;
    }

    /**
     * Compares the gradients of a scalar.
     *
     * <p>The reference gives none for a hyperparameter that is exactly 0 where it skips the term.
     * Ours is the true one, and is checked by finite differences elsewhere.
     *
     * @param reference what the reference computed
     * @param exact the true values where the reference is known to be wrong, else missing
     */
    void check(String what, Tensor of, JsonNode reference, JsonNode exact, Comparison comparison) {
        JsonNode truth = exact.isObject() ? exact : reference;
        values.forEach(
                (name, tensors) -> {
                    for (int g = 0; g < tensors.size(); g++) {
                        JsonNode expected = places.get(name).find(truth, g);
                        if (expected.isNull() && tensors.get(g).item() == 0) {
                            continue;
                        }
                        comparison.check(
                                what + " " + name + " [" + g + "]",
                                Grad.gradOrEmpty(of, List.of(tensors.get(g)), false).get(0),
                                expected);
                    }
                });
    }
}
