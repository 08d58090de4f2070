package org.higher.optim.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.tensor.Tensor;

/**
 * A mask: which parameters of a group a link of a chain is for.
 *
 * <pre>{@code
 * Chain.of(decayedWeights(1e-2), Mask.matrices()).then(scaleByAdam()).then(scale(1e-3))
 * }</pre>
 */
@FunctionalInterface
public interface Mask {
    /**
     * Whether the link is for a parameter; it says the same each time.
     *
     * @param index of the parameter in its group, from 0
     * @param parameter of which the shape counts, not the values
     */
    boolean test(int index, Tensor parameter);

    /** All parameters. */
    static Mask all() {
        return (index, parameter) -> true;
    }

    /** Matrices and filters, which have two axes or more: no biases, no scales of norms. */
    static Mask matrices() {
        return (index, parameter) -> parameter.rank() > 1;
    }

    /**
     * By the paths of a model's parameters, such as {@code hidden.weight}.
     *
     * <p>For a group of all parameters of the model, {@code net.parameters()}. A parameter that is
     * in several places counts under its first path.
     *
     * @param params of the model
     * @throws IllegalArgumentException when it is used, if the group is not that of the model's
     *     parameters
     */
    static Mask paths(ParamTree params, Predicate<String> path) {
        Map<String, Tensor> named = Params.named(params);
        List<Tensor> leaves = params.leaves().stream().distinct().toList();
        boolean[] chosen = new boolean[leaves.size()];
        boolean[] seen = new boolean[leaves.size()];
        named.forEach(
                (name, tensor) -> {
                    int i = leaves.indexOf(tensor);
                    if (i >= 0 && !seen[i]) {
                        seen[i] = true;
                        chosen[i] = path.test(name);
                    }
                });
        List<int[]> shapes = leaves.stream().map(Tensor::shape).toList();
        return (index, parameter) -> {
            if (index >= chosen.length || !Arrays.equals(shapes.get(index), parameter.shape())) {
                throw new IllegalArgumentException(
                        "Mask: parameter "
                                + index
                                + " of the group, "
                                + Arrays.toString(parameter.shape())
                                + ", is none of the model whose paths were given; make the group"
                                + " of all parameters of that model, in their order");
            }
            return chosen[index];
        };
    }

    /** The other parameters. */
    default Mask not() {
        return (index, parameter) -> !test(index, parameter);
    }
}
