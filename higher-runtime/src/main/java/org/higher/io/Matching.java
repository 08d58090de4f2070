package org.higher.io;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.higher.internal.io.Place;
import org.higher.internal.reflect.Spelling;
import org.higher.tensor.Tensor;

/** Compares saved tensors with those of a model, name by name. */
final class Matching {
    /** Of which length, and how many: comparing takes the product of the lengths. */
    private static final int COMPARED = 200;

    private Matching() {}

    /**
     * The saved tensor for each of a model's, in the model's order and on its device.
     *
     * @param what they are, for errors
     * @throws IllegalArgumentException if they differ in names, element types or shapes
     */
    static Map<String, Tensor> match(
            String what, Map<String, Tensor> saved, Map<String, Tensor> own) {
        checkNames(what, saved.keySet(), own.keySet());
        Map<String, Tensor> matched = new LinkedHashMap<>();
        own.forEach(
                (name, tensor) -> {
                    Tensor value = Objects.requireNonNull(saved.get(name), name);
                    checkForm(what + " " + name, value, Entry.Form.of(tensor));
                    matched.put(name, value.to(tensor.device()));
                });
        return matched;
    }

    private static void checkNames(String what, Collection<String> saved, Collection<String> own) {
        Set<String> surplus = new LinkedHashSet<>(saved);
        own.forEach(surplus::remove);
        Set<String> missing = new LinkedHashSet<>(own);
        saved.forEach(missing::remove);
        if (!missing.isEmpty()) {
            String first = missing.iterator().next();
            throw new IllegalArgumentException(
                    String.format(
                            "the model's %s %s is not in the file;%s it has %s. Load into a model"
                                    + " built like the one that was saved",
                            what,
                            Place.shown(first),
                            hint(first, surplus.isEmpty() ? saved : surplus),
                            Place.shown(saved)));
        }
        if (!surplus.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(
                            "the file's %s %s is not in the model, which has %s. Load into a model"
                                    + " built like the one that was saved",
                            what, Place.shown(surplus.iterator().next()), Place.shown(own)));
        }
    }

    /** Checks that a saved tensor is like the one it is for. */
    static void checkForm(String what, Tensor saved, Entry.Form own) {
        checkForm(what, Entry.Form.of(saved), own);
    }

    static void checkForm(String what, Entry.Form saved, Entry.Form own) {
        if (!saved.shape().equals(own.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %s in the file, %s in the model; the shapes must be equal. Load"
                                    + " into a model built like the one that was saved",
                            what, saved.shape(), own.shape()));
        }
        if (saved.dtype() != own.dtype()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %s in the file, %s in the model; build the model with %s, or"
                                    + " convert what tensors() returns",
                            what, saved.dtype(), own.dtype(), saved.dtype()));
        }
    }

    /** The name that was meant, of those that are short enough to be compared. */
    static String hint(String wrong, Collection<String> known) {
        if (wrong.length() > COMPARED) {
            return "";
        }
        return Spelling.hint(
                wrong,
                known.stream().filter(name -> name.length() <= COMPARED).limit(COMPARED).toList());
    }
}
