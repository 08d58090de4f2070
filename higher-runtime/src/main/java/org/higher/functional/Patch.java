package org.higher.functional;

import java.util.Optional;
import org.higher.tensor.Tensor;

/** Makes fast models: models whose weights can be replaced step by step. */
public final class Patch {
    private Patch() {}

    /** A fast model that starts from copies of the model's weights. */
    public static <P extends ParamTree, B extends BoundModule> FastModel<P, B> monkeypatch(
            FunctionalModule<P, B> module) {
        return monkeypatch(module, PatchOptions.DEFAULT);
    }

    /**
     * A fast model that starts from the model's weights.
     *
     * <p>The model is never changed, and assigning to its weights afterwards does not change the
     * fast model's.
     */
    public static <P extends ParamTree, B extends BoundModule> FastModel<P, B> monkeypatch(
            FunctionalModule<P, B> module, PatchOptions options) {
        FastModel<P, B> model = new FastModel<>(module, options.tracking(), options.device());
        model.update(module.parameters().stream().map(weight -> start(weight, options)).toList());
        return model;
    }

    private static Tensor start(Tensor weight, PatchOptions options) {
        if (options.copyInitialWeights()) {
            Tensor copy = placed(weight.withRequiresGrad(false), options);
            return copy.withRequiresGrad(weight.requiresGrad());
        }
        return placed(weight.dup(), options);
    }

    private static Tensor placed(Tensor weight, PatchOptions options) {
        Tensor moved = options.device().map(weight::to).orElse(weight);
        return options.tasks() == 0 ? moved : moved.forTasks(options.tasks());
    }

    /**
     * A fast model that has no weights until the first are given to it.
     *
     * <p>The model's own tell no more than how many there are, their names, and which are tied.
     */
    public static <P extends ParamTree, B extends BoundModule> FastModel<P, B> makeFunctional(
            FunctionalModule<P, B> module) {
        return new FastModel<>(module, true, Optional.empty());
    }

    /**
     * Gives the fast model the buffers that the model has now, once.
     *
     * @throws IllegalArgumentException if the module is of another structure
     */
    public static <P extends ParamTree> void bufferSync(
            FunctionalModule<P, ?> module, FastModel<P, ?> model) {
        model.takeBuffers(module.params());
    }
}
