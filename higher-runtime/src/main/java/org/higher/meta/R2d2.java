package org.higher.meta;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.array.DType;
import org.higher.data.Examples;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * R2-D2: a head that is a ridge regression, solved in closed form for each task.
 *
 * <pre>{@code
 * R2d2.of(net, FunctionalConvNet.Bound::forward).build()
 * }</pre>
 *
 * <p>With X the embedded support examples, a row for each, and Y their classes as ones and zeros,
 * the head is W = Xᵀ (X Xᵀ + λ I)⁻¹ Y, and the logits of embedded queries Q are α Q W + β. The
 * embedding, λ, α and β are learned through the solution (Bertinetto, Henriques, Torr and Vedaldi
 * 2019, arXiv 1805.08136). The matrix is as large as the support set, and not as the embedding. The
 * score is accuracy.
 *
 * <p>{@link #learned()} has {@code logRidge}, the logarithm of λ, so that λ stays positive, and
 * {@code scale} and {@code bias}, α and β. The equations are solved in double precision. What
 * {@link #adapt} yields maps inputs to logits.
 */
public final class R2d2 extends MetaLearner<UnaryOperator<Tensor>, Examples> {
    private static final String RIDGE = "logRidge";
    private static final String SCALE = "scale";
    private static final String BIAS = "bias";

    private R2d2(MetaTraining<?, ?, UnaryOperator<Tensor>, Examples> training) {
        super(training);
    }

    /**
     * R2-D2 of a model that is here, whose parameters it trains.
     *
     * @param net the twin of the model
     * @param embedding what the model makes of inputs: shape [n, features]
     */
    public static <P extends ParamTree, B extends BoundModule> Builder<P, B> of(
            FunctionalModule<P, B> net, TaskFunction<? super B, Tensor, Tensor> embedding) {
        Arguments.nonNull("R2d2", net, "model");
        return of(() -> net, embedding);
    }

    /** Of a model that a factory makes, here and on the machines that run tasks. */
    public static <P extends ParamTree, B extends BoundModule> Builder<P, B> of(
            Learner.Factory<? extends FunctionalModule<P, B>> net,
            TaskFunction<? super B, Tensor, Tensor> embedding) {
        Arguments.nonNull("R2d2", net, "factory of models");
        return new Builder<>(net, Arguments.nonNull("R2d2", embedding, "embedding"));
    }

    /** Settings of R2-D2. */
    public static final class Builder<P extends ParamTree, B extends BoundModule>
            extends MetaBuilder<Builder<P, B>, UnaryOperator<Tensor>, Examples> {
        private final Learner.Factory<? extends FunctionalModule<P, B>> net;
        private final TaskFunction<? super B, Tensor, Tensor> embedding;
        private double ridge = 1;
        private double scale = 1;

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

        /** Where λ begins; 1 if not said. */
        public Builder<P, B> initialRidge(double lambda) {
            ridge = positive("initialRidge", lambda);
            return this;
        }

        /** Where α begins; 1 if not said. */
        public Builder<P, B> initialScale(double alpha) {
            scale = positive("initialScale", alpha);
            return this;
        }

        /** The algorithm, which has not learned yet. */
        public R2d2 build() {
            Ridge<P, B> head =
                    new Ridge<>(
                            objective(
                                    (classify, batch) ->
                                            batch.crossEntropy(classify.apply(batch.inputs()))),
                            embedding,
                            ridge,
                            scale);
            return new R2d2(MetaTraining.of("R2d2", net, head, this));
        }
    }

    private record Ridge<P extends ParamTree, B extends BoundModule>(
            Objective<UnaryOperator<Tensor>, Examples> objective,
            TaskFunction<? super B, Tensor, Tensor> embedding,
            double ridge,
            double scale)
            implements Procedure<P, B, UnaryOperator<Tensor>, Examples> {
        @Override
        public Map<String, Tensor> learned(FunctionalModule<P, B> net) {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            numbers.put(RIDGE, number(Math.log(ridge)));
            numbers.put(SCALE, number(scale));
            numbers.put(BIAS, number(0));
            return numbers;
        }

        private static Tensor number(double value) {
            return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
        }

        @Override
        public Tensor metaLoss(Trainee<P, B> trainee, Examples support, Examples query, int tasks) {
            P params = trainee.net().params();
            Head head =
                    new Head(trainee.learned(RIDGE), trainee.learned(SCALE), trainee.learned(BIAS));
            return objective
                    .loss()
                    .of(classifier(trainee.net().bind(params), head, support), query);
        }

        @Override
        public UnaryOperator<Tensor> adapt(Trainee<P, B> trainee, Examples support) {
            P params = Params.detached(trainee.net());
            Head head =
                    new Head(
                            trainee.learned(RIDGE).detach(),
                            trainee.learned(SCALE).detach(),
                            trainee.learned(BIAS).detach());
            return classifier(trainee.net().bind(params), head, support);
        }

        private UnaryOperator<Tensor> classifier(B model, Head head, Examples support) {
            Tensor x = embedding.apply(model, support.inputs());
            Tensor y = ProtoNets.members("R2d2", support, x);
            Tensor weights = head.weights(x.to(DType.FLOAT64), y.to(DType.FLOAT64));
            return inputs -> {
                Tensor queries = embedding.apply(model, inputs);
                Tensor logits = queries.to(DType.FLOAT64).mmul(weights);
                return logits.mul(head.scale()).add(head.bias()).to(queries.dtype());
            };
        }
    }

    private record Head(Tensor logRidge, Tensor scale, Tensor bias) {
        /** W = Xᵀ (X Xᵀ + λ I)⁻¹ Y. */
        Tensor weights(Tensor x, Tensor y) {
            Tensor identity = Tensor.eye(x.dtype(), x.size(0)).to(x.device());
            Tensor gram = x.mmulTransposed(x).add(identity.mul(logRidge.exp()));
            return x.transposedMmul(gram.solve(y));
        }
    }
}
