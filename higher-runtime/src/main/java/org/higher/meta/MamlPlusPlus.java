package org.higher.meta;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.Arguments;
import org.higher.internal.meta.BatchNorms;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * MAML++: MAML with a loss after each inner step, learned learning rates and batch norms for each
 * step, and first-order gradients to begin with.
 *
 * <p>Of <i>How to train your MAML</i> (Antoniou, Edwards and Storkey 2019, arXiv 1810.09502):
 *
 * <ul>
 *   <li>Multi-step loss: the meta-loss is a weighted sum of the query losses after each of the K
 *       steps. Weights are 1/K at first; those of all steps but the last fall linearly to 0, and
 *       the last one's grows to 1 ({@link Builder#lossAnnealing}).
 *   <li>Learned rates of each layer and step. A layer is a module that has parameters itself.
 *   <li>Batch norm of each step: running statistics, weights and biases, which the inner loop does
 *       not move ({@link Builder#normsPerStep}).
 *   <li>Derivative-order annealing: the first meta-steps are of first order ({@link
 *       Builder#firstOrderFor}).
 *   <li>Cosine annealing of the outer rate is {@link MetaBuilder#outerRate}'s.
 * </ul>
 *
 * <p>Rates are {@link #learned()} tensors {@code rate.STEP.LAYER}, norms {@code norm.STEP.PATH};
 * the first step's norms are the model's own. Steps in tests beyond those of the training use the
 * rates and norms of the last one.
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
        private Optional<Boolean> norms = Optional.empty();

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

        /**
         * Whether each inner step has {@linkplain org.higher.nn.BatchNorm batch norms} of its own;
         * of layers that keep running statistics, if not said.
         *
         * <p>Weights and biases are learned outside, and not moved by inner steps. Running
         * statistics begin with the model's; a step's pass over the support set goes on from those
         * of the step, as does the pass over the query set after it, if there is one. What they
         * become in training is the mean over the tasks. They count where the layer says so: in
         * evaluation mode.
         *
         * <p>With false, inner steps move the weights and biases, and statistics begin each
         * adaptation as they are in the model. With true, it is for all batch norms, which must be
         * there.
         */
        public Builder<P, B, X> normsPerStep(boolean each) {
            norms = Optional.of(each);
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
                            norms.orElse(true),
                            norms.isPresent(),
                            steps(),
                            stepsInTests());
            return new MamlPlusPlus<>(MetaTraining.of("MamlPlusPlus", net, steps, this));
        }
    }

    /**
     * The inner loop.
     *
     * @param norms whether each step has batch norms of its own
     * @param all whether these are all batch norms, and not only those that keep statistics
     */
    private record Steps<P extends ParamTree, B extends BoundModule, X>(
            Objective<B, X> objective,
            double rate,
            long lossSteps,
            long firstOrderSteps,
            boolean norms,
            boolean all,
            int count,
            int testCount)
            implements Procedure<P, B, B, X> {
        private static final String RATE = "rate.";
        private static final String NORM = "norm.";
        private static final String RUNNING = "running.";

        @Override
        public void check(FunctionalModule<P, B> net) {
            if (norms && all && norms(net).isEmpty()) {
                throw new IllegalArgumentException(
                        "normsPerStep: the model has no batch norm; leave that out, or give it a"
                                + " BatchNorm that its twin has parameters or statistics of");
            }
        }

        private BatchNorms norms(FunctionalModule<P, B> net) {
            if (!norms) {
                return BatchNorms.NONE;
            }
            return all ? BatchNorms.of(net) : BatchNorms.keepingRunning(net);
        }

        @Override
        public Map<String, Tensor> learned(FunctionalModule<P, B> net) {
            BatchNorms own = norms(net);
            Map<String, Tensor> weights = Params.named(net.params());
            Map<String, Tensor> buffers = Params.buffers(net.params());
            Map<String, Tensor> learned = new LinkedHashMap<>();
            for (int k = 0; k < count; k++) {
                for (String layer : layers(net, own).keySet()) {
                    Tensor first = Tensor.scalar(rate, DType.FLOAT64);
                    learned.put(RATE + k + "." + layer, Tensor.parameter(first));
                }
                for (String path : k == 0 ? Set.<String>of() : own.parameters()) {
                    learned.put(NORM + k + "." + path, copy(weights, path));
                }
                for (String path : own.statistics()) {
                    learned.put(RUNNING + k + "." + path, copy(buffers, path));
                }
            }
            return learned;
        }

        private static Tensor copy(Map<String, Tensor> tensors, String path) {
            return Tensor.parameter(Objects.requireNonNull(tensors.get(path), path).detach());
        }

        @Override
        public boolean isStatistic(String name) {
            return name.startsWith(RUNNING);
        }

        /** Parameters that the inner loop moves, by the path of the module that has them. */
        private static Map<String, List<Tensor>> layers(
                FunctionalModule<?, ?> net, BatchNorms norms) {
            Map<String, List<Tensor>> layers = new LinkedHashMap<>();
            InnerRule.adapted(net, path -> !norms.parameters().contains(path))
                    .forEach(
                            (path, w) ->
                                    layers.computeIfAbsent(
                                                    path.substring(
                                                            0, Math.max(0, path.lastIndexOf('.'))),
                                                    unseen -> new ArrayList<>())
                                            .add(w));
            return layers;
        }

        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks) {
            GradientMode mode =
                    trainee.step() < firstOrderSteps
                            ? GradientMode.FIRST_ORDER
                            : GradientMode.SECOND_ORDER;
            double other = otherWeight(trainee.step());
            double last = 1 - (count - 1) * other;
            BatchNorms norms = norms(trainee.net());
            Map<String, List<Tensor>> layers = layers(trainee.net(), norms);
            List<Tensor> losses = new ArrayList<>();
            try (InnerLoop<P, B, Sgd> loop = open(trainee, layers, mode, tasks)) {
                for (int k = 0; k < count; k++) {
                    B model = bound(loop, trainee, norms, k);
                    step(loop, trainee, layers.keySet(), objective.loss().of(model, support), k);
                    double weight = k == count - 1 ? last : other;
                    if (weight > 0) {
                        model = boundAfter(loop, trainee, norms, k, model);
                        losses.add(objective.loss().of(model, query).mul(weight));
                    }
                    losses.addAll(changes(trainee, norms, k, model));
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
            BatchNorms norms = norms(trainee.net());
            Map<String, List<Tensor>> layers = layers(trainee.net(), norms);
            try (InnerLoop<P, B, Sgd> loop = open(trainee, layers, GradientMode.UNTRACKED, 0)) {
                B model = bound(loop, trainee, norms, 0);
                for (int k = 0; k < testCount; k++) {
                    model = k == 0 ? model : bound(loop, trainee, norms, k);
                    step(loop, trainee, layers.keySet(), objective.loss().of(model, support), k);
                    model = boundAfter(loop, trainee, norms, k, model);
                }
                return model;
            }
        }

        private InnerLoop<P, B, Sgd> open(
                Trainee<P, B> trainee,
                Map<String, List<Tensor>> layers,
                GradientMode mode,
                int tasks) {
            Optimizer.Builder<Sgd> inner = Optimizer.builder();
            layers.values().forEach(layer -> inner.group(layer, new Sgd(0)));
            return Higher.innerLoop(trainee.net(), inner.build())
                    .copyInitialWeights(mode == GradientMode.UNTRACKED)
                    .gradientMode(mode)
                    .tasks(tasks)
                    .open();
        }

        private void step(
                InnerLoop<P, B, Sgd> loop,
                Trainee<P, B> trainee,
                Set<String> layers,
                Tensor loss,
                int k) {
            List<Tensor> rates = new ArrayList<>();
            for (String layer : layers) {
                rates.add(trainee.learned(RATE + known(k) + "." + layer));
            }
            loop.step(loss, StepOptions.overriding(Overrides.ofEach(DifferentiableSgd.LR, rates)));
        }

        /** The step whose rates and norms a step has. */
        private int known(int k) {
            return Math.min(k, count - 1);
        }

        // batch norms

        /** The model with the present weights and the norms of a step. */
        private B bound(InnerLoop<P, B, Sgd> loop, Trainee<P, B> trainee, BatchNorms norms, int k) {
            if (norms.isEmpty()) {
                return loop.model();
            }
            Map<String, Tensor> own = weights(loop, trainee, norms, k);
            for (String path : norms.statistics()) {
                own.put(path, trainee.learned(RUNNING + known(k) + "." + path).detach());
            }
            return trainee.net().bind(BatchNorms.replaced(loop.params(), own));
        }

        /** As {@link #bound}, with the statistics that a pass of the same step has left. */
        private B boundAfter(
                InnerLoop<P, B, Sgd> loop,
                Trainee<P, B> trainee,
                BatchNorms norms,
                int k,
                B before) {
            if (norms.isEmpty()) {
                return loop.model();
            }
            Map<String, Tensor> own = weights(loop, trainee, norms, k);
            Map<String, Tensor> left = Params.buffers(before.params());
            norms.statistics().forEach(path -> own.put(path, buffer(left, path)));
            return trainee.net().bind(BatchNorms.replaced(loop.params(), own));
        }

        private static Tensor buffer(Map<String, Tensor> buffers, String path) {
            return Objects.requireNonNull(buffers.get(path), path).detach();
        }

        /** Weights and biases of a step other than the first, on the tape if the steps are. */
        private Map<String, Tensor> weights(
                InnerLoop<P, B, Sgd> loop, Trainee<P, B> trainee, BatchNorms norms, int k) {
            Map<String, Tensor> own = new HashMap<>();
            for (String path : known(k) == 0 ? Set.<String>of() : norms.parameters()) {
                Tensor weight = trainee.learned(NORM + known(k) + "." + path);
                own.put(path, loop.fastModel().tracking() ? weight : weight.detach());
            }
            return own;
        }

        /**
         * Zeros whose gradients by a step's running statistics are how far these are from what a
         * task has left of them.
         */
        private List<Tensor> changes(Trainee<P, B> trainee, BatchNorms norms, int k, B model) {
            Map<String, Tensor> left = Params.buffers(model.params());
            List<Tensor> zeros = new ArrayList<>();
            for (String path : norms.statistics()) {
                Tensor running = trainee.learned(RUNNING + k + "." + path);
                Tensor product = running.mul(running.detach().sub(buffer(left, path))).sum();
                zeros.add(product.sub(product.detach()));
            }
            return zeros;
        }
    }
}
