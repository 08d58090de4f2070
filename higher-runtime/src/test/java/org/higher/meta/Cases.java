package org.higher.meta;

import java.util.List;
import java.util.function.Consumer;
import org.higher.array.DType;
import org.higher.data.EpisodeSampler;
import org.higher.data.SyntheticData;
import org.higher.data.Task;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** All algorithms over one small network. */
final class Cases {
    private static final double EXACT = 2e-7;

    private Cases() {}

    /** Makes an algorithm with settings that all have. */
    interface Make<X> {
        MetaLearner<?, X> of(FunctionalMlp net, Consumer<MetaBuilder<?, ?, X>> settings);
    }

    /**
     * An algorithm with tasks for it.
     *
     * @param tolerance of the gradient that it learns by, against differences of the loss that it
     *     reports; NaN if it is not meant to be that gradient
     */
    record Case<X>(String name, double tolerance, List<? extends Task<X>> tasks, Make<X> make) {
        @Override
        public String toString() {
            return name;
        }

        MetaLearner<?, X> over(FunctionalMlp net, Consumer<MetaBuilder<?, ?, X>> settings) {
            return make.of(net, settings);
        }
    }

    static List<Case<?>> all() {
        return List.of(
                rows("MAML", EXACT, (net, s) -> with(maml(net), s).build()),
                rows("FOMAML", Double.NaN, (net, s) -> with(maml(net).firstOrder(), s).build()),
                rows("ANIL", EXACT, (net, s) -> with(maml(net).anil("out"), s).build()),
                rows("BOIL", EXACT, (net, s) -> with(maml(net).boil("out"), s).build()),
                rows(
                        "MAML with momentum",
                        EXACT,
                        (net, s) ->
                                with(maml(net).inner(() -> new Sgd(0.1).withMomentum(0.5)), s)
                                        .build()),
                rows(
                        "Meta-SGD",
                        EXACT,
                        (net, s) -> with(MetaSgd.of(net, Cases::loss).innerSteps(2), s).build()),
                rows(
                        "MAML++",
                        EXACT,
                        (net, s) ->
                                with(
                                                MamlPlusPlus.of(net, Cases::loss)
                                                        .innerSteps(3)
                                                        .lossAnnealing(10),
                                                s)
                                        .build()),
                rows(
                        "CAVIA",
                        EXACT,
                        (net, s) ->
                                with(
                                                Cavia.of(net, 3, Cases::contextLoss)
                                                        .innerRate(0.3)
                                                        .innerSteps(2),
                                                s)
                                        .build()),
                rows(
                        "Reptile",
                        Double.NaN,
                        (net, s) -> with(Reptile.of(net, Cases::loss), s).build()),
                rows(
                        "iMAML",
                        1e-5,
                        (net, s) ->
                                with(
                                                ImplicitMaml.of(net, Cases::loss)
                                                        .innerRate(0.25)
                                                        .innerSteps(50)
                                                        .conjugateGradients(60),
                                                s)
                                        .build()),
                episodes(
                        "ProtoNets",
                        (net, s) -> with(ProtoNets.of(net, Cases::embedded), s).build()),
                episodes(
                        "R2-D2",
                        (net, s) ->
                                with(R2d2.of(net, Cases::embedded).initialRidge(0.3), s).build()));
    }

    private static Maml.Builder<FunctionalMlp.Params, FunctionalMlp.Bound, Rows> maml(
            FunctionalMlp net) {
        return Maml.of(net, Cases::loss).innerRate(0.1).innerSteps(3);
    }

    private static <X, S extends MetaBuilder<?, ?, X>> S with(
            S builder, Consumer<MetaBuilder<?, ?, X>> settings) {
        settings.accept(builder);
        return builder;
    }

    private static Case<?> rows(String name, double tolerance, Make<Rows> make) {
        return new Case<>(name, tolerance, Rows.tasks(5, 3), make);
    }

    private static Case<?> episodes(String name, Make<org.higher.data.Examples> make) {
        EpisodeSampler sampler =
                EpisodeSampler.of(SyntheticData.gaussianClusters(8, 6, 3, 0.7, 2))
                        .ways(3)
                        .shots(2)
                        .queries(3);
        return new Case<>(name, EXACT, sampler.batch(4, 3), make);
    }

    static Tensor loss(FunctionalMlp.Bound model, Rows rows) {
        return rows.mse(model.forward(rows.x()));
    }

    private static Tensor contextLoss(Cavia.Adapted<FunctionalMlp.Bound> adapted, Rows rows) {
        return rows.mse(adapted.model().forward(rows.x().add(adapted.context())));
    }

    private static Tensor embedded(FunctionalMlp.Bound model, Tensor inputs) {
        return model.forward(inputs.to(DType.FLOAT64));
    }
}
