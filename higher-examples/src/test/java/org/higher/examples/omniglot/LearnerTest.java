package org.higher.examples.omniglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.examples.ConvNet;
import org.higher.examples.Downsampling;
import org.higher.examples.FunctionalConvNet;
import org.higher.examples.omniglot.data.Episode;
import org.higher.examples.omniglot.data.Episode.Examples;
import org.higher.examples.omniglot.data.Episodes;
import org.higher.examples.omniglot.data.Glyphs;
import org.higher.examples.omniglot.data.Sources;
import org.higher.implicit.LinearSolver;
import org.higher.optim.GradientMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerTest {
    private static final int WAYS = 3;

    /** With 2, as in the paper, these steps come to rest at a kink of a rectified unit. */
    private static final double PROXIMAL = 5;

    @TempDir private static Path folder;

    private static Episode episode;

    @BeforeAll
    static void draw() throws IOException {
        Path archive = Glyphs.archive(folder.resolve("a.zip"), "Made-up", 5, 4, 1);
        Episodes episodes = new Episodes("testing", Sources.symbols(archive), WAYS, 1, 3);
        Episode drawn = episodes.draw(1, new SplittableRandom(2)).get(0);
        episode = new Episode(doubles(drawn.support()), doubles(drawn.query()));
    }

    private static Examples doubles(Examples examples) {
        return new Examples(examples.images().to(DType.FLOAT64), examples.labels());
    }

    private static ConvNet net() {
        return new ConvNet(DType.FLOAT64, new SplittableRandom(3), Downsampling.STRIDE, 4, 4, WAYS);
    }

    private static Learner learner(Adaptation adaptation) {
        FunctionalConvNet net = FunctionalConvNet.of(net());
        new Implicit(PROXIMAL, 5, 0, false, 10).scaleFilters(net);
        return new Learner(net, 0.1, adaptation);
    }

    private static Tensor metaGradient(Adaptation adaptation, int steps) {
        Learner learner = learner(adaptation);
        Tensor loss = learner.adapted(episode, steps).loss();
        return flat(Grad.grad(loss, learner.net().parameters()));
    }

    private static Tensor flat(List<Tensor> tensors) {
        return Tensor.concat(0, tensors.stream().map(t -> t.flatten(0)).toList());
    }

    private static double apart(Tensor a, Tensor b) {
        return Math.sqrt(a.sub(b).square().sum().div(b.square().sum()).item());
    }

    private static Adaptation implicit() {
        return Adaptation.implicit(
                PROXIMAL, LinearSolver.conjugateGradients(500).withTolerance(1e-9));
    }

    private static Adaptation throughSteps() {
        return new Adaptation(GradientMode.SECOND_ORDER, PROXIMAL, (last, loss) -> last);
    }

    @Test
    void whereTheInnerProblemIsSolvedTheGradientIsThatThroughTheSteps() {
        assertThat(apart(metaGradient(implicit(), 3), metaGradient(throughSteps(), 3)))
                .isGreaterThan(1e-3);
        assertThat(apart(metaGradient(implicit(), 60), metaGradient(throughSteps(), 60)))
                .isLessThan(1e-8);
    }

    @Test
    void withoutAProximalTermTheEndDoesNotDependOnTheBeginning() {
        Learner learner = learner(Adaptation.implicit(0, LinearSolver.conjugateGradients(5)));

        assertThatThrownBy(() -> learner.adapted(episode, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add a proximal term to the inner loss");
    }

    @Test
    void scaledFiltersGiveTheSameLogits() {
        FunctionalConvNet net = FunctionalConvNet.of(net());
        Tensor images = episode.query().images();
        Tensor before = net.forward(net.params(), images);

        new Implicit(PROXIMAL, 5, 0, false, 10).scaleFilters(net);

        assertThat(apart(net.forward(net.params(), images), before)).isLessThan(0.01);
    }

    @Test
    void valuesDoNotDependOnWhatIsDifferentiated() {
        Learner implicit = learner(implicit());

        Tensor loss = implicit.adapted(episode, 3).loss();

        assertThat(loss.item())
                .isEqualTo(learner(throughSteps()).adapted(episode, 3).loss().item())
                .isEqualTo(learner(throughSteps().untracked()).adapted(episode, 3).loss().item());
    }
}
