package org.higher.internal.io.state;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Takes a state apart into the values of the file format; {@link StateDecoder} undoes it. */
public final class StateEncoder {
    private StateEncoder() {}

    /**
     * The value of a state, or of a part of it.
     *
     * @param at where in the state, for errors
     * @throws IllegalArgumentException if there is something in it that can't be saved
     */
    public static Value encode(@Nullable Object part, String at) {
        return encode(part, at, 0);
    }

    private static Value encode(@Nullable Object part, String at, int depth) {
        if (depth > Limits.DEPTH) {
            throw unsaved(at, "more than " + Limits.DEPTH + " containers within each other");
        }
        if (part == null) {
            return new Value.Nothing();
        }
        if (part instanceof Tensor tensor) {
            return new Value.Leaf(tensor.detach());
        }
        if (part instanceof Optional<?> optional) {
            return optional(optional, at, depth);
        }
        if (part instanceof List<?> list) {
            return sequence(list, at, depth);
        }
        if (part instanceof Map<?, ?> map) {
            return dictionary(map, at, depth);
        }
        if (part instanceof Record record) {
            return struct(record, at, depth);
        }
        return part.getClass().isArray() ? array(part, at, depth) : scalar(part, at);
    }

    private static Value optional(Optional<?> optional, String at, int depth) {
        if (optional.isEmpty()) {
            return new Value.Nothing();
        }
        Value value = encode(optional.get(), at, depth + 1);
        if (value instanceof Value.Nothing) {
            throw unsaved(at, "an Optional in an Optional");
        }
        return value;
    }

    private static Value sequence(List<?> list, String at, int depth) {
        List<Value> elements = new ArrayList<>();
        for (Object element : list) {
            elements.add(encode(element, Place.in(at, elements.size()), depth + 1));
        }
        return new Value.Sequence(elements);
    }

    private static Value array(Object array, String at, int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return sequence(elements, at, depth);
    }

    private static Value dictionary(Map<?, ?> map, String at, int depth) {
        Map<String, Value> elements = new LinkedHashMap<>();
        map.forEach(
                (key, element) -> {
                    if (!(key instanceof String name)) {
                        throw unsaved(at, "a map whose keys are not Strings");
                    }
                    elements.put(name, encode(element, Place.in(at, name), depth + 1));
                });
        return new Value.Dictionary(elements);
    }

    private static Value struct(Record record, String at, int depth) {
        Map<String, Value> components = new LinkedHashMap<>();
        for (RecordComponent c : record.getClass().getRecordComponents()) {
            Object part = Records.component(record, c);
            components.put(c.getName(), encode(part, Place.in(at, c.getName()), depth + 1));
        }
        return new Value.Struct(components);
    }

    private static Value scalar(Object part, String at) {
        if (part instanceof Double || part instanceof Float) {
            return new Value.Scalar(((Number) part).doubleValue());
        }
        if (part instanceof Long
                || part instanceof Integer
                || part instanceof Short
                || part instanceof Byte) {
            return new Value.Scalar(((Number) part).longValue());
        }
        if (part instanceof Boolean || part instanceof String) {
            return new Value.Scalar(part);
        }
        if (part instanceof Enum<?> constant) {
            return new Value.Scalar(constant.name());
        }
        throw unsaved(at, "a " + part.getClass().getName());
    }

    private static IllegalArgumentException unsaved(String at, String what) {
        return new IllegalArgumentException(
                at
                        + ": "
                        + what
                        + " can't be saved; a state is a tensor, or a record of tensors, numbers,"
                        + " booleans, texts, enums, Optionals, lists, arrays, maps by String and"
                        + " records");
    }
}
