package org.higher.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.data.Task;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each algorithm learns of parabolas, against formulas worked out by hand. */
class HandFormulasTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final double W = 0.7;
    private static final double ALPHA = 0.3;
    private static final double BETA = 0.05;

    // support a/2 (w - s)², query c/2 (w - q)²
    private static final double A = 1.4;
    private static final double S = -0.5;
    private static final double C = 0.8;
    private static final double Q = 2;

    private static final Task<Parabola> TASK = Parabola.task(A, S, C, Q);
    private static final Task<Parabola> OTHER = Parabola.task(0.6, 1.5, 2.5, -1);

    private final FunctionalScalar net = FunctionalScalar.of(new Scalar(W));

    private static Tensor loss(FunctionalScalar.Bound model, Parabola parabola) {
        return parabola.loss(model.forward(Parabola.number(0)));
    }

    private double weight() {
        return net.parameters().get(0).item();
    }

    /** The weight after some steps down a support parabola. */
    private static double descended(double w, double a, double s, int steps) {
        return s + Math.pow(1 - ALPHA * a, steps) * (w - s);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void maml(int steps) {
        Maml<FunctionalScalar.Bound, Parabola> maml =
                Maml.of(net, HandFormulasTest::loss)
                        .innerRate(ALPHA)
                        .innerSteps(steps)
                        .outer(new Sgd(BETA))
                        .build();
        double last = descended(W, A, S, steps);
        double otherLast = descended(W, 0.6, 1.5, steps);
        double gradient = C * (last - Q) * Math.pow(1 - ALPHA * A, steps);
        double otherGradient = 2.5 * (otherLast + 1) * Math.pow(1 - ALPHA * 0.6, steps);

        MetaStep step = maml.metaStep(List.of(TASK, OTHER));

        assertThat(step.step()).isZero();
        assertThat(step.losses().get(0)).isCloseTo(C / 2 * (last - Q) * (last - Q), CLOSE);
        assertThat(step.losses().get(1)).isCloseTo(1.25 * (otherLast + 1) * (otherLast + 1), CLOSE);
        assertThat(step.gradientNorm()).isCloseTo(Math.abs(gradient + otherGradient) / 2, CLOSE);
        assertThat(weight()).isCloseTo(W - BETA * (gradient + otherGradient) / 2, CLOSE);
        assertThat(maml.steps()).isEqualTo(1);
    }

    @Test
    void firstOrderMamlLeavesTheFactorsOut() {
        Maml.of(net, HandFormulasTest::loss)
                .innerRate(ALPHA)
                .innerSteps(3)
                .firstOrder()
                .outer(new Sgd(BETA))
                .build()
                .metaStep(List.of(TASK));
        assertThat(weight()).isCloseTo(W - BETA * C * (descended(W, A, S, 3) - Q), CLOSE);
    }

    @Test
    void adaptingYieldsAModelThatStaysAsItIs() {
        Maml<FunctionalScalar.Bound, Parabola> maml =
                Maml.of(net, HandFormulasTest::loss)
                        .innerRate(ALPHA)
                        .testSteps(4)
                        .score((model, query) -> -model.forward(Parabola.number(0)).item())
                        .outer(new Sgd(BETA))
                        .build();
        FunctionalScalar.Bound adapted = maml.adapt(TASK.support());
        double expected = descended(W, A, S, 4);
        assertThat(adapted.forward(Parabola.number(0)).item()).isCloseTo(expected, CLOSE);
        assertThat(weight()).isEqualTo(W);

        Evaluation evaluation = maml.evaluate(List.of(TASK, OTHER));
        assertThat(evaluation.losses().get(0))
                .isCloseTo(C / 2 * (expected - Q) * (expected - Q), CLOSE);
        assertThat(evaluation.scores().get(0)).isCloseTo(-expected, CLOSE);
        assertThat(maml.steps()).isZero();

        maml.metaStep(List.of(TASK));
        assertThat(weight()).isNotEqualTo(W);
        assertThat(adapted.forward(Parabola.number(0)).item()).isCloseTo(expected, CLOSE);
    }

    @Test
    void anilAdaptsTheHeadAndBoilTheBody() {
        double b = 1.2;
        double h = -0.4;
        double s = 0.9;
        double q = -1.1;
        Task<Parabola> task = Parabola.task(1, s, 1, q);

        FunctionalProduct anil = FunctionalProduct.of(new Product(b, h));
        Maml.of(anil, HandFormulasTest::productLoss)
                .innerRate(ALPHA)
                .anil("head")
                .outer(new Sgd(BETA))
                .build()
                .metaStep(List.of(task));
        // h' = h - α b (b h - s), judged by 1/2 (b h' - q)²
        double adapted = h - ALPHA * b * (b * h - s);
        double byBody = (b * adapted - q) * (adapted - b * ALPHA * (2 * b * h - s));
        double byHead = (b * adapted - q) * b * (1 - ALPHA * b * b);
        assertThat(anil.parameters().get(0).item()).isCloseTo(b - BETA * byBody, CLOSE);
        assertThat(anil.parameters().get(1).item()).isCloseTo(h - BETA * byHead, CLOSE);

        // the model is symmetric in body and head
        FunctionalProduct boil = FunctionalProduct.of(new Product(h, b));
        Maml.of(boil, HandFormulasTest::productLoss)
                .innerRate(ALPHA)
                .boil("head")
                .outer(new Sgd(BETA))
                .build()
                .metaStep(List.of(task));
        assertThat(boil.parameters().get(1).item()).isCloseTo(b - BETA * byBody, CLOSE);
        assertThat(boil.parameters().get(0).item()).isCloseTo(h - BETA * byHead, CLOSE);
    }

    private static Tensor productLoss(FunctionalProduct.Bound model, Parabola parabola) {
        return parabola.loss(model.forward(Parabola.number(1)));
    }

    @Test
    void metaSgdLearnsItsRate() {
        MetaSgd<FunctionalScalar.Bound, Parabola> metaSgd =
                MetaSgd.of(net, HandFormulasTest::loss)
                        .initialRates(ALPHA, ALPHA, 1)
                        .outer(new Sgd(BETA))
                        .build();
        assertThat(metaSgd.learned()).containsOnlyKeys("rate.w");
        metaSgd.metaStep(List.of(TASK));
        double last = descended(W, A, S, 1);
        assertThat(metaSgd.learned().get("rate.w").item())
                .isCloseTo(ALPHA + BETA * C * (last - Q) * A * (W - S), CLOSE);
        assertThat(weight()).isCloseTo(W - BETA * C * (last - Q) * (1 - ALPHA * A), CLOSE);
    }

    @Test
    void ratesOfMetaSgdHaveTheWeightsShapes() {
        MetaSgd<FunctionalMlp.Bound, Rows> metaSgd =
                MetaSgd.of(
                                FunctionalMlp.of(new Mlp(1)),
                                (FunctionalMlp.Bound model, Rows rows) ->
                                        rows.mse(model.forward(rows.x())))
                        .build();
        Tensor rates = metaSgd.learned().get("rate.hidden.weight");
        assertThat(rates.shape()).containsExactly(4, 3);
        assertThat(rates.dtype()).isEqualTo(DType.FLOAT64);
        for (double rate : rates.toDoubles()) {
            assertThat(rate).isBetween(0.005, 0.1);
        }
    }

    @Test
    void reptileMovesTowardsWhereTasksEnd() {
        Reptile<FunctionalScalar.Bound, Parabola> reptile =
                Reptile.of(net, HandFormulasTest::loss)
                        .innerRate(ALPHA)
                        .innerSteps(3)
                        .outer(new Sgd(BETA))
                        .build();
        MetaStep step = reptile.metaStep(List.of(TASK, OTHER));
        double last = descended(W, A, S, 3);
        double end = (last + descended(W, 0.6, 1.5, 3)) / 2;
        assertThat(weight()).isCloseTo(W + BETA * (end - W), CLOSE);
        assertThat(step.losses().get(0)).isCloseTo(C / 2 * (last - Q) * (last - Q), CLOSE);
    }

    @Test
    void reptilesOuterRateCanFall() {
        Reptile<FunctionalScalar.Bound, Parabola> reptile =
                Reptile.of(net, HandFormulasTest::loss)
                        .innerRate(ALPHA)
                        .innerSteps(1)
                        .outerRate(step -> 1 - step / 2.0)
                        .build();
        reptile.metaStep(List.of(TASK));
        double first = descended(W, A, S, 1);
        assertThat(weight()).isCloseTo(first, CLOSE);
        reptile.metaStep(List.of(TASK));
        assertThat(weight()).isCloseTo((first + descended(first, A, S, 1)) / 2, CLOSE);
        reptile.metaStep(List.of(TASK));
        assertThat(reptile.steps()).isEqualTo(3);
        assertThat(weight()).isCloseTo((first + descended(first, A, S, 1)) / 2, CLOSE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cavia(boolean secondOrder) {
        Cavia.Builder<FunctionalScalar.Params, FunctionalScalar.Bound, Parabola> builder =
                Cavia.of(net, 1, HandFormulasTest::contextLoss);
        if (!secondOrder) {
            builder.firstOrder();
        }
        Cavia<FunctionalScalar.Bound, Parabola> cavia =
                builder.innerRate(ALPHA).innerSteps(2).outer(new Sgd(BETA)).build();
        // w + context goes where w would go alone, from a context of 0
        double last = descended(W, A, S, 2);
        Cavia.Adapted<FunctionalScalar.Bound> adapted = cavia.adapt(TASK.support());
        assertThat(adapted.context().toDoubles()[0]).isCloseTo(last - W, CLOSE);

        cavia.metaStep(List.of(TASK));
        double factor = secondOrder ? Math.pow(1 - ALPHA * A, 2) : 1;
        assertThat(weight()).isCloseTo(W - BETA * C * (last - Q) * factor, CLOSE);
    }

    private static Tensor contextLoss(
            Cavia.Adapted<FunctionalScalar.Bound> adapted, Parabola parabola) {
        return parabola.loss(adapted.model().forward(adapted.context().sum()));
    }

    @Test
    void implicitMaml() {
        double lambda = 0.9;
        ImplicitMaml<FunctionalScalar.Bound, Parabola> maml =
                ImplicitMaml.of(net, HandFormulasTest::loss)
                        .proximal(lambda)
                        .innerRate(1 / (A + lambda))
                        .innerSteps(2)
                        .outer(new Sgd(BETA))
                        .build();
        double end = (A * S + lambda * W) / (A + lambda);
        assertThat(maml.adapt(TASK.support()).forward(Parabola.number(0)).item())
                .isCloseTo(end, CLOSE);
        maml.metaStep(List.of(TASK));
        assertThat(weight()).isCloseTo(W - BETA * C * (end - Q) * lambda / (A + lambda), CLOSE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mamlPlusPlus(boolean secondOrder) {
        double metaSteps = 4;
        MamlPlusPlus<FunctionalScalar.Bound, Parabola> maml =
                MamlPlusPlus.of(net, HandFormulasTest::loss)
                        .initialRate(ALPHA)
                        .innerSteps(2)
                        .lossAnnealing(4)
                        .firstOrderFor(secondOrder ? 0 : 10)
                        .outer(new Sgd(BETA))
                        .build();
        assertThat(maml.learned()).containsOnlyKeys("rate.0.", "rate.1.");
        double w = W;
        double rate0 = ALPHA;
        double rate1 = ALPHA;
        for (int step = 0; step < 6; step++) {
            double other = Math.max(0, 1 - step / metaSteps) / 2;
            double w1 = w - rate0 * A * (w - S);
            double w2 = w1 - rate1 * A * (w1 - S);
            double by1 = other * C * (w1 - Q);
            double by2 = (1 - other) * C * (w2 - Q);
            double d1 = secondOrder ? 1 - rate0 * A : 1;
            double d2 = secondOrder ? 1 - rate1 * A : 1;
            double loss = other * C / 2 * (w1 - Q) * (w1 - Q);
            loss += (1 - other) * C / 2 * (w2 - Q) * (w2 - Q);

            assertThat(maml.metaStep(List.of(TASK)).meanLoss()).isCloseTo(loss, CLOSE);

            double gradient0 = -A * (w - S) * (by1 + by2 * d2);
            double gradient1 = -A * (w1 - S) * by2;
            w -= BETA * d1 * (by1 + by2 * d2);
            rate0 -= BETA * gradient0;
            rate1 -= BETA * gradient1;
            assertThat(weight()).isCloseTo(w, CLOSE);
            assertThat(maml.learned().get("rate.0.").item()).isCloseTo(rate0, CLOSE);
            assertThat(maml.learned().get("rate.1.").item()).isCloseTo(rate1, CLOSE);
        }
    }
}
