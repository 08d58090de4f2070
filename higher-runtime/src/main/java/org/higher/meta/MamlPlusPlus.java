package org.higher.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * MAML++: MAML with a loss after each inner step, learned learning rates for each layer and step,
 * and first-order gradients to begin with.
 *
 * <p>Of <i>How to train your MAML</i> (Antoniou, Edwards and Storkey 2019, arXiv 1810.09502):
 *
 * <ul>
 *   <li>Multi-step loss: the meta-loss is a weighted sum of the query losses after each of the K
 *       steps. Weights are 1/K at first; those of all steps but the last fall linearly to 0, and
 *       the last one's grows to 1 ({@link Builder#lossAnnealing}).
 *   <li>Learned rates of each layer and step. A layer is a module that has parameters itself.
 *   <li>Derivative-order annealing: the first meta-steps are of first order ({@link
 *       Builder#firstOrderFor}).
 *   <li>Cosine annealing of the outer rate is {@link MetaBuilder#outerRate}'s.
 * </ul>
 *
 * <p>Not there: batch norm with statistics and biases for each step. Layers that normalize by the
 * statistics of the batch need no such statistics.
 *
 * <p>Rates are {@link #learned()} tensors {@code rate.STEP.LAYER}. Steps in tests beyond those of
 * the training use the rates of the last one.
 *
 * @param <B> the model with adapted weights
 * @param <X> the batches of a task
 */
public final class MamlPlusPlus<B extends BoundModule, X> extends MetaLearner<B, X> {
    private MamlPlusPlus(MetaTraining<?, ?, B, X> training) {
        super(training);
    }

    /**
     * MAML++ of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param loss of the support set and of the query set
     */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            FunctionalModule<P, B> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("MamlPlusPlus", net, "model");
        return of(() -> net, loss);
    }

    /** MAML++ of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule, X> Builder<P, B, X> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
        Arguments.nonNull("MamlPlusPlus", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("MamlPlusPlus", loss, "loss"));
    }

    /** Settings of MAML++: 5 inner steps and initial rates of 0.1 if not said, as in the paper. */
    public static final class Builder<P extends ParamTree, B extends BoundModule, X>
            extends InnerBuilder<Builder<P, B, X>, B, X> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskLoss<B, X> loss;
        private double rate = 0.1;
        private long lossSteps;
        private long firstOrderSteps;

        private Builder(
                Learner.Factory<? extends FunctionalModule<P, B>> net, TaskLoss<B, X> loss) {
            super(5);
            this.net = net;
            this.loss = loss;
        }

        @Override
        Builder<P, B, X> self() {
            return this;
        }

        /** Where the rates of all layers and steps begin. */
        public Builder<P, B, X> initialRate(double initial) {
            rate = positive("initialRate", initial);
            return this;
        }

        /**
         * After how many meta-steps only the loss after the last inner step counts; 0, from the
         * beginning, if not said.
         */
        public Builder<P, B, X> lossAnnealing(long metaSteps) {
            lossSteps = notNegative("lossAnnealing", metaSteps);
            return this;
        }

        /** How many meta-steps leave out second derivatives to begin with; 0 if not said. */
        public Builder<P, B, X> firstOrderFor(long metaSteps) {
            firstOrderSteps = notNegative("firstOrderFor", metaSteps);
            return this;
        }

        private static long notNegative(String setting, long metaSteps) {
            if (metaSteps < 0) {
                throw new IllegalArgumentException(
                        setting + ": " + metaSteps + " meta-steps; give 0 or more");
            }
            return metaSteps;
        }

        /** The algorithm, which has not learned yet. */
        public MamlPlusPlus<B, X> build() {
            Steps<P, B, X> steps =
                    new Steps<>(
                            objective(loss),
                            rate,
                            lossSteps,
                            firstOrderSteps,
                            steps(),
                            stepsInTests());
            return new MamlPlusPlus<>(MetaTraining.of("MamlPlusPlus", net, steps, this));
        }
    }

    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<B, X> objective,
            double rate,
            long lossSteps,
            long firstOrderSteps,
            int count,
            int testCount)
            implements Procedure<P, B, B, X> {
        @Override
        public Map<String, Tensor> learned(FunctionalModule<P, B> net) {
            Map<String, Tensor> rates = new LinkedHashMap<>();
            for (int k = 0; k < count; k++) {
                for (String layer : layers(net).keySet()) {
                    rates.put(name(k, layer), Tensor.parameter(Tensor.scalar(rate, DType.FLOAT64)));
                }
            }
            return rates;
        }

        /** Parameters by the path of the module that has them. */
        private static Map<String, List<Tensor>> layers(FunctionalModule<?, ?> net) {
            Map<String, List<Tensor>> layers = new LinkedHashMap<>();
            InnerRule.adapted(net, PathFilter.all())
                    .forEach(
                            (path, w) ->
                                    layers.computeIfAbsent(
                                                    path.substring(
                                                            0, Math.max(0, path.lastIndexOf('.'))),
                                                    unseen -> new ArrayList<>())
                                            .add(w));
            return layers;
        }

        private static String name(int step, String layer) {
            return "rate." + step + "." + layer;
        }

        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks) {
            GradientMode mode =
                    trainee.step() < firstOrderSteps
                            ? GradientMode.FIRST_ORDER
                            : GradientMode.SECOND_ORDER;
            double other = otherWeight(trainee.step());
            double last = 1 - (count - 1) * other;
            List<Tensor> losses = new ArrayList<>();
            try (InnerLoop<P, B, Sgd> loop = open(trainee, mode, tasks)) {
                for (int k = 0; k < count; k++) {
                    step(loop, trainee, support, k);
                    double weight = k == count - 1 ? last : other;
                    if (weight > 0) {
                        losses.add(objective.loss().of(loop.model(), query).mul(weight));
                    }
                }
            }
            return losses.stream().reduce(Tensor::add).orElseThrow();
        }

        /** The weight of each step but the last: from 1/K to 0. */
        private double otherWeight(long metaStep) {
            return metaStep >= lossSteps ? 0 : (1 - (double) metaStep / lossSteps) / count;
        }

        @Override
        public B adapt(Trainee<P, B> trainee, X support) {
            try (InnerLoop<P, B, Sgd> loop = open(trainee, GradientMode.UNTRACKED, 0)) {
                for (int k = 0; k < testCount; k++) {
                    step(loop, trainee, support, k);
                }
                return loop.model();
            }
        }

        private InnerLoop<P, B, Sgd> open(Trainee<P, B> trainee, GradientMode mode, int tasks) {
            Optimizer.Builder<Sgd> inner = Optimizer.builder();
            layers(trainee.net()).values().forEach(layer -> inner.group(layer, new Sgd(0)));
            return Higher.innerLoop(trainee.net(), inner.build())
                    .copyInitialWeights(mode == GradientMode.UNTRACKED)
                    .gradientMode(mode)
                    .tasks(tasks)
                    .open();
        }

        private void step(InnerLoop<P, B, Sgd> loop, Trainee<P, B> trainee, X support, int k) {
            List<Tensor> rates = new ArrayList<>();
            for (String layer : layers(trainee.net()).keySet()) {
                rates.add(trainee.learned(name(Math.min(k, count - 1), layer)));
            }
            loop.step(
                    objective.loss().of(loop.model(), support),
                    StepOptions.overriding(Overrides.ofEach(DifferentiableSgd.LR, rates)));
        }
    }
}
