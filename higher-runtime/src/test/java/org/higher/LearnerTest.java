package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.higher.nn.Losses.mse;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.higher.MetaBatch.Result;
import org.higher.MetaBatch.TaskException;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LearnerTest {
    /** What a user holds together: a model, what adapts it, and a learned rate. */
    private static final class Maml {
        final Dropout dropout = new Dropout(0.5);
        final FunctionalSequential net =
                FunctionalSequential.of(
                        new Sequential(new Linear(3, 4), new BatchNorm(4), dropout));
        final Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        final Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, Tensor.parameter(Tensor.scalar(0.05)));
        final Tensor scale = Tensor.parameter(Tensor.number(2));
        final Tensor frozen = Tensor.scalar(3);

        Maml() {
            dropout.eval();
        }

        Tensor loss(Seed task) {
            SplittableRandom random = new SplittableRandom(task.value());
            Tensor x = Tensor.normal(random, DType.FLOAT32, 5, 3);
            Tensor y = Tensor.normal(random, DType.FLOAT32, 5, 4);
            try (InnerLoop<?, FunctionalSequential.Bound, Sgd> loop =
                    Higher.innerLoop(net, inner)
                            .copyInitialWeights(false)
                            .override(learned)
                            .open()) {
                loop.step(mse(loop.model().forward(x), y));
                return mse(loop.model().forward(x), y).mul(scale);
            }
        }
    }

    private record Seed(long value) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private static final List<Seed> TASKS = LongStream.range(0, 5).mapToObj(Seed::new).toList();

    private static Learner<Maml> learner() {
        return Learner.builder(Maml::new)
                .model("net", maml -> maml.net)
                .overrides("learned", maml -> maml.learned)
                .tensors("own", maml -> Map.of("scale", maml.scale))
                .tensors("fixed", maml -> Map.of("frozen", maml.frozen))
                .build();
    }

    @Test
    void tensorsHaveNamesAndThoseThatAreLearnedAreParameters() {
        Learner<Maml> learner = learner();
        assertThat(learner.tensors().keySet())
                .containsExactly(
                        "net.layers.0.weight",
                        "net.layers.0.bias",
                        "net.layers.1.weight",
                        "net.layers.1.bias",
                        "net.layers.1.runningMean",
                        "net.layers.1.runningVariance",
                        "learned.lr.0",
                        "own.scale",
                        "fixed.frozen");
        assertThat(learner.parameters())
                .hasSize(6)
                .startsWith(learner.model().net.parameters().get(0))
                .endsWith(learner.model().scale);
    }

    @Test
    void aTensorWithTwoNamesIsOneParameter() {
        Learner<Tensor> learner =
                Learner.builder(() -> Tensor.parameter(Tensor.scalar(1)))
                        .tensors("a", tensor -> Map.of("x", tensor))
                        .tensors("b", tensor -> Map.of("x", tensor))
                        .build();
        assertThat(learner.tensors()).hasSize(2);
        assertThat(learner.parameters()).containsExactly(learner.model());
    }

    @Test
    void aSpecMakesAnotherModel() {
        Learner<Maml> learner = learner();
        Learner<Maml> other = learner.spec().make();
        assertThat(other.model()).isNotSameAs(learner.model());
        assertThat(other.tensors().keySet()).containsExactlyElementsOf(learner.tensors().keySet());
        assertThat(other.parameters()).doesNotContainAnyElementsOf(learner.parameters());
    }

    @Test
    void aMetaBatchOverALearnerIsTheOneOverItsParameters() {
        Learner<Maml> learner = learner();
        try (MetaBatch batch = new MetaBatch(2)) {
            TaskRunner runner = batch;
            Maml maml = learner.model();
            assertSame(
                    runner.mean(learner, TASKS, Maml::loss),
                    batch.mean(learner.parameters(), TASKS, maml::loss));
            assertSame(
                    runner.sum(learner, TASKS, Maml::loss),
                    batch.sum(learner.parameters(), TASKS, maml::loss));
            assertThat(runner.map(learner, TASKS, (m, task) -> m.loss(task).item()))
                    .isEqualTo(batch.map(TASKS, task -> maml.loss(task).item()));
        }
    }

    private static void assertSame(Result actual, Result expected) {
        assertThat(actual.losses()).isEqualTo(expected.losses());
        for (int i = 0; i < expected.gradients().size(); i++) {
            assertThat(actual.gradients().get(i).toDoubles())
                    .containsExactly(expected.gradients().get(i).toDoubles());
        }
    }

    @Test
    void zerosStandForWhatNoTaskReachesIfTheyAreAskedFor() {
        Learner<Maml> learner = learner();
        try (TaskRunner runner = new MetaBatch(2)) {
            TaskFunction<Maml, Seed, Tensor> scaleOnly = (maml, task) -> maml.scale.square();
            assertThatThrownBy(() -> runner.mean(learner, TASKS, scaleOnly))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("MetaBatch.mean: input 0")
                    .hasMessageEndingWith("MetaBatch.meanOrZeros");
            Result mean = runner.meanOrZeros(learner, TASKS, scaleOnly);
            Result sum = runner.sumOrZeros(learner, TASKS, scaleOnly);
            assertThat(mean.gradients().get(5).item()).isEqualTo(4);
            assertThat(sum.gradients().get(5).item()).isEqualTo(20);
            assertThat(sum.gradients().get(0).toDoubles()).containsOnly(0);
        }
    }

    @Test
    void aFailedTaskIsNamed() {
        Learner<Maml> learner = learner();
        try (TaskRunner runner = new MetaBatch(2)) {
            assertThatThrownBy(
                            () ->
                                    runner.map(
                                            learner,
                                            TASKS,
                                            (maml, task) -> 1 / (int) (task.value() - 3)))
                    .isInstanceOf(TaskException.class)
                    .hasMessageStartingWith("MetaBatch: task 3 of 5, counted from 0, failed: ");
        }
    }

    @Test
    void aChangedConfigurationIsFound() {
        Learner<Maml> learner = learner();
        assertThatCode(() -> learner.checkConfiguration("test")).doesNotThrowAnyException();
        learner.model().dropout.train(true);
        assertThatThrownBy(() -> learner.checkConfiguration("test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "test: model.dropout.training is true, and false in a model that the factory"
                                + " makes, which is what runs elsewhere; set it in the factory, or"
                                + " make another learner for it");
    }

    @Test
    void whatCannotBeALearnerIsRefused() {
        assertThatThrownBy(() -> Learner.builder(null))
                .hasMessage("Learner: null is no factory; give one");
        assertThatThrownBy(() -> Learner.builder(() -> "text").build())
                .hasMessageStartingWith("Learner: no tensors are named");
        assertThatThrownBy(
                        () ->
                                Learner.builder(Maml::new)
                                        .model("net", maml -> maml.net)
                                        .model("net", maml -> maml.net))
                .hasMessageStartingWith("Learner: 'net' is no name of its own");
        assertThatThrownBy(
                        () ->
                                Learner.builder(Maml::new)
                                        .tensors("a", m -> Map.of("b.c", m.scale))
                                        .tensors("a.b", m -> Map.of("c", m.frozen))
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Learner: two tensors are named a.b.c; give their parts other names");
        assertThatThrownBy(
                        () ->
                                Learner.builder(Maml::new)
                                        .tensors("t", m -> Map.of("double", m.scale.mul(2)))
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Learner: t.double is the result of a recorded operation");
        assertThatThrownBy(
                        () ->
                                Learner.<Maml>builder(() -> null)
                                        .model("net", maml -> maml.net)
                                        .build())
                .hasMessageStartingWith("Learner: the factory made null");
    }
}
