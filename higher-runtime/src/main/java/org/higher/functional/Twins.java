package org.higher.functional;

import org.higher.functional.support.v1.TwinLookup;

/** Finds the twin of a model whose class is known only at run time. */
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
}
