package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.bilevel.HyperOptimizer;
import org.higher.data.DataException;
import org.higher.data.Episode;
import org.higher.data.EpisodeSampler;
import org.higher.data.Examples;
import org.higher.data.IdxFile;
import org.higher.data.LabeledData;
import org.higher.data.Omniglot;
import org.higher.data.Points;
import org.higher.data.Sinusoids;
import org.higher.data.Stackable;
import org.higher.data.SyntheticData;
import org.higher.data.Task;
import org.higher.data.TaskSource;
import org.higher.examples.ConvNet;
import org.higher.examples.Downsampling;
import org.higher.examples.FunctionalConvNet;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.examples.algorithms.ContextNet;
import org.higher.examples.algorithms.FunctionalContextNet;
import org.higher.implicit.LinearSolver;
import org.higher.meta.Cavia;
import org.higher.meta.Evaluation;
import org.higher.meta.ImplicitMaml;
import org.higher.meta.InnerBuilder;
import org.higher.meta.Maml;
import org.higher.meta.MamlPlusPlus;
import org.higher.meta.MetaBuilder;
import org.higher.meta.MetaLearner;
import org.higher.meta.MetaSgd;
import org.higher.meta.MetaStep;
import org.higher.meta.PathFilter;
import org.higher.meta.ProtoNets;
import org.higher.meta.R2d2;
import org.higher.meta.Reptile;
import org.higher.meta.TaskLoss;
import org.higher.meta.TaskScore;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.report.RunReport;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/algorithms.md. */
class AlgorithmsPageTest {
    private final Sinusoids curves = Sinusoids.of().shots(10).queries(10).seed(1);
    private final LabeledData signs = SyntheticData.drawnSigns(12, 10, 28, 1);

    private static Tensor loss(FunctionalNet.Bound model, Points points) {
        return points.mse(model.forward(points.inputs()));
    }

    private static ConvNet convNet(int outputs) {
        return new ConvNet(
                DType.FLOAT32, new SplittableRandom(1), Downsampling.STRIDE, 3, 4, outputs);
    }

