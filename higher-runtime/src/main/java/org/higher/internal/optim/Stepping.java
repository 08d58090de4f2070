package org.higher.internal.optim;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.GradientMode;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a differentiable optimizer as functions of where they start, for loops that take
 * them again.
 *
 * <p>The optimizer's class hides them from users. It hands over here how to get at them.
 *
 * @param <R> the update rule
 * @param <S> the rule's state
 */
public final class Stepping<R extends UpdateRule<?>, S> {
    private static volatile @Nullable Function<DifferentiableOptimizer<?>, Optional<Stepping<?, ?>>>
            provided;

    private final DifferentiableSteps<R, S> steps;
    private final DifferentiableRule<R, S> code;

    public Stepping(DifferentiableSteps<R, S> steps, DifferentiableRule<R, S> code) {
        this.steps = steps;
        this.code = code;
    }

    /** Called by the class of optimizers itself, when it is initialized. */
    public static void provide(
            Function<DifferentiableOptimizer<?>, Optional<Stepping<?, ?>>> steppingOf) {
        provided = steppingOf;
    }

    /** The steps of an optimizer; empty for one that was written from scratch. */
    @SuppressWarnings("unchecked") // an optimizer's steps are of its own rule
    public static <R extends UpdateRule<?>> Optional<Stepping<R, ?>> of(
            DifferentiableOptimizer<R> optimizer) {
        Function<DifferentiableOptimizer<?>, Optional<Stepping<?, ?>>> known = provided;
        return known == null
                ? Optional.empty()
                : known.apply(optimizer).map(stepping -> (Stepping<R, ?>) stepping);
    }

    /** The rule's code with tensors for hyperparameters. */
    public DifferentiableRule<R, S> code() {
        return code;
    }

    /** What is differentiated. */
    public GradientMode mode() {
        return steps.mode();
    }

    /** Where the optimizer is. */
    public Position<S> position() {
        return steps.position();
    }

    /** Where the optimizer goes on. */
    public void position(Position<S> next) {
        steps.position(next);
    }

    /** Whether something looks at the gradients of a step. */
    public boolean hasCallback(StepOptions<R> options) {
        return steps.hasCallback(options);
    }

    /** From now on, a step does the same each time that it is taken, whatever came between. */
    public void repeatable() {
        steps.repeatable();
    }

    /** Takes a step while no other is under way. */
    public DifferentiableSteps.Taken<S> alone(Supplier<DifferentiableSteps.Taken<S>> step) {
        return steps.takeAlone(step);
    }

    /**
     * A step of the optimizer; its loss has to move a weight.
     *
     * @param gradient how that of the loss is found where it is recorded
     */
    public DifferentiableSteps.Taken<S> take(
            Position<S> from,
            Tensor loss,
            List<Tensor> weights,
            StepOptions<R> options,
            Recorded recorded,
            InnerGradient gradient) {
        return steps.takeFast(code, from, loss, weights, options, recorded, gradient);
    }

    /** The tensors of a position's states. */
    public List<Tensor> tensors(Position<S> position) {
        return position.tensors(code);
    }

    /** A position whose states have other tensors, in the same order. */
    public Position<S> with(Position<S> position, List<Tensor> tensors) {
        return position.with(code, tensors);
    }
}
