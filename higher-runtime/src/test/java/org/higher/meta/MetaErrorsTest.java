package org.higher.meta;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.higher.MetaBatch.TaskException;
import org.higher.data.Task;
import org.higher.io.CheckpointException;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings and tasks that can't be right. */
class MetaErrorsTest {
    private final FunctionalMlp net = FunctionalMlp.of(new Mlp(1));

    private Maml.Builder<FunctionalMlp.Params, FunctionalMlp.Bound, Rows> maml() {
        return Maml.of(net, Cases::loss);
    }

    @Test
    void settingsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maml().innerSteps(0))
                .withMessage("innerSteps: 0; give 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maml().innerRate(Double.NaN))
                .withMessage("innerRate: NaN; give a number above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maml().tasksAtOnce(0))
                .withMessage("tasksAtOnce: 0; give 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MetaSgd.of(net, Cases::loss).initialRates(1, 0, 0))
                .withMessage(
                        "initialRates: from 1.0 to 0.0; give two numbers, the smaller one first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MamlPlusPlus.of(net, Cases::loss).lossAnnealing(-1))
                .withMessage("lossAnnealing: -1 meta-steps; give 0 or more");
    }

    @Test
    void noParameterToAdapt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maml().adapting(PathFilter.under("head")).build())
                .withMessage(
                        "adapting: none of the parameters [hidden.weight, hidden.bias, out.weight,"
                                + " out.bias] is chosen and not frozen; choose one that the inner loop"
                                + " moves");
    }

    @Test
    void noHeadToAdapt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maml().anil("head").build())
                .withMessage(
                        "anil: the model has no parameter under head, but [hidden.weight,"
                                + " hidden.bias, out.weight, out.bias]; name the head by its path");
    }

    /** All would adapt. */
    @Test
    void noHeadToLeaveAlone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maml().boil("head").build())
                .withMessage(
                        "boil: the model has no parameter under head, but [hidden.weight,"
                                + " hidden.bias, out.weight, out.bias]; name the head by its path");
    }

    @Test
    void aContextThatIsNotRead() {
        Cavia<FunctionalMlp.Bound, Rows> cavia =
                Cavia.of(
                                net,
                                3,
                                (Cavia.Adapted<FunctionalMlp.Bound> a, Rows rows) ->
                                        Cases.loss(a.model(), rows))
                        .build();
        assertThatThrownBy(() -> cavia.metaStep(Rows.tasks(1, 1)))
                .isInstanceOf(TaskException.class)
                .hasRootCauseMessage(
                        "Cavia: the loss of the support set does not depend on the context; give the"
                                + " model what context() returns, as in a.model().forward(x,"
                                + " a.context())");
    }

    @Test
    void noTasks() {
        Maml<FunctionalMlp.Bound, Rows> learner = maml().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.metaStep(List.of()))
                .withMessage("Maml.metaStep: no tasks; give one or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.evaluate(List.of()))
                .withMessage("Maml.evaluate: no tasks; give one or more");
    }

    /** A batch that can't be stacked. */
    private record Lone(Tensor x) {}

    @Test
    void tasksThatCantBeStacked() {
        Maml<FunctionalMlp.Bound, Lone> learner =
                Maml.of(net, (FunctionalMlp.Bound m, Lone b) -> m.forward(b.x()).square().mean())
                        .tasksAtOnce(2)
                        .build();
        Lone batch = new Lone(Rows.tasks(1, 1).get(0).support().x());
        assertThatThrownBy(() -> learner.metaStep(List.of(Task.of(batch, batch))))
                .isInstanceOf(TaskException.class)
                .hasRootCauseMessage(
                        "tasksAtOnce: a org.higher.meta.MetaErrorsTest$Lone can't be stacked along"
                                + " the task axis; let it implement Stackable, or run tasks one by one");
    }

    @Test
    void aCheckpointOfAnotherAlgorithm(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("maml.zip");
        maml().build().save(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reptile.of(net, Cases::loss).build().resume(file))
                .withMessageContaining("it is of Maml, not of Reptile; build that one");
        FunctionalScalar other = FunctionalScalar.of(new Scalar(1));
        assertThatThrownBy(
                        () ->
                                Maml.of(
                                                other,
                                                (FunctionalScalar.Bound m, Parabola p) ->
                                                        p.loss(m.forward(Parabola.number(0))))
                                        .build()
                                        .resume(file))
                .isInstanceOf(CheckpointException.class);
    }

    @Test
    void nothingGiven() {
        assertThatThrownBy(() -> Maml.of(net, null)).hasMessageContaining("Maml: null is no loss");
        assertThatThrownBy(() -> maml().outer(null)).hasMessageContaining("outer: null");
        assertThatThrownBy(() -> maml().build().adapt(null))
                .hasMessageContaining("Maml.adapt: null is no support set");
    }
}
