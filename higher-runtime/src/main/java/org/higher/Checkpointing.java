package org.higher;

import java.util.Optional;
import java.util.function.Function;
import org.higher.functional.BoundModule;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.internal.optim.Stepping;
import org.higher.internal.unroll.Allowance;
import org.higher.internal.unroll.Moment;
import org.higher.internal.unroll.Plan;
import org.higher.internal.unroll.Rerun;
import org.higher.internal.unroll.SavedGradients;
import org.higher.internal.unroll.StepCode;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Steps that are taken again for gradients, from snapshots of weights and states. */
final class Checkpointing<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S>
        extends Unrolling<P, B, R, S> {
    private final Allowance allowance;

    /** Those that the next step may follow; null before the first. */
    private @Nullable Rerun<P, B, R, S> latest;

    /** How many steps are left of the unroll that is under way; 0 if there is none. */
    private int left;

    /** What takes these, if it was chosen to save their gradients. */
    private @Nullable SavedGradients<P, B, R, S> saved;

    private Optional<Memory.Plan> plan = Optional.empty();

    Checkpointing(FastModel<P, B> fast, Stepping<R, S> stepping, Allowance allowance) {
        super(fast, stepping);
        this.allowance = allowance;
        stepping.repeatable();
    }

    @Override
    void expect(int steps) {
        forget();
        left = steps;
    }

    @Override
    void forget() {
        latest = null;
        saved = null;
        left = 0;
    }

    @Override
    P step(Function<? super B, Tensor> loss, StepOptions<R> options) {
        SavedGradients<P, B, R, S> saving = saved;
        P weights =
                saving != null && left > 0
                        ? step(saving, loss, options)
                        : checkpointed(new StepCode<>(loss, options));
        left = Math.max(0, left - 1);
        return weights;
    }

    private P checkpointed(StepCode<B, R> code) {
        Moment<P, S> start = now();
        Rerun<P, B, R, S> rerun = latest;
        if (rerun == null || !rerun.endsAt(start)) {
            rerun = checkpoints(start, allowance, left);
            latest = null;
        }
        Moment<P, S> end = rerun.take(fast.model(), code);
        checkIsAt(start);
        P weights = fast.update(end.weights());
        fast.forgetBetween();
        stepping.position(end.position());
        latest = rerun;
        Plan chosen = rerun.plan();
        saved = chosen.kept() == Plan.Kept.GRADIENTS ? saving(1, false) : null;
        plan = Optional.of(said(chosen));
        return weights;
    }

    @Override
    boolean isFull() {
        return plan.map(Memory.Plan::full).orElse(false);
    }

    @Override
    Optional<Memory.Plan> plan() {
        return plan;
    }

    private static Memory.Plan said(Plan chosen) {
        return new Memory.Plan(
                chosen.kept() == Plan.Kept.GRAPHS,
                chosen.kept() == Plan.Kept.GRADIENTS,
                chosen.snapshots(),
                chosen.recorded(),
                chosen.advances(),
                chosen.snapshotBytes(),
                chosen.stepBytes());
    }
}
