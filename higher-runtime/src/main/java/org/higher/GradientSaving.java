package org.higher;

import java.util.function.Function;
import org.higher.functional.BoundModule;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.internal.optim.Stepping;
import org.higher.internal.unroll.SavedGradients;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** Steps of which the gradient stays on the tape, and not how it was computed. */
final class GradientSaving<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S>
        extends Unrolling<P, B, R, S> {
    private final SavedGradients<P, B, R, S> steps;

    GradientSaving(FastModel<P, B> fast, Stepping<R, S> stepping, boolean mixed) {
        super(fast, stepping);
        steps = saving(0, mixed);
    }

    @Override
    P step(Function<? super B, Tensor> loss, StepOptions<R> options) {
        return step(steps, loss, options);
    }
}
