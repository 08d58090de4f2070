package org.higher.functional;

import java.util.Collection;
import java.util.Map;
import org.higher.functional.support.v1.TwinLookup;
import org.higher.tensor.Tensor;

/** Finds the twin of a model whose class is known only at run time, and checks twins. */
public final class Twins {
    private Twins() {}

    /**
     * The twin of any model.
     *
     * @throws IllegalArgumentException if the model's class is not {@code @Functional}
     */
    public static FunctionalModule<?, ?> of(Object model) {
        return TwinLookup.of(model, FunctionalModule.class);
    }

    /**
     * Checks a model's twin by running both; for a test of your own model.
     *
     * <pre>{@code
     * Twins.check(new Net(), Tensor.ones(3, 1));
     * }</pre>
     *
     * <p>Results, gradients by all parameters and buffers afterwards must be the same to the last
     * bit, at the model's parameters and at others, drawn nearby. Every tensor that requires a
     * gradient and can be reached from the model must be in its {@code Params}. The twin must leave
     * the model's own tensors and their gradients as they are. Layers draw from the same seeds in
     * both. The model is as it was afterwards, but its parameters have been assigned: graphs of
     * earlier passes can't be differentiated any more.
     *
     * @param model of a {@code @Functional} class
     * @param inputs the arguments of its {@code forward}; of overloads, those that take them are
     *     run
     * @throws AssertionError if the twin differs, saying what, where and by how much
     * @throws IllegalArgumentException if the class has no twin, or no such {@code forward}
     * @throws IllegalStateException if two passes of the model itself differ
     */
    public static void check(Object model, Object... inputs) {
        TwinCheck.run(model, of(model), inputs);
    }

    /**
     * What a model, or an object that holds models, is configured with now, as texts by their
     * paths, such as {@code norm.training}.
     *
     * <p>That is numbers, texts, truth values, enum constants, classes of objects, and tensors that
     * are not named. Transient fields are passed over.
     *
     * @param name with which paths begin
     * @param model a twin, or an object that holds some
     * @param named tensors that are known without this
     */
    public static Map<String, String> configuration(
            String name, Object model, Collection<Tensor> named) {
        return ConfigurationValues.of(name, model, named);
    }
}
