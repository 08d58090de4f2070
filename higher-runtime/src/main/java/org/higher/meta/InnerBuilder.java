package org.higher.meta;

import java.util.OptionalInt;

/**
 * Settings of algorithms with an inner loop.
 *
 * @param <S> the builder itself
 * @param <A> what adaptation yields
 * @param <X> the batches of a task
 */
public abstract sealed class InnerBuilder<S extends InnerBuilder<S, A, X>, A, X>
        extends MetaBuilder<S, A, X>
        permits Maml.Builder,
                MetaSgd.Builder,
                MamlPlusPlus.Builder,
                Cavia.Builder,
                Reptile.Builder,
                ImplicitMaml.Builder {
    private int steps;
    private OptionalInt testSteps = OptionalInt.empty();

    InnerBuilder(int steps) {
        this.steps = steps;
    }

    /**
     * How many inner steps a task takes in meta-training.
     *
     * @throws IllegalArgumentException if it is not at least 1
     */
    public final S innerSteps(int count) {
        steps = atLeast("innerSteps", 1, count);
        return self();
    }

    /**
     * How many inner steps a finished model takes; as many as in training if not said.
     *
     * @throws IllegalArgumentException if it is not at least 0
     */
    public final S testSteps(int count) {
        testSteps = OptionalInt.of(atLeast("testSteps", 0, count));
        return self();
    }

    final int steps() {
        return steps;
    }

    final int stepsInTests() {
        return testSteps.orElse(steps);
    }
}
