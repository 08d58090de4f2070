package org.higher.meta;

import java.io.Serializable;
import java.util.Set;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.Arguments;
import org.higher.optim.GradientMode;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Model-agnostic meta-learning (MAML): initial weights from which a few gradient steps are enough.
 *
 * <pre>{@code
 * Maml.of(net, (FunctionalNet.Bound model, Points points) ->
 *                 points.mse(model.forward(points.inputs())))
 *         .innerRate(0.01).innerSteps(1).build()
 * }</pre>
 *
 * <p>The meta-gradient is that of the query loss after the inner steps, through these steps (Finn,
 * Abbeel and Levine 2017, arXiv 1703.03400). Defaults are those for sine curves there: one step of
 * gradient descent with a rate of 0.01, and Adam with 0.001 outside.
 *
 * <ul>
 *   <li>{@link Builder#firstOrder()}: FOMAML, which leaves out the second derivatives (section 5.2
 *       there).
 *   <li>{@link Builder#anil}: almost no inner loop; the head alone adapts (Raghu et al. 2020, arXiv
 *       1909.09157).
 *   <li>{@link Builder#boil}: body only in the inner loop; the head does not adapt (Oh et al. 2021,
 *       arXiv 2008.08882).
 * </ul>
 *
 * @param <B> the model with adapted weights
 * @param <X> the batches of a task
 */
public final class Maml<B extends BoundModule, X> extends MetaLearner<B, X> {
    private Maml(MetaTraining<?, ?, B, X> training) {
        super(training);
    }

    /**
     * MAML of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param loss of the support set and of the query set
     */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            FunctionalModule<P, B> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("Maml", net, "model");
        return of(() -> net, loss);
    }

    /** MAML of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("Maml", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("Maml", loss, "loss"));
    }

    /** Settings of MAML. */
    public static final class Builder<P extends ParamTree, B extends BoundModule, X>
            extends InnerBuilder<Builder<P, B, X>, B, X> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskLoss<B, X> loss;
        private Learner.Factory<? extends UpdateRule<?>> rule = () -> new Sgd(0.01);
        private PathFilter adapts = PathFilter.all();
        private GradientMode mode = GradientMode.SECOND_ORDER;

        /** The path of the head that BOIL leaves as it is; empty for others. */
        private @Nullable Head head;

        private Builder(
                Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
            super(1);
            this.net = net;
            this.loss = loss;
        }

        @Override
        Builder<P, B, X> self() {
            return this;
        }

        /** The learning rate of the inner gradient descent; 0.01 if not said. */
        public Builder<P, B, X> innerRate(double rate) {
            positive("innerRate", rate);
            return inner(() -> new Sgd(rate));
        }

        /** Makes the update rule of the inner loop, in place of plain gradient descent. */
        public Builder<P, B, X> inner(Learner.Factory<? extends UpdateRule<?>> updateRule) {
            rule = Arguments.nonNull("inner", updateRule, "factory of update rules");
            return this;
        }

        /** FOMAML: no second derivatives of the inner loss. */
        public Builder<P, B, X> firstOrder() {
            mode = GradientMode.FIRST_ORDER;
            return this;
        }

        /** The parameters that the inner loop moves; all if not said. */
        public Builder<P, B, X> adapting(PathFilter filter) {
            adapts = Arguments.nonNull("adapting", filter, "filter of paths");
            head = null;
            return this;
        }

        /**
         * ANIL: the head alone adapts.
         *
         * @param head its path, such as {@code out}
         */
        public Builder<P, B, X> anil(String head) {
            adapting(PathFilter.under(head));
            this.head = new Head("anil", head);
            return this;
        }

        /**
         * BOIL: all but the head adapts.
         *
         * @param head its path, such as {@code out}
         */
        public Builder<P, B, X> boil(String head) {
            adapting(PathFilter.under(head).negate());
            this.head = new Head("boil", head);
            return this;
        }

        /**
         * The algorithm, which has not learned yet.
         *
         * @throws IllegalArgumentException if no parameter adapts, or the model has no such head
         */
        public Maml<B, X> build() {
            Steps<P, B, X> steps =
                    new Steps<>(
                            objective(loss),
                            new InnerRule(rule, adapts),
                            head,
                            mode,
                            steps(),
                            stepsInTests());
            return new Maml<>(MetaTraining.of("Maml", net, steps, this));
        }
    }

    /**
     * What adapts alone, or alone does not.
     *
     * @param owner the method that was told its path
     */
    private record Head(String owner, String path) implements Serializable {
        void check(Set<String> paths) {
            if (paths.stream().noneMatch(PathFilter.under(path)::test)) {
                throw new IllegalArgumentException(
                        "%s: the model has no parameter under %s, but %s; name the head by its path"
                                .formatted(owner, path, paths));
            }
        }
    }

    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<B, X> objective,
            InnerRule inner,
            @Nullable Head head,
            GradientMode mode,
            int count,
            int testCount)
            implements Procedure<P, B, B, X> {
        @Override
        public void check(FunctionalModule<P, B> net) {
            if (head != null) {
                head.check(Params.named(net.params()).keySet());
            }
            InnerRule.adapted(net, inner.adapts());
        }

        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks) {
            return objective.loss().of(adapted(trainee, support, mode, count, tasks), query);
        }

        @Override
        public B adapt(Trainee<P, B> trainee, X support) {
            return adapted(trainee, support, GradientMode.UNTRACKED, testCount, 0);
        }

        private B adapted(
                Trainee<P, B> trainee, X support, GradientMode how, int steps, int tasks) {
            try (InnerLoop<P, B, UpdateRule<?>> loop = inner.open(trainee.net(), how, tasks)) {
                for (int k = 0; k < steps; k++) {
                    loop.step(objective.loss().of(loop.model(), support));
                }
                return loop.model();
            }
        }
    }
}
