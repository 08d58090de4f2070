package org.higher.internal.unroll;

import java.util.Optional;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.internal.nn.SeedTap;
import org.higher.internal.optim.DifferentiableSteps.Taken;
import org.higher.internal.optim.InnerGradient;
import org.higher.internal.optim.Recorded;
import org.higher.internal.optim.Stepping;
import org.higher.internal.tape.Recording;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Steps that stay on the tape but for the graphs of their losses: of each, the gradient is kept,
 * and its graph is computed again when a derivative is asked for.
 */
public final class SavedGradients<
        P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S> {
    private final StepModel<P, B> stepModel;
    private final Stepping<R, S> stepping;
    private final boolean mixed;
    private int taken;

    /** What was kept of the last step's model. */
    private Optional<B> latest = Optional.empty();

    /**
     * Steps from here on.
     *
     * @param structure the model's tree
     * @param taken how many there were, for messages
     * @param mixed whether gradients are differentiated forward over reverse, where that is exact
     */
    public SavedGradients(
            FunctionalModule<P, B> module,
            P structure,
            Stepping<R, S> stepping,
            int taken,
            boolean mixed) {
        this.stepModel = new StepModel<>(module, structure);
        this.stepping = stepping;
        this.taken = taken;
        this.mixed = mixed;
    }

    /**
     * Takes the next step.
     *
     * @param model bound to where it starts
     */
    public Taken<S> take(B model, Moment<P, S> from, StepCode<B, R> code) {
        int index = taken;
        B configured = stepModel.kept(latest, model);
        latest = Optional.of(configured);
        Recording.Mark mark = Recording.mark();
        Tensor loss;
        long[] seeds;
        try (SeedTap tap = SeedTap.open()) {
            loss = code.loss().apply(model);
            seeds = tap.seeds();
        }
        InnerGradient gradient =
                (value, weights, by) ->
                        new SavedGradient<>(
                                        index,
                                        stepModel,
                                        from,
                                        code.loss(),
                                        Witness.of(value, seeds, configured),
                                        by)
                                .put(value, mark, mixed);
        Taken<S> step =
                stepping.alone(
                        () ->
                                stepping.take(
                                        from.position(),
                                        loss,
                                        from.weights(),
                                        code.options(),
                                        Recorded.ALL,
                                        gradient));
        taken++;
        return step;
    }
}
