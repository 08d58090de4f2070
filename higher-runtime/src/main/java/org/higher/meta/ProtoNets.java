package org.higher.meta;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.data.Examples;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Prototypical networks: an example belongs to the class whose mean is nearest in a learned space.
 *
 * <pre>{@code
 * ProtoNets.of(net, FunctionalConvNet.Bound::forward).build()
 * }</pre>
 *
 * <p>A prototype is the mean of the embedded support examples of its class; the logits of a query
 * are its negative squared distances to the prototypes (Snell, Swersky and Zemel 2017, arXiv
 * 1703.05175). There is no inner loop. The score is accuracy.
 *
 * <p>What {@link #adapt} yields maps inputs to logits.
 */
public final class ProtoNets extends MetaLearner<UnaryOperator<Tensor>, Examples> {
    private ProtoNets(MetaTraining<?, ?, UnaryOperator<Tensor>, Examples> training) {
        super(training);
    }

    /**
     * Prototypical networks of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param embedding what the model makes of inputs: shape [n, features]
     */
    public static <P extends ParamTree, B extends BoundModule> Builder<P, B> of(
            FunctionalModule<P, B> net, TaskFunction<? super B, Tensor, Tensor> embedding) {
        Arguments.nonNull("ProtoNets", net, "model");
        return of(() -> net, embedding);
    }

    /** Of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule> Builder<P, B> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net,
            TaskFunction<? super B, Tensor, Tensor> embedding) {
        Arguments.nonNull("ProtoNets", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("ProtoNets", embedding, "embedding"));
    }

    /**
     * Which support example is of which class: ones and zeros of shape [n, classes].
     *
     * @throws IllegalArgumentException if features are of another shape, or the support set has not
     *     two classes at least, with an example of each
     */
    static Tensor members(String owner, Examples support, Tensor features) {
        if (features.rank() != 2 || features.size(0) != support.count()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: the embedding made %s of %d inputs; make [%d, features] of them",
                            owner,
                            Arrays.toString(features.shape()),
                            support.count(),
                            support.count()));
        }
        Tensor members = support.oneHot();
        double fewest = least(members.sum(0));
        if (support.classes() < 2 || fewest == 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: a support set of %d classes, one of which has %.0f examples; give"
                                    + " two classes at least, and an example of each",
                            owner, support.classes(), fewest));
        }
        return members.to(features.dtype()).to(features.device());
    }

    private static double least(Tensor counts) {
        Tensor all = counts.taskCount() == 0 ? counts : counts.fromTasks();
        return Arrays.stream(all.toDoubles()).min().orElse(0);
    }

    /** Settings of prototypical networks. */
    public static final class Builder<P extends ParamTree, B extends BoundModule>
            extends MetaBuilder<Builder<P, B>, UnaryOperator<Tensor>, Examples> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskFunction<? super B, Tensor, Tensor> embedding;

        private Builder(
                Learner.Factory<? extends FunctionalModule<P, B>> net,
                TaskFunction<? super B, Tensor, Tensor> embedding) {
            this.net = net;
            this.embedding = embedding;
            score((classify, query) -> query.accuracy(classify.apply(query.inputs())));
        }

        @Override
        Builder<P, B> self() {
            return this;
        }

        /** The algorithm, which has not learned yet. */
        public ProtoNets build() {
            Prototypes<P, B> prototypes =
                    new Prototypes<>(
                            objective(
                                    (classify, batch) ->
                                            batch.crossEntropy(classify.apply(batch.inputs()))),
                            embedding);
            return new ProtoNets(MetaTraining.of("ProtoNets", net, prototypes, this));
        }
    }

    private record Prototypes<P extends ParamTree, B extends BoundModule>(
            Objective<UnaryOperator<Tensor>, Examples> objective,
            TaskFunction<? super B, Tensor, Tensor> embedding)
            implements Procedure<P, B, UnaryOperator<Tensor>, Examples> {
        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, Examples support, Examples query, int tasks) {
            P params = trainee.net().params();
            return objective.loss().of(classifier(trainee.net().bind(params), support), query);
        }

        @Override
        public UnaryOperator<Tensor> adapt(Trainee<P, B> trainee, Examples support) {
            P params = Params.detached(trainee.net());
            return classifier(trainee.net().bind(params), support);
        }

        private UnaryOperator<Tensor> classifier(B model, Examples support) {
            Tensor embedded = embedding.apply(model, support.inputs());
            Tensor members = members("ProtoNets", support, embedded);
            Tensor counts = members.sum(0).reshape(support.classes(), 1);
            Tensor prototypes = members.transposedMmul(embedded).div(counts);
            Tensor squares = prototypes.square().sum(1);
            return inputs -> {
                Tensor queries = embedding.apply(model, inputs);
                Tensor products = queries.mmulTransposed(prototypes).mul(2);
                return products.sub(squares).sub(queries.square().sum(true, 1));
            };
        }
    }
}
