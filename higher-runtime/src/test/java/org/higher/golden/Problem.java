package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.higher.array.Window;
import org.higher.nn.AvgPool2d;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Flatten;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Gru;
import org.higher.nn.GruCell;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.Lstm;
import org.higher.nn.LstmCell;
import org.higher.nn.MaxPool2d;
import org.higher.nn.RecurrentOptions;
import org.higher.nn.Relu;
import org.higher.nn.Rnn;
import org.higher.nn.RnnCell;
import org.higher.nn.Sequential;
import org.higher.nn.Sigmoid;
import org.higher.nn.Softplus;
import org.higher.nn.Tanh;
import org.higher.tensor.Tensor;

/** A model, its data and its loss, as a golden file describes them. */
final class Problem {
    private static final Set<String> KINDS =
            Set.of("mlp", "shared", "partially_used", "bn_mlp", "conv_bn", "recurrent");

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
        model = FunctionalLayer.of(model(problem, parameters.iterator()));
    }

    /** The model as it is given, with all weights trained. */
    Problem(JsonNode problem) {
        this(problem, MissingNode.getInstance(), List.of());
    }

    /** What the model needs that is not there yet; empty if nothing. */
    static String unsupported(JsonNode problem) {
        String kind = problem.path("model").path("kind").asText();
        return KINDS.contains(kind) ? "" : "model " + kind;
    }

    FunctionalLayer<?, ?> model() {
        return model;
    }

    List<Tensor> parameters() {
        return parameters;
    }

    JsonNode batch(int step) {
        JsonNode batches = problem.path("batches");
        return batches.path(step % batches.size());
    }

    Tensor innerLoss(FunctionalLayer.Bound bound, int step) {
        return loss(bound, batch(step));
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

    private static Layer model(JsonNode problem, Iterator<Tensor> weights) {
        JsonNode spec = problem.path("model");
        return switch (spec.path("kind").asText()) {
            case "mlp" -> mlp(spec, weights);
            case "shared" ->
                    new Models.Shared(
                            linear(weights), linear(weights), linear(weights), activation(spec));
            case "partially_used" -> new Models.PartiallyUsed(weights.next(), weights.next());
            case "bn_mlp" ->
                    new Models.Normalized(
                            new Sequential(linear(weights), activation(spec)),
                            batchNorm(problem, weights),
                            linear(weights));
            case "conv_bn" -> {
                Window window = Window.of(3, 3).withPadding(spec.path("padding").asInt());
                Conv2d conv = new Conv2d(weights.next(), Optional.of(weights.next()), window, 1);
                yield new Models.Normalized(
                        conv,
                        batchNorm(problem, weights),
                        new Sequential(
                                activation(spec), pool(spec), new Flatten(), linear(weights)));
            }
            case "recurrent" -> recurrent(spec, weights);
            default -> throw new IllegalArgumentException("model " + spec.path("kind"));
        };
    }

    private static BatchNorm batchNorm(JsonNode problem, Iterator<Tensor> weights) {
        JsonNode buffers = problem.path("buffers");
        return new BatchNorm(
                Optional.of(weights.next()),
                Optional.of(weights.next()),
                Json.tensor(buffers.path("bn.running_mean")),
                Json.tensor(buffers.path("bn.running_var")),
                1e-5,
                problem.path("model").path("bn_momentum").asDouble(0.1),
                true);
    }

    private static Layer pool(JsonNode spec) {
        return switch (spec.path("pool").asText()) {
            case "max" -> new MaxPool2d(2);
            case "avg" -> new AvgPool2d(2);
            default -> throw new IllegalArgumentException("pool " + spec.path("pool"));
        };
    }

    /** Linear layers with activations between them. */
    static Layer mlp(JsonNode spec, Iterator<Tensor> weights) {
        List<Layer> layers = new ArrayList<>();
        int linears = spec.path("sizes").size() - 1;
        for (int i = 0; i < linears; i++) {
            layers.add(linear(weights));
            if (i < linears - 1) {
                layers.add(activation(spec));
            }
        }
        return new Sequential(layers.toArray(Layer[]::new));
    }

    private static Layer recurrent(JsonNode spec, Iterator<Tensor> weights) {
        Tensor ih = weights.next();
        Tensor hh = weights.next();
        Optional<Tensor> bih = Optional.of(weights.next());
        Optional<Tensor> bhh = Optional.of(weights.next());
        RecurrentOptions one = RecurrentOptions.DEFAULT;
        return switch (spec.path("cell").asText()) {
            case "rnn" -> {
                RnnCell cell = new RnnCell(ih, hh, bih, bhh, new Tanh());
                yield new Models.LastOfRnn(new Rnn(List.of(cell), one), linear(weights));
            }
            case "lstm" -> {
                LstmCell cell = new LstmCell(ih, hh, bih, bhh);
                yield new Models.LastOfLstm(new Lstm(List.of(cell), one), linear(weights));
            }
            case "gru" -> {
                GruCell cell = new GruCell(ih, hh, bih, bhh);
                yield new Models.LastOfGru(new Gru(List.of(cell), one), linear(weights));
            }
            default -> throw new IllegalArgumentException("cell " + spec.path("cell"));
        };
    }

    private static Linear linear(Iterator<Tensor> weights) {
        return new Linear(weights.next(), Optional.of(weights.next()));
    }

    private static Layer activation(JsonNode spec) {
        return switch (spec.path("activation").asText()) {
            case "tanh" -> new Tanh();
            case "sigmoid" -> new Sigmoid();
            case "relu" -> new Relu();
            case "softplus" -> new Softplus();
            case "identity" -> new Sequential();
            default -> throw new IllegalArgumentException("activation " + spec.path("activation"));
        };
    }
}
