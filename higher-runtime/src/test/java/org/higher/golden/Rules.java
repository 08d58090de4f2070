package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.higher.optim.Adam;
import org.higher.optim.Sgd;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** How a golden file's optimizers are called here. */
final class Rules {
    /**
     * One optimizer.
     *
     * @param rule makes it from the file's hyperparameters
     * @param state makes a state from the file's entries
     */
    record Entry<R extends UpdateRule<S>, S>(
            Function<JsonNode, R> rule, Function<JsonNode, S> state) {}

    static final Map<String, Entry<?, ?>> BY_TYPE =
            Map.of(
                    "SGD", new Entry<>(Rules::sgd, Rules::sgdState),
                    "Adam", new Entry<>(Rules::adam, Rules::adamState));

    /** The reference's name of a hyperparameter, and ours; a pair has two. */
    static final Map<String, List<String>> NAMES =
            Map.of(
                    "lr", List.of("lr"),
                    "momentum", List.of("momentum"),
                    "dampening", List.of("dampening"),
                    "weight_decay", List.of("weightDecay"),
                    "eps", List.of("eps"),
                    "betas", List.of("beta1", "beta2"));

    private Rules() {}

    private static Sgd sgd(JsonNode hyper) {
        return new Sgd(
                number(hyper, "lr"),
                number(hyper, "momentum"),
                number(hyper, "dampening"),
                number(hyper, "weight_decay"),
                hyper.path("nesterov").asBoolean());
    }

    private static Sgd.State sgdState(JsonNode state) {
        return new Sgd.State(tensor(state, "momentum_buffer"));
    }

    private static Adam adam(JsonNode hyper) {
        return new Adam(
                number(hyper, "lr"),
                hyper.path("betas").path(0).asDouble(),
                hyper.path("betas").path(1).asDouble(),
                number(hyper, "eps"),
                number(hyper, "weight_decay"),
                hyper.path("amsgrad").asBoolean());
    }

    private static Adam.State adamState(JsonNode state) {
        return new Adam.State(
                state.path("step").asInt(),
                Json.tensor(state.path("exp_avg")),
                Json.tensor(state.path("exp_avg_sq")),
                tensor(state, "max_exp_avg_sq"));
    }

    private static double number(JsonNode hyper, String name) {
        return hyper.path(name).asDouble();
    }

    private static Optional<Tensor> tensor(JsonNode state, String name) {
        JsonNode value = state.path(name);
        return value.isArray() || value.isNumber()
                ? Optional.of(Json.tensor(value))
                : Optional.empty();
    }
}
