package org.higher.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.tensor.Tensor;

/**
 * The key of a hyperparameter that is a tensor, a module, or a container of them.
 *
 * <p>Keys are constants of generated optimizers, such as {@code DifferentiableLearned.NET}. Their
 * type makes it a compile error to override a module by the parameters of another model.
 *
 * @param rule the update rule
 * @param name the hyperparameter's name, as declared
 * @param value reads the hyperparameter of a rule: a tensor as it is, a module as its parameters
 * @param flatten adds the tensors of a value to leaves
 * @param unflatten makes a value of the same structure out of other tensors
 * @param <R> the update rule
 * @param <T> a tensor, the parameters of a module's twin, or a container of them
 */
public record TreeKey<R extends UpdateRule<?>, T>(
        Class<R> rule,
        String name,
        Function<R, T> value,
        BiConsumer<T, Leaves> flatten,
        BiFunction<T, LeafSource, T> unflatten) {
    /** The rule's own value. */
    public T of(R rule) {
        return value.apply(rule);
    }

    /**
     * The trainable tensors of a value by their path, such as {@code net.hidden.weight}.
     *
     * <p>Buffers are left out. A tensor that occurs in several places is under each of their paths.
     *
     * @throws IllegalArgumentException if two have one path, as dots in map keys can make
     */
    public Map<String, Tensor> tensors(T value) {
        Leaves leaves = Leaves.named(value, flatten);
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (int i = 0; i < leaves.parameters().size(); i++) {
            String path = leaves.parameterPaths().get(i);
            if (found.put(path, leaves.parameters().get(i)) != null) {
                throw new IllegalArgumentException(
                        this
                                + ": two tensors are both called "
                                + path
                                + "; leave dots out of the keys of maps");
            }
        }
        return found;
    }

    /** The same, of a rule's own value. */
    public Map<String, Tensor> tensorsOf(R rule) {
        return tensors(of(rule));
    }

    /**
     * A value with other tensors; buffers stay.
     *
     * @param each makes a tensor from a path, such as {@code net.hidden.weight}, and the one there
     */
    public T replace(T value, BiFunction<String, Tensor, Tensor> each) {
        Leaves leaves = Leaves.named(value, flatten);
        List<Tensor> others = new ArrayList<>();
        for (int i = 0; i < leaves.parameters().size(); i++) {
            others.add(each.apply(leaves.parameterPaths().get(i), leaves.parameters().get(i)));
        }
        return LeafSource.unflatten(value, flatten, unflatten, others, leaves.buffers());
    }

    /** As {@code Learned.net}. */
    @Override
    public String toString() {
        return rule.getSimpleName() + "." + name;
    }
}
