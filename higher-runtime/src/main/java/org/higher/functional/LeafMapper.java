package org.higher.functional;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is done to every tensor of a tree.
 *
 * <p>Generated code calls the public methods, one line for each component, and thereby tells the
 * mapper where it is. A tensor or subtree that is null stays null.
 */
public abstract class LeafMapper {
    private final Deque<String> names = new ArrayDeque<>();

    /** A mapper that does the same to parameters and buffers. */
    public static LeafMapper of(UnaryOperator<Tensor> function) {
        return new LeafMapper() {
            @Override
            protected Tensor onParameter(Tensor parameter) {
                return function.apply(parameter);
            }

            @Override
            protected Tensor onBuffer(Tensor buffer) {
                return function.apply(buffer);
            }
        };
    }

    /** What becomes of a parameter. */
    protected abstract Tensor onParameter(Tensor parameter);

    /** What becomes of a buffer. */
    protected abstract Tensor onBuffer(Tensor buffer);

    /** Where the walk is, as a dotted path: {@code layers.0.weight}. */
    protected final String path() {
        List<String> outerFirst = new ArrayList<>();
        names.descendingIterator().forEachRemaining(outerFirst::add);
        return String.join(".", outerFirst);
    }

    /** Maps a parameter. */
    public final @Nullable Tensor param(String name, @Nullable Tensor parameter) {
        if (parameter == null) {
            return null;
        }
        names.push(name);
        Tensor mapped = onParameter(parameter);
        names.pop();
        return mapped;
    }

    /** Maps a buffer. */
    public final @Nullable Tensor buffer(String name, @Nullable Tensor buffer) {
        if (buffer == null) {
            return null;
        }
        names.push(name);
        Tensor mapped = onBuffer(buffer);
        names.pop();
        return mapped;
    }

    /** Maps the tree of a submodule. */
    public final <P extends @Nullable ParamTree> P tree(String name, P tree) {
        if (tree == null) {
            return tree;
        }
        Leaves leaves = Leaves.named(tree);
        names.push(name);
        List<Tensor> parameters = new ArrayList<>();
        for (int i = 0; i < leaves.parameters().size(); i++) {
            names.push(leaves.parameterPaths().get(i));
            parameters.add(onParameter(leaves.parameters().get(i)));
            names.pop();
        }
        List<Tensor> buffers = new ArrayList<>();
        for (int i = 0; i < leaves.buffers().size(); i++) {
            names.push(leaves.bufferPaths().get(i));
            buffers.add(onBuffer(leaves.buffers().get(i)));
            names.pop();
        }
        names.pop();
        return LeafSource.unflatten(tree, parameters, buffers);
    }

    /** Maps a list; its elements are named by their index. */
    public final <T> @Nullable List<T> list(
            String name, @Nullable List<T> elements, BiFunction<String, T, T> each) {
        if (elements == null) {
            return null;
        }
        names.push(name);
        List<T> mapped = new ArrayList<>(elements.size());
        for (T element : elements) {
            mapped.add(each.apply(Integer.toString(mapped.size()), element));
        }
        names.pop();
        return Collections.unmodifiableList(mapped);
    }

    /** Maps the values of a map; they are named by their key, and the order is kept. */
    public final <K, T> @Nullable Map<K, T> map(
            String name, @Nullable Map<K, T> elements, BiFunction<String, T, T> each) {
        if (elements == null) {
            return null;
        }
        names.push(name);
        Map<K, T> mapped =
                elements instanceof SortedMap<K, ?> sorted
                        ? new TreeMap<>(sorted.comparator())
                        : new LinkedHashMap<>();
        elements.forEach((key, element) -> mapped.put(key, each.apply(name(key), element)));
        names.pop();
        return mapped instanceof SortedMap<K, T> sorted
                ? Collections.unmodifiableSortedMap(sorted)
                : Collections.unmodifiableMap(mapped);
    }

    private static String name(Object key) {
        return key instanceof Enum<?> constant ? constant.name() : String.valueOf(key);
    }

    /** Maps an array into a new one; its elements are named by their index. */
    public final <T> T @Nullable [] array(
            String name, T @Nullable [] elements, BiFunction<String, T, T> each) {
        if (elements == null) {
            return null;
        }
        names.push(name);
        T[] mapped = Arrays.copyOf(elements, elements.length);
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = each.apply(Integer.toString(i), elements[i]);
        }
        names.pop();
        return mapped;
    }

    /** Maps what an optional holds, under the optional's own name. */
    public final <T> @Nullable Optional<T> optional(
            String name, @Nullable Optional<T> element, BiFunction<String, T, T> each) {
        return element == null ? null : element.map(value -> each.apply(name, value));
    }
}
