package org.higher.functional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.higher.internal.reflect.Spelling;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks new weights of a fast model, and puts them in the order of the model's parameters. */
final class WeightChanges {
    private WeightChanges() {}

    static void given(String call, @Nullable Object weights) {
        if (weights == null) {
            throw new IllegalArgumentException(call + ": null is no weight; give one for each");
        }
    }

    /** Weights that are in order. */
    static List<Tensor> of(TreeStructure<?> model, List<Tensor> weights) {
        given("update", weights);
        weights.forEach(weight -> given("update", weight));
        if (weights.size() != model.leaves().size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "update: %d weights for a model of %d; give one for each of %s",
                            weights.size(),
                            model.leaves().size(),
                            Params.named(model.tree()).keySet()));
        }
        Iterator<Tensor> given = weights.iterator();
        Params.named(model.tree())
                .forEach((path, leaf) -> checkShape("update", path, leaf, given.next()));
        return List.copyOf(weights);
    }

    /** The weights of a tree, whose buffers are not used. */
    static List<Tensor> of(TreeStructure<?> model, ParamTree params) {
        given("update", params);
        Map<String, Tensor> given = Params.occurrences(params);
        Map<Tensor, Tensor> chosen = new IdentityHashMap<>();
        Params.occurrences(model.tree())
                .forEach((path, leaf) -> choose(path, leaf, given.get(path), chosen));
        return model.leaves().stream().map(chosen::get).toList();
    }

    private static void choose(
            String path, Tensor leaf, @Nullable Tensor weight, Map<Tensor, Tensor> chosen) {
        if (weight == null) {
            throw new IllegalArgumentException(
                    "update: nothing is given for "
                            + path
                            + "; take parameters from a model of the same structure");
        }
        checkShape("update", path, leaf, weight);
        Tensor before = chosen.putIfAbsent(leaf, weight);
        if (before != null && before != weight) {
            throw new IllegalArgumentException(
                    "update: "
                            + path
                            + " is tied to a weight that was given another tensor; give one tensor"
                            + " for both");
        }
    }

    /** The weights with another one at a path. */
    static List<Tensor> replaced(
            TreeStructure<?> model, List<Tensor> weights, String path, Tensor weight) {
        Tensor leaf = Params.occurrences(model.tree()).get(path);
        if (leaf == null) {
            throw noWeight(model.tree(), path);
        }
        int index = 0;
        while (model.leaves().get(index) != leaf) {
            index++;
        }
        checkLike(path, weights.get(index), weight);
        List<Tensor> changed = new ArrayList<>(weights);
        changed.set(index, weight);
        return List.copyOf(changed);
    }

    private static IllegalArgumentException noWeight(ParamTree model, String path) {
        if (Params.buffers(model).containsKey(path)) {
            return new IllegalArgumentException(
                    "replace: "
                            + path
                            + " is a buffer; buffers change in forward passes, or by"
                            + " Patch.bufferSync");
        }
        List<String> known = List.copyOf(Params.occurrences(model).keySet());
        return new IllegalArgumentException(
                String.format(
                        "replace: no weight %s;%s the model has %s",
                        path, Spelling.hint(path, known), known));
    }

    private static void checkLike(String path, Tensor before, Tensor weight) {
        checkShape("replace", path, before, weight);
        if (before.dtype() != weight.dtype()) {
            throw new IllegalArgumentException(
                    String.format(
                            "replace: %s is %s, and %s was given; convert it with to(DType)",
                            path, before.dtype(), weight.dtype()));
        }
    }

    private static void checkShape(String call, String path, Tensor before, Tensor weight) {
        if (!Arrays.equals(before.shape(), weight.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %s is %s, and %s was given; the shapes must agree",
                            call,
                            path,
                            Arrays.toString(before.shape()),
                            Arrays.toString(weight.shape())));
        }
    }
}
