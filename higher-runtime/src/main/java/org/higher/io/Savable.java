package org.higher.io;

import java.util.List;
import java.util.Map;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;
import org.higher.internal.io.state.Value;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks that what is to be saved can be loaded; errors name what cannot. */
final class Savable {
    private Savable() {}

    /**
     * Checks all of an entry.
     *
     * @throws IllegalArgumentException if there is something in it that can't be saved
     */
    static void check(String name, Entry entry) {
        if (entry instanceof Entry.Model model) {
            tensors(name, model.parameters());
            tensors(name, model.buffers());
        } else if (entry instanceof Entry.States states) {
            for (List<Entry.Slot> group : states.groups()) {
                group.forEach(slot -> value(name, slot.state()));
            }
        } else if (entry instanceof Entry.Hyperparameters hyper) {
            hyper.values()
                    .forEach(
                            (key, list) -> {
                                name(name, key);
                                list.forEach(tensor -> tensor(name, key, tensor));
                            });
        } else if (entry instanceof Entry.Single single) {
            scalar(name, single.value());
        }
    }

    /** Checks that something was given at all. */
    static <T> T given(String name, @Nullable T what, String kind) {
        if (what == null) {
            throw refused(name, "null is no " + kind + "; leave out what there is none of");
        }
        return what;
    }

    /** Checks that a call of something that reads or writes was given what it is about. */
    static <T> T argument(@Nullable T given, String call, String kind) {
        if (given == null) {
            throw new IllegalArgumentException(call + ": null is no " + kind + "; give one");
        }
        return given;
    }

    private static void tensors(String name, Map<String, Tensor> tensors) {
        tensors.forEach(
                (path, tensor) -> {
                    name(name, path);
                    tensor(name, path, tensor);
                });
    }

    private static void value(String name, Value value) {
        if (value instanceof Value.Scalar scalar) {
            scalar(name, scalar.value());
        } else if (value instanceof Value.Leaf leaf) {
            tensor(name, "a state", leaf.tensor());
        } else if (value instanceof Value.Sequence sequence) {
            sequence.elements().forEach(element -> value(name, element));
        } else if (value instanceof Value.Dictionary map) {
            map.elements()
                    .forEach(
                            (key, element) -> {
                                name(name, key);
                                value(name, element);
                            });
        } else if (value instanceof Value.Struct struct) {
            struct.components().values().forEach(component -> value(name, component));
        }
    }

    private static void tensor(String name, String path, Tensor tensor) {
        if (tensor.shape().length > Limits.RANK) {
            throw refused(
                    name,
                    String.format(
                            "%s: a tensor of %d axes can't be saved; reshape it to %d at most",
                            Place.shown(path), tensor.shape().length, Limits.RANK));
        }
    }

    private static void scalar(String name, Object value) {
        if (value instanceof String text) {
            characters(name, "the text", text, Limits.TEXT);
        }
    }

    private static void name(String entry, String name) {
        characters(entry, "the name", name, Limits.NAME);
    }

    /** Checks that a text is not too long and can be written as UTF-8. */
    static void characters(String entry, String what, String text, int most) {
        if (text.length() > most) {
            throw refused(
                    entry,
                    String.format(
                            "%s '%s' can't be saved, the most are %d; write it into a file of its"
                                    + " own, or give a shorter one",
                            what, Place.shown(text), most));
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (Character.getType(c) == Character.SURROGATE) {
                throw refused(
                        entry,
                        String.format(
                                "%s has half a character, \\u%04x, at %d, which files can't hold;"
                                        + " cut texts by code points, or encode bytes as Base64",
                                what, c, i));
            }
        }
    }

    private static IllegalArgumentException refused(String name, String fact) {
        return new IllegalArgumentException(
                "checkpoint: " + Place.shown(String.valueOf(name)) + ": " + fact);
    }
}
