package org.higher.internal.io.state;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.higher.array.Device;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.Format;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Puts a state together from the values of the file format.
 *
 * <p>Which classes to create is known from the rule, never from the file: from the declared types,
 * and where these are interfaces, from an example of the state.
 */
public final class StateDecoder {
    private final Device device;

    /** With tensors on this device. */
    public StateDecoder(Device device) {
        this.device = device;
    }

    /**
     * The state, or part of one, that has this value.
     *
     * @param example a part in the same place of another state; null if there is none
     * @param at where in the state, for errors
     * @throws IllegalArgumentException if the value is of another type
     */
    public @Nullable Object decode(
            StateType type, Value value, @Nullable Object example, String at) {
        if (type.raw() == Optional.class) {
            return optional(type, value, example, at);
        }
        if (value instanceof Value.Nothing) {
            check(!type.raw().isPrimitive() && example == null, at, type, value);
            return null;
        }
        if (value instanceof Value.Leaf leaf) {
            check(type.raw().isAssignableFrom(Tensor.class), at, type, value);
            return leaf.tensor().to(device);
        }
        if (value instanceof Value.Sequence sequence) {
            return type.raw().isArray()
                    ? array(type, sequence, example, at)
                    : list(type, sequence, example, at);
        }
        if (value instanceof Value.Dictionary dictionary) {
            return map(type, dictionary, example, at);
        }
        if (value instanceof Value.Struct struct) {
            return record(type, struct, example, at);
        }
        return scalar(type, (Value.Scalar) value, at);
    }

    private Optional<?> optional(StateType type, Value value, @Nullable Object example, String at) {
        if (value instanceof Value.Nothing) {
            return Optional.empty();
        }
        Object inner = example instanceof Optional<?> o ? o.orElse(null) : null;
        return Optional.ofNullable(decode(type.element(), value, inner, at));
    }

    private List<?> list(
            StateType type, Value.Sequence value, @Nullable Object example, String at) {
        check(type.raw().isAssignableFrom(List.class), at, type, value);
        List<?> examples = example instanceof List<?> list ? list : List.of();
        return Collections.unmodifiableList(elements(type, value, examples, at));
    }

    private Object array(
            StateType type, Value.Sequence value, @Nullable Object example, String at) {
        Class<?> element = type.raw().getComponentType();
        List<?> examples =
                example instanceof @Nullable Object[] array ? Arrays.asList(array) : List.of();
        List<@Nullable Object> elements = elements(type, value, examples, at);
        Object array = Array.newInstance(element, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    private List<@Nullable Object> elements(
            StateType type, Value.Sequence value, List<?> examples, String at) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (Value element : value.elements()) {
            int i = elements.size();
            Object example = i < examples.size() ? examples.get(i) : null;
            elements.add(decode(type.element(), element, example, Place.in(at, i)));
        }
        return elements;
    }

    private Map<String, ?> map(
            StateType type, Value.Dictionary value, @Nullable Object example, String at) {
        check(type.raw().isAssignableFrom(Map.class), at, type, value);
        Map<?, ?> examples = example instanceof Map<?, ?> map ? map : Map.of();
        Map<String, @Nullable Object> elements = new LinkedHashMap<>();
        value.elements()
                .forEach(
                        (name, element) ->
                                elements.put(
                                        name,
                                        decode(
                                                type.element(),
                                                element,
                                                examples.get(name),
                                                Place.in(at, name))));
        return Collections.unmodifiableMap(elements);
    }

    private Object record(
            StateType declared, Value.Struct value, @Nullable Object example, String at) {
        StateType type =
                !declared.raw().isRecord() && example instanceof Record
                        ? StateType.of(example.getClass())
                        : declared;
        check(type.raw().isRecord(), at, type, value);
        Map<String, StateType> types = type.components();
        checkNames(type, types, value, at);
        List<@Nullable Object> components = new ArrayList<>();
        for (RecordComponent c : type.raw().getRecordComponents()) {
            Object of =
                    example != null && example.getClass() == type.raw()
                            ? Records.component(example, c)
                            : null;
            components.add(
                    decode(
                            Objects.requireNonNull(types.get(c.getName())),
                            value.components().getOrDefault(c.getName(), new Value.Nothing()),
                            of,
                            Place.in(at, c.getName())));
        }
        return Records.create(type.raw(), components, at);
    }

    /** A component that came later may be missing if it is optional; none may be lost. */
    private static void checkNames(
            StateType type, Map<String, StateType> types, Value.Struct value, String at) {
        boolean enough =
                types.entrySet().stream()
                        .filter(component -> component.getValue().raw() != Optional.class)
                        .map(Map.Entry::getKey)
                        .allMatch(value.components()::containsKey);
        if (!enough || !types.keySet().containsAll(value.components().keySet())) {
            throw new IllegalArgumentException(
                    at
                            + ": the file has "
                            + value
                            + ", but "
                            + type
                            + " is one of "
                            + types.keySet()
                            + "; it was saved from another rule, or another version of it");
        }
    }

    private static Object scalar(StateType type, Value.Scalar value, String at) {
        Object scalar = value.value();
        Class<?> raw = type.raw();
        if (raw == boolean.class || raw == Boolean.class) {
            check(scalar instanceof Boolean, at, type, value);
            return scalar;
        }
        if (raw == String.class) {
            check(scalar instanceof String, at, type, value);
            return scalar;
        }
        if (raw == double.class || raw == Double.class) {
            return real(type, value, at);
        }
        if (raw == float.class || raw == Float.class) {
            return (float) real(type, value, at);
        }
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(scalar))
                    .findFirst()
                    .orElseThrow(() -> mismatch(at, type, value));
        }
        return whole(type, value, at);
    }

    private static double real(StateType type, Value.Scalar value, String at) {
        if (value.value() instanceof String text) {
            return Format.special(text).orElseThrow(() -> mismatch(at, type, value));
        }
        check(value.value() instanceof Number, at, type, value);
        return ((Number) value.value()).doubleValue();
    }

    private static Object whole(StateType type, Value.Scalar value, String at) {
        check(value.value() instanceof Long, at, type, value);
        long number = (Long) value.value();
        Class<?> raw = type.raw();
        if (raw == long.class || raw == Long.class) {
            return number;
        }
        if ((raw == int.class || raw == Integer.class) && number == (int) number) {
            return (int) number;
        }
        if ((raw == short.class || raw == Short.class) && number == (short) number) {
            return (short) number;
        }
        if ((raw == byte.class || raw == Byte.class) && number == (byte) number) {
            return (byte) number;
        }
        throw mismatch(at, type, value);
    }

    private static void check(boolean fits, String at, StateType type, Value value) {
        if (!fits) {
            throw mismatch(at, type, value);
        }
    }

    private static IllegalArgumentException mismatch(String at, StateType type, Value value) {
        return new IllegalArgumentException(
                at
                        + ": the file has "
                        + value
                        + " where the state has a "
                        + type
                        + "; it was saved from another rule, or another version of it");
    }
}
