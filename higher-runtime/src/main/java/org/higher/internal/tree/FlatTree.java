package org.higher.internal.tree;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.Tree;
import org.higher.tensor.Tensor;

/**
 * A value and the list of its tensors, from which others of the same structure are made.
 *
 * @param <T> the type of the value
 */
public final class FlatTree<T> {
    private final T value;
    private final BiFunction<T, LeafSource, T> unflatten;
    private final Leaves leaves;

    private FlatTree(T value, BiFunction<T, LeafSource, T> unflatten, Leaves leaves) {
        this.value = value;
        this.unflatten = unflatten;
        this.leaves = leaves;
    }

    /** Flattens a tree. */
    @SuppressWarnings("unchecked") // a tree makes trees of its own type
    public static <T extends Tree> FlatTree<T> of(T tree) {
        return of(tree, Tree::flatten, (like, in) -> (T) like.unflatten(in));
    }

    /** Flattens a value of another type. */
    public static <T> FlatTree<T> of(
            T value,
            BiConsumer<? super T, Leaves> flatten,
            BiFunction<T, LeafSource, T> unflatten) {
        return new FlatTree<>(value, unflatten, Leaves.of(value, flatten));
    }

    /** The parameters, once for each place. */
    public List<Tensor> parameters() {
        return leaves.parameters();
    }

    /** The buffers, once for each place. */
    public List<Tensor> buffers() {
        return leaves.buffers();
    }

    /** A value of the same structure with other tensors, one for each place. */
    public T with(List<Tensor> parameters, List<Tensor> buffers) {
        return LeafSource.unflatten(value, unflatten, parameters, buffers);
    }

    /** A value of the same structure with other parameters, one for each place. */
    public T withParameters(List<Tensor> parameters) {
        return with(parameters, buffers());
    }

    /** A value of the same structure with other buffers; the same value if there are none. */
    public T withBuffers(List<Tensor> buffers) {
        return buffers().isEmpty() ? value : with(parameters(), buffers);
    }

    /** What a function makes of tensors, called once for each distinct one: tied ones stay tied. */
    public static List<Tensor> mapEach(List<Tensor> tensors, UnaryOperator<Tensor> function) {
        Map<Tensor, Tensor> mapped = new IdentityHashMap<>();
        List<Tensor> results = new ArrayList<>(tensors.size());
        tensors.forEach(tensor -> results.add(mapped.computeIfAbsent(tensor, function)));
        return results;
    }
}
