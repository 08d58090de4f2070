package org.higher.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.higher.functional.LeafMapper;
import org.higher.tensor.Tensor;

/**
 * The name of a hyperparameter that is a tensor, a module, or a container of them.
 *
 * <p>Keys are constants of generated optimizers, such as {@code DifferentiableLearned.NET}. Their
 * type makes it a compile error to override a module by the parameters of another model.
 *
 * @param rule the update rule
 * @param name the hyperparameter's name, as declared
 * @param value reads the hyperparameter of a rule: a tensor as it is, a module as its parameters
 * @param map replaces the tensors of a value
 * @param <R> the update rule
 * @param <T> a tensor, the parameters of a module's twin, or a container of them
 */
public record TreeKey<R extends UpdateRule<?>, T>(
        Class<R> rule, String name, Function<R, T> value, BiFunction<LeafMapper, T, T> map) {
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
        Map<String, Tensor> found = new LinkedHashMap<>();
        replace(
                value,
                (path, tensor) -> {
                    if (found.put(path, tensor) != null) {
                        throw new IllegalArgumentException(
                                this
                                        + ": two tensors are both called "
                                        + path
                                        + "; leave dots out of the keys of maps");
                    }
                    return tensor;
                });
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
        return map.apply(
                new LeafMapper() {
                    @Override
                    protected Tensor onParameter(Tensor parameter) {
                        return each.apply(path(), parameter);
                    }

                    @Override
                    protected Tensor onBuffer(Tensor buffer) {
                        return buffer;
                    }
                },
                value);
    }

    /** As {@code Learned.net}. */
    @Override
    public String toString() {
        return rule.getSimpleName() + "." + name;
    }
}
