package org.higher;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.functional.ConfigurationValues;
import org.higher.optim.Overrides;
import org.higher.tensor.Tensor;

/**
 * What meta-learning trains: how it is made, and which of its tensors are learned.
 *
 * <p>A model alone:
 *
 * <pre>{@code
 * Learner<FunctionalNet> learner = Learner.of(() -> FunctionalNet.of(new Net()));
 * }</pre>
 *
 * <p>A class of one's own that holds a model, an inner optimizer and a learned rate:
 *
 * <pre>{@code
 * Learner<Maml> learner =
 *         Learner.builder(Maml::new)
 *                 .model("net", maml -> maml.net)
 *                 .overrides("learned", maml -> maml.overrides)
 *                 .build();
 * }</pre>
 *
 * <p>{@link #model} is what the factory made, here, and what a program trains, evaluates and saves.
 * On a cluster the factory is called once in each JVM that runs tasks, and before each meta-batch
 * the tensors there are assigned the values that they have here. All else about the model, such as
 * its layers, its inner optimizer's settings or a training flag, is as the factory made it. Where
 * that is not what it is here, because it was changed afterwards, or depends on what only this JVM
 * has, such as a static field, a call says so and does nothing. Fields that only count or keep, and
 * on which no result depends, are declared {@code transient}.
 *
 * <p>A learner is immutable but for the model; it may be shared between threads as the model may.
 *
 * @param <M> what the factory makes
 */
public final class Learner<M> {
    /** For paths. */
    private static final String MODEL = "model";

    private final Spec<M> spec;
    private final M model;

    /** What the model was configured with when the factory had made it. */
    private final Map<String, String> configuration;

    private Learner(Spec<M> spec) {
        this.spec = spec;
        this.model = spec.factory().create();
        if (model == null) {
            throw new IllegalArgumentException(
                    "Learner: the factory made null; return a model from it");
        }
        // tensors that can't be listed are found here and now
        configuration = currentConfiguration();
    }

    /**
     * The serializable specification of a learner: its factory, and the names of its tensors.
     *
     * <p>It is sent to other machines in place of the learner.
     *
     * @param <M> what the factory makes
     */
    public static final class Spec<M> implements Serializable {
        private static final long serialVersionUID = 1;

        private final Factory<M> factory;

        // serializable by its declared type
        private final LinkedHashMap<String, Part<M>> parts;

        private Spec(Factory<M> factory, Map<String, Part<M>> parts) {
            this.factory = factory;
            this.parts = new LinkedHashMap<>(parts);
        }

        private Factory<M> factory() {
            return factory;
        }

        /** A learner with a model of its own. */
        public Learner<M> make() {
            return new Learner<>(this);
        }
    }

    /**
     * A serializable function that makes a model.
     *
     * @param <M> the model
     */
    @FunctionalInterface
    public interface Factory<M> extends Serializable {
        /** A model of the same structure each time; the values of its tensors are replaced. */
        M create();
    }

    /**
     * A serializable function that gets a part of a model.
     *
     * @param <M> the model
     * @param <V> the part: a twin, a map of tensors, or overrides
     */
    @FunctionalInterface
    public interface Accessor<M, V> extends Serializable {
        /** The part that the model itself uses, not a copy. */
        V get(M model);
    }

    /** Some tensors of a model by their names; it can be sent to other machines. */
    @FunctionalInterface
    private interface Part<M> extends Serializable {
        void list(M model, BiConsumer<String, Tensor> sink);
    }

    /** A model by its twin. */
    private record ModelPart<M>(Accessor<? super M, ? extends FunctionalModule<?, ?>> twin)
            implements Part<M> {
        @Override
        public void list(M model, BiConsumer<String, Tensor> sink) {
            ParamTree params = twin.get(model).params();
            Params.named(params).forEach(sink);
            Params.buffers(params).forEach(sink);
        }
    }

    /**
     * A learner of a model alone, given by its twin: all its parameters are learned, but those that
     * are frozen.
     *
     * @throws IllegalArgumentException if the factory makes null
     */
    public static <M extends FunctionalModule<?, ?>> Learner<M> of(Factory<M> factory) {
        return builder(factory).model(MODEL, twin -> twin).build();
    }

    /** A builder for a class of your own, which names the tensors that are learned. */
    public static <M> Builder<M> builder(Factory<M> factory) {
        if (factory == null) {
            throw new IllegalArgumentException("Learner: null is no factory; give one");
        }
        return new Builder<>(factory);
    }

    /** The model here, which the factory made. */
    public M model() {
        return model;
    }

    /** The specification that this was made from; each learner made from it has its own model. */
    public Spec<M> spec() {
        return spec;
    }

