package org.higher;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.higher.array.Device;
import org.higher.functional.BoundModule;
import org.higher.functional.FastModel;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.functional.Patch;
import org.higher.functional.PatchOptions;
import org.higher.internal.Arguments;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Key;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.Schedule;
import org.higher.optim.Settings;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.report.Graph;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An inner loop: a model that is adapted step by step, each step on the tape.
 *
 * <p>It is a {@link FastModel}, which holds the <em>fast weights</em> and their history, together
 * with the {@link DifferentiableOptimizer} that moves them. What every loop needs of the two is
 * here; the rest is with {@link #fastModel()} and {@link #optimizer()}.
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
    private final FunctionalModule<P, B> module;
    private final FastModel<P, B> fast;

    /** Says how large this is if the heap is full. */
    private final UnrollMemory unroll;

    /** Whether steps stay on the tape. */
    private final boolean keeps;

    private final boolean writesBuffers;

    /** After how many of the first steps the graph is cut. */
    private final int truncated;

    private final Memory memory;

    /** Null where every step is on the tape, or none. */
    private @Nullable Unrolling<P, B, R, ?> unrolling;

    private int steps;

    /** Steps since the graph was last cut. */
    private int unrolled;

    /** Null once closed: its state is on the tape. */
    private @Nullable DifferentiableOptimizer<R> optimizer;

    private InnerLoop(Builder<P, B, R> builder) {
        module = builder.module;
        optimizer = Optimizers.differentiable(builder.settings);
        // Untracked steps yield leaves: that the weights before them are copied makes it one rule.
        boolean tracked = builder.settings.mode() != GradientMode.UNTRACKED;
        fast =
                Patch.monkeypatch(
                        builder.module,
                        tracked
                                ? builder.patch
                                : builder.patch.withCopyInitialWeights(true).withTracking(false));
        List<Tensor> weights = fast.weights();
        unroll =
                UnrollMemory.open(
                        weights.size(),
                        weights.stream()
                                .mapToLong(w -> (long) w.size() * Math.max(1, w.taskCount()))
                                .sum());
        keeps = tracked;
        writesBuffers = builder.writesBuffers;
        truncated = builder.truncated;
        memory = builder.memory;
        if (memory.concerns(builder.settings.mode())) {
            unrolling = Unrolling.of(fast, optimizer, memory);
        }
    }

    /**
     * The model with the current fast weights.
     *
     * <p>Ask again after each {@link #step}, and after a change of the model's configuration, say
     * by {@code eval()}: what was returned before keeps its weights and its configuration.
     */
    public B model() {
        try {
            return fast.model();
        } catch (OutOfMemoryError full) {
            throw UnrollMemory.BINDING.failed(unrolled, full);
        }
    }

    /**
     * Takes one differentiable step: the gradient of the loss moves the fast weights.
     *
     * <p>Weights that are frozen, or that the loss does not depend on, stay as they are.
     *
     * @param loss a scalar computed from {@link #model()}, one for each task if there are {@link
     *     Builder#tasks}
     * @return the new fast weights
     * @throws IllegalArgumentException if the loss is no scalar, or depends on none of the current
     *     weights that the optimizer moves, say because it was used for the step before
     */
    public P step(Tensor loss) {
        return step(loss, StepOptions.none());
    }

    /**
     * As {@link #step(Tensor)}, with options: hyperparameters that hold from this step on, a
     * callback that sees this step's gradients instead of the one given when the loop was opened.
     */
    public P step(Tensor loss, StepOptions<R> options) {
        return taken(() -> optimizer().step(loss, fast, options));
    }

    /**
     * Takes one step by gradients that were computed elsewhere, one for each of the model's
     * parameters.
     *
     * <p>Say averages over micro-batches of {@code Grad.grad(loss, params().leaves())}: what of
     * them is on the tape stays there in second order.
     *
     * @return the new fast weights
     * @throws IllegalArgumentException if there are more or fewer than parameters, or one is not
     *     like its weight
     */
    public P step(List<Tensor> gradients) {
        return step(gradients, StepOptions.none());
    }

    /** As {@link #step(List)}, with options that hold from this step on. */
    public P step(List<Tensor> gradients, StepOptions<R> options) {
        return taken(() -> fast.update(optimizer().step(gradients, fast.weights(), options)));
    }

    /**
     * Takes one differentiable step that can be taken again: the loss is given as code.
     *
     * <p>With {@link Memory#full()} it is {@code step(loss.apply(model()))}. Else the step's graph
     * is not kept, and a gradient computes it anew, so the code has to do the same each time: it
     * may depend on the model it is given, which has the configuration of the first time, and on
     * what does not change. Random numbers are drawn in a {@link org.higher.nn.RandomScope}.
     * Tensors that it captures get their gradients as ever.
     *
     * @param loss a scalar of the model with the current fast weights
     * @return the new fast weights
     * @throws IllegalArgumentException if the loss is no scalar or moves no weight, or the budget
     *     is too small for a step
     * @throws IllegalStateException when a gradient is taken, if the loss is another one then
     */
    public P step(Function<? super B, Tensor> loss) {
        return step(loss, StepOptions.none());
    }

    /** As {@link #step(Function)}, with options that hold from this step on. */
    public P step(Function<? super B, Tensor> loss, StepOptions<R> options) {
        Arguments.nonNull("step", loss, "loss");
        Unrolling<P, B, R, ?> again = unrolling;
        return again == null || steps < truncated
                ? step(loss.apply(model()), options)
                : taken(() -> again.step(loss, options));
    }

    /** The loss of a step of an unroll. */
    @FunctionalInterface
    public interface StepLoss<B> {
        /**
         * The loss, a scalar.
         *
         * @param model with the current fast weights
         * @param step from 0, within the unroll
         */
        Tensor of(B model, int step);
    }

    /**
     * Takes a number of steps, each of which {@linkplain #step(Function) can be taken again}.
     *
     * <p>Since their number is known, {@link Memory#budget} chooses best what to keep.
     *
     * @param loss of each step; its number tells which batch to use
     * @return the fast weights after the last step
     * @throws IllegalArgumentException if the number is negative
     */
    public P unroll(int steps, StepLoss<? super B> loss) {
        Arguments.nonNull("unroll", loss, "loss");
        if (steps < 0) {
            throw new IllegalArgumentException("unroll: " + steps + " steps; give 0 or more");
        }
        int cut = Math.min(steps, Math.max(0, truncated - this.steps));
        if (unrolling != null) {
            unrolling.expect(steps - cut);
        }
        for (int k = 0; k < steps; k++) {
            int step = k;
            if (unrolling == null || k < cut || k > cut && unrolling.isFull()) {
                step(loss.of(model(), step));
            } else {
                step((Function<B, Tensor>) model -> loss.of(model, step));
            }
        }
        return params();
    }

    /**
     * What is kept of the last steps that can be taken again; empty before the first, with {@link
     * Memory#full()}, and where nothing is tracked.
     */
    public Optional<Memory.Plan> plan() {
        return unrolling == null ? Optional.empty() : unrolling.plan();
    }

    private P taken(Supplier<P> step) {
        try {
            P weights = step.get();
            steps++;
            unroll.setSteps(keeps ? ++unrolled : 0);
            if (steps > truncated) {
                return weights;
            }
            truncate();
            return fast.params();
        } catch (OutOfMemoryError full) {
            throw UnrollMemory.STEP.failed(unrolled + 1L, full);
        }
    }

    /** The current fast weights, and the buffers as forward passes have left them. */
    public P params() {
        return fast.params();
    }

    /**
     * The fast weights after a number of updates; gradients can be taken with respect to them.
     *
     * @param time 0 for the initial weights; negative counts from the newest, which is -1. Without
     *     tracking only the newest weights are kept, and 0 and -1 both mean them
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public P params(int time) {
        return fast.params(time);
    }

    /**
     * The number of steps that this loop has taken.
     *
     * <p>Weights of one's own, {@code fastModel().update(weights)}, are no step, and those of loops
     * that this one continues don't count: {@code state().steps()} has them, too.
     */
    public int steps() {
        return steps;
    }

    /**
     * Cuts the weights and the optimizer's state from the graph of the steps so far.
     *
     * <p>Losses from now on have gradients with respect to the present weights, and to the
     * hyperparameters in force and what those were computed from, but through no earlier step.
     * Earlier entries of the history stay, with their graph; {@link #truncate} lets go of them.
     */
    public void detach() {
        DifferentiableOptimizer<R> open = optimizer();
        fast.detach();
        open.detach();
        if (unrolling != null) {
            unrolling.forget();
        }
        unrolled = 0;
        unroll.setSteps(0);
    }

    /**
     * Truncated backpropagation: {@link #detach()}, and the history of earlier weights is let go.
     *
     * <p>Called every few steps, it bounds the memory of a loop of any length. Losses from now on
     * have gradients through the steps from here on alone; what earlier steps would have added is
     * missing, so it is an approximation. {@code params(0)} are now the present weights.
     */
    public void truncate() {
        detach();
        fast.forget();
    }

    /**
     * What the optimizer remembers now, cut from the tape.
     *
     * <p>Give it to {@link Optimizer#restore} to copy it back, or to {@link Builder#state} to carry
     * it on to another loop. With {@code optimizer().trackedState()} in its place, gradients flow
     * from that loop into this one.
     */
    public OptimizerState state() {
        return optimizer().state();
    }

    /**
     * A picture of what a loss was computed from, each step of this loop in a frame.
     *
     * <p>The model's parameters have their names, and so have the fast weights at time 0. Where
     * these are copies, parameters stand alone: no gradient reaches them. Steps before the last
     * {@link #truncate} are not there.
     *
     * @param loss computed from {@link #model()}
     */
    public Graph graph(Tensor loss) {
        Graph graph = Graph.of(loss).names(Params.named(module.params()));
        Params.named(fast.params(0))
                .forEach((name, weight) -> graph.names(Map.of(name + " at time 0", weight)));
        for (int step = 1; step <= fast.time(); step++) {
            if (fast.keeps(step)) {
                graph.frame("step " + step, fast.params(step).leaves());
            }
        }
        return graph;
    }

    /** The model half of the loop. */
    public FastModel<P, B> fastModel() {
        return fast;
    }

    /** The optimizer half of the loop. */
    public DifferentiableOptimizer<R> optimizer() {
        DifferentiableOptimizer<R> current = optimizer;
        if (current == null) {
            throw new IllegalStateException(
                    "the inner loop is closed; use it inside its try block");
        }
        return current;
    }

    /**
     * Lets go of the fast weights, their history, the optimizer's state, and the graph between
     * them.
     *
     * <p>Losses computed inside stay usable for as long as they are held. Closing twice is
     * harmless; any other call afterwards is an error.
     */
    @Override
    public void close() {
        try {
            if (writesBuffers && optimizer != null) {
                fast.writeBuffers();
            }
        } finally {
            fast.close();
            optimizer = null;
            if (unrolling != null) {
                unrolling.forget();
            }
            unroll.close();
        }
    }

    /** Settings of an inner loop; made by {@link Higher#innerLoop}. */
    public static final class Builder<
            P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>> {
        private final FunctionalModule<P, B> module;
        private Settings<R> settings;
        private PatchOptions patch = PatchOptions.DEFAULT;
        private boolean writesBuffers;
        private int truncated;
        private Memory memory = Memory.full();

        Builder(FunctionalModule<P, B> module, Optimizer<R> optimizer) {
            this.module = module;
            this.settings = Settings.of(module.parameters(), optimizer);
        }

        /**
         * MAML: {@code false}, so that gradients reach the model's own parameters.
         *
         * <p>With true, the default, they stop at a copy of the initial weights, {@code params(0)}:
         * for adapting a finished model, or where only hyperparameters are learned.
         */
        public Builder<P, B, R> copyInitialWeights(boolean copy) {
            patch = patch.withCopyInitialWeights(copy);
            return this;
        }

        /** What is differentiated; {@link GradientMode#SECOND_ORDER} if not said. */
        public Builder<P, B, R> gradientMode(GradientMode gradientMode) {
            settings = settings.withMode(gradientMode);
            return this;
        }

        /**
         * Hyperparameters to use in place of the optimizer's own; gradients reach them.
         *
         * <p>Several calls add up; of the same hyperparameter, the last value holds.
         */
        public Builder<P, B, R> override(Overrides<R> values) {
            settings = settings.withOverrides(settings.overrides().with(values));
            return this;
        }

        /**
         * A hyperparameter that changes from step to step, in place of the optimizer's own;
         * gradients reach what the schedule was made from.
         *
         * <p>A step that overrides the hyperparameter ends its schedule. Where the optimizer, or
         * the {@link #state}, has taken steps before, the schedule goes on after them.
         *
         * @param schedule for all groups, unless there are more
         * @param more schedules for further groups
         */
        public Builder<P, B, R> schedule(Key<R> key, Schedule schedule, Schedule... more) {
            settings = settings.withSchedule(key, schedule, more);
            return this;
        }

        /**
         * Optimizer state to go on from in place of the optimizer's own, from an earlier loop; what
         * of it is on the tape stays there. Schedules go on where that loop was.
         */
        public Builder<P, B, R> state(OptimizerState state) {
            settings = settings.withState(state);
            return this;
        }

        /** Where the loop computes: weights, buffers and optimizer state are moved there. */
        public Builder<P, B, R> device(Device where) {
            patch = patch.withDevice(where);
            return this;
        }

        /**
         * Adapts to several tasks at once, each with fast weights of its own, as one batch.
         *
         * <p>The weights have a task axis, of which {@linkplain Tensor tasks} tells. So do the
         * inputs, as {@link Tensor#stackTasks} makes them, and with them the loss of a step. The
         * gradients of {@code sumOfTasks()} of the last loss reach the model's parameters, or one
         * copy of them for each task, as {@link #copyInitialWeights} says.
         *
         * <p>All tasks have the same shapes and take as many steps. Buffers are shared to begin
         * with, and each task has its own once a forward pass has changed them. A gradient callback
         * sees the gradients of all tasks; a norm that it takes of them is one for each task.
         *
         * @param count at least 1; 0, the default, for one task without a task axis
         * @throws IllegalArgumentException if the count is negative
         */
        public Builder<P, B, R> tasks(int count) {
            patch = patch.withTasks(count);
            return this;
        }

        /**
         * What becomes of buffers, such as running statistics, when the loop is closed.
         *
         * <p>In the loop they start from the model's and are its own. With true they are written
         * into the model in the end, as {@link FastModel#writeBuffers} does, also where an
         * exception ends the loop; with false, the default, they are forgotten. To write them on
         * success only, call {@code fastModel().writeBuffers()} as the last thing in the loop.
         */
        public Builder<P, B, R> writeBuffers(boolean back) {
            writesBuffers = back;
            return this;
        }

        /**
         * Backpropagation through the last steps alone: {@link InnerLoop#truncate} after each of
         * the first steps, which then take the memory of one.
         *
         * <p>Of T steps, the last K count with {@code truncateFirst(T - K)}. The gradient is that
         * of a loop that begins at the weights and the state there, held fixed: what
         * hyperparameters did before is missing, and none reaches the initial weights. Where the
         * inner problem converges, what is missing shrinks geometrically with K (Shaban et al.
         * 2019, arXiv 1810.10667).
         *
         * @param steps at least 0, the default
         * @throws IllegalArgumentException if the number is negative
         */
        public Builder<P, B, R> truncateFirst(int steps) {
            if (steps < 0) {
                throw new IllegalArgumentException(
                        "truncateFirst: "
                                + steps
                                + " steps; give the number of first steps to cut");
            }
            truncated = steps;
            return this;
        }

        /**
         * What is kept of steps that can be taken again; {@link Memory#full()} if not said.
         *
         * <p>Of the history of weights, a budget or snapshots keep the first and the newest.
         */
        public Builder<P, B, R> memory(Memory memory) {
            this.memory = Arguments.nonNull("memory", memory, "Memory");
            return this;
        }

        /** What to do to the gradients before each step, such as clipping; it is on the tape. */
        public Builder<P, B, R> gradientCallback(GradientCallback gradientCallback) {
            settings = settings.withCallback(gradientCallback);
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
            try {
                return new InnerLoop<>(this);
            } catch (OutOfMemoryError full) {
                throw UnrollMemory.LOOP.failed(UnrollMemory.closedLoops() + 1, full);
            }
        }
    }
}
