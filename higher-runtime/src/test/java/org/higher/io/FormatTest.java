package org.higher.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of other versions of the format, and of programs that have it wrong. */
class FormatTest {
    @TempDir Path folder;
    private Path file;

    private final Tensor weight = Tensor.parameter(Tensor.of(new float[] {1, -2.5f, 0.1f}, 3));
    private final Tensor offset = Tensor.of(new double[] {0.1, Double.NaN}, 2, 1);
    private final FunctionalModelsScale net =
            FunctionalModelsScale.of(new Models.Scale(weight, offset));
    private final Optimizer<Adam> optimizer = Optimizer.of(List.of(weight), new Adam(0.1));

    private final Optimizer<Everything> everything =
            Optimizer.of(List.of(weight), new Everything());

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("run.zip");
        weight.square().sum().backward();
        everything.step();
        optimizer.step();
        weight.assign(Tensor.of(new float[] {1, -2.5f, 0.1f}, 3));
        contents().save(file);
    }

    /** What is in the stored file of format 1. */
    private CheckpointBuilder contents() {
        return Checkpoint.builder()
                .params("model", net.params())
                .optimizer("outer", optimizer)
                .optimizer("everything", everything)
                .overrides(
                        "learned",
                        Overrides.<Sgd>none()
                                .with("lr", Tensor.parameter(Tensor.scalar(0.5, DType.FLOAT64))))
                .number("iteration", 12345678901L)
                .number("loss", -0.25)
                .text("note", "first");
    }

    private void check() throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        assertThat(Bits.of(saved.tensors("model").values()))
                .isEqualTo(Bits.of(List.of(weight, offset)));
        assertThat(Bits.of(saved.optimizerState("outer", optimizer)))
                .isEqualTo(Bits.of(optimizer.state()));
        assertThat(Bits.of(saved.optimizerState("everything", everything)))
                .isEqualTo(Bits.of(everything.state()));
        assertThat(saved.overrides("learned").asMap().keySet()).containsExactly("lr");
        Tensor lr = saved.overrides("learned").asMap().get("lr").get(0);
        assertThat(lr.item()).isEqualTo(0.5);
        assertThat(lr.requiresGrad()).isTrue();
        assertThat(saved.longValue("iteration")).isEqualTo(12345678901L);
        assertThat(saved.doubleValue("loss")).isEqualTo(-0.25);
        assertThat(saved.text("note")).isEqualTo("first");
    }

    /** It was written by the first version; every later one reads it. */
    @Test
    void aStoredFileOfFormat1IsRead() throws IOException {
        try (InputStream stored = getClass().getResourceAsStream("/checkpoint/format-1.zip")) {
            Files.write(file, stored.readAllBytes());
        }
        check();
    }

    /** It was written before names and sizes were limited, and has every kind of thing. */
    @Test
    void aStoredFileOfAllKindsIsRead() throws IOException {
        try (InputStream stored = getClass().getResourceAsStream("/checkpoint/format-1-all.zip")) {
            Files.write(file, stored.readAllBytes());
        }
        StoredContents given = new StoredContents();
        Checkpoint saved = Checkpoint.load(file);
        Map<String, Tensor> net = new LinkedHashMap<>(Params.named(given.net.params()));
        net.putAll(Params.buffers(given.net.params()));
        assertThat(saved.tensors("net").keySet()).isEqualTo(net.keySet());
        assertThat(Bits.of(saved.tensors("net").values())).isEqualTo(Bits.of(net.values()));
        assertThat(saved.tensors("t.1-a_B").keySet()).isEqualTo(given.tensors.keySet());
        assertThat(Bits.of(saved.tensors("t.1-a_B").values()))
                .isEqualTo(Bits.of(given.tensors.values()));
        assertThat(Bits.of(saved.optimizerState("everything", given.everything)))
                .isEqualTo(Bits.of(given.everything.state()));
        OptimizerState grouped = saved.optimizerState("grouped", given.grouped);
        RmsProp.State first = (RmsProp.State) grouped.groups().get(0).get(0).orElseThrow();
        RmsProp.State own =
                (RmsProp.State) given.grouped.state().groups().get(0).get(0).orElseThrow();
        // Later versions may round otherwise.
        assertThat(first.squareAvg().sub(own.squareAvg()).abs().sum().item()).isLessThan(1e-5);
        assertThat(grouped.groups().get(1).get(0)).isPresent();
        assertThat(saved.optimizerState("untouched", given.untouched).groups())
                .isEqualTo(List.of(List.of(Optional.empty(), Optional.empty())));
        given.learned
                .asMap()
                .forEach(
                        (key, values) ->
                                assertThat(Bits.of(saved.overrides("learned").asMap().get(key)))
                                        .isEqualTo(Bits.of(values)));
        assertThat(saved.longValue("long")).isEqualTo(Long.MIN_VALUE);
        assertThat(saved.doubleValue("double")).isEqualTo(-1e-310);
        assertThat(saved.doubleValue("nan")).isNaN();
        assertThat(saved.doubleValue("infinite")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(saved.text("text")).isEqualTo(given.text);
        assertThat(saved.text("empty")).isEmpty();
    }

    @Test
    void whatLaterVersionsAddIsPassedOver() throws IOException {
        ManifestEdits.edit(
                file,
                root -> {
                    root.put("writer", "a later version").withObject("/more").put("x", 1);
                    root.withObject("/entries/new").put("kind", "sketch").put("lines", 3);
                    for (String name : List.of("model", "outer", "learned", "loss", "note")) {
                        ManifestEdits.entry(root, name).putArray("later").add(1);
                    }
                    root.withObject("/entries/model/parameters/weight").put("unit", "m");
                });
        ManifestEdits.editFiles(file, files -> files.put("extra.npy", "?".getBytes(UTF_8)));
        check();
        Checkpoint saved = Checkpoint.load(file);
        assertThat(saved.names()).contains("new");
        assertThatThrownBy(() -> saved.text("new"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        file
                                + ": new: it is of the kind 'sketch', which this version does not"
                                + " know, not a text");
    }

    @Test
    void whatIsOptionalMayBeMissing() throws IOException {
        ManifestEdits.edit(
                file,
                root -> {
                    ManifestEdits.entry(root, "outer").remove("rule");
                    ((ObjectNode) root.at("/entries/outer/groups/0/0")).remove("parameter");
                    ManifestEdits.state(root, "outer").withObject("/record").remove("maxExpAvgSq");
                });
        check();
        ManifestEdits.edit(
                file,
                root -> {
                    ManifestEdits.entry(root, "model").remove("buffers");
                    ((ObjectNode) root.at("/entries/learned/values/lr/0")).remove("trainable");
                });
        Checkpoint saved = Checkpoint.load(file);
        assertThat(saved.tensors("model").keySet()).containsExactly("weight");
        assertThat(saved.overrides("learned").asMap().get("lr").get(0).requiresGrad()).isFalse();
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        ManifestEdits.edit(file, root -> root.put("format", "higher-checkpoint/2"));
        refused(
                "it is of format 2; this version of higher reads formats up to 1: read it with a"
                        + " newer one");
    }

    record Mistake(String message, Consumer<ObjectNode> edit) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake("the manifest: there is no field 'format'", r -> r.remove("format")),
                new Mistake("the manifest: 'format' is no text", r -> r.put("format", 1)),
                new Mistake(
                        "the format is 'zip', not 'higher-checkpoint/1'",
                        r -> r.put("format", "zip")),
                new Mistake(
                        "the format is 'higher-checkpoint/x', without a number",
                        r -> r.put("format", "higher-checkpoint/x")),
                new Mistake(
                        "the format is 'higher-checkpoint/0', without a number",
                        r -> r.put("format", "higher-checkpoint/0")),
                new Mistake(
                        "the format is 'higher-checkpoint/-5', without a number",
                        r -> r.put("format", "higher-checkpoint/-5")),
                new Mistake(
                        "the format is 'higher-checkpoint/+1', without a number",
                        r -> r.put("format", "higher-checkpoint/+1")),
                new Mistake(
                        "learned: lr: 'trainable' is no boolean",
                        r ->
                                ((ObjectNode) r.at("/entries/learned/values/lr/0"))
                                        .put("trainable", "yes")),
                new Mistake(
                        "model: weight: 'digits' is 0.1, not of this tensor",
                        r -> r.withObject("/entries/model/parameters/weight").put("digits", 0.1)),
                new Mistake(
                        "learned: lr: 'digits' is \"0.1\", not of this tensor",
                        r ->
                                ((ObjectNode) r.at("/entries/learned/values/lr/0"))
                                        .put("digits", "0.1")),
                new Mistake("the manifest: 'entries' is no object", r -> r.put("entries", 1)),
                new Mistake(
                        "model: there is no field 'kind'",
                        r -> ManifestEdits.entry(r, "model").remove("kind")),
                new Mistake(
                        "model: there is no field 'parameters'",
                        r -> ManifestEdits.entry(r, "model").remove("parameters")),
                new Mistake(
                        "model: weight: unknown element type 'float16'",
                        r ->
                                r.withObject("/entries/model/parameters/weight")
                                        .put("dtype", "float16")),
                new Mistake(
                        "model: weight: an extent is -1",
                        r ->
                                r.withObject("/entries/model/parameters/weight")
                                        .putArray("shape")
                                        .add(-1)),
                new Mistake(
                        "outer: group 0: this is no array",
                        r -> ManifestEdits.entry(r, "outer").putArray("groups").add(1)),
                new Mistake(
                        "outer: group 0, parameter 0: there is no field 'state'",
                        r -> ((ObjectNode) r.at("/entries/outer/groups/0/0")).remove("state")),
                new Mistake(
                        "outer: group 0, parameter 0.step: {} is none of the values that this"
                                + " format has",
                        r ->
                                ManifestEdits.state(r, "outer")
                                        .withObject("/record")
                                        .putObject("step")),
                new Mistake(
                        "learned: lr: no value",
                        r -> ManifestEdits.entry(r, "learned").withObject("values").putArray("lr")),
                new Mistake(
                        "iteration: \"three\" is no number",
                        r -> ManifestEdits.entry(r, "iteration").put("value", "three")),
                new Mistake(
                        "iteration: 123456789012345678901234567890 is none of the values",
                        r ->
                                ManifestEdits.entry(r, "iteration")
                                        .put(
                                                "value",
                                                new BigInteger("123456789012345678901234567890"))));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aManifestThatHasItWrongIsRefused(Mistake mistake) throws IOException {
        ManifestEdits.edit(file, mistake.edit());
        refused("manifest.json: " + mistake.message());
    }

    @Test
    void aManifestThatIsNoJsonIsRefused() throws IOException {
        manifest(text -> "{");
        refused("manifest.json: not JSON: Unexpected end-of-input");
    }

    private void manifest(UnaryOperator<String> change) throws IOException {
        ManifestEdits.editFiles(
                file,
                files ->
                        files.compute(
                                "manifest.json",
                                (name, bytes) ->
                                        change.apply(new String(bytes, UTF_8)).getBytes(UTF_8)));
    }

    @Test
    void textAfterTheManifestIsRefused() throws IOException {
        byte[] sound = Files.readAllBytes(file);
        for (String more : List.of("x", "{}", "1", "]")) {
            Files.write(file, sound);
            manifest(text -> text + "\n" + more);
            refused("manifest.json: not JSON: ");
        }
        Files.write(file, sound);
        manifest(text -> text + "\n ");
        check();
    }

    @Test
    void doubledKeysAreRefused() throws IOException {
        manifest(text -> text.replace("\"loss\"", "\"iteration\""));
        refused("manifest.json: not JSON: Duplicate");
    }

    /** As some programs write them that append to archives. */
    @Test
    void doubledFilesAreRefused() throws IOException {
        ManifestEdits.editFiles(
                file, files -> files.put("manifest.jsoo", files.get("manifest.json")));
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        Files.write(file, bytes.replace("manifest.jsoo", "manifest.json").getBytes(ISO_8859_1));
        refused("manifest.json is there twice: the file is damaged");
    }

    @Test
    void aNumberThatIsNotFiniteIsRefused() throws IOException {
        manifest(text -> text.replace("-0.25", "1e400"));
        refused("manifest.json: loss: ");
    }

    @Test
    void stepsMayBeMissing() throws IOException {
        assertThat(Checkpoint.load(file).optimizerState("outer", optimizer).steps()).isEqualTo(1);
        ManifestEdits.edit(file, root -> ManifestEdits.entry(root, "outer").remove("steps"));
        assertThat(Checkpoint.load(file).optimizerState("outer", optimizer).steps()).isZero();
        ManifestEdits.edit(file, root -> ManifestEdits.entry(root, "outer").put("steps", -1));
        refused("manifest.json: outer: steps is -1, no number of steps");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Checkpoint.load(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    // states

    @ParameterizedTest
    @MethodSource("strangeStates")
    void aStateThatTheRuleDoesNotHaveIsRefused(Mistake mistake) throws IOException {
        ManifestEdits.edit(file, root -> mistake.edit().accept(ManifestEdits.state(root, "outer")));
        Checkpoint saved = Checkpoint.load(file);
        assertThatThrownBy(() -> saved.restore("outer", optimizer))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": outer: group 0, parameter 0" + mistake.message())
                .hasMessageEndingWith("; it was saved from another rule, or another version of it");
    }

    static Stream<Mistake> strangeStates() {
        return Stream.of(
                new Mistake(
                        ": the file has a record of [expAvg, expAvgSq, maxExpAvgSq], but State is"
                                + " one of [step, expAvg, expAvgSq, maxExpAvgSq]",
                        s -> s.withObject("/record").remove("step")),
                new Mistake(
                        ": the file has a record of [step, expAvg, expAvgSq, maxExpAvgSq, more],",
                        s -> s.withObject("/record").put("more", 1)),
                new Mistake(
                        ".step: the file has the value 0.5 where the state has a int",
                        s -> s.withObject("/record").put("step", 0.5)),
                new Mistake(
                        ".step: the file has the value 5000000000 where the state has a int",
                        s -> s.withObject("/record").put("step", 5_000_000_000L)),
                new Mistake(
                        ".step: the file has nothing where the state has a int",
                        s -> s.withObject("/record").putNull("step")),
                new Mistake(
                        ".expAvg: the file has nothing where the state has a Tensor",
                        s -> s.withObject("/record").putNull("expAvg")),
                new Mistake(
                        ".expAvg: the file has the text 'x' where the state has a Tensor",
                        s -> s.withObject("/record").put("expAvg", "x")),
                new Mistake(
                        ".expAvg: the file has a list of 0 where the state has a Tensor",
                        s -> s.withObject("/record").putArray("expAvg")),
                new Mistake(
                        ".expAvg: the file has a map with keys [] where the state has a Tensor",
                        s -> s.withObject("/record").putObject("expAvg").putObject("map")),
                new Mistake(
                        ".maxExpAvgSq: the file has a record of [] where the state has a Tensor",
                        s -> s.withObject("/record").putObject("maxExpAvgSq").putObject("record")));
    }
}
