package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.functional.Params;
import org.higher.functional.TreeMath;
import org.higher.functional.testing.GradCheck;
import org.higher.io.Checkpoint;
import org.higher.nn.Init;
import org.higher.nn.Losses;
import org.higher.nn.RandomScope;
import org.higher.nn.Reduction;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.report.RunReport;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers of docs/how-do-i.md. */
class HowDoITest {
    private final Tensor x = Tensor.of(new float[] {-4, -2, 0, 2, 4}, 5, 1);
    private final Tensor y = x.sin();
    private Net model;
    private FunctionalNet net;
    private Optimizer<Sgd> inner;

    @BeforeEach
    void make() {
        Init.seed(1);
        model = new Net();
        net = FunctionalNet.of(model);
        inner = Optimizer.of(net.parameters(), new Sgd(0.01));
    }

    /** At most this norm, over all gradients together. */
    static GradientCallback clip(double most) {
        return gradients -> {
            List<Tensor> there = gradients.stream().flatMap(Optional::stream).toList();
            Tensor factor = TreeMath.norm(there).max(most).rdiv(most);
            return gradients.stream().map(g -> g.map(gradient -> gradient.mul(factor))).toList();
        };
    }

    @Test
    void clipGradients() {
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .gradientCallback(clip(1.0))
                        .open()) {
            loop.step(mse(loop.model().forward(x), y).mul(1e6));
            double moved = 0;
            for (int i = 0; i < net.parameters().size(); i++) {
                Tensor before = net.parameters().get(i);
                moved += loop.params().leaves().get(i).sub(before).square().sum().item();
            }
            assertThat(Math.sqrt(moved)).isCloseTo(0.01, within(1e-4));
        }
    }

    @Test
    void lookAtARun(@TempDir Path folder) throws IOException {
        RunReport report = new RunReport("three frequencies").setting("outer step size", 0.001);
        Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(0.001));
        Function<Double, Tensor> loss =
                frequency -> mse(net.forward(net.params(), x), x.mul(frequency).sin());
        try (MetaBatch batch = new MetaBatch(2)) {
            for (int i = 0; i < 3; i++) {
                MetaBatch.Result result =
                        batch.mean(net.parameters(), List.of(0.5, 1.0, 1.5), loss);
                report.add("loss", "meta-training", i, result.losses());
                report.gradients(i, Params.named(net.params()), result.gradients());
                outer.step(result.gradients());
                report.step(i);
            }
        }
        report.write(folder.resolve("run.html"));
        assertThat(Files.readString(folder.resolve("run.html")))
                .contains("<h2>gradient norm</h2>", "out.weight");
    }

    @Test
    void seeThroughWhatGradientsFlow(@TempDir Path folder) throws IOException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(f -> Files.exists(Path.of(f, "dot"))),
                "Graphviz is not installed");
        Path file = folder.resolve("graph.svg");
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            loop.step(mse(loop.model().forward(x), y));
            loop.graph(mse(loop.model().forward(x), y)).svg(file);
        }
        assertThat(Files.readString(file)).contains("step 1", "out.weight");
    }

    /** The more above the prediction the target is, and the larger the share that may not be. */
    static Tensor quantile(Tensor prediction, Tensor target, double share) {
        Tensor above = target.sub(prediction);
        return above.mul(share).max(above.mul(share - 1)).mean();
    }

    @Test
    void weighExamples() {
        Tensor prediction = net.forward(net.params(), x);
        Tensor importance = Tensor.parameter(Tensor.of(new float[] {1, 1, 0, 0, 0}));
        Tensor weighed = Losses.mse(prediction, y, Reduction.MEAN.weighted(importance));
        Tensor first = Losses.mse(prediction.slice(0, 0, 2), y.slice(0, 0, 2));
        assertThat(weighed.item()).isCloseTo(first.item() * 2 / 5, within(1e-6));
        Tensor slopes = Grad.grad(weighed, List.of(importance)).get(0);
        assertThat(slopes.toFloats()[4]).isPositive();
    }

    @Test
    void computeWithAllWeightsAtOnce() {
        FunctionalNet.Params adapted;
        try (var loop = Higher.innerLoop(net, inner).gradientMode(GradientMode.UNTRACKED).open()) {
            loop.step(mse(loop.model().forward(x), y));
            adapted = loop.params();
        }
        FunctionalNet.Params way = TreeMath.sub(adapted, net.params());
        FunctionalNet.Params next = TreeMath.axpy(0.1, way, net.params());
        Tensor distance = TreeMath.norm(way);
        FunctionalNet.Params rest = TreeMath.sub(adapted, next);
        assertThat(TreeMath.norm(rest).item()).isCloseTo(0.9 * distance.item(), within(1e-6));
    }

    @Test
    void classify() {
        Tensor logits =
                Tensor.parameter(Tensor.of(new double[][] {{0, 1, 3}, {2, 1, 0}, {0, 4, 1}}));
        Tensor loss = Losses.crossEntropy(logits, 2, 0, 1);
        Tensor probabilities = logits.softmax(1);
        int[] classes = logits.argMax(1);
        assertThat(classes).containsExactly(2, 0, 1);
        assertThat(probabilities.sum(1).toDoubles()[0]).isCloseTo(1, within(1e-12));
        assertThat(loss.item()).isBetween(0.0, 1.0);
    }

    @Test
    void learnAStepSizeThatStaysPositive() {
        Tensor logRate = Tensor.parameter(Tensor.scalar(Math.log(0.01)));
        Optimizer<Adam> outer = Optimizer.of(List.of(logRate), new Adam(0.1));
        for (int i = 0; i < 20; i++) {
            try (var loop =
                    Higher.innerLoop(net, inner)
                            .override(Overrides.of(DifferentiableSgd.LR, logRate.exp()))
                            .open()) {
                loop.step(mse(loop.model().forward(x), y));
                outer.zeroGrad();
                mse(loop.model().forward(x), y).backward();
                outer.step();
            }
        }
        assertThat(Math.exp(logRate.item())).isGreaterThan(0.02);
    }

    @Test
    void keepAnAdaptedModel(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("adapted.zip");
        FunctionalNet.Params adapted;
        try (var loop = Higher.innerLoop(net, inner).gradientMode(GradientMode.UNTRACKED).open()) {
            loop.step(mse(loop.model().forward(x), y));
            adapted = loop.params();
        }
        Checkpoint.builder().params("model", adapted).save(file);
        Tensor forecast = net.forward(Checkpoint.load(file).params("model", net.params()), x);
        assertThat(forecast.toDoubles()).isEqualTo(net.forward(adapted, x).toDoubles());
    }

    @Test
    void writeALoss() {
        Tensor wide = Tensor.of(new double[] {0.3, -2, 5});
        Tensor zero = Tensor.zeros(DType.FLOAT64, 3);

        GradCheck.check(List.of(wide), p -> quantile(p.get(0), zero, 0.9));
        assertThat(quantile(wide, zero, 0.9).item())
                .isCloseTo((0.03 + 1.8 + 0.5) / 3, within(1e-12));
        Tensor flat = y.reshape(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mse(net.forward(net.params(), x), flat));
    }

    @Test
    void freezeLayers() {
        FunctionalNet.Params params = net.params();
        Optimizer<Sgd> head = Optimizer.of(params.out().leaves(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, head).copyInitialWeights(false).open()) {
            loop.step(mse(loop.model().forward(x), y));
            assertThat(loop.params().first().weight().toDoubles())
                    .isEqualTo(params.first().weight().toDoubles());
            assertThat(loop.params().out().weight().toDoubles())
                    .isNotEqualTo(params.out().weight().toDoubles());
        }
    }

    @Test
    void goToDouble() {
        FunctionalNet.Params wide = Params.to(net.params(), DType.FLOAT64);
        Tensor loss = mse(net.forward(wide, x.to(DType.FLOAT64)), y.to(DType.FLOAT64));
        assertThat(loss.dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void stopEarlyAndLog() {
        List<Double> losses = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        Optimizer<Adam> optimizer = Optimizer.of(net.parameters(), new Adam(0.01));
        for (int i = 0; i < 2000 && since < 20; i++) {
            Tensor loss = mse(net.forward(net.params(), x), y);
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
            losses.add(loss.item()); // a number: the graph of the loss can go
            since = losses.get(i) < best ? 0 : since + 1;
            best = Math.min(best, losses.get(i));
        }
        assertThat(best).isLessThan(losses.get(0));
    }

    @Test
    void adaptUntilItIsGoodEnough() {
        try (var loop = Higher.innerLoop(net, inner).gradientMode(GradientMode.UNTRACKED).open()) {
            Tensor loss = mse(loop.model().forward(x), y);
            while (loss.item() > 0.3 && loop.steps() < 1000) {
                loop.step(loss);
                loss = mse(loop.model().forward(x), y);
            }
            assertThat(loss.item()).isLessThanOrEqualTo(0.3);
        }
    }

    @Test
    void unrollFor200Steps() {
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 200; k++) {
                loop.step(mse(loop.model().forward(x), y));
                if (k % 20 == 19) {
                    loop.truncate(); // gradients flow through the steps since
                }
            }
            assertThat(loop.steps()).isEqualTo(200);
            assertThat(loop.fastModel().time()).isZero();
        }
    }

    @Test
    void reproduceARun() {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    @SuppressWarnings("try") // layers find the scope
    private double run(long seed) {
        Init.seed(seed); // initial weights
        SplittableRandom data = new SplittableRandom(seed); // your own draws
        try (RandomScope layers = RandomScope.open(seed)) { // dropout
            FunctionalNet fresh = FunctionalNet.of(new Net());
            Tensor inputs = Tensor.normal(data, DType.FLOAT32, 5, 1);
            return fresh.forward(fresh.params(), inputs).sum().item();
        }
    }

    /** Says where a value is no longer a number. */
    static Tensor finite(String name, Tensor t) {
        if (Arrays.stream(t.toDoubles()).anyMatch(v -> !Double.isFinite(v))) {
            throw new ArithmeticException(name + " is not finite: " + t);
        }
        return t;
    }

    @Test
    void findANan() {
        Tensor zero = Tensor.parameter(Tensor.scalar(0));
        Tensor slope = Grad.of(zero.sqrt()).with(List.of(zero)).orZero(0);
        assertThat(slope.item()).isInfinite();
        assertThat(Grad.of(zero.safeSqrt()).with(List.of(zero)).orZero(0).item()).isFinite();
        assertThatCode(() -> finite("loss", mse(net.forward(net.params(), x), y)))
                .doesNotThrowAnyException();
    }
}
