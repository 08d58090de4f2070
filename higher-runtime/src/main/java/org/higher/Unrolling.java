package org.higher;

import java.util.Optional;
import java.util.function.Function;
import org.higher.functional.BoundModule;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.internal.optim.DifferentiableSteps.Taken;
import org.higher.internal.optim.Stepping;
import org.higher.internal.unroll.Allowance;
import org.higher.internal.unroll.Moment;
import org.higher.internal.unroll.Rerun;
import org.higher.internal.unroll.SavedGradients;
import org.higher.internal.unroll.StepCode;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * What an inner loop does with steps whose graph is not kept whole.
 *
 * @param <S> the rule's state
 */
abstract class Unrolling<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S> {
    final FastModel<P, B> fast;
    final Stepping<R, S> stepping;
    private final P structure;

    Unrolling(FastModel<P, B> fast, Stepping<R, S> stepping) {
        this.fast = fast;
        this.stepping = stepping;
        this.structure = fast.source().params();
    }

    /**
     * For the steps of a loop.
     *
     * @throws IllegalArgumentException if they can't be taken again with this optimizer
     */
    static <P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>
            Unrolling<P, B, R, ?> of(
                    FastModel<P, B> fast, DifferentiableOptimizer<R> optimizer, Memory memory) {
        Stepping<R, ?> stepping =
                Stepping.of(optimizer)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                memory
                                                        + ": "
                                                        + optimizer.getClass().getName()
                                                        + " can't take a step again; let it extend"
                                                        + " AbstractDifferentiableOptimizer, or use"
                                                        + " Memory.full()"));
        return of(fast, stepping, memory);
    }

    private static <P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S>
            Unrolling<P, B, R, S> of(FastModel<P, B> fast, Stepping<R, S> stepping, Memory memory) {
        return switch (memory.kind()) {
            case CHECKPOINTS -> new Checkpointing<>(fast, stepping, memory.allowance());
            case SAVED_GRADIENTS -> new GradientSaving<>(fast, stepping, false);
            case MIXED_MODE -> new GradientSaving<>(fast, stepping, true);
            case FULL -> throw new IllegalArgumentException(memory + " leaves steps on the tape");
        };
    }

    /** What the next step starts from. */
    final Moment<P, S> now() {
        return new Moment<>(fast.params(), fast.weights(), stepping.position());
    }

    /**
     * The end of a step's code.
     *
     * @throws IllegalStateException if that has moved what the step starts from
     */
    final void checkIsAt(Moment<P, S> start) {
        if (stepping.position() != start.position() || fast.weights() != start.weights()) {
            throw new IllegalStateException(
                    "step: the code of a step took another step of the same loop, or gave it other"
                            + " weights, while it was under way; open a loop of its own there");
        }
    }

    /** For steps of which the gradient is saved; some may have been taken before. */
    final SavedGradients<P, B, R, S> saving(int taken, boolean mixed) {
        return new SavedGradients<>(fast.source(), structure, stepping, taken, mixed);
    }

    /** Steps that may be checkpointed, from here on. */
    final Rerun<P, B, R, S> checkpoints(Moment<P, S> start, Allowance allowance, int expected) {
        return new Rerun<>(fast.source(), structure, stepping, allowance, expected, start);
    }

    /** Takes a step of which the gradient is saved. */
    final P step(
            SavedGradients<P, B, R, S> steps,
            Function<? super B, Tensor> loss,
            StepOptions<R> options) {
        Moment<P, S> start = now();
        Taken<S> taken = steps.take(fast.model(), start, new StepCode<>(loss, options));
        checkIsAt(start);
        P weights = fast.update(taken.weights());
        stepping.position(taken.position());
        return weights;
    }

    /** Takes a step. */
    abstract P step(Function<? super B, Tensor> loss, StepOptions<R> options);

    /** The next step begins an unroll of a number of steps. */
    void expect(int steps) {}

    /** The next step follows none; of those before, losses keep what they need. */
    void forget() {}

    /** Whether all further steps of an unroll fit on the tape. */
    boolean isFull() {
        return false;
    }

    /** What was chosen; empty if there was no choice, or no step. */
    Optional<Memory.Plan> plan() {
        return Optional.empty();
    }
}
