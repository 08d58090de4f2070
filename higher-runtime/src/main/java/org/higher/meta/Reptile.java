package org.higher.meta;

import java.util.ArrayList;
import java.util.List;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.optim.GradientMode;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/**
 * Reptile: initial weights move towards the weights that each task ends at.
 *
 * <p>With φ the initial weights and φ' those after the inner steps, the outer optimizer is given
 * the mean of φ - φ' as a gradient: with gradient descent of rate ε, it is φ + ε mean(φ' - φ)
 * (Nichol, Achiam and Schulman 2018, arXiv 1803.02999, algorithm 2). Nothing is differentiated
 * through the inner steps. The query set has no part in it; its loss is what a meta-step reports.
 *
 * <p>Defaults are those for Omniglot there: 5 inner steps of Adam with a rate of 0.001 and without
 * first moments, and an outer rate of 1. The paper lowers the latter linearly to 0: {@link
 * MetaBuilder#outerRate}.
 *
 * @param <B> the model with adapted weights
 * @param <X> the batches of a task
 */
public final class Reptile<B extends BoundModule, X> extends MetaLearner<B, X> {
    private Reptile(MetaTraining<?, ?, B, X> training) {
        super(training);
    }

    /**
     * Reptile of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param loss of the support set and of the query set
     */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            FunctionalModule<P, B> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("Reptile", net, "model");
        return of(() -> net, loss);
    }

    /** Reptile of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("Reptile", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("Reptile", loss, "loss"));
    }

    /** Settings of Reptile. */
    public static final class Builder<P extends ParamTree, B extends BoundModule, X>
            extends InnerBuilder<Builder<P, B, X>, B, X> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskLoss<B, X> loss;
        private Learner.Factory<? extends UpdateRule<?>> rule =
                () -> new Adam(1e-3).withBetas(0, 0.999);

        private Builder(
                Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
            super(5);
            this.net = net;
            this.loss = loss;
            outer(new Sgd(1));
        }

        @Override
        Builder<P, B, X> self() {
            return this;
        }

        /** Plain gradient descent in the inner loop, with a learning rate. */
        public Builder<P, B, X> innerRate(double rate) {
            positive("innerRate", rate);
            return inner(() -> new Sgd(rate));
        }

        /** Makes the update rule of the inner loop. */
        public Builder<P, B, X> inner(Learner.Factory<? extends UpdateRule<?>> updateRule) {
            rule = Arguments.nonNull("inner", updateRule, "factory of update rules");
            return this;
        }

        /** The algorithm, which has not learned yet. */
        public Reptile<B, X> build() {
            Steps<P, B, X> steps =
                    new Steps<>(
                            objective(loss),
                            new InnerRule(rule, PathFilter.all()),
                            steps(),
                            stepsInTests());
            return new Reptile<>(MetaTraining.of("Reptile", net, steps, this));
        }
    }

    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<B, X> objective, InnerRule inner, int count, int testCount)
            implements Procedure<P, B, B, X> {
        /** Has the value of the query loss, and the gradient φ - φ'. */
        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks) {
            try (InnerLoop<P, B, UpdateRule<?>> loop =
                    inner.open(trainee.net(), GradientMode.UNTRACKED, tasks)) {
                steps(loop, support, count);
                Tensor distance = distance(trainee.net().parameters(), loop.params().leaves());
                Tensor value = NoGrad.get(() -> objective.loss().of(loop.model(), query).detach());
                return value.add(distance.sub(distance.detach()));
            }
        }

        /** Half the squared distance, whose gradient by the first weights is their difference. */
        private static Tensor distance(List<Tensor> initial, List<Tensor> last) {
            List<Tensor> terms = new ArrayList<>();
            for (int i = 0; i < initial.size(); i++) {
                if (initial.get(i).requiresGrad()) {
                    Tensor difference = initial.get(i).sub(last.get(i).detach());
                    terms.add(difference.square().sum().mul(0.5));
                }
            }
            return terms.stream().reduce(Tensor::add).orElseThrow();
        }

        @Override
        public B adapt(Trainee<P, B> trainee, X support) {
            try (InnerLoop<P, B, UpdateRule<?>> loop =
                    inner.open(trainee.net(), GradientMode.UNTRACKED, 0)) {
                steps(loop, support, testCount);
                return loop.model();
            }
        }

        private void steps(InnerLoop<P, B, UpdateRule<?>> loop, X support, int steps) {
            for (int k = 0; k < steps; k++) {
                loop.step(objective.loss().of(loop.model(), support));
            }
        }
    }
}
