package org.higher.functional;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.functional.support.v1.Leaves;
import org.higher.internal.tree.FlatTree;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What can be done with the parameters and buffers of any model. */
public final class Params {
    private Params() {}

    /**
     * The parameters in declaration order, each distinct tensor once; buffers are left out.
     *
     * <p>The inverse is {@link #unflatten}; {@link ParamTree#leaves} is the same list.
     */
    public static List<Tensor> flatten(ParamTree tree) {
        return TreeStructure.distinct(Leaves.of(tree).parameters());
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
        Leaves leaves = Leaves.named(tree);
        Map<String, Tensor> found = new LinkedHashMap<>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < leaves.parameters().size(); i++) {
            Tensor parameter = leaves.parameters().get(i);
            if (seen.add(parameter)) {
                putOnce("parameters", leaves.parameterPaths().get(i), parameter, found);
            }
        }
        return found;
    }

    /** The parameters by their dotted path, a tied one under each of its paths. */
    static Map<String, Tensor> occurrences(ParamTree tree) {
        Leaves leaves = Leaves.named(tree);
        return byPath("parameters", leaves.parameterPaths(), leaves.parameters());
    }

    /**
     * The buffers by their dotted path, in declaration order.
     *
     * @throws IllegalArgumentException if two buffers have one path, as dots in map keys can make
     */
    public static Map<String, Tensor> buffers(ParamTree tree) {
        Leaves leaves = Leaves.named(tree);
        return byPath("buffers", leaves.bufferPaths(), leaves.buffers());
    }

    private static Map<String, Tensor> byPath(
            String what, List<String> paths, List<Tensor> tensors) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            putOnce(what, paths.get(i), tensors.get(i), found);
        }
        return found;
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

    /** Buffers are state: a trainable one would be a parameter that nobody finds. */
    static void checkBuffers(Object model, ParamTree tree) {
        List<Tensor> buffers = Leaves.of(tree).buffers();
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).requiresGrad() && buffers.get(i).isLeaf()) {
                throw new IllegalArgumentException(
                        model.getClass().getName()
                                + ": buffer "
                                + Leaves.named(tree).bufferPaths().get(i)
                                + " requires a gradient, but buffers are not learned;"
                                + " annotate its field @Trainable, or give it a"
                                + " detached tensor");
            }
        }
    }

    /**
     * The tree with every parameter replaced; buffers stay.
     *
     * <p>The function is called once for each distinct tensor, so that tied parameters stay tied.
     */
    public static <P extends ParamTree> P map(P tree, UnaryOperator<Tensor> function) {
        FlatTree<P> flat = FlatTree.of(tree);
        return flat.withParameters(FlatTree.mapEach(flat.parameters(), function));
    }

    /**
     * The tree with other parameters, given in the order of {@link #flatten}; buffers stay.
     *
     * @throws IllegalArgumentException if their number is not that of the tree's leaves
     */
    public static <P extends ParamTree> P unflatten(P tree, List<Tensor> leaves) {
        return TreeStructure.of(tree).unflatten(leaves);
    }

    /** As {@link #unflatten}: the tree whose {@link ParamTree#leaves} are the given ones. */
    public static <P extends ParamTree> P withLeaves(P tree, List<Tensor> leaves) {
        return unflatten(tree, leaves);
    }

    /**
     * The tree with the buffers of another tree of the same model.
     *
     * @throws IllegalArgumentException if the other tree has other buffers
     */
    public static <P extends ParamTree> P withBuffers(P tree, ParamTree from) {
        FlatTree<P> flat = FlatTree.of(tree);
        return flat.withBuffers(buffersFor(tree, flat.buffers().size(), from));
    }

    /** The buffers of another tree of the same model, once for each place. */
    static List<Tensor> buffersFor(ParamTree tree, int count, ParamTree from) {
        List<Tensor> buffers = Leaves.of(from).buffers();
        boolean same = tree.getClass() == from.getClass() && count == buffers.size();
        if (!same && !buffers(tree).keySet().equals(buffers(from).keySet())) {
            throw new IllegalArgumentException(
                    "withBuffers: the tree has buffers "
                            + buffers(tree).keySet()
                            + " and the other one "
                            + buffers(from).keySet()
                            + "; both must come from the same model");
        }
        return buffers;
    }

    /** The tree with its buffers cut from the graph that computed them. */
    public static <P extends ParamTree> P detachBuffers(P tree) {
        return mapBuffers(tree, Tensor::detach);
    }

    /** The tree with every buffer replaced; one that occurs in several places is still one. */
    static <P extends ParamTree> P mapBuffers(P tree, UnaryOperator<Tensor> function) {
        FlatTree<P> flat = FlatTree.of(tree);
        return flat.withBuffers(FlatTree.mapEach(flat.buffers(), function));
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
        return to(module.params(), device);
    }

    /**
     * The tree with parameters and buffers as new leaves of an element type.
     *
     * <p>Each keeps its flag, and tied parameters stay tied. In FLOAT64 a gradient can be compared
     * with differences; inputs and targets have to be of the same type.
     */
    public static <P extends ParamTree> P to(P tree, DType dtype) {
        P converted = map(tree, w -> w.detach().to(dtype).withRequiresGrad(w.requiresGrad()));
        return mapBuffers(converted, b -> b.detach().to(dtype));
    }

    /**
     * The tree with parameters and buffers as new leaves on a device.
     *
     * <p>Each keeps its flag, and tied parameters stay tied. The model itself stays where it is:
     * give the tree to the twin, or to an optimizer. Inputs and targets have to be on the same
     * device.
     */
    public static <P extends ParamTree> P to(P tree, Device device) {
        P moved = map(tree, weight -> leaf(weight, device));
        return mapBuffers(moved, buffer -> buffer.detach().to(device));
    }

    /** A new leaf of the same values and the same flag. */
    static Tensor leaf(Tensor weight) {
        return weight.detach().withRequiresGrad(weight.requiresGrad());
    }

    /** As {@link #leaf(Tensor)}, on a device. */
    private static Tensor leaf(Tensor weight, Device device) {
        return weight.detach().to(device).withRequiresGrad(weight.requiresGrad());
    }

    /**
     * What is inside of collections within collections, in order, without the containers.
     *
     * <p>Containers are maps (whose values are taken), lists, sets and whatever else is iterable,
     * arrays of objects, optionals, and trees of parameters (whose leaves are taken). Anything else
     * is content. Null and an empty optional hold nothing.
     */
    public static List<Object> contents(@Nullable Object nested) {
        return Nested.contents(nested);
    }

    /**
     * The tensors inside of collections within collections, in order; see {@link #contents}.
     *
     * @throws IllegalArgumentException if there is anything else inside
     */
    public static List<Tensor> tensors(@Nullable Object nested) {
        return Nested.tensors(nested);
    }
}
