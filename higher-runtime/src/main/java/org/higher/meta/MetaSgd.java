package org.higher.meta;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Meta-SGD: MAML that learns a learning rate for each single weight, along with the weights.
 *
 * <p>The inner step is w - α ∘ ∇loss(w), with α of the shape of w (Li, Zhou, Chen and Li 2017,
 * arXiv 1707.09835). Rates may become negative. Defaults are those of the paper: one inner step,
 * rates that begin uniformly distributed on [0.005, 0.1].
 *
 * <p>The rates are {@link #learned()} tensors {@code rate.PATH}.
 *
 * @param <B> the model with adapted weights
 * @param <X> the batches of a task
 */
public final class MetaSgd<B extends BoundModule, X> extends MetaLearner<B, X> {
    private static final String RATE = "rate.";

    private MetaSgd(MetaTraining<?, ?, B, X> training) {
        super(training);
    }

    /**
     * Meta-SGD of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param loss of the support set and of the query set
     */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            FunctionalModule<P, B> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("MetaSgd", net, "model");
        return of(() -> net, loss);
    }

    /** Meta-SGD of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("MetaSgd", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("MetaSgd", loss, "loss"));
    }

    /** Settings of Meta-SGD. */
    public static final class Builder<P extends ParamTree, B extends BoundModule, X>
            extends InnerBuilder<Builder<P, B, X>, B, X> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskLoss<B, X> loss;
        private double low = 0.005;
        private double high = 0.1;
        private long seed;
        private GradientMode mode = GradientMode.SECOND_ORDER;

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

        /**
         * Where rates begin: uniformly distributed between two numbers, or all the same.
         *
         * @throws IllegalArgumentException if the first is larger than the second
         */
        public Builder<P, B, X> initialRates(double least, double most, long randomSeed) {
            if (!(least <= most && Double.isFinite(most - least))) {
                throw new IllegalArgumentException(
                        "initialRates: from "
                                + least
                                + " to "
                                + most
                                + "; give two numbers, the smaller one first");
            }
            low = least;
            high = most;
            seed = randomSeed;
            return this;
        }

        /** No second derivatives of the inner loss. */
        public Builder<P, B, X> firstOrder() {
            mode = GradientMode.FIRST_ORDER;
            return this;
        }

        /** The algorithm, which has not learned yet. */
        public MetaSgd<B, X> build() {
            Steps<P, B, X> steps =
                    new Steps<>(objective(loss), mode, low, high, seed, steps(), stepsInTests());
            return new MetaSgd<>(MetaTraining.of("MetaSgd", net, steps, this));
        }
    }

    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<B, X> objective,
            GradientMode mode,
            double low,
            double high,
            long seed,
            int count,
            int testCount)
            implements Procedure<P, B, B, X> {
        @Override
        public Map<String, Tensor> learned(FunctionalModule<P, B> net) {
            RandomGenerator random = new SplittableRandom(seed);
            Map<String, Tensor> rates = new LinkedHashMap<>();
            InnerRule.adapted(net, PathFilter.all())
                    .forEach((path, w) -> rates.put(RATE + path, rates(w, random)));
            return rates;
        }

        private Tensor rates(Tensor weight, RandomGenerator random) {
            Tensor drawn = Tensor.uniform(random, weight.dtype(), weight.shape());
            return Tensor.parameter(drawn.mul(high - low).add(low).to(weight.device()));
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
            Map<String, Tensor> weights = InnerRule.adapted(trainee.net(), PathFilter.all());
            Optimizer<Sgd> inner = Optimizer.of(List.copyOf(weights.values()), new Sgd(0));
            List<Tensor> rates =
                    weights.keySet().stream().map(path -> trainee.learned(RATE + path)).toList();
            try (InnerLoop<P, B, Sgd> loop =
                    Higher.innerLoop(trainee.net(), inner)
                            .copyInitialWeights(how == GradientMode.UNTRACKED)
                            .gradientMode(how)
                            .override(Overrides.ofEachParameter(DifferentiableSgd.LR, rates))
                            .tasks(tasks)
                            .open()) {
                for (int k = 0; k < steps; k++) {
                    loop.step(objective.loss().of(loop.model(), support));
                }
                return loop.model();
            }
        }
    }
}
