package org.higher.internal.tree;

import java.util.ArrayList;
import java.util.Collections;
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
    private static final Tensor PLACEHOLDER = Tensor.scalar(0);

    private final T value;
    private final BiConsumer<? super T, Leaves> flatten;
    private final BiFunction<T, LeafSource, T> unflatten;
    private final List<Tensor> parameters;
    private final List<Tensor> buffers;

    private FlatTree(
            T value,
            BiConsumer<? super T, Leaves> flatten,
            BiFunction<T, LeafSource, T> unflatten,
            List<Tensor> parameters,
            List<Tensor> buffers) {
        this.value = value;
        this.flatten = flatten;
        this.unflatten = unflatten;
        this.parameters = parameters;
        this.buffers = buffers;
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
        Leaves leaves = Leaves.of(value, flatten);
        return new FlatTree<>(value, flatten, unflatten, leaves.parameters(), leaves.buffers());
    }

    /** The parameters, once for each place. */
    public List<Tensor> parameters() {
        return parameters;
    }

    /** The buffers, once for each place. */
    public List<Tensor> buffers() {
        return buffers;
    }

    /** All tensors: the parameters, and then the buffers. */
    public List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>(parameters);
        all.addAll(buffers);
        return all;
    }

    /** A value of the same structure with other tensors, in the order of {@link #tensors}. */
    public T with(List<Tensor> tensors) {
        int split = parameters.size();
        return with(tensors.subList(0, split), tensors.subList(split, tensors.size()));
    }

    /** A value of the same structure with what a function makes of each tensor. */
    public T map(UnaryOperator<Tensor> function) {
        return with(
                parameters.stream().map(function).toList(),
                buffers.stream().map(function).toList());
    }

    /** The structure alone: a value with a placeholder for each tensor. */
    public FlatTree<T> withoutTensors() {
        List<Tensor> noParameters = Collections.nCopies(parameters.size(), PLACEHOLDER);
        List<Tensor> noBuffers = Collections.nCopies(buffers.size(), PLACEHOLDER);
        return new FlatTree<>(
                with(noParameters, noBuffers), flatten, unflatten, noParameters, noBuffers);
    }

    /** A value of the same structure with other tensors, one for each place. */
    public T with(List<Tensor> parameters, List<Tensor> buffers) {
        return LeafSource.unflatten(value, flatten, unflatten, parameters, buffers);
    }

    /** A value of the same structure with other parameters, one for each place. */
    public T withParameters(List<Tensor> others) {
        return with(others, buffers);
    }

    /** A value of the same structure with other buffers; the same value if there are none. */
    public T withBuffers(List<Tensor> others) {
        return buffers.isEmpty() ? value : with(parameters, others);
    }

    /** What a function makes of tensors, called once for each distinct one: tied ones stay tied. */
    public static List<Tensor> mapEach(List<Tensor> tensors, UnaryOperator<Tensor> function) {
        Map<Tensor, Tensor> mapped = new IdentityHashMap<>();
        List<Tensor> results = new ArrayList<>(tensors.size());
        tensors.forEach(tensor -> results.add(mapped.computeIfAbsent(tensor, function)));
        return results;
    }
}
