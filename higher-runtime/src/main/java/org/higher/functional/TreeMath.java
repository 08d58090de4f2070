package org.higher.functional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;

/**
 * Arithmetic over trees of parameters and over lists of tensors: sums, multiples, inner products,
 * all elements as one vector.
 *
 * <pre>{@code
 * FunctionalNet.Params moved = TreeMath.axpy(-0.1, gradients, params);   // params - 0.1 gradients
 * Tensor length = TreeMath.norm(TreeMath.sub(adapted, params));
 * }</pre>
 *
 * <p>Trees are of one model: as many parameters, each distinct one counted once, in the same
 * places; a list is in the order of {@link Params#flatten}. Tied parameters stay tied. Buffers take
 * no part, and a result has those of the last tree it was made from. Everything is differentiable,
 * and works on tensors with a task axis: then a scalar has a value for each task.
 *
 * <p>But for {@link #zip}, tensors that meet have one shape; nothing is broadcast. All methods
 * throw {@link IllegalArgumentException} if trees, lists or shapes do not fit.
 */
public final class TreeMath {
    private TreeMath() {}

    // any function

    /**
     * What a function makes of each pair of parameters, as {@code tree_map} of JAX.
     *
     * <p>Shapes may differ, as of a weight and its step size; {@link Params#map} is the same of one
     * tree.
     */
    public static <P extends ParamTree> P zip(P a, P b, BinaryOperator<Tensor> function) {
        Objects.requireNonNull(function, "zip: the function is null");
        return zip(List.of(given("zip", a), given("zip", b)), pair(function));
    }

    /** What a function makes of each pair of tensors. */
    public static List<Tensor> zip(
            List<Tensor> a, List<Tensor> b, BinaryOperator<Tensor> function) {
        Objects.requireNonNull(function, "zip: the function is null");
        return zipLists("zip", List.of(given("zip", a), given("zip", b)), pair(function));
    }

    /**
     * What a function makes of the parameters of any number of trees that are in the same place.
     *
     * <pre>{@code
     * P mean = TreeMath.zip(trees, at -> Tensor.stack(0, at).mean(0));
     * }</pre>
     */
    public static <P extends ParamTree> P zip(
            List<P> trees, Function<List<Tensor>, Tensor> function) {
        Objects.requireNonNull(function, "zip: the function is null");
        return zipTrees("zip", trees, function);
    }

    // linear combinations

    /** a + b. */
    public static <P extends ParamTree> P add(P a, P b) {
        return both("add", a, b, Tensor::add);
    }

    /** a + b. */
    public static List<Tensor> add(List<Tensor> a, List<Tensor> b) {
        return both("add", a, b, Tensor::add);
    }

    /** a - b. */
    public static <P extends ParamTree> P sub(P a, P b) {
        return both("sub", a, b, Tensor::sub);
    }

    /** a - b. */
    public static List<Tensor> sub(List<Tensor> a, List<Tensor> b) {
        return both("sub", a, b, Tensor::sub);
    }

    /** factor · tree. */
    public static <P extends ParamTree> P scale(double factor, P tree) {
        return Params.map(given("scale", tree), t -> t.mul(factor));
    }

    /** factor · tensors. */
    public static List<Tensor> scale(double factor, List<Tensor> tensors) {
        return given("scale", tensors).stream().map(t -> t.mul(factor)).toList();
    }

    /** factor · tree, of a scalar factor. */
    public static <P extends ParamTree> P scale(Tensor factor, P tree) {
        checkScalar("scale", factor);
        return Params.map(given("scale", tree), t -> t.mul(factor));
    }

    /** factor · tensors, of a scalar factor. */
    public static List<Tensor> scale(Tensor factor, List<Tensor> tensors) {
        checkScalar("scale", factor);
        return given("scale", tensors).stream().map(t -> t.mul(factor)).toList();
    }

    /** factor · x + y; the name is that of BLAS. */
    public static <P extends ParamTree> P axpy(double factor, P x, P y) {
        return both("axpy", x, y, (a, b) -> b.add(a.mul(factor)));
    }

    /** factor · x + y. */
    public static List<Tensor> axpy(double factor, List<Tensor> x, List<Tensor> y) {
        return both("axpy", x, y, (a, b) -> b.add(a.mul(factor)));
    }

    /** factor · x + y, of a scalar factor. */
    public static <P extends ParamTree> P axpy(Tensor factor, P x, P y) {
        checkScalar("axpy", factor);
        return both("axpy", x, y, (a, b) -> b.add(a.mul(factor)));
    }

    /** factor · x + y, of a scalar factor. */
    public static List<Tensor> axpy(Tensor factor, List<Tensor> x, List<Tensor> y) {
        checkScalar("axpy", factor);
        return both("axpy", x, y, (a, b) -> b.add(a.mul(factor)));
    }

    // scalars

    /** The inner product: the sum over all elements of a · b; the number 0 if there are none. */
    public static Tensor dot(ParamTree a, ParamTree b) {
        checkLike("dot", List.of(given("dot", a), given("dot", b)));
        return dot(Params.flatten(a), Params.flatten(b));
    }

    /** The inner product: the sum over all elements of a · b; the number 0 if there are none. */
    public static Tensor dot(List<Tensor> a, List<Tensor> b) {
        return both("dot", a, b, Tensor::dot).stream()
                .reduce(Tensor::add)
                .orElseGet(() -> Tensor.number(0));
    }

