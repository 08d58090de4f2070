package org.higher.functional.support.v1;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Objects that are made of tensors, such as records: they are made anew of other tensors. */
public final class Values {
    private Values() {}

    /**
     * A value made anew of its own parts, which nobody else can change.
     *
     * <p>Called by generated code when it reads a value from a model.
     *
     * @throws IllegalArgumentException if the new one has other tensors, say because its
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
        T renewed = LeafSource.renew(value, unflatten, leaves);
        Leaves kept = Leaves.of(renewed, flatten);
        checkSame(value, leaves.parameters(), kept.parameters());
        checkSame(value, leaves.buffers(), kept.buffers());
        return renewed;
    }

    private static void checkSame(Object value, List<Tensor> given, List<Tensor> kept) {
        boolean same = given.size() == kept.size();
        for (int i = 0; same && i < given.size(); i++) {
            same = given.get(i) == kept.get(i);
        }
        if (!same) {
            throw new IllegalArgumentException(
                    value.getClass().getName()
                            + " does not keep the tensors that its constructor is given, or does"
                            + " not return them as they are: a twin cannot give it others;"
                            + " annotate the class @Functional, or move what it computes to"
                            + " another method");
        }
    }
}
