package org.higher.functional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.higher.internal.tree.FlatTree;
import org.higher.tensor.Tensor;

/**
 * Where each parameter of a model belongs in its tree; made once, to make trees of other weights.
 *
 * @param <P> the type of the tree
 */
final class TreeStructure<P extends ParamTree> {
    private final P tree;
    private final FlatTree<P> flat;
    private final List<Tensor> leaves;

    /** For each place of a parameter, which leaf is there. */
    private final int[] places;

    private TreeStructure(P tree) {
        this.tree = tree;
        this.flat = FlatTree.of(tree);
        Map<Tensor, Integer> indices = new IdentityHashMap<>();
        List<Tensor> distinct = new ArrayList<>();
        this.places = new int[flat.parameters().size()];
        for (int i = 0; i < places.length; i++) {
            Tensor parameter = flat.parameters().get(i);
            Integer known = indices.putIfAbsent(parameter, distinct.size());
            places[i] = known == null ? distinct.size() : known;
            if (known == null) {
                distinct.add(parameter);
            }
        }
        this.leaves = Collections.unmodifiableList(distinct);
    }

    static <P extends ParamTree> TreeStructure<P> of(P tree) {
        return new TreeStructure<>(tree);
    }

    /** Each tensor at its first place. */
    static List<Tensor> distinct(List<Tensor> tensors) {
        Map<Tensor, Boolean> seen = new IdentityHashMap<>();
        return tensors.stream().filter(tensor -> seen.put(tensor, true) == null).toList();
    }

    P tree() {
        return tree;
    }

    /** The parameters in declaration order, each distinct tensor once. */
    List<Tensor> leaves() {
        return leaves;
    }

    /**
     * The tree with other parameters, in the order of the leaves; buffers stay.
     *
     * @throws IllegalArgumentException if their number is not that of the leaves
     */
    P unflatten(List<Tensor> others) {
        return flat.withParameters(inPlaces(others));
    }

    /**
     * The tree with other parameters, and the buffers of a tree of the same model, cut from the
     * graph that computed them.
     *
     * @throws IllegalArgumentException if the number of parameters is not that of the leaves, or
     *     the other tree has other buffers
     */
    P with(List<Tensor> others, ParamTree buffers) {
        List<Tensor> own = Params.buffersFor(tree, flat.buffers().size(), buffers);
        return flat.with(inPlaces(others), FlatTree.mapEach(own, Tensor::detach));
    }

    /** Whether another tree has as many leaves, each in the same places. */
    boolean isLike(TreeStructure<?> other) {
        return Arrays.equals(places, other.places);
    }

    private List<Tensor> inPlaces(List<Tensor> others) {
        if (others.size() != leaves.size()) {
            throw new IllegalArgumentException(
                    "unflatten: the tree has "
                            + leaves.size()
                            + " distinct parameters, but "
                            + others.size()
                            + " tensors were given; give one for each, in the order of leaves()");
        }
        List<Tensor> found = new ArrayList<>(places.length);
        for (int place : places) {
            found.add(others.get(place));
        }
        return found;
    }
}