    /** The Euclidean norm of all elements together; see {@link #norm(List)}. */
    public static Tensor norm(ParamTree tree) {
        return norm(Params.flatten(given("norm", tree)));
    }

    /**
     * The Euclidean norm of all elements together; the number 0 if there are none.
     *
     * <p>Its derivatives of every order are taken to be 0 where all elements are 0.
     */
    public static Tensor norm(List<Tensor> tensors) {
        return given("norm", tensors).isEmpty() ? Tensor.number(0) : vector(tensors).norm2();
    }

    // as one vector

    /** All elements as one vector, one parameter after the other. */
    public static Tensor vector(ParamTree tree) {
        return vector(Params.flatten(given("vector", tree)));
    }

    /**
     * All elements as one vector, one tensor after the other; PyTorch's {@code
     * parameters_to_vector}.
     *
     * @throws IllegalArgumentException if there are no tensors
     */
    public static Tensor vector(List<Tensor> tensors) {
        return Tensor.concat(
                0, given("vector", tensors).stream().map(t -> t.reshape(t.size())).toList());
    }

    /**
     * The reverse of {@link #vector(ParamTree)}: the parts of a vector, in the places of a tree.
     */
    public static <P extends ParamTree> P ofVector(Tensor vector, P like) {
        return Params.unflatten(given("ofVector", like), ofVector(vector, Params.flatten(like)));
    }

    /**
     * The reverse of {@link #vector(List)}: the parts of a vector, in the shapes of some tensors.
     *
     * @param vector of as many elements as they have together
     */
    public static List<Tensor> ofVector(Tensor vector, List<Tensor> like) {
        int size = given("ofVector", like).stream().mapToInt(Tensor::size).sum();
        if (given("ofVector", vector).rank() != 1 || vector.size() != size) {
            throw new IllegalArgumentException(
                    "ofVector: "
                            + Arrays.toString(vector.shape())
                            + " for tensors of "
                            + size
                            + " elements together; give a vector of as many");
        }
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (Tensor t : like) {
            parts.add(vector.slice(0, from, from + t.size()).reshape(t.shape()));
            from += t.size();
        }
        return List.copyOf(parts);
    }

    // what they share

    private static Function<List<Tensor>, Tensor> pair(BinaryOperator<Tensor> function) {
        return both -> function.apply(both.get(0), both.get(1));
    }

    private static <P extends ParamTree> P both(
            String name, P a, P b, BinaryOperator<Tensor> function) {
        return zipTrees(
                name,
                List.of(given(name, a), given(name, b)),
                at -> sameShape(name, at.get(0), at.get(1), function));
    }

    private static List<Tensor> both(
            String name, List<Tensor> a, List<Tensor> b, BinaryOperator<Tensor> function) {
        return zipLists(
                name,
                List.of(given(name, a), given(name, b)),
                at -> sameShape(name, at.get(0), at.get(1), function));
    }

    private static Tensor sameShape(
            String name, Tensor a, Tensor b, BinaryOperator<Tensor> function) {
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + Arrays.toString(a.shape())
                            + " and "
                            + Arrays.toString(b.shape())
                            + " are in the same place; give trees or lists of tensors of the same"
                            + " shapes");
        }
        return function.apply(a, b);
    }

    private static <P extends ParamTree> P zipTrees(
            String name, List<P> trees, Function<List<Tensor>, Tensor> function) {
        checkLike(name, trees);
        List<List<Tensor>> leaves = new ArrayList<>();
        trees.forEach(tree -> leaves.add(Params.flatten(tree)));
        P last = trees.get(trees.size() - 1);
        return Params.unflatten(last, zipLists(name, leaves, function));
    }

    private static void checkLike(String name, List<? extends ParamTree> trees) {
        if (given(name, trees).isEmpty()) {
            throw new IllegalArgumentException(name + ": no trees; give one or more");
        }
        TreeStructure<?> first = TreeStructure.of(given(name, trees.get(0)));
        for (int i = 1; i < trees.size(); i++) {
            if (!first.isLike(TreeStructure.of(given(name, trees.get(i))))) {
                throw new IllegalArgumentException(
                        name
                                + ": tree 0 has parameters "
                                + Params.named(trees.get(0)).keySet()
                                + " and tree "
                                + i
                                + " "
                                + Params.named(trees.get(i)).keySet()
                                + ", or they are tied in other ways; give trees of one model");
            }
        }
    }

    private static List<Tensor> zipLists(
            String name, List<List<Tensor>> lists, Function<List<Tensor>, Tensor> function) {
        int size = lists.get(0).size();
        for (List<Tensor> list : lists) {
            if (list.size() != size) {
                throw new IllegalArgumentException(
                        name
                                + ": "
                                + size
                                + " and "
                                + list.size()
                                + " tensors; give lists of the same length");
            }
        }
        return IntStream.range(0, size)
                .mapToObj(i -> lists.stream().map(list -> given(name, list.get(i))).toList())
                .map(at -> Objects.requireNonNull(function.apply(at), name + ": a result is null"))
                .toList();
    }

    private static void checkScalar(String name, Tensor factor) {
        if (given(name, factor).rank() != 0) {
            throw new IllegalArgumentException(
                    name
                            + ": the factor has shape "
                            + Arrays.toString(factor.shape())
                            + "; give a scalar, or use zip");
        }
    }

    private static <T> T given(String name, T value) {
        return Objects.requireNonNull(value, name + ": an argument is null");
    }
}