    /**
     * The model's tensors that require a gradient, in the order in which they were named, each
     * once.
     */
    public List<Tensor> parameters() {
        Set<Tensor> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Tensor> parameters = new ArrayList<>();
        for (Tensor tensor : tensors().values()) {
            if (tensor.requiresGrad() && found.add(tensor)) {
                parameters.add(tensor);
            }
        }
        return parameters;
    }

    /**
     * All of the model's tensors by their names, such as {@code model.hidden.weight}; buffers are
     * among them.
     *
     * @throws IllegalArgumentException if a tensor can't be assigned, because it is the result of
     *     an operation on the tape
     */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        spec.parts.forEach(
                (name, part) ->
                        part.list(
                                model, (path, tensor) -> put(name + "." + path, tensor, tensors)));
        return tensors;
    }

    /**
     * What the factory configured the model with, and what it has of tensors that are not among
     * {@link #tensors}, as texts by their paths: the same wherever it runs, or else it makes
     * another model there.
     *
     * <p>Found in the fields of the model and of what it holds, other than transient ones.
     */
    public Map<String, String> configuration() {
        return configuration;
    }

    /**
     * Checks that the model is configured as the factory made it, as it is elsewhere.
     *
     * @param caller for the message
     * @throws IllegalStateException if a value of {@link #configuration} has changed
     */
    public void checkConfiguration(String caller) {
        changedConfiguration()
                .ifPresent(
                        change -> {
                            throw new IllegalStateException(
                                    caller
                                            + ": "
                                            + change
                                            + " in a model that the factory makes, which is what"
                                            + " runs elsewhere; set it in the factory, or make"
                                            + " another learner for it");
                        });
    }

    /** The first value of {@link #configuration} that is another one now, and what it was. */
    public Optional<String> changedConfiguration() {
        Map<String, String> now = currentConfiguration();
        for (Map.Entry<String, String> made : configuration.entrySet()) {
            String value = now.get(made.getKey());
            if (!made.getValue().equals(value)) {
                return Optional.of(
                        String.format(
                                "%s is %s, and %s",
                                made.getKey(), value == null ? "missing" : value, made.getValue()));
            }
        }
        return Optional.empty();
    }

    private Map<String, String> currentConfiguration() {
        return ConfigurationValues.of(MODEL, model, tensors().values());
    }

    private static void put(String path, Tensor tensor, Map<String, Tensor> tensors) {
        if (tensor == null || !tensor.isLeaf()) {
            throw new IllegalArgumentException(
                    "Learner: "
                            + path
                            + " is "
                            + (tensor == null ? "null" : "the result of a recorded operation")
                            + "; name what is learned itself, such as a Tensor.parameter(...)");
        }
        if (tensors.putIfAbsent(path, tensor) != null) {
            throw new IllegalArgumentException(
                    "Learner: two tensors are named " + path + "; give their parts other names");
        }
    }

    /** Says which tensors a model has; made by {@link Learner#builder}. */
    public static final class Builder<M> {
        private final Factory<M> factory;
        private final Map<String, Part<M>> parts = new LinkedHashMap<>();

        private Builder(Factory<M> factory) {
            this.factory = factory;
        }

        /** The parameters and buffers of a model, by its twin; a tied parameter is one. */
        public Builder<M> model(
                String name, Accessor<? super M, ? extends FunctionalModule<?, ?>> twin) {
            return put(name, new ModelPart<>(twin));
        }

        /** Learned hyperparameters. */
        public Builder<M> overrides(
                String name, Accessor<? super M, ? extends Overrides<?>> overrides) {
            return put(
                    name,
                    (model, sink) ->
                            overrides
                                    .get(model)
                                    .asMap()
                                    .forEach(
                                            (key, values) -> {
                                                for (int i = 0; i < values.size(); i++) {
                                                    sink.accept(key + "." + i, values.get(i));
                                                }
                                            }));
        }

        /** Tensors that belong to no model, by names of their own; their order is that of names. */
        public Builder<M> tensors(
                String name, Accessor<? super M, ? extends Map<String, Tensor>> tensors) {
            // maps such as Map.of have another order in each JVM
            return put(name, (model, sink) -> new TreeMap<>(tensors.get(model)).forEach(sink));
        }

        private Builder<M> put(String name, Part<M> part) {
            if (name == null || name.isBlank() || parts.putIfAbsent(name, part) != null) {
                throw new IllegalArgumentException(
                        "Learner: '"
                                + name
                                + "' is no name of its own; give each part another one");
            }
            return this;
        }

        /**
         * The learner, with a model that the factory makes now.
         *
         * @throws IllegalArgumentException if no tensors are named, or one is named that is the
         *     result of an operation on the tape
         */
        public Learner<M> build() {
            if (parts.isEmpty()) {
                throw new IllegalArgumentException(
                        "Learner: no tensors are named, so there is nothing to learn; name them by"
                                + " model(...), overrides(...) or tensors(...)");
            }
            return new Spec<>(factory, parts).make();
        }
    }
}
