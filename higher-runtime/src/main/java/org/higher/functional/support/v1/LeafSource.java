package org.higher.functional.support.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
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

    private boolean madeValues;

    private LeafSource(
            List<Tensor> parameters,
            List<Tensor> buffers,
            @Nullable List<@Nullable Object> constants) {
        this.parameters = parameters.iterator();
        this.buffers = buffers.iterator();
        this.constants = constants;
    }

    /**
     * A value of the same structure with other tensors.
     *
     * @param parameters one for each that {@link Leaves#parameters} lists
     * @param buffers one for each that {@link Leaves#buffers} lists
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static <T> T unflatten(
            T like,
            BiFunction<T, LeafSource, T> unflatten,
            List<Tensor> parameters,
            List<Tensor> buffers) {
        return new LeafSource(parameters, buffers, null).all(like, unflatten);
    }

    /**
     * The same, with a look at what constructors of values have made of the tensors.
     *
     * @throws IllegalArgumentException if there are more or fewer, or the constructor of a value
     *     does something else with them than keeping them
     */
    public static <T> T unflatten(
            T like,
            BiConsumer<? super T, Leaves> flatten,
            BiFunction<T, LeafSource, T> unflatten,
            List<Tensor> parameters,
            List<Tensor> buffers) {
        LeafSource source = new LeafSource(parameters, buffers, null);
        T value = source.all(like, unflatten);
        if (source.madeValues) {
            Leaves kept = Leaves.of(value, flatten);
            if (!areSame(parameters, kept.parameters()) || !areSame(buffers, kept.buffers())) {
                throw new IllegalArgumentException(
                        "unflatten: a value in "
                                + like.getClass().getName()
                                + " does not keep the tensors that its constructor is given, or"
                                + " not in their places; annotate its class @Functional, or move"
                                + " what it computes to another method");
            }
        }
        return value;
    }

    private <T> T all(T like, BiFunction<T, LeafSource, T> unflatten) {
        T value = unflatten.apply(like, this);
        if (parameters.hasNext() || buffers.hasNext()) {
            throw new IllegalArgumentException(
                    "unflatten: more tensors were given than there are places for");
        }
        return value;
    }

    /** Whether two lists hold the same objects. */
    static boolean areSame(List<Tensor> given, List<Tensor> kept) {
        boolean same = given.size() == kept.size();
        for (int i = 0; same && i < given.size(); i++) {
            same = given.get(i) == kept.get(i);
        }
        return same;
    }

    /** As {@link #unflatten(Object, BiConsumer, BiFunction, List, List)}, for a tree. */
    @SuppressWarnings("unchecked") // a tree makes trees of its own type
    public static <T extends Tree> T unflatten(
            T like, List<Tensor> parameters, List<Tensor> buffers) {
        return unflatten(
                like, Tree::flatten, (tree, in) -> (T) tree.unflatten(in), parameters, buffers);
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
        madeValues = true; // by constructors of the user's
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
