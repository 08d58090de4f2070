package org.higher.functional;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.higher.array.Device;
import org.higher.tensor.Tensor;

/** What can be done with the parameters and buffers of any model. */
public final class Params {
    private Params() {}

    /** The parameters in declaration order, each distinct tensor once. */
    public static List<Tensor> leaves(ParamTree tree) {
        List<Tensor> found = new ArrayList<>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        tree.map(
                new ParameterMapper() {
                    @Override
                    protected Tensor onParameter(Tensor parameter) {
                        if (seen.add(parameter)) {
                            found.add(parameter);
                        }
                        return parameter;
                    }
                });
        return Collections.unmodifiableList(found);
    }

    /**
     * The parameters by their dotted path, such as {@code layers.0.weight}, in declaration order.
     *
     * <p>A tied parameter is listed once, under its first path.
     *
     * @throws IllegalArgumentException if two parameters have one path, as dots in map keys can
     *     make
     */
    public static Map<String, Tensor> named(ParamTree tree) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        tree.map(
                new ParameterMapper() {
                    @Override
                    protected Tensor onParameter(Tensor parameter) {
                        if (seen.add(parameter)) {
                            putOnce("parameters", path(), parameter, found);
                        }
                        return parameter;
                    }
                });
        return found;
    }

    /** The parameters by their dotted path, a tied one under each of its paths. */
    static Map<String, Tensor> occurrences(ParamTree tree) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        tree.map(
                new ParameterMapper() {
                    @Override
                    protected Tensor onParameter(Tensor parameter) {
                        putOnce("parameters", path(), parameter, found);
                        return parameter;
                    }
                });
        return found;
    }

    /**
     * The buffers by their dotted path, in declaration order.
     *
     * @throws IllegalArgumentException if two buffers have one path, as dots in map keys can make
     */
    public static Map<String, Tensor> buffers(ParamTree tree) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        tree.map(
                new BufferMapper() {
                    @Override
                    protected Tensor onBuffer(Tensor buffer) {
                        putOnce("buffers", path(), buffer, found);
                        return buffer;
                    }
                });
        return found;
    }

    /** Buffers are state: a trainable one would be a parameter that nobody finds. */
    static void checkBuffers(Object model, ParamTree tree) {
        tree.map(
                new BufferMapper() {
                    @Override
                    protected Tensor onBuffer(Tensor buffer) {
                        if (buffer.requiresGrad() && buffer.isLeaf()) {
                            throw new IllegalArgumentException(
                                    model.getClass().getName()
                                            + ": buffer "
                                            + path()
                                            + " requires a gradient, but buffers are not learned;"
                                            + " annotate its field @Trainable, or give it a"
                                            + " detached tensor");
                        }
                        return buffer;
                    }
                });
    }

    private static void putOnce(
            String what, String path, Tensor tensor, Map<String, Tensor> found) {
        if (found.put(path, tensor) != null) {
            throw new IllegalArgumentException(
                    "two "
                            + what
                            + " are both called "
                            + path
                            + "; leave dots out of the keys of the model's maps");
        }
    }

    /**
     * The tree with every parameter replaced; buffers stay.
     *
     * <p>The function is called once for each distinct tensor, so that tied parameters stay tied.
     */
    public static <P extends ParamTree> P map(P tree, UnaryOperator<Tensor> function) {
        Map<Tensor, Tensor> mapped = new IdentityHashMap<>();
        return mapWith(
                tree,
                new ParameterMapper() {
                    @Override
                    protected Tensor onParameter(Tensor parameter) {
                        return mapped.computeIfAbsent(parameter, function);
                    }
                });
    }

    /**
     * The tree with other parameters, given in the order of {@link #leaves}; buffers stay.
     *
     * @throws IllegalArgumentException if their number is not that of the tree's leaves
     */
    public static <P extends ParamTree> P withLeaves(P tree, List<Tensor> leaves) {
        int[] used = {0};
        P moved =
                map(
                        tree,
                        parameter -> {
                            int index = used[0]++;
                            return index < leaves.size() ? leaves.get(index) : parameter;
                        });
        if (used[0] != leaves.size()) {
            throw new IllegalArgumentException(
                    "withLeaves: the tree has "
                            + used[0]
                            + " distinct parameters, but "
                            + leaves.size()
                            + " tensors were given; give one for each, in the order of leaves()");
        }
        return moved;
    }

    /**
     * The tree with the buffers of another tree of the same model.
     *
     * @throws IllegalArgumentException if the other tree has other buffers
     */
    public static <P extends ParamTree> P withBuffers(P tree, ParamTree from) {
        List<Tensor> own = bufferList(tree);
        List<Tensor> others = bufferList(from);
        boolean same = tree.getClass() == from.getClass() && own.size() == others.size();
        if (!same && !buffers(tree).keySet().equals(buffers(from).keySet())) {
            throw new IllegalArgumentException(
                    "withBuffers: the tree has buffers "
                            + buffers(tree).keySet()
                            + " and the other one "
                            + buffers(from).keySet()
                            + "; both must come from the same model");
        }
        if (own.isEmpty()) {
            return tree;
        }
        Iterator<Tensor> next = others.iterator();
        return replaceBuffers(tree, buffer -> next.next());
    }

    /** The buffers without their names, which take time to put together. */
    private static List<Tensor> bufferList(ParamTree tree) {
        List<Tensor> found = new ArrayList<>();
        tree.map(
                new BufferMapper() {
                    @Override
                    protected Tensor onBuffer(Tensor buffer) {
                        found.add(buffer);
                        return buffer;
                    }
                });
        return found;
    }

    /** The tree with its buffers cut from the graph that computed them. */
    public static <P extends ParamTree> P detachBuffers(P tree) {
        return mapBuffers(tree, Tensor::detach);
    }

    /**
     * The model's parameters and buffers as new leaves, which gradients and changes do not pass.
     *
     * <p>Each keeps its flag: what was frozen is frozen. Tied parameters stay tied.
     */
    public static <P extends ParamTree> P detached(FunctionalModule<P, ?> module) {
        return detachBuffers(map(module.params(), Params::leaf));
    }

    /** As {@link #detached(FunctionalModule)}, on a device. */
    public static <P extends ParamTree> P detached(FunctionalModule<P, ?> module, Device device) {
        P moved = map(module.params(), weight -> leaf(weight, device));
        return mapBuffers(moved, buffer -> buffer.detach().to(device));
    }

    /** A new leaf of the same values and the same flag. */
    static Tensor leaf(Tensor weight) {
        return weight.detach().withRequiresGrad(weight.requiresGrad());
    }

    /** As {@link #leaf(Tensor)}, on a device. */
    static Tensor leaf(Tensor weight, Device device) {
        return weight.detach().to(device).withRequiresGrad(weight.requiresGrad());
    }

    /** The tree with every buffer replaced; one that occurs in several places is still one. */
    static <P extends ParamTree> P mapBuffers(P tree, UnaryOperator<Tensor> function) {
        Map<Tensor, Tensor> mapped = new IdentityHashMap<>();
        return replaceBuffers(tree, buffer -> mapped.computeIfAbsent(buffer, function));
    }

    private static <P extends ParamTree> P replaceBuffers(P tree, UnaryOperator<Tensor> function) {
        return mapWith(
                tree,
                new BufferMapper() {
                    @Override
                    protected Tensor onBuffer(Tensor buffer) {
                        return function.apply(buffer);
                    }
                });
    }

    @SuppressWarnings("unchecked") // a tree maps to a tree of its own type
    private static <P extends ParamTree> P mapWith(P tree, LeafMapper mapper) {
        return (P) tree.map(mapper);
    }

    /** Leaves buffers alone. */
    private abstract static class ParameterMapper extends LeafMapper {
        @Override
        protected final Tensor onBuffer(Tensor buffer) {
            return buffer;
        }
    }

    /** Leaves parameters alone. */
    private abstract static class BufferMapper extends LeafMapper {
        @Override
        protected final Tensor onParameter(Tensor parameter) {
            return parameter;
        }
    }
}
