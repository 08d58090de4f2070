package org.higher.internal.meta;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.reflect.Reach;
import org.higher.internal.tree.FlatTree;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalBatchNorm;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The batch norms of a model, by the paths of what they have in its tree.
 *
 * @param parameters weights and biases
 * @param statistics running means and variances, of the layers that keep them
 */
public record BatchNorms(Set<String> parameters, Set<String> statistics) {
    /** No layer. */
    public static final BatchNorms NONE = new BatchNorms(Set.of(), Set.of());

    public BatchNorms {
        parameters = Set.copyOf(parameters);
        statistics = Set.copyOf(statistics);
    }

    /** All that a model has. */
    public static BatchNorms of(FunctionalModule<?, ?> net) {
        return of(net, layers(net));
    }

    /** Those that keep running statistics. */
    public static BatchNorms keepingRunning(FunctionalModule<?, ?> net) {
        return of(net, layers(net).stream().filter(BatchNorm::keepsRunning).toList());
    }

    private static List<BatchNorm> layers(FunctionalModule<?, ?> net) {
        List<BatchNorm> layers = new ArrayList<>();
        Reach.from(
                net.model(),
                "model",
                Class.class,
                found -> {
                    if (found.value() instanceof BatchNorm layer) {
                        layers.add(layer);
                    }
                    return true;
                });
        return layers;
    }

    private static BatchNorms of(FunctionalModule<?, ?> net, List<BatchNorm> layers) {
        Map<Tensor, Boolean> learned = new IdentityHashMap<>();
        Map<Tensor, Boolean> running = new IdentityHashMap<>();
        for (BatchNorm layer : layers) {
            FunctionalBatchNorm.Params own = FunctionalBatchNorm.of(layer).params();
            Stream.of(own.weight(), own.bias())
                    .flatMap(optional -> optional.stream())
                    .filter(Tensor::requiresGrad)
                    .forEach(tensor -> learned.put(tensor, true));
            if (layer.keepsRunning()) {
                running.put(own.runningMean(), true);
                running.put(own.runningVariance(), true);
            }
        }
        ParamTree params = net.params();
        return new BatchNorms(
                paths(Params.named(params), learned), paths(Params.buffers(params), running));
    }

    /** Where some of a tree's tensors are, each in its first place. */
    private static Set<String> paths(Map<String, Tensor> named, Map<Tensor, Boolean> wanted) {
        return named.entrySet().stream()
                .filter(entry -> wanted.remove(entry.getValue()) != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether there is no layer. */
    public boolean isEmpty() {
        return parameters.isEmpty() && statistics.isEmpty();
    }

    /**
     * A tree with other tensors in some places, for parameters and for buffers.
     *
     * <p>A tensor that is in several places of the tree is replaced in all of them.
     */
    public static <P extends ParamTree> P replaced(P tree, Map<String, Tensor> others) {
        Map<Tensor, Tensor> replacements = new IdentityHashMap<>();
        Params.named(tree).forEach((path, old) -> put(replacements, old, others.get(path)));
        Params.buffers(tree).forEach((path, old) -> put(replacements, old, others.get(path)));
        return FlatTree.of(tree).map(tensor -> replacements.getOrDefault(tensor, tensor));
    }

    private static void put(Map<Tensor, Tensor> replacements, Tensor old, @Nullable Tensor other) {
        if (other != null) {
            replacements.put(old, other);
        }
    }
}
