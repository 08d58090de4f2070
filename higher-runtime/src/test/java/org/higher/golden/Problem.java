package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.nn.Sigmoid;
import org.higher.nn.Softplus;
import org.higher.nn.Tanh;
import org.higher.tensor.Tensor;

/** A model, its data and its loss, as a golden file describes them. */
final class Problem {
    private final JsonNode problem;
    private final FunctionalLayer<?, ?> model;
    private final List<Tensor> parameters;

    /**
     * Builds the model.
     *
     * @param initial the weights to start from, or a missing node for the problem's own
     * @param frozen the weights that are not trained
     */
    Problem(JsonNode problem, JsonNode initial, List<Integer> frozen) {
        this.problem = problem;
        parameters = new ArrayList<>();
        for (JsonNode own : problem.path("params")) {
            int index = parameters.size();
            Tensor value = Json.tensor(initial.isArray() ? initial.path(index) : own.path("data"));
            parameters.add(value.withRequiresGrad(!frozen.contains(index)));
        }
        model = FunctionalLayer.of(model(problem.path("model"), parameters.iterator()));
    }

    /** What the model needs that is not there yet; empty if nothing. */
    static String unsupported(JsonNode problem) {
        String kind = problem.path("model").path("kind").asText();
        return kind.equals("mlp") ? "" : "model " + kind;
    }

    FunctionalLayer<?, ?> model() {
        return model;
    }

    List<Tensor> parameters() {
        return parameters;
    }

    Tensor innerLoss(FunctionalLayer.Bound bound, int step) {
        JsonNode batches = problem.path("batches");
        return loss(bound, batches.path(step % batches.size()));
    }

    Tensor outerLoss(FunctionalLayer.Bound bound) {
        return loss(bound, problem.path("outer"));
    }

    private Tensor loss(FunctionalLayer.Bound bound, JsonNode batch) {
        Tensor output = bound.forward(Json.tensor(batch.path("x")));
        return switch (problem.path("loss").asText()) {
            case "mse" -> Losses.mse(output, Json.tensor(batch.path("y")));
            case "cross_entropy" -> Losses.crossEntropy(output, Json.ints(batch.path("y")));
            default -> throw new IllegalArgumentException("loss " + problem.path("loss"));
        };
    }

    private static Layer model(JsonNode spec, Iterator<Tensor> weights) {
        List<Layer> layers = new ArrayList<>();
        int linears = spec.path("sizes").size() - 1;
        for (int i = 0; i < linears; i++) {
            layers.add(new Linear(weights.next(), Optional.of(weights.next())));
            if (i < linears - 1) {
                layers.add(activation(spec.path("activation").asText()));
            }
        }
        return new Sequential(layers.toArray(Layer[]::new));
    }

    private static Layer activation(String name) {
        return switch (name) {
            case "tanh" -> new Tanh();
            case "sigmoid" -> new Sigmoid();
            case "relu" -> new Relu();
            case "softplus" -> new Softplus();
            case "identity" -> new Sequential();
            default -> throw new IllegalArgumentException("activation " + name);
        };
    }
}
