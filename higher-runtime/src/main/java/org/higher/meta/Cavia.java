package org.higher.meta;

import org.higher.Learner;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.Arguments;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * CAVIA, fast context adaptation: the inner loop moves a few context parameters, which the model
 * takes as an input, and none of its weights.
 *
 * <pre>{@code
 * Cavia.of(net, 4, (Cavia.Adapted<ContextNet.Bound> a, Points points) ->
 *         points.mse(a.model().forward(points.inputs(), a.context())))
 * }</pre>
 *
 * <p>Each task begins with a context of zeros, and steps down its gradient; the outer loop learns
 * the weights through these steps (Zintgraf et al. 2019, arXiv 1810.03642). Defaults are those for
 * sine curves there: one step with a rate of 1.
 *
 * @param <B> the model
 * @param <X> the batches of a task
 */
public final class Cavia<B extends BoundModule, X> extends MetaLearner<Cavia.Adapted<B>, X> {
    private Cavia(MetaTraining<?, ?, Adapted<B>, X> training) {
        super(training);
    }

    /**
     * A model with the context of a task.
     *
     * @param model the model, the same for all tasks
     * @param context shape [size]
     */
    public record Adapted<B>(B model, Tensor context) {}

    /**
     * CAVIA of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param contextSize how many context parameters there are
     * @param loss of the support set and of the query set, given model and context
     */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            FunctionalModule<P, B> net, int contextSize, TaskLoss<Adapted<B>, X> loss) {
        Arguments.nonNull("Cavia", net, "model");
        return of(() -> net, contextSize, loss);
    }

    /** CAVIA of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net,
            int contextSize,
            TaskLoss<Adapted<B>, X> loss) {
        Arguments.nonNull("Cavia", net, "factory of models");
        MetaBuilder.atLeast("contextSize", 1, contextSize);
        return new Builder<>(net, contextSize, Arguments.nonNull("Cavia", loss, "loss"));
    }

    /** Settings of CAVIA. */
    public static final class Builder<P extends ParamTree, B extends BoundModule, X>
            extends InnerBuilder<Builder<P, B, X>, Adapted<B>, X> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final int size;
        private final TaskLoss<Adapted<B>, X> loss;
        private double rate = 1;
        private boolean secondOrder = true;

        private Builder(
                Learner.Factory<? extends FunctionalModule<P, B>> net,
                int size,
                TaskLoss<Adapted<B>, X> loss) {
            super(1);
            this.net = net;
            this.size = size;
            this.loss = loss;
        }

        @Override
        Builder<P, B, X> self() {
            return this;
        }

        /** The learning rate of the context; 1 if not said. */
        public Builder<P, B, X> innerRate(double innerRate) {
            rate = positive("innerRate", innerRate);
            return this;
        }

        /** No second derivatives of the inner loss. */
        public Builder<P, B, X> firstOrder() {
            secondOrder = false;
            return this;
        }

        /** The algorithm, which has not learned yet. */
        public Cavia<B, X> build() {
            Steps<P, B, X> steps =
                    new Steps<>(objective(loss), size, rate, secondOrder, steps(), stepsInTests());
            return new Cavia<>(MetaTraining.of("Cavia", net, steps, this));
        }
    }

    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<Adapted<B>, X> objective,
            int size,
            double rate,
            boolean secondOrder,
            int count,
            int testCount)
            implements Procedure<P, B, Adapted<B>, X> {
        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks) {
            P params = trainee.net().params();
            Adapted<B> adapted = adapted(trainee, params, support, count, tasks, secondOrder);
            return objective.loss().of(adapted, query);
        }

        @Override
        public Adapted<B> adapt(Trainee<P, B> trainee, X support) {
            P params = Params.detached(trainee.net());
            return adapted(trainee, params, support, testCount, 0, false);
        }

        private Adapted<B> adapted(
                Trainee<P, B> trainee,
                P params,
                X support,
                int steps,
                int tasks,
                boolean differentiable) {
            B model = trainee.net().bind(params);
            Tensor first = params.leaves().get(0);
            Tensor zeros = Tensor.zeros(first.dtype(), size).to(first.device());
            Tensor context = (tasks == 0 ? zeros : zeros.forTasks(tasks)).withRequiresGrad(true);
            for (int k = 0; k < steps; k++) {
                Tensor loss = objective.loss().of(new Adapted<>(model, context), support);
                Grad grad = Grad.of(tasks == 0 ? loss : loss.sumOfTasks());
                Tensor gradient =
                        (differentiable ? grad.createGraph() : grad)
                                .with(context)
                                .get(0)
                                .orElseThrow(Steps::unread);
                Tensor next = context.sub(gradient.mul(rate));
                context = differentiable ? next : next.detach().withRequiresGrad(true);
            }
            return new Adapted<>(model, differentiable ? context : context.detach());
        }

        private static IllegalArgumentException unread() {
            return new IllegalArgumentException(
                    "Cavia: the loss of the support set does not depend on the context; give the"
                            + " model what context() returns, as in a.model().forward(x,"
                            + " a.context())");
        }
    }
}
