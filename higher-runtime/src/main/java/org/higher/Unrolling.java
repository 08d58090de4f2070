package org.higher;

import java.util.Optional;
import java.util.function.Function;
import org.higher.functional.BoundModule;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.internal.optim.Stepping;
import org.higher.internal.unroll.Moment;
import org.higher.internal.unroll.Plan;
import org.higher.internal.unroll.Rerun;
import org.higher.internal.unroll.StepCode;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The steps of an inner loop that are taken again for gradients, and the loop's side of them. */
final class Unrolling<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S> {
    private final FastModel<P, B> fast;
    private final P structure;
    private final Stepping<R, S> stepping;
    private final Memory memory;

    /** Those that the next step may follow; null before the first. */
    private @Nullable Rerun<P, B, R, S> latest;

    /** How many steps will follow each other; 0 if that is not known. */
    private int expected;

    private Optional<Memory.Plan> plan = Optional.empty();

    private Unrolling(FastModel<P, B> fast, Stepping<R, S> stepping, Memory memory) {
        this.fast = fast;
        this.structure = fast.source().params();
        this.stepping = stepping;
        stepping.repeatable();
        this.memory = memory;
    }

    /**
     * Steps of a loop.
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
        return new Unrolling<>(fast, stepping, memory);
    }

    /** The next step begins an unroll of a number of steps. */
    void expect(int steps) {
        latest = null;
        expected = steps;
    }

    /** The next step follows none; of those before, losses keep what they need. */
    void forget() {
        latest = null;
        expected = 0;
    }

    /** Takes a step. */
    P step(Function<? super B, Tensor> loss, StepOptions<R> options) {
        Moment<P, S> start = new Moment<>(fast.params(), fast.weights(), stepping.position());
        Rerun<P, B, R, S> rerun = latest;
        if (rerun == null || !rerun.endsAt(start)) {
            rerun =
                    new Rerun<>(
                            fast.source(),
                            structure,
                            stepping,
                            memory.allowance(),
                            expected,
                            start);
            expected = 0;
            latest = null;
        }
        Moment<P, S> end = rerun.take(fast.model(), new StepCode<>(loss, options));
        if (stepping.position() != start.position() || fast.weights() != start.weights()) {
            throw new IllegalStateException(
                    "step: the code of a step took another step of the same loop, or gave it other"
                            + " weights, while it was under way; open a loop of its own there");
        }
        P weights = fast.update(end.weights());
        fast.forgetBetween();
        stepping.position(end.position());
        latest = rerun;
        plan = said(rerun.plan());
        return weights;
    }

    /** Whether all further steps of an unroll fit on the tape. */
    boolean isFull() {
        return plan.map(chosen -> chosen.advances() == 0).orElse(false);
    }

    Optional<Memory.Plan> plan() {
        return plan;
    }

    private static Optional<Memory.Plan> said(@Nullable Plan plan) {
        return Optional.ofNullable(plan)
                .map(
                        chosen ->
                                new Memory.Plan(
                                        chosen.snapshots(),
                                        chosen.recorded(),
                                        chosen.advances(),
                                        chosen.snapshotBytes(),
                                        chosen.stepBytes()));
    }
}
