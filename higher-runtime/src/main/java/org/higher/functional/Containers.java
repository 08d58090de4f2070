package org.higher.functional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Maps lists, maps, arrays and optionals of modules, alone or together with their parameters.
 *
 * <p>Called by generated code. A container that is null stays null; results cannot be modified,
 * except arrays and what {@code mutable} returns.
 */
public final class Containers {
    private Containers() {}

    /** Maps a list. */
    public static <T, R> @Nullable List<R> list(
            @Nullable List<? extends T> elements, Function<? super T, ? extends R> each) {
        if (elements == null) {
            return null;
        }
        List<R> mapped = new ArrayList<>(elements.size());
        elements.forEach(element -> mapped.add(each.apply(element)));
        return Collections.unmodifiableList(mapped);
    }

    /** Maps two lists of the same size. */
    public static <T, U, R> @Nullable List<R> list(
            @Nullable List<? extends T> first,
            @Nullable List<? extends U> second,
            BiFunction<? super T, ? super U, ? extends R> each) {
        if (first == null || second == null) {
            checkBothNull(first, second);
            return null;
        }
        checkSize("List", first.size(), second.size());
        List<R> mapped = new ArrayList<>(first.size());
        Iterator<? extends U> other = second.iterator();
        first.forEach(element -> mapped.add(each.apply(element, other.next())));
        return Collections.unmodifiableList(mapped);
    }

    /** Maps the values of a map, in its order. */
    public static <T, R> @Nullable Map<String, R> map(
            @Nullable Map<String, ? extends T> elements, Function<? super T, ? extends R> each) {
        if (elements == null) {
            return null;
        }
        Map<String, R> mapped = new LinkedHashMap<>();
        elements.forEach((key, element) -> mapped.put(key, each.apply(element)));
        return Collections.unmodifiableMap(mapped);
    }

    /** Maps the values of two maps with the same keys, in the order of the first. */
    public static <T, U, R> @Nullable Map<String, R> map(
            @Nullable Map<String, ? extends T> first,
            @Nullable Map<String, ? extends U> second,
            BiFunction<? super T, ? super U, ? extends R> each) {
        if (first == null || second == null) {
            checkBothNull(first, second);
            return null;
        }
        if (!first.keySet().equals(second.keySet())) {
            throw new IllegalArgumentException(
                    "bind: the model's Map has keys "
                            + first.keySet()
                            + " and the parameters' "
                            + second.keySet()
                            + "; take parameters from a model of the same structure");
        }
        Map<String, R> mapped = new LinkedHashMap<>();
        first.forEach((key, element) -> mapped.put(key, each.apply(element, second.get(key))));
        return Collections.unmodifiableMap(mapped);
    }

    /** Maps an array. */
    public static <T, R> R @Nullable [] array(
            T @Nullable [] elements,
            IntFunction<R[]> create,
            Function<? super T, ? extends R> each) {
        if (elements == null) {
            return null;
        }
        R[] mapped = create.apply(elements.length);
        Arrays.setAll(mapped, i -> each.apply(elements[i]));
        return mapped;
    }

    /** Maps two arrays of the same length. */
    public static <T, U, R> R @Nullable [] array(
            T @Nullable [] first,
            U @Nullable [] second,
            IntFunction<R[]> create,
            BiFunction<? super T, ? super U, ? extends R> each) {
        if (first == null || second == null) {
            checkBothNull(first, second);
            return null;
        }
        checkSize("array", first.length, second.length);
        R[] mapped = create.apply(first.length);
        Arrays.setAll(mapped, i -> each.apply(first[i], second[i]));
        return mapped;
    }

    /** Maps what an optional holds. */
    public static <T, R> @Nullable Optional<R> optional(
            @Nullable Optional<? extends T> element, Function<? super T, ? extends R> each) {
        return element == null ? null : element.map(each);
    }

    /** Maps what two optionals hold, if they do. */
    public static <T, U, R> @Nullable Optional<R> optional(
            @Nullable Optional<? extends T> first,
            @Nullable Optional<? extends U> second,
            BiFunction<? super T, ? super U, ? extends R> each) {
        if (first == null || second == null) {
            checkBothNull(first, second);
            return null;
        }
        checkSize("Optional", first.isPresent() ? 1 : 0, second.isPresent() ? 1 : 0);
        return first.map(element -> each.apply(element, second.get()));
    }

    /** A copy that forward passes may change: a list of buffers. */
    public static <T> @Nullable List<T> mutable(@Nullable List<T> elements) {
        return elements == null ? null : new ArrayList<>(elements);
    }

    /** A copy that forward passes may change: a map of buffers. */
    public static <T> @Nullable Map<String, T> mutable(@Nullable Map<String, T> elements) {
        return elements == null ? null : new LinkedHashMap<>(elements);
    }

    /** A copy that forward passes may change: an array of buffers. */
    public static <T> T @Nullable [] mutable(T @Nullable [] elements) {
        return elements == null ? null : elements.clone();
    }

    /** A copy that nobody can change: a list of tensors. */
    public static <T> @Nullable List<T> fixed(@Nullable List<T> elements) {
        return list(elements, Function.identity());
    }

    /** A copy that nobody can change: a map of tensors. */
    public static <T> @Nullable Map<String, T> fixed(@Nullable Map<String, T> elements) {
        return map(elements, Function.identity());
    }

    /** A copy that the caller has for itself: an array of tensors. */
    public static <T> T @Nullable [] fixed(T @Nullable [] elements) {
        return mutable(elements);
    }

    private static void checkBothNull(@Nullable Object first, @Nullable Object second) {
        if (first != second) {
            throw new IllegalArgumentException(
                    "bind: a field is null in the "
                            + (first == null ? "model" : "parameters")
                            + " only; take parameters from a model of the same structure");
        }
    }

    private static void checkSize(String container, int first, int second) {
        if (first != second) {
            throw new IllegalArgumentException(
                    "bind: the model's "
                            + container
                            + " has "
                            + first
                            + " elements and the parameters' "
                            + second
                            + "; take parameters from a model of the same structure");
        }
    }
}
