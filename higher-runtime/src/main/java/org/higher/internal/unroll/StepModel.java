package org.higher.internal.unroll;

import java.util.Optional;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Twins;

/**
 * The model of steps, whose configuration is kept: a step is taken again as it was taken first.
 *
 * @param structure the model's tree
 */
record StepModel<P extends ParamTree, B extends BoundModule>(
        FunctionalModule<P, B> module, P structure) {
    /**
     * What is kept of a step's model: its configuration, over weights that do not matter.
     *
     * @param latest what was kept last
     * @param model before the step, whose code may write into it
     */
    B kept(Optional<B> latest, B model) {
        if (latest.filter(l -> Twins.sameConfiguration(l, model)).isPresent()) {
            return latest.get();
        }
        return Twins.sameOver(model, structure)
                .orElseGet(
                        () ->
                                latest.filter(l -> Twins.seemsSameConfiguration(l, model))
                                        .orElse(model));
    }

    /**
     * The model of a step, over the weights and buffers that it had.
     *
     * @param kept what was kept of it
     * @throws IllegalStateException if the model's configuration has changed since, and its twin is
     *     of an earlier version, which reads the present one
     */
    B again(B kept, P weights, int index) {
        return Twins.sameOver(kept, weights)
                .orElseGet(
                        () -> {
                            B model = module.bind(weights);
                            if (!Twins.seemsSameConfiguration(kept, model)) {
                                throw Unrepeatable.configuration(index);
                            }
                            return model;
                        });
    }
}
