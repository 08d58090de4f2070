package org.higher;

import java.util.ArrayList;
import java.util.List;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model being adapted step by step, each step on the tape.
 *
 * <p>The loop holds the <em>fast weights</em>, which start as the model's own, and their history.
 * Buffers are carried from step to step by value: no gradient flows through them.
 *
 * <p>A loop belongs to the thread that opened it. Twins are shared freely, so tasks run in parallel
 * with one loop each.
 *
 * @param <P> the typed tree of the model's parameters
 * @param <B> the model's code over given parameters
 * @param <R> the update rule of the optimizer
 */
public final class InnerLoop<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>
        implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final FunctionalModule<P, B> module;
    private final DifferentiableOptimizer<R, ?> optimizer;
    private final GradientMode mode;
    private final P initial;

    /** One entry for each update, the first being the initial weights; only one if untracked. */
    private final List<List<Tensor>> history = new ArrayList<>();

    /** Null once closed. */
    private @Nullable B bound;

    private InnerLoop(Builder<P, B, R> settings) {
        module = settings.module;
        mode = settings.mode;
        optimizer =
                Optimizers.differentiable(
                        settings.optimizer,
                        module.parameters(),
                        settings.overrides,
                        settings.callback,
                        mode);
        P own = module.params();
        initial =
                settings.copyInitialWeights || mode == GradientMode.UNTRACKED
                        ? Params.map(own, InnerLoop::copy)
                        : own;
        history.add(initial.leaves());
        bound = module.bind(Params.detachBuffers(initial));
    }

    private static Tensor copy(Tensor weight) {
        return weight.detach().withRequiresGrad(weight.requiresGrad());
    }

    /**
     * The model with the current fast weights.
     *
     * <p>Ask again after each {@link #step}: what was returned before keeps its weights.
     */
    public B model() {
        return open();
    }

    /**
     * Takes one differentiable step: the gradient of the loss moves the fast weights.
     *
     * <p>Weights that are frozen, or that the loss does not depend on, stay as they are.
     *
     * @param loss a scalar computed from {@link #model()}
     * @return the new fast weights
     * @throws IllegalArgumentException if the loss is no scalar or depends on nothing that is
     *     trained
     */
    public P step(Tensor loss) {
        open();
        return advance(optimizer.step(loss, weights()));
    }

    /** As {@link #step(Tensor)}, with hyperparameters that hold from this step on. */
    public P step(Tensor loss, Overrides<R> overrides) {
        open();
        return advance(optimizer.step(loss, weights(), overrides));
    }

    /**
     * As {@link #step(Tensor)}, with a callback that sees this step's gradients instead of the one
     * given when the loop was opened.
     */
    public P step(Tensor loss, GradientCallback callback) {
        open();
        return advance(optimizer.step(loss, weights(), Overrides.none(), callback));
    }

    /** As {@link #step(Tensor)}, with overrides and a callback. */
    public P step(Tensor loss, Overrides<R> overrides, GradientCallback callback) {
        open();
        return advance(optimizer.step(loss, weights(), overrides, callback));
    }

    /** The current fast weights, and the buffers as forward passes have left them. */
    public P params() {
        open();
        return tree(weights());
    }

    /**
     * The fast weights after a number of updates; gradients can be taken with respect to them.
     *
     * @param time 0 for the initial weights; negative counts from the newest, which is -1. Without
     *     tracking only the newest weights are kept, and 0 and -1 both mean them
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public P params(int time) {
        open();
        int index = time < 0 ? history.size() + time : time;
        if (index < 0 || index >= history.size()) {
            throw new IndexOutOfBoundsException(
                    mode == GradientMode.UNTRACKED
                            ? "params("
                                    + time
                                    + "): an untracked loop keeps the newest weights"
                                    + " only, as time 0 and -1; open it with "
                                    + GradientMode.SECOND_ORDER
                            : "params("
                                    + time
                                    + "): the loop has "
                                    + history.size()
                                    + " entries, 0 to "
                                    + (history.size() - 1)
                                    + ", or -1 for the newest");
        }
        return tree(history.get(index));
    }

    /** The number of updates so far that {@link #params(int)} can go back to. */
    public int time() {
        open();
        return history.size() - 1;
    }

    /**
     * Lets go of the fast weights, their history and the graph between them.
     *
     * <p>Losses computed inside stay usable for as long as they are held. Closing twice is
     * harmless; any other call afterwards is an error.
     */
    @Override
    public void close() {
        history.clear();
        bound = null;
    }

    private List<Tensor> weights() {
        return history.get(history.size() - 1);
    }

    private P advance(List<Tensor> next) {
        P params = tree(next);
        if (mode == GradientMode.UNTRACKED) {
            history.set(0, next);
        } else {
            history.add(next);
        }
        bound = module.bind(params);
        return params;
    }

    private P tree(List<Tensor> weights) {
        return Params.detachBuffers(
                Params.withBuffers(Params.withLeaves(initial, weights), open().params()));
    }

    private B open() {
        B current = bound;
        if (current == null) {
            throw new IllegalStateException(
                    "the inner loop is closed; use it inside its try block");
        }
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "the inner loop belongs to thread "
                            + owner.getName()
                            + " and was called from "
                            + Thread.currentThread().getName()
                            + "; open one loop in each thread");
        }
        return current;
    }

    /** Settings of an inner loop; made by {@link Higher#innerLoop}. */
    public static final class Builder<
            P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>> {
        private final FunctionalModule<P, B> module;
        private final Optimizer<R> optimizer;
        private boolean copyInitialWeights = true;
        private GradientMode mode = GradientMode.SECOND_ORDER;
        private Overrides<R> overrides = Overrides.none();
        private GradientCallback callback = GradientCallback.NONE;

        Builder(FunctionalModule<P, B> module, Optimizer<R> optimizer) {
            this.module = module;
            this.optimizer = optimizer;
        }

        /**
         * Whether gradients stop at a copy, {@code params(0)} (true, the default), or reach the
         * model's own parameters (false).
         */
        public Builder<P, B, R> copyInitialWeights(boolean copy) {
            copyInitialWeights = copy;
            return this;
        }

        /** What is differentiated; {@link GradientMode#SECOND_ORDER} if not said. */
        public Builder<P, B, R> gradientMode(GradientMode gradientMode) {
            mode = gradientMode;
            return this;
        }

        /** Hyperparameters to use in place of the optimizer's own; gradients reach them. */
        public Builder<P, B, R> override(Overrides<R> values) {
            overrides = values;
            return this;
        }

        /** What to do to the gradients before each step, such as clipping; it is on the tape. */
        public Builder<P, B, R> gradientCallback(GradientCallback gradientCallback) {
            callback = gradientCallback;
            return this;
        }

        /**
         * Starts the loop in this thread.
         *
         * @throws IllegalArgumentException if the optimizer trains a tensor that is none of the
         *     model's parameters, or its rule has no differentiable version, or an override does
         *     not fit
         */
        public InnerLoop<P, B, R> open() {
            return new InnerLoop<>(this);
        }
    }
}
