package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.functional.ParamTree;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good files that do not fit what they are loaded into. */
class MismatchTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("run.zip");
        Checkpoint.builder()
                .params("model", scale(Tensor.scalar(1), Tensor.scalar(2)))
                .tensors("meta", Map.of("logRate", Tensor.zeros(2)))
                .overrides("learned", Overrides.of(DifferentiableSgd.LR, Tensor.scalar(0.1)))
                .number("iteration", 3)
                .number("loss", 0.5)
                .text("note", "hello")
                .save(file);
    }

    private static FunctionalModelsScale.Params scale(Tensor weight, Tensor offset) {
        return FunctionalModelsScale.of(new Models.Scale(weight, offset)).params();
    }

    record Case(Consumer<Checkpoint> call, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Case> cases() {
        Tensor one = Tensor.scalar(1);
        Tensor result = Tensor.parameter(one).mul(2);
        ParamTree other = FunctionalModelsNet.of(new Models.Net(1, DType.FLOAT32)).params();
        return Stream.of(
                new Case(
                        c -> c.copyInto("modell", scale(one, one)),
                        "modell: there is no such entry; did you mean model? the file has model,"
                                + " meta, learned, iteration, loss, note"),
                new Case(
                        c -> c.params("model", other),
                        "model: the model's parameter first.weight is not in the file; it has"
                                + " weight. Load into a model built like the one"
                                + " that was saved"),
                new Case(
                        c -> c.copyInto("meta", Map.of("lograte", Tensor.zeros(2))),
                        "meta: the model's tensor lograte is not in the file; did you mean logRate?"
                                + " it has logRate."),
                new Case(
                        c -> c.copyInto("meta", Map.of()),
                        "meta: the file's tensor logRate is not in the model, which has none. Load"
                                + " into a model built like the one that was saved"),
                new Case(
                        c -> c.copyInto("meta", Map.of("logRate", Tensor.zeros(3))),
                        "meta: tensor logRate: [2] in the file, [3] in the model; the shapes must"
                                + " be equal"),
                new Case(
                        c -> c.params("model", scale(one, Tensor.zeros(DType.FLOAT64))),
                        "model: buffer offset: FLOAT32 in the file, FLOAT64 in the model; build the"
                                + " model with FLOAT32, or convert what tensors() returns"),
                new Case(
                        c -> c.copyInto("model", scale(one, result)),
                        "model: buffer offset: it is the result of a recorded operation, and only"
                                + " leaves can be assigned; load into a model that has not run"),
                new Case(
                        c -> c.copyInto("model", scale(one, one)),
                        "model: buffer offset: it is one tensor with another of the model's, but"
                                + " two different ones in the file;"),
                new Case(
                        c -> c.copyInto("model", scale(one, one.forTasks(2))),
                        "model: buffer offset: it is of 2 tasks, and files have no task axis; load"
                                + " into a tensor without it, and use forTasks or asTasks()"),
                new Case(
                        c -> c.copyInto("learned", Overrides.of(DifferentiableSgd.LR, result)),
                        "learned: override lr: it is the result of a recorded operation"),
                new Case(
                        c -> c.copyInto("learned", Overrides.of(DifferentiableSgd.LR, one, one)),
                        "learned: the model's override lr.0 is not in the file; it has lr."),
                new Case(
                        c -> c.overrides("model"),
                        "model: it is the parameters of a model, not overrides"),
                new Case(c -> c.tensors("learned"), "learned: it is overrides, not tensors"),
                new Case(
                        c -> c.longValue("loss"),
                        "loss: it is 0.5, no whole number; ask for doubleValue or text"),
                new Case(c -> c.doubleValue("note"), "note: it is a text; ask for text"),
                new Case(
                        c -> c.text("iteration"),
                        "iteration: it is the number 3; ask for longValue or doubleValue"),
                new Case(
                        c -> c.longValue("model"),
                        "model: it is the parameters of a model, not a whole number"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedWithFileEntryFactAndRemedy(Case wrong) throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        assertThatThrownBy(() -> wrong.call().accept(saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": " + wrong.message());
    }

    @Test
    void tensorsOfTasksAreNotSaved() throws IOException {
        byte[] before = Files.readAllBytes(file);
        CheckpointBuilder builder =
                Checkpoint.builder()
                        .params("fast", scale(Tensor.zeros(3).asTasks(), Tensor.scalar(2)));
        assertThatThrownBy(() -> builder.save(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "checkpoint: fast, weight: a tensor of 3 tasks can't be saved, files have"
                                + " no task axis; save fromTasks(), or each of unstackTasks()");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    @SuppressWarnings("NullAway") // what is given by mistake
    void nullIsRefusedByName() throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        Map<String, Tensor> hole = new HashMap<>();
        hole.put("logRate", null);
        refused(() -> Checkpoint.load(null), "load: null is no file; give one");
        refused(() -> Checkpoint.builder().save(null), "save: null is no file; give one");
        refused(() -> saved.restoreAll(null), "restoreAll: null is no function that names parts");
        refused(() -> saved.text(null), file + ": null is no name of an entry");
        refused(() -> saved.restore("o", null), "state of o: null is no optimizer");
        refused(
                () -> saved.copyInto("model", (ParamTree) null),
                "parameters of model: null is no tree of them");
        refused(
                () -> saved.copyInto("meta", (Map<String, Tensor>) null),
                "copyInto meta: null is no map of tensors");
        refused(() -> saved.copyInto("meta", hole), "meta: logRate: null is no tensor; give one");
        refused(
                () -> saved.copyInto("learned", (Overrides<Sgd>) null),
                "copyInto learned: null is no override");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void nothingIsAssignedIfSomethingDoesNotFit() throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        Tensor weight = Tensor.scalar(7);
        for (Tensor offset : List.of(Tensor.zeros(3), Tensor.parameter(weight).mul(2), weight)) {
            assertThatThrownBy(() -> saved.copyInto("model", scale(weight, offset)))
                    .isInstanceOf(CheckpointException.class);
            assertThat(weight.item()).isEqualTo(7);
        }
        Overrides<Sgd> more =
                Overrides.of(DifferentiableSgd.LR, weight)
                        .with(DifferentiableSgd.MOMENTUM, Tensor.scalar(0));
        assertThatThrownBy(() -> saved.copyInto("learned", more))
                .isInstanceOf(CheckpointException.class);
        assertThat(weight.item()).isEqualTo(7);
    }
}
