package org.higher.functional.support.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Gives the tensors that a tree is made of when it is unflattened, in the order of {@link Leaves}.
 *
 * <p>Each method is given what is in the same place of the tree whose structure is kept. What is
 * null there stays null; containers keep their kind, size, keys and order, and cannot be changed,
 * arrays excepted.
 */
public final class LeafSource {
    private final Iterator<Tensor> parameters;
    private final Iterator<Tensor> buffers;

    /** Takes what holds no tensors, if that is to be looked at. */
    private final @Nullable List<@Nullable Object> constants;

    private LeafSource(
            List<Tensor> parameters,
            List<Tensor> buffers,
            @Nullable List<@Nullable Object> constants) {
        this.parameters = parameters.iterator();
        this.buffers = buffers.iterator();
        this.constants = constants;
    }

    /**
     * A value of the same structure as another, with other tensors.
     *
     * @param parameters one for each that {@link Leaves#parameters} lists of the other value
     * @param buffers one for each that {@link Leaves#buffers} lists
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static <T> T unflatten(
            T like,
            BiFunction<T, LeafSource, T> unflatten,
            List<Tensor> parameters,
            List<Tensor> buffers) {
        LeafSource source = new LeafSource(parameters, buffers, null);
        T value = unflatten.apply(like, source);
        if (source.parameters.hasNext() || source.buffers.hasNext()) {
            throw new IllegalArgumentException(
                    "unflatten: more tensors were given than there are places for");
        }
        return value;
    }

    /** As {@link #unflatten(Object, BiFunction, List, List)}, for a tree. */
    @SuppressWarnings("unchecked") // a tree makes trees of its own type
    public static <T extends Tree> T unflatten(
            T like, List<Tensor> parameters, List<Tensor> buffers) {
        return unflatten(like, (tree, in) -> (T) tree.unflatten(in), parameters, buffers);
    }

    /**
     * A value made anew of its own tensors.
     *
     * @param constants takes what else it holds, in order
     * @throws IllegalArgumentException if that leads to parameters
     */
    static <T> T renew(
            T value,
            BiFunction<T, LeafSource, T> unflatten,
            Leaves leaves,
            List<@Nullable Object> constants) {
        return unflatten.apply(
                value, new LeafSource(leaves.parameters(), leaves.buffers(), constants));
    }

    // called by generated code

    /** A parameter. */
    public @Nullable Tensor parameter(@Nullable Tensor old) {
        return old == null ? null : next(parameters);
    }

    /** A buffer. */
    public @Nullable Tensor buffer(@Nullable Tensor old) {
        return old == null ? null : next(buffers);
    }

    private static Tensor next(Iterator<Tensor> tensors) {
        if (!tensors.hasNext()) {
            throw new IllegalArgumentException(
                    "unflatten: fewer tensors were given than there are places for");
        }
        return tensors.next();
    }

    /** The tree of a submodule. */
    @SuppressWarnings("unchecked") // a tree makes trees of its own type
    public <T extends @Nullable Tree> T tree(T old) {
        return old == null ? old : (T) old.unflatten(this);
    }

    /** A value of another type, such as a record. */
    public <T> @Nullable T node(@Nullable T old, BiFunction<T, LeafSource, T> unflatten) {
        return old == null ? null : unflatten.apply(old, this);
    }

    /** What an object holds beside tensors, as it is. */
    public <T> T constant(Object holder, String field, T value) {
        if (constants != null) {
            constants.add(Configuration.check(holder, field, value));
        }
        return value;
    }

    /** A list. */
    public <T> @Nullable List<T> list(@Nullable List<T> old, BiFunction<LeafSource, T, T> each) {
        if (old == null) {
            return null;
        }
        List<T> elements = new ArrayList<>(old.size());
        old.forEach(element -> elements.add(each.apply(this, element)));
        return Collections.unmodifiableList(elements);
    }

    /** A map, whose keys stay. */
    public <K, T> @Nullable Map<K, T> map(
            @Nullable Map<K, T> old, BiFunction<LeafSource, T, T> each) {
        if (old == null) {
            return null;
        }
        Map<K, T> elements = Containers.emptyLike(old);
        old.forEach((key, element) -> elements.put(key, each.apply(this, element)));
        return Containers.unmodifiable(elements);
    }

    /** A new array. */
    public <T> T @Nullable [] array(T @Nullable [] old, BiFunction<LeafSource, T, T> each) {
        if (old == null) {
            return null;
        }
        T[] elements = Arrays.copyOf(old, old.length);
        Arrays.setAll(elements, i -> each.apply(this, old[i]));
        return elements;
    }

    /** An optional. */
    public <T> @Nullable Optional<T> optional(
            @Nullable Optional<T> old, BiFunction<LeafSource, T, T> each) {
        return old == null ? null : old.map(element -> each.apply(this, element));
    }
}
