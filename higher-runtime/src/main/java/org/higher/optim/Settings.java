package org.higher.optim;

import java.util.List;
import org.higher.tensor.Tensor;

/**
 * What a differentiable optimizer is made from.
 *
 * @param optimizer the source of groups, hyperparameters and state; it is never changed
 * @param params the parameters of the model, in the order in which weights are given to each step;
 *     those of the optimizer are found among them by identity
 * @param overrides tensors in place of the optimizer's own hyperparameters
 * @param callback changes the gradients of every step
 * @param mode what is kept on the tape
 */
public record Settings<R extends UpdateRule<?>>(
        Optimizer<R> optimizer,
        List<Tensor> params,
        Overrides<R> overrides,
        GradientCallback callback,
        GradientMode mode) {
    public Settings {
        params = List.copyOf(params);
    }

    /** No overrides, no callback, second order. */
    public static <R extends UpdateRule<?>> Settings<R> of(
            Optimizer<R> optimizer, List<Tensor> params) {
        return new Settings<>(
                optimizer,
                params,
                Overrides.none(),
                GradientCallback.NONE,
                GradientMode.SECOND_ORDER);
    }

    public Settings<R> withOverrides(Overrides<R> overrides) {
        return new Settings<>(optimizer, params, overrides, callback, mode);
    }

    public Settings<R> withCallback(GradientCallback callback) {
        return new Settings<>(optimizer, params, overrides, callback, mode);
    }

    public Settings<R> withMode(GradientMode mode) {
        return new Settings<>(optimizer, params, overrides, callback, mode);
    }
}
