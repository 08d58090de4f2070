package org.higher.bilevel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Memory;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.implicit.ImplicitGradient;
import org.higher.implicit.LinearSolver;
import org.higher.internal.Arguments;
import org.higher.io.Checkpoint;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Grad;
import org.higher.tensor.Gradients;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Optimization of hyperparameters by their gradient: the loss of a trained model on a validation
 * set, differentiated through its training.
 *
 * <pre>{@code
 * Tensor logDecay = Tensor.parameter(Tensor.scalar(-3));
 * HyperOptimizer<FunctionalNet.Params, FunctionalNet.Bound, Sgd> tuning =
 *         HyperOptimizer.of(net, new Sgd(0.1))
 *                 .hyperparameter("logDecay", logDecay)
 *                 .training((model, step) -> loss(model, training).add(penalty(model, logDecay)))
 *                 .validation(model -> loss(model, validation))
 *                 .unrolled(100)
 *                 .build();
 * HyperOptimizer.HyperStep step = tuning.step();
 * }</pre>
 *
 * <p>A step trains the model from its initial weights with the present hyperparameters, and moves
 * these by the gradient of the validation loss. The gradient is one of
 *
 * <ul>
 *   <li>{@link Builder#unrolled}: exact, through all steps (Maclaurin, Duvenaud and Adams 2015,
 *       arXiv 1502.03492);
 *   <li>{@link Builder#truncated}: through the last steps alone (Shaban et al. 2019, arXiv
 *       1810.10667);
 *   <li>{@link Builder#implicit}: that of a minimum of the training loss, by the implicit function
 *       theorem (Pedregosa 2016, arXiv 1602.02355).
 * </ul>
 *
 * <p>Hyperparameters are tensors that the training loss has captured, such as the logarithm of a
 * penalty or weights of examples, and those of the inner optimizer, by {@link Builder#override}.
 *
 * @param <P> the typed tree of the model's parameters
 * @param <B> the model's code over given parameters
 * @param <R> the update rule of the training
 */
public final class HyperOptimizer<
        P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>> {
    private final FunctionalModule<P, B> net;
    private final R rule;
    private final Overrides<R> overrides;
    private final Memory memory;
    private final int count;
    private final int last;
    private final @Nullable LinearSolver solver;
    private final boolean continues;
    private final InnerLoop.StepLoss<? super B> training;
    private final ValidationLoss<? super B> validation;
    private final Map<String, Tensor> hyperparameters;
    private final Optimizer<UpdateRule<?>> outer;
    private long steps;

    private HyperOptimizer(
            Builder<P, B, R> settings,
            InnerLoop.StepLoss<? super B> training,
            ValidationLoss<? super B> validation) {
        net = settings.net;
        rule = settings.rule;
        overrides = settings.overrides;
        memory = settings.memory;
        count = settings.count;
        last = settings.last;
        solver = settings.solver;
        continues = settings.continues;
        this.training = training;
        this.validation = validation;
        hyperparameters = settings.all();
        outer = Optimizer.of(List.copyOf(hyperparameters.values()), settings.outer);
    }

    /**
     * What a step saw, before it moved the hyperparameters.
     *
     * @param step the number of the step, from 0
     * @param validationLoss the loss of the trained model on the validation set
     * @param gradients of the validation loss, by the name of the hyperparameter
     */
    public record HyperStep(long step, double validationLoss, Map<String, Tensor> gradients) {}

    /** The loss on a validation set. */
    @FunctionalInterface
    public interface ValidationLoss<B> {
        /** The loss of the trained model, a scalar. */
        Tensor of(B model);
    }

    /**
     * Begins with a model and the rule that it is trained with.
     *
     * @param net the twin of the model, whose weights each training begins with
     */
    public static <P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>
            Builder<P, B, R> of(FunctionalModule<P, B> net, R rule) {
        Arguments.nonNull("HyperOptimizer", net, "model");
        return new Builder<>(net, Arguments.nonNull("HyperOptimizer", rule, "update rule"));
    }

    /**
     * Trains the model anew, and moves the hyperparameters by the gradient of its validation loss.
     *
     * @throws IllegalArgumentException if the validation loss does not depend on one of them
     * @throws ArithmeticException if a gradient is NaN or infinite; nothing is moved then
     */
    public HyperStep step() {
        List<Tensor> tensors = List.copyOf(hyperparameters.values());
        try (InnerLoop<P, B, R> loop = open()) {
            B trained = trained(loop);
            P ended = loop.params(); // taken before validation, which moves buffers as well
            Tensor loss = validation.of(trained);
            List<Tensor> gradients = reached(Grad.of(loss).with(tensors));
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (String name : hyperparameters.keySet()) {
                named.put(name, gradients.get(named.size()));
            }
            check(named, loss.item());
            if (continues) {
                advance(ended);
            }
            outer.step(gradients);
            return new HyperStep(steps++, loss.item(), named);
        }
    }

    /** The gradients, of which each hyperparameter has one. */
    private List<Tensor> reached(Gradients gradients) {
        List<String> others = new ArrayList<>();
        int index = 0;
        for (String name : hyperparameters.keySet()) {
            if (gradients.get(index++).isEmpty()) {
                others.add(name);
            }
        }
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "HyperOptimizer.step: the validation loss does not depend on "
                            + String.join(", ", others)
                            + "; compute the training loss from the tensor that was given under"
                            + " this name, without detach(), item() or NoGrad, and give none that"
                            + " it does not read");
        }
        return gradients.orZeros();
    }

    private InnerLoop<P, B, R> open() {
        boolean implicit = solver != null;
        InnerLoop.Builder<P, B, R> loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), rule))
                        .override(overrides)
                        .memory(memory)
                        .gradientMode(
                                implicit ? GradientMode.UNTRACKED : GradientMode.SECOND_ORDER);
        return (implicit ? loop : loop.truncateFirst(count - last)).open();
    }

    private B trained(InnerLoop<P, B, R> loop) {
        P solution = loop.unroll(count, training);
        LinearSolver used = solver;
        if (used == null) {
            return loop.model();
        }
        P solved =
                ImplicitGradient.at(solution)
                        .withSolver(used)
                        .ofLoss(w -> training.of(net.bind(w), count));
        return net.bind(solved);
    }

    private void check(Map<String, Tensor> gradients, double loss) {
        gradients.forEach(
                (name, gradient) -> {
                    for (double element : gradient.toDoubles()) {
                        if (!Double.isFinite(element)) {
                            throw new ArithmeticException(
                                    String.format(
                                            "HyperOptimizer.step: the gradient of %s has %s in it,"
                                                    + " at a validation loss of %s; nothing was moved;"
                                                    + " lower the rate of the training",
                                            name, element, loss));
                        }
                    }
                });
    }

    private void advance(P trained) {
        List<Tensor> own = net.parameters();
        List<Tensor> others = trained.leaves();
        for (int i = 0; i < own.size(); i++) {
            own.get(i).assign(others.get(i).detach());
        }
        Map<String, Tensor> buffers = Params.buffers(trained);
        Params.buffers(net.params())
                .forEach(
                        (path, buffer) ->
                                buffer.assign(
                                        Objects.requireNonNull(buffers.get(path), path).detach()));
    }

    /** How many steps have been taken, those before a {@link #resume} included. */
    public long steps() {
        return steps;
    }

    /** The hyperparameters by their names; those of the optimizer are {@code rule.NAME.GROUP}. */
    public Map<String, Tensor> hyperparameters() {
        return new LinkedHashMap<>(hyperparameters);
    }

    /**
     * Saves hyperparameters, the model's weights, the state of the outer optimizer, and the number
     * of steps.
     *
     * @throws IOException if the file can't be written
     */
    public void save(Path file) throws IOException {
        Checkpoint.builder()
                .params("model", net.params())
                .tensors("hyperparameters", hyperparameters)
                .optimizer("outer", outer)
                .number("steps", steps)
                .save(file);
    }

    /**
     * Goes on from a file that {@link #save} has written, to the bit.
     *
     * @throws IOException if the file can't be read
     * @throws org.higher.io.CheckpointException if it is of other hyperparameters or another model
     */
    public void resume(Path file) throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        long taken = saved.longValue("steps");
        saved.restoreAll(
                all ->
                        all.copyInto("model", net.params())
                                .copyInto("hyperparameters", hyperparameters)
                                .restore("outer", outer));
        steps = taken;
    }

    /** Settings of an optimization of hyperparameters. */
    public static final class Builder<
            P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>> {
        private final FunctionalModule<P, B> net;
        private final R rule;
        private final Map<String, Tensor> named = new LinkedHashMap<>();
        private Overrides<R> overrides = Overrides.none();
        private InnerLoop.@Nullable StepLoss<? super B> training;
        private @Nullable ValidationLoss<? super B> validation;
        private UpdateRule<?> outer = new Adam(0.01);
        private Memory memory = Memory.full();
        private int count;
        private int last;
        private @Nullable LinearSolver solver;
        private boolean continues;

        private Builder(FunctionalModule<P, B> net, R rule) {
            this.net = net;
            this.rule = rule;
        }

        /**
         * A hyperparameter that the training loss has captured: a leaf that requires a gradient.
         *
         * @throws IllegalArgumentException if it is none, or the name was given before
         */
        public Builder<P, B, R> hyperparameter(String name, Tensor value) {
            Arguments.nonNull("hyperparameter", name, "name");
            Arguments.nonNull("hyperparameter " + name, value, "tensor");
            if (!value.isLeaf() || !value.requiresGrad()) {
                throw new IllegalArgumentException(
                        "hyperparameter "
                                + name
                                + ": it is no leaf that requires a gradient; make it with"
                                + " Tensor.parameter(...)");
            }
            if (named.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException(
                        "hyperparameter " + name + ": the name was given before; give another");
            }
            return this;
        }

        /** Hyperparameters of the update rule, to be learned where they require a gradient. */
        public Builder<P, B, R> override(Overrides<R> values) {
            overrides = overrides.with(Arguments.nonNull("override", values, "overrides"));
            return this;
        }

        /** The loss of each step of the training. */
        public Builder<P, B, R> training(InnerLoop.StepLoss<? super B> loss) {
            training = Arguments.nonNull("training", loss, "loss");
            return this;
        }

        /** The loss that the hyperparameters are learned by. */
        public Builder<P, B, R> validation(ValidationLoss<? super B> loss) {
            validation = Arguments.nonNull("validation", loss, "loss");
            return this;
        }

        /** The exact gradient, through all steps of the training. */
        public Builder<P, B, R> unrolled(int steps) {
            return truncated(steps, steps);
        }

        /**
         * The gradient through the last steps of the training.
         *
         * @param steps of the training, at least 1
         * @param through how many of them are differentiated, at least 1 and at most all
         */
        public Builder<P, B, R> truncated(int steps, int through) {
            if (through < 1 || through > steps) {
                throw new IllegalArgumentException(
                        "truncated: through "
                                + through
                                + " of "
                                + steps
                                + " steps; give 1 or more, and no more than all");
            }
            count = steps;
            last = through;
            solver = null;
            return this;
        }

        /**
         * The gradient of a minimum of the training loss, which the steps are to come near to.
         *
         * <p>The loss is that of step number {@code steps}, one after the last; it should be of the
         * whole training set.
         */
        public Builder<P, B, R> implicit(int steps, LinearSolver linearSolver) {
            truncated(steps, steps);
            solver = Arguments.nonNull("implicit", linearSolver, "solver");
            return this;
        }

        /** What is kept of a long training, see {@link InnerLoop.Builder#memory}. */
        public Builder<P, B, R> memory(Memory kept) {
            memory = Arguments.nonNull("memory", kept, "Memory");
            return this;
        }

        /**
         * Each training goes on where the one before has ended, in place of beginning anew: the
         * model's own parameters and buffers are moved. The state of its rule begins anew.
         */
        public Builder<P, B, R> continuing() {
            continues = true;
            return this;
        }

        /** The update rule of the hyperparameters; Adam with a rate of 0.01 if not said. */
        public Builder<P, B, R> outer(UpdateRule<?> updateRule) {
            outer = Arguments.nonNull("outer", updateRule, "update rule");
            return this;
        }

        private Map<String, Tensor> all() {
            Map<String, Tensor> all = new LinkedHashMap<>(named);
            overrides
                    .asMap()
                    .forEach(
                            (key, values) -> {
                                for (int i = 0; i < values.size(); i++) {
                                    if (values.get(i).requiresGrad()) {
                                        all.put("rule." + key + "." + i, values.get(i));
                                    }
                                }
                            });
            return all;
        }

        /**
         * The optimization, which has not begun.
         *
         * @throws IllegalArgumentException if there is no hyperparameter, or a loss or the number
         *     of steps was not given
         */
        public HyperOptimizer<P, B, R> build() {
            List<String> missing = new ArrayList<>();
            if (training == null) {
                missing.add("training(...)");
            }
            if (validation == null) {
                missing.add("validation(...)");
            }
            if (count == 0) {
                missing.add("unrolled(...), truncated(...) or implicit(...)");
            }
            if (all().isEmpty()) {
                missing.add("hyperparameter(...) or override(...)");
            }
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException(
                        "HyperOptimizer: call " + String.join(", ", missing) + " before build()");
            }
            return new HyperOptimizer<>(
                    this,
                    Arguments.nonNull("training", training, "loss"),
                    Arguments.nonNull("validation", validation, "loss"));
        }
    }
}
