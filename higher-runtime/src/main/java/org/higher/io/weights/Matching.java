package org.higher.io.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.higher.array.DType;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Leaves;
import org.higher.internal.io.Place;
import org.higher.internal.reflect.Spelling;
import org.higher.tensor.Tensor;

/** The tensors of a state dict that are those of a model, and everything that does not fit. */
final class Matching {
    /** How many batches have been counted, which nothing is computed with. */
    private static final String COUNTER = "num_batches_tracked";

    /** Of which length, and how many names a misspelt one is compared with. */
    private static final int COMPARED = 200;

    private final Map<String, Tensor> given;
    private final Map<Slot, Tensor> slots;

    /** The state dict's name of each that the model has. */
    private final Map<String, String> names;

    /** What each of the model's tensors becomes. */
    private final Map<Tensor, Tensor> values = new IdentityHashMap<>();

    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<String> unexpected = new LinkedHashSet<>();
    private final Set<String> misfits = new LinkedHashSet<>();

    /** Names by what is said of their element types. */
    private final Map<String, Set<String>> types = new LinkedHashMap<>();

    private Matching(Map<String, Tensor> given, Map<Slot, Tensor> slots) {
        this.given = given;
        this.slots = slots;
        this.names =
                NameMatching.match(
                        slots.keySet().stream().map(Slot::name).toList(), given.keySet());
    }

    /** Compares tensors with those of a tree. */
    static <P extends ParamTree> Matching of(
            Map<String, Tensor> given, FunctionalModule<P, ?> net, P tree) {
        Matching matching = new Matching(given, TorchNames.slots(net, tree, Leaves.named(tree)));
        matching.addValues();
        matching.addMissing();
        matching.addIncomplete();
        matching.addUnexpected();
        return matching;
    }

    private void addValues() {
        Map<Tensor, String> paths = new IdentityHashMap<>();
        slots.forEach(
                (slot, own) -> {
                    String name = names.get(slot.name());
                    if (name != null && checkForm(slot, own, name)) {
                        Tensor value = slot.of(tensor(name));
                        Tensor other = values.putIfAbsent(own, value);
                        String first = paths.putIfAbsent(own, slot.path());
                        if (other != null && !sameBits(other, value)) {
                            misfits.add(
                                    slot.path()
                                            + " is one tensor with "
                                            + first
                                            + " in the model, but another one there");
                        }
                    }
                });
    }

    private boolean checkForm(Slot slot, Tensor own, String name) {
        Tensor whole = tensor(name);
        if (!slot.fits(whole, own)) {
            misfits.add(
                    String.format(
                            "%s is %s there, %s in the model",
                            Place.shown(name),
                            Arrays.toString(whole.shape()),
                            Arrays.toString(slot.shapeFor(own))));
            return false;
        }
        if (whole.dtype() != own.dtype()) {
            String text = String.format("%s there, %s in the model", whole.dtype(), own.dtype());
            types.computeIfAbsent(text, t -> new LinkedHashSet<>()).add(name);
            return false;
        }
        return true;
    }

    /** A tied tensor may be there under one of its names. */
    private void addMissing() {
        Set<Tensor> found = Collections.newSetFromMap(new IdentityHashMap<>());
        slots.forEach(
                (slot, own) -> {
                    if (names.containsKey(slot.name())) {
                        found.add(own);
                    }
                });
        Set<Tensor> listed = Collections.newSetFromMap(new IdentityHashMap<>());
        slots.forEach(
                (slot, own) -> {
                    if (!found.contains(own) && listed.add(own)) {
                        missing.add(slot.name());
                    }
                });
    }

    /** A tensor of which the model has some parts only would be taken in part. */
    private void addIncomplete() {
        Map<String, Integer> counts = new HashMap<>();
        slots.keySet().forEach(slot -> counts.merge(slot.name(), 1, Integer::sum));
        for (Slot slot : slots.keySet()) {
            int count = Objects.requireNonNull(counts.get(slot.name()));
            if (count != slot.parts() && names.containsKey(slot.name())) {
                misfits.add(
                        String.format(
                                "%s has %d parts, and the model has but %d of them",
                                Place.shown(slot.name()), slot.parts(), count));
            }
        }
    }

    private void addUnexpected() {
        Set<String> known = new LinkedHashSet<>(names.values());
        given.forEach(
                (name, tensor) -> {
                    boolean counter = name.equals(COUNTER) || name.endsWith("." + COUNTER);
                    if (!known.contains(name) && !(counter && tensor.size() == 1)) {
                        unexpected.add(name);
                    }
                });
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(given.get(name), name);
    }

    private static boolean sameBits(Tensor a, Tensor b) {
        return a.dtype() == DType.FLOAT32
                ? Arrays.equals(a.toFloats(), b.toFloats())
                : Arrays.equals(a.toDoubles(), b.toDoubles());
    }

    /** What each of the model's tensors becomes, by identity; none for those that are missing. */
    Map<Tensor, Tensor> values() {
        return values;
    }

    /** Where the model's tensors are. */
    Map<Slot, Tensor> slots() {
        return slots;
    }

    StateDict.Report report() {
        return new StateDict.Report(List.copyOf(missing), List.copyOf(unexpected));
    }

    /**
     * Refuses what does not fit.
     *
     * @param source of the tensors, for errors
     * @param strict whether none may be missing or left over
     */
    void check(String source, boolean strict) {
        List<String> facts = new ArrayList<>();
        if (strict && !missing.isEmpty()) {
            facts.add("there is no " + Place.shown(missing) + hint(missing.iterator().next()));
        }
        if (strict && !unexpected.isEmpty()) {
            facts.add("the model has no " + Place.shown(unexpected));
        }
        if (!facts.isEmpty()) {
            facts.add("use rename or without, or strict(false) if that is as it should be");
        }
        facts.addAll(misfits.stream().limit(COMPARED).toList());
        types.forEach(
                (text, which) ->
                        facts.add(
                                Place.shown(which)
                                        + ": "
                                        + text
                                        + ", convert by to(DType), or give parameters of the other"
                                        + " type"));
        if (!facts.isEmpty()) {
            throw new WeightsException(source + ": " + String.join("; ", facts));
        }
    }

    private String hint(String name) {
        String hint =
                name.length() > COMPARED
                        ? ""
                        : Spelling.hint(
                                name,
                                unexpected.stream()
                                        .filter(other -> other.length() <= COMPARED)
                                        .limit(COMPARED)
                                        .toList());
        return hint.isEmpty() ? "" : " (" + hint.strip() + ")";
    }
}
