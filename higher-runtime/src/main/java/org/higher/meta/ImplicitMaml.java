package org.higher.meta;

import java.util.List;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.implicit.ImplicitGradient;
import org.higher.implicit.LinearSolver;
import org.higher.internal.Arguments;
import org.higher.optim.GradientMode;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Implicit MAML (iMAML): the meta-gradient of where the inner problem ends, however it got there.
 *
 * <p>The inner problem is the support loss plus λ/2 |w - w₀|², which keeps weights near the initial
 * ones. Its solution is differentiated by the implicit function theorem, with a few iterations of
 * conjugate gradients, so that memory does not grow with the number of inner steps (Rajeswaran et
 * al. 2019, arXiv 1909.04630). Defaults are those for Omniglot there: λ = 2, 16 inner steps, 5
 * iterations; the rate of the steps depends on the model.
 *
 * <p>The gradient is right as far as the inner steps converge. Negative curvature of the inner
 * problem is an {@link ArithmeticException}, the cause of a task's failure: raise λ or the damping,
 * or let it be {@linkplain Builder#lenient lenient}.
 *
 * @param <B> the model with adapted weights
 * @param <X> the batches of a task
 */
public final class ImplicitMaml<B extends BoundModule, X> extends MetaLearner<B, X> {
    private ImplicitMaml(MetaTraining<?, ?, B, X> training) {
        super(training);
    }

    /**
     * Implicit MAML of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param loss of the support set and of the query set
     */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            FunctionalModule<P, B> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("ImplicitMaml", net, "model");
        return of(() -> net, loss);
    }

    /** Implicit MAML of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("ImplicitMaml", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("ImplicitMaml", loss, "loss"));
    }

    /** Settings of implicit MAML. */
    public static final class Builder<P extends ParamTree, B extends BoundModule, X>
            extends InnerBuilder<Builder<P, B, X>, B, X> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskLoss<B, X> loss;
        private double rate = 0.01;
        private double proximal = 2;
        private int iterations = 5;
        private double damping;
        private boolean lenient;

        private Builder(
                Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
            super(16);
            this.net = net;
            this.loss = loss;
        }

        @Override
        Builder<P, B, X> self() {
            return this;
        }

        /** The learning rate of the inner gradient descent; 0.01 if not said. */
        public Builder<P, B, X> innerRate(double innerRate) {
            rate = positive("innerRate", innerRate);
            return this;
        }

        /** λ, the strength of the proximal term; 2 if not said. */
        public Builder<P, B, X> proximal(double strength) {
            proximal = positive("proximal", strength);
            return this;
        }

        /** The most iterations of conjugate gradients; 5 if not said. */
        public Builder<P, B, X> conjugateGradients(int most) {
            iterations = atLeast("conjugateGradients", 1, most);
            return this;
        }

        /** A number that is added to the diagonal of the Hessian; 0 if not said. */
        public Builder<P, B, X> damping(double diagonal) {
            damping = positive("damping", diagonal);
            return this;
        }

        /**
         * Goes on where conjugate gradients meet negative curvature: with a warning in the log, and
         * what they have reached. Else it is an error.
         */
        public Builder<P, B, X> lenient() {
            lenient = true;
            return this;
        }

        /** The algorithm, which has not learned yet. */
        public ImplicitMaml<B, X> build() {
            double innerRate = rate;
            Steps<P, B, X> steps =
                    new Steps<>(
                            objective(loss),
                            new InnerRule(() -> new Sgd(innerRate), PathFilter.all()),
                            proximal,
                            iterations,
                            damping,
                            lenient,
                            steps(),
                            stepsInTests());
            return new ImplicitMaml<>(MetaTraining.of("ImplicitMaml", net, steps, this));
        }
    }

    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<B, X> objective,
            InnerRule inner,
            double proximal,
            int iterations,
            double damping,
            boolean lenient,
            int count,
            int testCount)
            implements Procedure<P, B, B, X> {
        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks) {
            FunctionalModule<P, B> net = trainee.net();
            List<Tensor> initial = net.parameters();
            P last = solution(net, support, count, tasks);
            LinearSolver solver =
                    LinearSolver.conjugateGradients(iterations)
                            .withDamping(damping)
                            .asApproximation();
            P solved =
                    ImplicitGradient.at(last)
                            .withSolver(lenient ? solver.withWarnings() : solver)
                            .ofLoss(w -> innerLoss(net, w, initial, support));
            return objective.loss().of(net.bind(solved), query);
        }

        @Override
        public B adapt(Trainee<P, B> trainee, X support) {
            return trainee.net().bind(solution(trainee.net(), support, testCount, 0));
        }

        private P solution(FunctionalModule<P, B> net, X support, int steps, int tasks) {
            List<Tensor> initial = net.parameters().stream().map(Tensor::detach).toList();
            try (InnerLoop<P, B, UpdateRule<?>> loop =
                    inner.open(net, GradientMode.UNTRACKED, tasks)) {
                for (int k = 0; k < steps; k++) {
                    loop.step(innerLoss(net, loop.params(), initial, support));
                }
                return loop.params();
            }
        }

        private Tensor innerLoss(
                FunctionalModule<P, B> net, P weights, List<Tensor> initial, X support) {
            Tensor loss = objective.loss().of(net.bind(weights), support);
            List<Tensor> leaves = weights.leaves();
            for (int i = 0; i < leaves.size(); i++) {
                if (leaves.get(i).requiresGrad()) {
                    Tensor difference = leaves.get(i).sub(initial.get(i));
                    loss = loss.add(difference.square().sum().mul(proximal / 2));
                }
            }
            return loss;
        }
    }
}
