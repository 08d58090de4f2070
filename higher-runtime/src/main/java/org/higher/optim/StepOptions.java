package org.higher.optim;

import java.util.Optional;
import org.higher.internal.Arguments;

/**
 * The options of one step of a differentiable optimizer.
 *
 * <pre>{@code
 * loop.step(loss, StepOptions.overriding(Overrides.of(DifferentiableSgd.LR, rate)));
 * loop.step(loss, StepOptions.callback(clip));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <R> the update rule
 */
public final class StepOptions<R extends UpdateRule<?>> {
    private final Overrides<R> overrides;
    private final Optional<GradientCallback> callback;

    private StepOptions(Overrides<R> overrides, Optional<GradientCallback> callback) {
        this.overrides = overrides;
        this.callback = callback;
    }

    /** A step like the others. */
    public static <R extends UpdateRule<?>> StepOptions<R> none() {
        return new StepOptions<>(Overrides.none(), Optional.empty());
    }

    /** Only {@linkplain #withOverrides hyperparameters}. */
    public static <R extends UpdateRule<?>> StepOptions<R> overriding(Overrides<R> overrides) {
        return StepOptions.<R>none().withOverrides(overrides);
    }

    /** Only a {@linkplain #withCallback callback}. */
    public static <R extends UpdateRule<?>> StepOptions<R> callback(GradientCallback callback) {
        return StepOptions.<R>none().withCallback(callback);
    }

    /**
     * With hyperparameters that hold from this step on.
     *
     * @param overrides those that are not named stay as they are
     */
    public StepOptions<R> withOverrides(Overrides<R> overrides) {
        return new StepOptions<>(Arguments.nonNull("step", overrides, "overrides"), callback);
    }

    /** With a callback that sees this step's gradients in place of the optimizer's own. */
    public StepOptions<R> withCallback(GradientCallback callback) {
        Arguments.nonNull("step", callback, "gradient callback");
        return new StepOptions<>(overrides, Optional.of(callback));
    }

    /** Hyperparameters from this step on; none if not said. */
    public Overrides<R> overrides() {
        return overrides;
    }

    /** What changes the gradients of this step; empty for the optimizer's own callback. */
    public Optional<GradientCallback> callback() {
        return callback;
    }
}
