package org.higher.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.higher.MetaBatch;
import org.higher.data.Task;
import org.higher.meta.Cases.Case;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.report.RunReport;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every algorithm. */
class AllAlgorithmsTest {
    static List<Case<?>> all() {
        return Cases.all();
    }

    static List<Case<?>> exact() {
        return Cases.all().stream().filter(c -> c.tolerance() > 0).toList();
    }

    private static FunctionalMlp net() {
        return FunctionalMlp.of(new Mlp(7));
    }

    private static FunctionalMlp awkward() {
        return FunctionalMlp.of(new Mlp(7, true));
    }

    private static List<Tensor> learned(FunctionalMlp net, MetaLearner<?, ?> learner) {
        List<Tensor> all = new ArrayList<>(net.parameters());
        all.removeIf(w -> !w.requiresGrad());
        all.addAll(learner.learned().values());
        return all;
    }

    private static List<double[]> values(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::toDoubles).toList();
    }

    /** Everything is moved by the meta-gradient, which is that of the mean loss. */
    @ParameterizedTest
    @MethodSource("exact")
    <X> void theMetaGradientIsThatOfDifferences(Case<X> algorithm) {
        differences(algorithm, net());
    }

    /** Tied weights count once, frozen ones are left alone. */
    @ParameterizedTest
    @MethodSource("exact")
    <X> void soIsThatOfTiedAndFrozenWeights(Case<X> algorithm) {
        FunctionalMlp net = awkward();
        List<double[]> before = values(net.parameters());
        differences(algorithm, net);
        for (int i = 0; i < before.size(); i++) {
            if (!net.parameters().get(i).requiresGrad()) {
                assertThat(net.parameters().get(i).toDoubles()).isEqualTo(before.get(i));
            }
        }
    }

    private static <X> void differences(Case<X> algorithm, FunctionalMlp net) {
        MetaLearner<?, X> moving = algorithm.over(net, s -> s.outer(new Sgd(1)));
        List<Tensor> tensors = learned(net, moving);
        List<double[]> before = values(tensors);
        moving.metaStep(algorithm.tasks());
        List<double[]> after = values(tensors);

        double h = 1e-5;
        for (int i = 0; i < before.size(); i++) {
            for (int j = 0; j < before.get(i).length; j += 2) {
                double up = at(algorithm, net, before, i, j, h);
                double down = at(algorithm, net, before, i, j, -h);
                assertThat(before.get(i)[j] - after.get(i)[j])
                        .as("tensor %d, element %d", i, j)
                        .isCloseTo((up - down) / (2 * h), within(algorithm.tolerance()));
            }
        }
    }

    /** The mean loss of the first meta-step, where one number is another. */
    private static <X> double at(
            Case<X> algorithm, FunctionalMlp net, List<double[]> values, int i, int j, double h) {
        MetaLearner<?, X> still = algorithm.over(net, s -> s.outer(new Sgd(0)));
        List<Tensor> tensors = learned(net, still);
        for (int k = 0; k < tensors.size(); k++) {
            double[] value = values.get(k).clone();
            value[j < value.length ? j : 0] += k == i ? h : 0;
            tensors.get(k).assign(Tensor.of(value, tensors.get(k).shape()));
        }
        return still.metaStep(algorithm.tasks()).meanLoss();
    }

    /** Also where the last group is smaller, and where there is but one task. */
    @ParameterizedTest
    @MethodSource("all")
    <X> void tasksInGroupsOfAnySize(Case<X> algorithm) {
        List<Task<X>> seven = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            seven.add(algorithm.tasks().get(i % 3));
        }
        for (List<Task<X>> tasks : List.of(seven, seven.subList(0, 1))) {
            List<double[]> oneByOne = stepped(algorithm, tasks, 1);
            for (int atOnce : new int[] {3, 7, 20}) {
                List<double[]> grouped = stepped(algorithm, tasks, atOnce);
                for (int i = 0; i < oneByOne.size(); i++) {
                    assertThat(grouped.get(i))
                            .as("%d tasks, %d at once", tasks.size(), atOnce)
                            .containsExactly(oneByOne.get(i), within(1e-9));
                }
            }
        }
    }

    private static <X> List<double[]> stepped(Case<X> algorithm, List<Task<X>> tasks, int atOnce) {
        FunctionalMlp net = awkward();
        MetaLearner<?, X> learner =
                algorithm.over(net, s -> s.outer(new Sgd(0.1)).tasksAtOnce(atOnce));
        MetaStep step = learner.metaStep(tasks);
        assertThat(step.losses()).hasSize(tasks.size());
        List<double[]> all = values(learned(net, learner));
        all = new ArrayList<>(all);
        all.add(new double[] {step.meanLoss(), step.gradientNorm()});
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    <X> void threadsChangeNoBitAndTheTaskAxisHardlyAny(Case<X> algorithm) {
        List<double[]> one = trained(algorithm, s -> s.runner(new MetaBatch(1)));
        List<double[]> two = trained(algorithm, s -> s.runner(new MetaBatch(2)));
        List<double[]> stacked = trained(algorithm, s -> s.tasksAtOnce(2));
        for (int i = 0; i < one.size(); i++) {
            assertThat(two.get(i)).isEqualTo(one.get(i));
            assertThat(stacked.get(i)).containsExactly(one.get(i), within(1e-9));
        }
        assertThat(one.get(0)).isNotEqualTo(net().parameters().get(0).toDoubles());
    }

    private static <X> List<double[]> trained(
            Case<X> algorithm, Consumer<MetaBuilder<?, ?, X>> settings) {
        FunctionalMlp net = net();
        MetaLearner<?, X> learner =
                algorithm.over(
                        net,
                        s -> {
                            s.outer(new Adam(0.01).withEps(1e-3));
                            settings.accept(s);
                        });
        List<double[]> all = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            MetaStep taken = learner.metaStep(algorithm.tasks());
            all.add(new double[] {taken.meanLoss(), taken.gradientNorm()});
        }
        all.addAll(0, values(learned(net, learner)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    <X> void resumedTrainingGoesOnToTheBit(Case<X> algorithm, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("saved.zip");
        FunctionalMlp net = net();
        MetaLearner<?, X> whole = algorithm.over(net, s -> s.outer(new Adam(0.01)));
        whole.metaStep(algorithm.tasks());
        whole.metaStep(algorithm.tasks());
        whole.save(file);
        MetaStep third = whole.metaStep(algorithm.tasks());

        FunctionalMlp other = FunctionalMlp.of(new Mlp(8));
        MetaLearner<?, X> resumed = algorithm.over(other, s -> s.outer(new Adam(0.01)));
        resumed.resume(file);
        assertThat(resumed.steps()).isEqualTo(2);
        assertThat(resumed.metaStep(algorithm.tasks())).isEqualTo(third);
        List<Tensor> expected = learned(net, whole);
        List<Tensor> actual = learned(other, resumed);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toDoubles()).isEqualTo(expected.get(i).toDoubles());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    <X> void measuringChangesNothing(Case<X> algorithm) {
        FunctionalMlp net = net();
        MetaLearner<?, X> learner = algorithm.over(net, s -> {});
        List<double[]> before = values(learned(net, learner));
        Evaluation evaluation = learner.evaluate(algorithm.tasks());
        assertThat(evaluation.losses()).hasSize(3).allMatch(Double::isFinite);
        learner.adapt(algorithm.tasks().get(0).support());
        List<double[]> after = values(learned(net, learner));
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isEqualTo(before.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    <X> void noTasksAreAnError(Case<X> algorithm) {
        MetaLearner<?, X> learner = algorithm.over(net(), s -> {});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.metaStep(List.of()))
                .withMessageContaining(".metaStep: no tasks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.evaluate(List.of()))
                .withMessageContaining(".evaluate: no tasks");
        assertThat(learner.steps()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    <X> void weightsThatAreNaNAreAnErrorAndNothingIsMoved(Case<X> algorithm) {
        FunctionalMlp net = net();
        MetaLearner<?, X> learner = algorithm.over(net, s -> {});
        Tensor bias = net.parameters().get(1);
        bias.assign(bias.fullLike(Double.NaN));
        double[] before = net.parameters().get(0).toDoubles();
        assertThatThrownBy(() -> learner.metaStep(algorithm.tasks()))
                .isInstanceOfAny(ArithmeticException.class, MetaBatch.TaskException.class);
        assertThat(net.parameters().get(0).toDoubles()).isEqualTo(before);
        assertThat(learner.steps()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    <X> void theCurveIsDrawn(Case<X> algorithm, @TempDir Path folder) throws IOException {
        RunReport report = new RunReport("a run");
        MetaLearner<?, X> learner = algorithm.over(net(), s -> s.report(report));
        learner.metaStep(algorithm.tasks());
        learner.metaStep(algorithm.tasks());
        Path csv = folder.resolve("run.csv");
        report.writeCsv(csv);
        String text = Files.readString(csv);
        assertThat(text).contains("loss").contains("model.hidden.weight");
        assertThat(Arrays.asList(text.split("\n"))).hasSizeGreaterThan(4);
    }
}
