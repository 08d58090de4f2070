package org.higher.functional.support.v1;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Objects that are made of tensors, such as records: they are made anew of other tensors. */
public final class Values {
    private Values() {}

    /**
     * A value made anew of its own parts, which nobody else can change.
     *
     * <p>Called by generated code when it reads a value from a model.
     *
     * @throws IllegalArgumentException if the new one holds something else, say because its
     *     constructor or an accessor computes something, or if what else it holds leads to
     *     parameters
     */
    public static <T> @Nullable T renewed(
            @Nullable T value,
            BiConsumer<? super T, Leaves> flatten,
            BiFunction<T, LeafSource, T> unflatten) {
        if (value == null) {
            return null;
        }
        Leaves leaves = Leaves.of(value, flatten);
        List<@Nullable Object> constants = new ArrayList<>();
        T renewed = LeafSource.renew(value, unflatten, leaves, constants);
        Leaves kept = Leaves.of(renewed, flatten);
        List<@Nullable Object> keptConstants = new ArrayList<>();
        LeafSource.renew(renewed, unflatten, kept, keptConstants);
        boolean same =
                LeafSource.areSame(leaves.parameters(), kept.parameters())
                        && LeafSource.areSame(leaves.buffers(), kept.buffers())
                        && Objects.deepEquals(constants.toArray(), keptConstants.toArray());
        if (!same) {
            throw new IllegalArgumentException(
                    value.getClass().getName()
                            + " does not keep what its constructor is given, or does not return it"
                            + " as it is: a twin cannot give it other tensors; annotate the class"
                            + " @Functional, or move what it computes to another method");
        }
        return renewed;
    }

    /** The same for a value that a model's code has made, of a class that was checked before. */
    public static <T> @Nullable T again(
            @Nullable T value,
            BiConsumer<? super T, Leaves> flatten,
            BiFunction<T, LeafSource, T> unflatten) {
        if (value == null) {
            return null;
        }
        Leaves leaves = Leaves.of(value, flatten);
        return LeafSource.unflatten(
                value, flatten, unflatten, leaves.parameters(), leaves.buffers());
    }
}
