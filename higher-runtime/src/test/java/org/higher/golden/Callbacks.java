package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.higher.optim.GradientCallback;
import org.higher.tensor.Tensor;

/** The gradient callbacks that golden files name. */
final class Callbacks {
    private Callbacks() {}

    static GradientCallback of(JsonNode callback) {
        return switch (callback.path("kind").asText()) {
            case "scale" -> each(g -> g.mul(callback.path("factor").asDouble()));
            case "clip_value" -> {
                double limit = callback.path("limit").asDouble();
                yield each(g -> g.clamp(-limit, limit));
            }
            case "clip_global_norm" ->
                    gradients -> clipGlobalNorm(gradients, callback.path("max_norm").asDouble());
            case "zero_index" ->
                    gradients -> {
                        List<Optional<Tensor>> changed = new ArrayList<>(gradients);
                        changed.set(
                                callback.path("index").asInt(),
                                changed.get(callback.path("index").asInt()).map(Tensor::zerosLike));
                        return changed;
                    };
            default -> GradientCallback.NONE;
        };
    }

    private static GradientCallback each(UnaryOperator<Tensor> change) {
        return gradients -> gradients.stream().map(g -> g.map(change)).toList();
    }

    private static List<Optional<Tensor>> clipGlobalNorm(
            List<Optional<Tensor>> gradients, double maxNorm) {
        Tensor squares =
                gradients.stream()
                        .flatMap(Optional::stream)
                        .map(g -> g.square().sum())
                        .reduce(Tensor::add)
                        .orElseThrow();
        Tensor norm = squares.sqrt();
        return norm.item() > maxNorm
                ? each(g -> g.mul(norm.rdiv(maxNorm))).apply(gradients)
                : gradients;
    }
}
