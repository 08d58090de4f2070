package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adadelta;
import org.higher.optim.rules.Adagrad;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.Adamax;
import org.higher.optim.rules.Asgd;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Rprop;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** How a golden file's optimizers are called here. */
final class Rules {
    private static final Map<String, Entry<?, ?>> BY_TYPE =
            Map.of(
                    "SGD",
                    new Entry<>(new Sgd(0), s -> new Sgd.State(optional(s, "momentum_buffer"))),
                    "Adam",
                    new Entry<>(
                            new Adam(),
                            s ->
                                    new Adam.State(
                                            step(s),
                                            tensor(s, "exp_avg"),
                                            tensor(s, "exp_avg_sq"),
                                            optional(s, "max_exp_avg_sq"))),
                    "AdamW",
                    new Entry<>(
                            new AdamW(),
                            s ->
                                    new AdamW.State(
                                            step(s),
                                            tensor(s, "exp_avg"),
                                            tensor(s, "exp_avg_sq"),
                                            optional(s, "max_exp_avg_sq"))),
                    "Adamax",
                    new Entry<>(
                            new Adamax(),
                            s ->
                                    new Adamax.State(
                                            step(s), tensor(s, "exp_avg"), tensor(s, "exp_inf"))),
                    "Adadelta",
                    new Entry<>(
                            new Adadelta(),
                            s ->
                                    new Adadelta.State(
                                            tensor(s, "square_avg"), tensor(s, "acc_delta"))),
                    "Adagrad",
                    new Entry<>(new Adagrad(), s -> new Adagrad.State(step(s), tensor(s, "sum"))),
                    "RMSprop",
                    new Entry<>(
                            new RmsProp(),
                            s ->
                                    new RmsProp.State(
                                            tensor(s, "square_avg"),
                                            optional(s, "grad_avg"),
                                            optional(s, "momentum_buffer"))),
                    "Rprop",
                    new Entry<>(
                            new Rprop(),
                            s -> new Rprop.State(tensor(s, "prev"), tensor(s, "step_size"))),
                    "ASGD",
                    new Entry<>(
                            new Asgd(),
                            s ->
                                    new Asgd.State(
                                            step(s),
                                            tensor(s, "eta"),
                                            tensor(s, "mu"),
                                            tensor(s, "ax"))));

    private static final Map<String, List<String>> PAIRS =
            Map.of(
                    "betas", List.of("beta1", "beta2"),
                    "etas", List.of("etaMinus", "etaPlus"),
                    "step_sizes", List.of("stepMin", "stepMax"));

    private Rules() {}

    /**
     * One kind of optimizer.
     *
     * @param defaults the rule with the reference's defaults
     * @param state makes a state from a file's entries
     */
    record Entry<R extends Record & UpdateRule<S>, S>(R defaults, Function<JsonNode, S> state) {
        /** An optimizer over all parameters, or over the groups that the file gives. */
        Optimizer<R> optimizer(JsonNode spec, List<Tensor> parameters) {
            Optimizer.Builder<R> builder = Optimizer.builder();
            if (!spec.has("groups")) {
                return builder.group(parameters, with(spec.path("hyper"))).build();
            }
            for (JsonNode group : spec.path("groups")) {
                List<Tensor> members = new ArrayList<>();
                group.path("params").forEach(index -> members.add(parameters.get(index.asInt())));
                builder.group(members, with(group.path("hyper")));
            }
            Optimizer<R> optimizer = builder.build();
            if (spec.path("initial_state").isArray()) {
                optimizer.restore(state(spec.path("initial_state")));
            }
            return optimizer;
        }

        private OptimizerState state(JsonNode groups) {
            List<List<Optional<Object>>> all = new ArrayList<>();
            for (JsonNode group : groups) {
                List<Optional<Object>> states = new ArrayList<>();
                for (JsonNode entries : group) {
                    states.add(
                            entries.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(state.apply(entries)));
                }
                all.add(states);
            }
            return OptimizerState.of(all);
        }

        /** The rule with the values of a file, whatever they are called there. */
        private R with(JsonNode hyper) {
            R rule = defaults;
            for (Map.Entry<String, JsonNode> entry : hyper.properties()) {
                List<String> names = names(entry.getKey());
                for (int k = 0; k < names.size(); k++) {
                    JsonNode value = entry.getValue();
                    rule = set(rule, names.get(k), value.isArray() ? value.path(k) : value);
                }
            }
            return rule;
        }
    }

    /** Whether there is an optimizer of a type. */
    static boolean has(String type) {
        return BY_TYPE.containsKey(type);
    }

    static Entry<?, ?> get(String type) {
        return BY_TYPE.get(type);
    }

    /** Our names of a hyperparameter of the reference; a pair has two. */
    static List<String> names(String reference) {
        return PAIRS.getOrDefault(reference, List.of(camelCase(reference)));
    }

    private static String camelCase(String snakeCase) {
        return Pattern.compile("_(.)")
                .matcher(snakeCase)
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    /** A copy of a record with one component changed. */
    private static <R extends Record> R set(R rule, String name, JsonNode value) {
        RecordComponent[] components = rule.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                boolean here = components[i].getName().equals(name);
                found |= here;
                values[i] = here ? read(value) : components[i].getAccessor().invoke(rule);
            }
            if (!found) {
                throw new IllegalArgumentException(rule + " has no " + name);
            }
            @SuppressWarnings("unchecked") // the class of an R
            Class<R> type = (Class<R>) rule.getClass();
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(rule + ": " + name + " is " + value, e);
        }
    }

    private static Object read(JsonNode value) {
        return value.isBoolean() ? (Object) value.asBoolean() : (Object) value.asDouble();
    }

    private static int step(JsonNode state) {
        return state.path("step").asInt();
    }

    private static Tensor tensor(JsonNode state, String name) {
        return optional(state, name).orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    private static Optional<Tensor> optional(JsonNode state, String name) {
        JsonNode value = state.path(name);
        return value.isArray() || value.isNumber()
                ? Optional.of(Json.tensor(value))
                : Optional.empty();
    }
}