    @Test
    void episodes() {
        LabeledData.Split split = signs.split(8, 1); // by class: no class is in both parts
        EpisodeSampler training =
                EpisodeSampler.of(split.first().withRotations())
                        .ways(4)
                        .shots(1)
                        .queries(5)
                        .seed(1);
        List<Episode> tasks = training.batch(0, 3); // those of meta-step 0
        Examples support = tasks.get(0).support();
        assertThat(support.inputs().shape()).containsExactly(4, 1, 28, 28);
        assertThat(support.labels()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void files(@TempDir Path folder) {
        assertThatThrownBy(
                        () -> {
                            Path archive = folder.resolve("images_background.zip");
                            LabeledData characters = Omniglot.read(archive);
                            assertThat(characters.classCount()).isEqualTo(964);
                        })
                .isInstanceOf(DataException.class);
        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
        assertThatThrownBy(
                        () -> {
                            LabeledData digits = IdxFile.labeled(images, labels);
                            assertThat(digits.classCount()).isEqualTo(10);
                        })
                .isInstanceOf(DataException.class);
    }

    @Test
    void classification() {
        EpisodeSampler training = EpisodeSampler.of(signs).ways(4).queries(5);
        Maml<FunctionalConvNet.Bound, Examples> maml =
                Maml.of(
                                FunctionalConvNet.of(convNet(4)),
                                (FunctionalConvNet.Bound model, Examples e) ->
                                        e.crossEntropy(model.forward(e.inputs())))
                        .score((model, query) -> query.accuracy(model.forward(query.inputs())))
                        .innerRate(0.4)
                        .testSteps(3)
                        .build();
        MetaStep step = maml.metaStep(training.batch(maml.steps(), 4));
        Evaluation measured = maml.evaluate(training.seed(2).batch(0, 20));
        assertThat(step.losses()).hasSize(4);
        assertThat(measured.meanScore()).isBetween(0.0, 1.0);
        assertThat(measured.scoreHalfWidth()).isPositive();
    }

    @Test
    void everyAlgorithm() {
        FunctionalNet net = FunctionalNet.of(new Net());
        TaskLoss<FunctionalNet.Bound, Points> loss = AlgorithmsPageTest::loss;
        var maml = Maml.of(net, loss).innerRate(0.01).innerSteps(1).build();
        var fomaml = Maml.of(net, loss).firstOrder().build();
        var anil = Maml.of(net, loss).anil("out").build();
        var boil = Maml.of(net, loss).boil("out").build();
        var last = Maml.of(net, loss).adapting(PathFilter.under("second").negate()).build();
        var metaSgd = MetaSgd.of(net, loss).initialRates(0.005, 0.1, 1).build();
        var plus =
                MamlPlusPlus.of(net, loss)
                        .innerSteps(5)
                        .initialRate(0.01)
                        .lossAnnealing(1500)
                        .firstOrderFor(500)
                        .outerRate(step -> 1e-5 + 1e-3 * (1 + Math.cos(step * Math.PI / 5000)) / 2)
                        .build();
        var reptile =
                Reptile.of(net, loss)
                        .innerRate(0.02)
                        .innerSteps(8)
                        .outerRate(step -> Math.max(0, 1 - step / 10_000.0))
                        .build();
        var imaml = ImplicitMaml.of(net, loss).proximal(20).innerRate(0.02).innerSteps(16).build();
        var cavia =
                Cavia.of(
                                FunctionalContextNet.of(new ContextNet(4)),
                                4,
                                (Cavia.Adapted<FunctionalContextNet.Bound> a, Points points) ->
                                        points.mse(a.model().forward(points.inputs(), a.context())))
                        .build();
        for (MetaLearner<?, Points> learner :
                List.of(maml, fomaml, anil, boil, last, metaSgd, plus, reptile, imaml, cavia)) {
            MetaStep step = learner.metaStep(curves.batch(0, 3));
            assertThat(step.meanLoss()).isFinite();
            assertThat(learner.steps()).isEqualTo(1);
        }
    }

    @Test
    void metrics() {
        EpisodeSampler training = EpisodeSampler.of(signs).ways(4).queries(5);
        FunctionalConvNet net = FunctionalConvNet.of(convNet(64)); // 64 features, no logits
        var protoNets = ProtoNets.of(net, FunctionalConvNet.Bound::forward).build();
        var r2d2 = R2d2.of(net, FunctionalConvNet.Bound::forward).initialScale(10).build();
        protoNets.metaStep(training.batch(0, 4));
        r2d2.metaStep(training.batch(0, 4));

        Episode unseen = training.batch(1, 1).get(0);
        UnaryOperator<Tensor> classify = protoNets.adapt(unseen.support());
        Tensor logits = classify.apply(unseen.query().inputs());
        assertThat(unseen.query().accuracy(logits)).isBetween(0.0, 1.0);
    }

    @Test
    void runningAndSaving(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("maml.zip");
        RunReport report = new RunReport("MAML on sine curves");
        try (MetaBatch threads = new MetaBatch(2)) {
            var maml =
                    Maml.of(() -> FunctionalNet.of(new Net()), AlgorithmsPageTest::loss)
                            .runner(threads) // or a SparkMetaBatch
                            .tasksAtOnce(5)
                            .outer(new Adam(0.002))
                            .report(report)
                            .build();
            while (maml.steps() < 3) {
                maml.metaStep(curves.batch(maml.steps(), 25));
            }
            maml.save(file);
            maml.resume(file);
            assertThat(maml.steps()).isEqualTo(3);
        }
        report.write(folder.resolve("run.html"));
    }

    /** Batches of a type of one's own. */
    private record Readings(Tensor x, Tensor y) implements Stackable<Readings> {
        @Override
        public Readings stack(List<Readings> batches) {
            return new Readings(
                    Tensor.stackTasks(batches.stream().map(Readings::x).toList()),
                    Tensor.stackTasks(batches.stream().map(Readings::y).toList()));
        }
    }

    @Test
    void tasksOfOnesOwn() {
        Readings past = new Readings(Tensor.zeros(3, 1), Tensor.ones(3, 1));
        Readings future = new Readings(Tensor.ones(5, 1), Tensor.ones(5, 1));
        TaskSource<Task<Readings>> sensors =
                (step, count) -> List.of(Task.of(past, future), Task.of(future, past));
        TaskScore<FunctionalNet.Bound, Readings> bias =
                (model, r) -> model.forward(r.x()).sub(r.y()).mean().item();
        var maml =
                Maml.of(
                                FunctionalNet.of(new Net()),
                                (FunctionalNet.Bound model, Readings r) ->
                                        model.forward(r.x()).mse(r.y()))
                        .score(bias)
                        .build();
        maml.metaStep(sensors.batch(0, 2));
        FunctionalNet.Bound fitted = maml.adapt(past);
        assertThat(fitted.forward(past.x()).shape()).containsExactly(3, 1);
    }

    @Test
    void hyperparameters() {
        FunctionalNet net = FunctionalNet.of(new Net());
        Points training = curves.batch(0, 1).get(0).support();
        Points validation = curves.batch(0, 1).get(0).query();
        Tensor logDecay = Tensor.parameter(Tensor.scalar(-5));
        Tensor rate = Tensor.parameter(Tensor.scalar(0.01));
        var tuning =
                HyperOptimizer.of(net, new Sgd(0.01))
                        .hyperparameter("logDecay", logDecay)
                        .override(Overrides.of(DifferentiableSgd.LR, rate))
                        .training(
                                (model, step) -> {
                                    Tensor w = model.params().leaves().get(0);
                                    Tensor penalty = w.square().sum().mul(logDecay.exp());
                                    return loss(model, training).add(penalty);
                                })
                        .validation(model -> loss(model, validation))
                        .unrolled(20)
                        .build();
        HyperOptimizer.HyperStep step = tuning.step();
        assertThat(step.gradients()).containsOnlyKeys("logDecay", "rule.lr.0");
        assertThat(LinearSolver.conjugateGradients(5)).isNotNull();
    }

    /** Settings that several algorithms share. */
    private static <S extends InnerBuilder<S, A, X>, A, X> S quick(S builder) {
        MetaBuilder<S, A, X> any = builder.innerSteps(2);
        return any.outer(new Adam(0.01));
    }

    @Test
    void sharedSettings() {
        var maml = quick(Maml.of(FunctionalNet.of(new Net()), AlgorithmsPageTest::loss)).build();
        assertThat(maml.metaStep(curves.batch(0, 1)).gradientNorm()).isPositive();
    }
}
