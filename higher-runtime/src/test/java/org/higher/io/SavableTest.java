package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.higher.internal.io.Limits;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be saved can be loaded; the rest is refused by the method that is given it. */
class SavableTest {
    @TempDir Path folder;

    private static void refused(Function<CheckpointBuilder, Object> call, String message) {
        assertThatThrownBy(() -> call.apply(Checkpoint.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("checkpoint: " + message);
    }

    @Test
    @SuppressWarnings("NullAway") // what is given by mistake
    void nullIsRefusedByName() {
        Map<String, Tensor> hole = new HashMap<>();
        hole.put("weight", null);
        Map<String, Tensor> nameless = new HashMap<>();
        nameless.put(null, Tensor.scalar(1));
        Optimizer<Sgd> sgd = Optimizer.of(List.of(Tensor.parameter(Tensor.scalar(1))), new Sgd(1));
        refused(b -> b.text("note", null), "note: null is no text; leave out what there is none");
        refused(b -> b.params("net", null), "net: null is no model; ");
        refused(b -> b.tensors("t", null), "t: null is no map of tensors; ");
        refused(b -> b.tensors("t", hole), "t: null is no tensor (weight); ");
        refused(b -> b.tensors("t", nameless), "t: null is no name of a tensor; ");
        refused(b -> b.optimizer("o", null), "o: null is no optimizer; ");
        refused(b -> b.optimizer("o", null, sgd.state()), "o: null is no optimizer; ");
        refused(b -> b.optimizer("o", sgd, null), "o: null is no state; ");
        refused(b -> b.overrides("l", null), "l: null is no override; ");
        refused(b -> b.text(null, "x"), "'null' is no name; use letters");
    }

    @ParameterizedTest
    @ValueSource(ints = 20_000_001)
    void longTextsComeBack(int length) throws IOException {
        Path file = folder.resolve("long.zip");
        String text = "\u00e4".repeat(length);
        Checkpoint.builder().text("note", text).save(file);
        assertThat(Checkpoint.load(file).text("note").equals(text)).isTrue();
    }

    @Test
    void textsThatAreTooLongAreRefused() {
        String text = "x".repeat(Limits.TEXT + 1);
        refused(
                b -> b.text("note", text),
                "note: the text '"
                        + "x".repeat(80)
                        + "... (100000001 characters)' can't be saved, the most are 100000000; ");
    }

    @Test
    void longNamesComeBack() throws IOException {
        Path file = folder.resolve("long.zip");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        String stem = "\ud83d\ude00\u4e2d".repeat(Limits.NAME / 3 - 1);
        for (int i = 0; i < 5; i++) {
            tensors.put(stem + i, Tensor.scalar(i));
        }
        tensors.put("x".repeat(Limits.NAME), Tensor.scalar(6));
        String entry = "n".repeat(Limits.NAME);
        Checkpoint.builder().tensors(entry, tensors).save(file);
        Map<String, Tensor> loaded = Checkpoint.load(file).tensors(entry);
        assertThat(loaded.keySet().equals(tensors.keySet())).isTrue();
        assertThat(Bits.of(loaded.values())).isEqualTo(Bits.of(tensors.values()));
    }

    @Test
    void namesThatAreTooLongAreRefused() {
        String name = "x".repeat(Limits.NAME + 1);
        refused(b -> b.number(name, 1), "x".repeat(80) + "... (65536 characters): the name 'xxx");
        refused(b -> b.tensors("t", Map.of(name, Tensor.scalar(1))), "t: the name 'xxx");
        refused(
                b -> b.overrides("l", Overrides.none().with(name, Tensor.scalar(1))),
                "l: the name 'xxx");
    }

    @Test
    void halfACharacterIsRefused() {
        String message = " has half a character, \\ud83d, at 1, which files can't hold; ";
        String half = "a\ud83d";
        refused(b -> b.text("note", half), "note: the text" + message);
        refused(b -> b.text("note", half + "b"), "note: the text" + message);
        refused(
                b -> b.text("note", "\ude00\ud83d"),
                "note: the text has half a character, \\ude00, at 0");
        refused(b -> b.tensors("t", Map.of(half, Tensor.scalar(1))), "t: the name" + message);
        refused(
                b -> b.overrides("l", Overrides.none().with(half, Tensor.scalar(1))),
                "l: the name" + message);
        refused(b -> b.optimizer("o", texts(Map.of("a", half))), "o: the text" + message);
        refused(b -> b.optimizer("o", texts(Map.of(half, "a"))), "o: the name" + message);
    }

    /** A rule that remembers texts. */
    record Texts(Map<String, String> next) implements UpdateRule<Map<String, String>> {
        @Override
        public Map<String, String> init(Tensor p) {
            return next;
        }

        @Override
        public Step<Map<String, String>> update(Tensor p, Tensor g, Map<String, String> state) {
            return new Step<>(p, next);
        }
    }

    private static Optimizer<Texts> texts(Map<String, String> state) {
        Optimizer<Texts> optimizer =
                Optimizer.of(List.of(Tensor.parameter(Tensor.scalar(1))), new Texts(state));
        optimizer.restore(OptimizerState.of(List.of(List.of(Optional.of(state)))));
        return optimizer;
    }

    @Test
    void aThousandAxesComeBackAndMoreAreRefused() throws IOException {
        Path file = folder.resolve("axes.zip");
        int[] ones = new int[Limits.RANK + 1];
        Arrays.fill(ones, 1);
        Tensor most = Tensor.of(new float[] {3}, Arrays.copyOf(ones, Limits.RANK));
        Checkpoint.builder().tensors("t", Map.of("x", most)).save(file);
        assertThat(Checkpoint.load(file).tensors("t").get("x").shape()).hasSize(Limits.RANK);
        refused(
                b -> b.tensors("t", Map.of("x", Tensor.of(new float[] {3}, ones))),
                "t: x: a tensor of 1001 axes can't be saved; reshape it to 1000 at most");
    }

    // states

    /** A rule whose states are whatever it is given. */
    static final class Loose implements UpdateRule<Loose.State> {
        record State(
                @Nullable Tensor tensor, Object any, ArrayList<Long> list, Optional<Shape> shape) {}

        sealed interface Shape {}

        record Round(double size) implements Shape {}

        record Square(double size) implements Shape {}

        private final State next;

        Loose(State next) {
            this.next = next;
        }

        @Override
        public State init(Tensor p) {
            return new State(p, Map.of(), new ArrayList<>(), Optional.of(new Round(1)));
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            return new Step<>(p, next);
        }
    }

    private static Optimizer<Loose> loose(Object any) {
        return loose(new Loose.State(Tensor.scalar(1), any, new ArrayList<>(), Optional.empty()));
    }

    private static Optimizer<Loose> loose(Loose.State state) {
        Optimizer<Loose> optimizer =
                Optimizer.of(List.of(Tensor.parameter(Tensor.scalar(1))), new Loose(state));
        optimizer.restore(OptimizerState.of(List.of(List.of(Optional.of(state)))));
        return optimizer;
    }

    private static void notReadable(Optimizer<Loose> optimizer, String why) {
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", optimizer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "o: group 0, parameter 0: this state could not be loaded again (")
                .hasMessageContaining(why)
                .hasMessageEndingWith("Optional for what may be missing");
    }

    /** Each of these was written, and refused or changed when it was read. */
    @Test
    void aStateThatWouldNotComeBackIsRefused() {
        Tensor one = Tensor.scalar(1);
        ArrayList<Long> list = new ArrayList<>(List.of(1L));
        notReadable(
                loose(new Loose.State(null, Map.of(), new ArrayList<>(), Optional.empty())),
                ".tensor: the file has nothing where the state has a Tensor");
        notReadable(loose(5L), ".any: the file has the value 5 where the state has a Object");
        notReadable(
                loose(new Loose.State(one, Map.of(), list, Optional.empty())),
                ".list: the file has a list of 1 where the state has a ArrayList");
        notReadable(
                loose(
                        new Loose.State(
                                one,
                                Map.of(),
                                new ArrayList<>(),
                                Optional.of(new Loose.Square(2)))),
                "the file has a list of 0 where the state has a ArrayList");
    }

    /** A state whose class is told by the example of {@code init} alone. */
    record Shaped(Loose.Shape next) implements UpdateRule<Loose.Shape> {
        @Override
        public Loose.Shape init(Tensor p) {
            return new Loose.Round(1);
        }

        @Override
        public Step<Loose.Shape> update(Tensor p, Tensor g, Loose.Shape state) {
            return new Step<>(p, next);
        }
    }

    /** Begins with one class of state and goes on with another. */
    record Changing() implements UpdateRule<Record> {
        record First(Tensor t) {}

        record Second(Tensor t) {}

        @Override
        public Record init(Tensor p) {
            return new First(p);
        }

        @Override
        public Step<Record> update(Tensor p, Tensor g, Record state) {
            return new Step<>(p, new Second(g));
        }
    }

    @Test
    void aStateThatNoOptimizerTakesIsRefused() {
        Tensor weight = Tensor.parameter(Tensor.scalar(1));
        Optimizer<Changing> optimizer = Optimizer.of(List.of(weight), new Changing());
        weight.square().backward();
        optimizer.step();
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", optimizer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("o: this state could not be loaded again (restore: group 0")
                .hasMessageContaining("Second is not a ");
    }

    /** It came back as a Round, in silence: both have a size. */
    @Test
    void aStateThatWouldBecomeAnotherClassIsRefused() throws IOException {
        for (Loose.Shape shape : List.of(new Loose.Round(3), new Loose.Square(3))) {
            Tensor weight = Tensor.parameter(Tensor.scalar(1));
            Optimizer<Shaped> optimizer = Optimizer.of(List.of(weight), new Shaped(shape));
            weight.square().backward();
            optimizer.step();
            if (shape instanceof Loose.Round) {
                Path file = folder.resolve("round.zip");
                Checkpoint.builder().optimizer("o", optimizer).save(file);
                assertThat(Checkpoint.load(file).optimizerState("o", optimizer))
                        .isEqualTo(optimizer.state());
            } else {
                assertThatThrownBy(
                                () ->
                                        Checkpoint.builder()
                                                .optimizer("o", optimizer, optimizer.state()))
                        .hasMessageContaining("again (something else would come back);");
            }
        }
    }

    @Test
    void endlessStatesAreRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", loose(endless)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "more than 400 containers within each other can't be saved; a state is");
        Object deep = Collections.emptyList();
        for (int i = 0; i < 500; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", loose(tooDeep)))
                .hasMessageContaining("more than 400 containers");
    }

    @Test
    void statesOfMoreGroupsAreRefused() {
        Optimizer<Sgd> sgd = Optimizer.of(List.of(Tensor.parameter(Tensor.scalar(1))), new Sgd(1));
        List<Optional<Object>> none = List.of(Optional.empty());
        OptimizerState more = OptimizerState.of(List.of(none, none));
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", sgd, more))
                .hasMessage(
                        "o: 2 groups of states for 1 of parameters; give the optimizer that the"
                                + " state comes from");
    }
}
