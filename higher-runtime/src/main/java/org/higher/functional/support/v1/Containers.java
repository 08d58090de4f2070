package org.higher.functional.support.v1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Stack;
import java.util.TreeMap;
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

    /** What a field holds whose type says no more than that it can be iterated over. */
    public static <T> @Nullable Collection<T> collection(@Nullable Iterable<T> elements) {
        if (elements == null || elements instanceof Collection<T>) {
            return (Collection<T>) elements;
        }
        List<T> collected = new ArrayList<>();
        elements.forEach(collected::add);
        return collected;
    }

    /**
     * Maps a list, or another collection in its order.
     *
     * @throws IllegalArgumentException if its order may be another one in the next run
     */
    public static <T, R> @Nullable List<R> list(
            @Nullable Collection<? extends T> elements, Function<? super T, ? extends R> each) {
        if (elements == null) {
            return null;
        }
        checkOrder(elements);
        List<R> mapped = new ArrayList<>(elements.size());
        elements.forEach(element -> mapped.add(each.apply(element)));
        return Collections.unmodifiableList(mapped);
    }

    /** Maps two lists or other collections of the same size. */
    public static <T, U, R> @Nullable List<R> list(
            @Nullable Collection<? extends T> first,
            @Nullable Collection<? extends U> second,
            BiFunction<? super T, ? super U, ? extends R> each) {
        if (first == null || second == null) {
            checkBothNull(first, second);
            return null;
        }
        checkOrder(first);
        checkSize("List", first.size(), second.size());
        List<R> mapped = new ArrayList<>(first.size());
        Iterator<? extends U> other = second.iterator();
        first.forEach(element -> mapped.add(each.apply(element, other.next())));
        return Collections.unmodifiableList(mapped);
    }

    /** Maps the values of a map, in its order. */
    public static <K, T, R> @Nullable Map<K, R> map(
            @Nullable Map<K, ? extends T> elements, Function<? super T, ? extends R> each) {
        if (elements == null) {
            return null;
        }
        Map<K, R> mapped = emptyLike(elements);
        elements.forEach((key, element) -> mapped.put(key, each.apply(element)));
        return unmodifiable(mapped);
    }

    /** Maps the values of two maps with the same keys, in the order of the first. */
    public static <K, T, U, R> @Nullable Map<K, R> map(
            @Nullable Map<K, ? extends T> first,
            @Nullable Map<K, ? extends U> second,
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
        Map<K, R> mapped = emptyLike(first);
        first.forEach((key, element) -> mapped.put(key, each.apply(element, second.get(key))));
        return unmodifiable(mapped);
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
    public static <K, T> @Nullable Map<K, T> mutable(@Nullable Map<K, T> elements) {
        if (elements == null) {
            return null;
        }
        Map<K, T> copy = emptyLike(elements);
        copy.putAll(elements);
        return copy;
    }

    /** A copy of the class that a field declares: an array list. */
    @SuppressWarnings("NonApiType") // as the field
    public static <T> @Nullable ArrayList<T> arrayList(@Nullable Collection<T> elements) {
        return elements == null ? null : new ArrayList<>(elements);
    }

    /** A copy of the class that a field declares: a linked list, which is a queue, too. */
    @SuppressWarnings({"NonApiType", "JdkObsolete"}) // as the field
    public static <T> @Nullable LinkedList<T> linkedList(@Nullable Collection<T> elements) {
        return elements == null ? null : new LinkedList<>(elements);
    }

    /** A copy of the class that a field declares: a queue in an array. */
    @SuppressWarnings("NonApiType") // as the field
    public static <T> @Nullable ArrayDeque<T> arrayDeque(@Nullable Collection<T> elements) {
        return elements == null ? null : new ArrayDeque<>(elements);
    }

    /** A copy of the class that a field declares: a stack, which is a vector, too. */
    @SuppressWarnings({"NonApiType", "JdkObsolete"}) // as the field
    public static <T> @Nullable Stack<T> stack(@Nullable Collection<T> elements) {
        if (elements == null) {
            return null;
        }
        Stack<T> copy = new Stack<>();
        copy.addAll(elements);
        return copy;
    }

    /**
     * A copy of the class that a field declares: a sorted map.
     *
     * @throws IllegalArgumentException if the map has no order of its keys
     */
    @SuppressWarnings("NonApiType") // as the field
    public static <K, T> @Nullable TreeMap<K, T> treeMap(@Nullable Map<K, T> elements) {
        if (elements == null) {
            return null;
        }
        if (elements instanceof SortedMap<K, T> sorted) {
            return new TreeMap<>(sorted);
        }
        throw new IllegalArgumentException(
                "bind: the model has a sorted map where the parameters have a "
                        + elements.getClass().getName()
                        + "; take parameters from a model of the same structure");
    }

    /** A copy of the class that a field declares: a map whose keys are constants of an enum. */
    @SuppressWarnings("NonApiType") // as the field
    public static <K extends Enum<K>, T> @Nullable EnumMap<K, T> enumMap(
            @Nullable Map<K, T> elements, Class<K> keys) {
        if (elements == null) {
            return null;
        }
        EnumMap<K, T> copy = new EnumMap<>(keys);
        copy.putAll(elements);
        return copy;
    }

    /** A copy of the class that a field declares: a set that keeps its order. */
    @SuppressWarnings("NonApiType") // as the field
    public static <T> @Nullable LinkedHashSet<T> linkedSet(@Nullable Collection<T> elements) {
        return elements == null ? null : new LinkedHashSet<>(elements);
    }

    /** A copy of the class that a field declares: a map that keeps its order. */
    @SuppressWarnings("NonApiType") // as the field
    public static <K, T> @Nullable LinkedHashMap<K, T> linkedMap(@Nullable Map<K, T> elements) {
        return elements == null ? null : new LinkedHashMap<>(elements);
    }

    /** A copy that forward passes may change: an array of buffers. */
    public static <T> T @Nullable [] mutable(T @Nullable [] elements) {
        return elements == null ? null : elements.clone();
    }

    /** A copy that nobody can change: a list of tensors. */
    public static <T> @Nullable List<T> fixed(@Nullable Collection<T> elements) {
        return list(elements, Function.identity());
    }

    /** A copy that nobody can change: a map of tensors. */
    public static <K, T> @Nullable Map<K, T> fixed(@Nullable Map<K, T> elements) {
        return map(elements, Function.identity());
    }

    /** A copy that the caller has for itself: an array of tensors. */
    public static <T> T @Nullable [] fixed(T @Nullable [] elements) {
        return mutable(elements);
    }

    /** An empty map in which keys are found as in another: a sorted one may compare in its way. */
    static <K, T> Map<K, T> emptyLike(Map<K, ?> other) {
        return other instanceof SortedMap<K, ?> sorted
                ? new TreeMap<>(sorted.comparator())
                : new LinkedHashMap<>();
    }

    static <K, T> Map<K, T> unmodifiable(Map<K, T> map) {
        return map instanceof SortedMap<K, T> sorted
                ? Collections.unmodifiableSortedMap(sorted)
                : Collections.unmodifiableMap(map);
    }

    /** Parameters are told apart by their place, which hashes of objects change in every run. */
    private static void checkOrder(Collection<?> elements) {
        if (elements.size() > 1
                && elements instanceof Set<?>
                && !elements.spliterator().hasCharacteristics(Spliterator.ORDERED)) {
            throw new IllegalArgumentException(
                    "a "
                            + elements.getClass().getName()
                            + " of modules or tensors has another order in every run; use a"
                            + " LinkedHashSet or a List");
        }
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
