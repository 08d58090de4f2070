package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipFile;
import org.higher.array.DType;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("run.zip");
    }

    // models

    @ParameterizedTest
    @EnumSource
    void aModelComesBackAsANewTree(DType dtype) throws IOException {
        FunctionalModelsNet saved = FunctionalModelsNet.of(new Models.Net(1, dtype));
        FunctionalModelsNet other = FunctionalModelsNet.of(new Models.Net(2, dtype));
        List<String> before = Bits.of(all(other.params()).values());
        Checkpoint.builder().params("model", saved.params()).save(file);

        FunctionalModelsNet.Params loaded = Checkpoint.load(file).params("model", other.params());

        assertThat(all(loaded).keySet()).isEqualTo(all(saved.params()).keySet());
        assertThat(Bits.of(all(loaded).values())).isEqualTo(Bits.of(all(saved.params()).values()));
        assertThat(loaded.first().weight()).isSameAs(loaded.tied().weight());
        assertThat(loaded.leaves()).allMatch(t -> t.isLeaf() && t.requiresGrad());
        assertThat(Params.buffers(loaded).values()).noneMatch(Tensor::requiresGrad);
        assertThat(Bits.of(all(other.params()).values())).isEqualTo(before);
        Tensor x = Tensor.ones(dtype, 2, 3);
        assertThat(Bits.of(other.forward(loaded, x)))
                .isEqualTo(Bits.of(saved.forward(saved.params(), x)));
    }

    @ParameterizedTest
    @EnumSource
    void aModelComesBackIntoItsOwnTensors(DType dtype) throws IOException {
        FunctionalModelsNet saved = FunctionalModelsNet.of(new Models.Net(1, dtype));
        Models.Net model = new Models.Net(2, dtype);
        List<Tensor> leaves = FunctionalModelsNet.of(model).parameters();
        Checkpoint.builder().params("model", saved.params()).save(file);

        Checkpoint.load(file).copyInto("model", FunctionalModelsNet.of(model).params());

        assertThat(FunctionalModelsNet.of(model).parameters())
                .usingElementComparator((a, b) -> a == b ? 0 : 1)
                .isEqualTo(leaves);
        assertThat(Bits.of(all(FunctionalModelsNet.of(model).params()).values()))
                .isEqualTo(Bits.of(all(saved.params()).values()));
        Tensor x = Tensor.ones(dtype, 2, 3);
        assertThat(Bits.of(model.forward(x))).isEqualTo(Bits.of(saved.forward(saved.params(), x)));
    }

    @Test
    void aTiedParameterIsStoredOnceUnderItsFirstName() throws IOException {
        FunctionalModelsNet net = FunctionalModelsNet.of(new Models.Net(1, DType.FLOAT32));
        Checkpoint.builder().params("model", net.params()).save(file);
        assertThat(Checkpoint.load(file).tensors("model").keySet())
                .containsExactly(
                        "first.weight",
                        "first.bias",
                        "layers.0.weight",
                        "layers.0.bias",
                        "layers.1.weight",
                        "heads.a/b.weight",
                        "heads.a/b.bias",
                        "skip.weight",
                        "gates.0",
                        "gates.1",
                        "mean");
    }

    @Test
    void whatIsFrozenStaysFrozen() throws IOException {
        Tensor frozen = Tensor.scalar(3);
        var tree = FunctionalModelsScale.of(new Models.Scale(frozen, Tensor.scalar(4))).params();
        Checkpoint.builder()
                .params("model", FunctionalModelsScale.of(trainable()).params())
                .save(file);
        Tensor weight = Checkpoint.load(file).params("model", tree).weight();
        assertThat(weight.requiresGrad()).isFalse();
        assertThat(weight.item()).isEqualTo(1);
    }

    @Test
    void whatIsSavedIsWhatWasGiven() throws IOException {
        Models.Scale model = trainable();
        FunctionalModelsScale net = FunctionalModelsScale.of(model);
        CheckpointBuilder builder = Checkpoint.builder().params("model", net.params());
        net.parameters().get(0).assign(Tensor.scalar(5));
        builder.save(file);
        Checkpoint saved = Checkpoint.load(file);
        assertThat(saved.tensors("model").get("weight").item()).isEqualTo(1);

        saved.copyInto("model", net.params());
        net.parameters().get(0).assign(Tensor.scalar(6));
        assertThat(saved.tensors("model").get("weight").item()).isEqualTo(1);
    }

    @Test
    void gradientsStayWhereTheyAre() throws IOException {
        FunctionalModelsScale net = FunctionalModelsScale.of(trainable());
        Checkpoint.builder().params("model", net.params()).save(file);
        net.forward(net.params(), Tensor.scalar(7)).backward();
        Checkpoint.load(file).copyInto("model", net.params());
        assertThat(net.parameters().get(0).grad()).get().extracting(Tensor::item).isEqualTo(7.0);
    }

    // tensors, numbers, texts

    @Test
    void everyBitOfATensorIsKept() throws IOException {
        float payload = Float.intBitsToFloat(0x7fc12345);
        double longPayload = Double.longBitsToDouble(0x7ff8123456789abcL);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(
                "floats",
                Tensor.of(
                        new float[] {
                            payload,
                            Float.NaN,
                            Float.NEGATIVE_INFINITY,
                            -0f,
                            Float.MIN_VALUE,
                            Float.MAX_VALUE
                        },
                        3,
                        1,
                        2));
        tensors.put(
                "doubles",
                Tensor.of(
                        new double[] {
                            longPayload, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE, 0.1
                        },
                        5));
        tensors.put("scalar", Tensor.scalar(0.1, DType.FLOAT64));
        tensors.put("empty", Tensor.of(new float[0], 0, 3));
        // more than are copied at a time
        SplittableRandom random = new SplittableRandom(1);
        tensors.put("many floats", Tensor.normal(random, DType.FLOAT32, 100, 200));
        tensors.put("many doubles", Tensor.normal(random, DType.FLOAT64, 200, 100));
        tensors.put("odd name: \u00e4/../\u4e2d*", Tensor.scalar(1));
        Checkpoint.builder().tensors("t", tensors).save(file);

        Map<String, Tensor> loaded = Checkpoint.load(file).tensors("t");

        assertThat(loaded.keySet()).isEqualTo(tensors.keySet());
        assertThat(Bits.of(loaded.values())).isEqualTo(Bits.of(tensors.values()));
    }

    @Test
    void tensorsComeBackIntoTensors() throws IOException {
        Tensor logRate = Tensor.parameter(Tensor.scalar(-3));
        Checkpoint.builder().tensors("meta", Map.of("logRate", logRate)).save(file);
        logRate.assign(Tensor.scalar(0));
        Checkpoint.load(file).copyInto("meta", Map.of("logRate", logRate));
        assertThat(logRate.item()).isEqualTo(-3);
    }

    @Test
    void numbersAndTextsComeBack() throws IOException {
        double[] doubles = {0.1, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, 1e-320, 3};
        long[] longs = {0, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1};
        CheckpointBuilder builder = Checkpoint.builder().text("note", "\u00e4 \"quoted\"\n");
        for (int i = 0; i < doubles.length; i++) {
            builder.number("double" + i, doubles[i]);
        }
        for (int i = 0; i < longs.length; i++) {
            builder.number("long" + i, longs[i]);
        }
        builder.save(file);

        Checkpoint saved = Checkpoint.load(file);
        assertThat(saved.text("note")).isEqualTo("\u00e4 \"quoted\"\n");
        assertThat(saved.names()).startsWith("note", "double0").hasSize(11);
        for (int i = 0; i < doubles.length; i++) {
            assertThat(Double.doubleToLongBits(saved.doubleValue("double" + i)))
                    .isEqualTo(Double.doubleToLongBits(doubles[i]));
        }
        for (int i = 0; i < longs.length; i++) {
            assertThat(saved.longValue("long" + i)).isEqualTo(longs[i]);
        }
        assertThat(saved.doubleValue("long0")).isZero();
    }

    // hyperparameters

    @Test
    void overridesComeBackAsNewTensors() throws IOException {
        Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, Tensor.parameter(Tensor.scalar(0.1)))
                        .with(DifferentiableSgd.MOMENTUM, Tensor.ones(3), Tensor.scalar(0.5));
        Checkpoint.builder().overrides("learned", learned).save(file);

        Overrides<Sgd> loaded = Checkpoint.load(file).overrides("learned");

        assertThat(loaded.asMap().keySet()).containsExactly("lr", "momentum");
        learned.asMap()
                .forEach(
                        (name, tensors) -> {
                            List<Tensor> again = loaded.asMap().get(name);
                            assertThat(Bits.of(again)).isEqualTo(Bits.of(tensors));
                            assertThat(again.get(0).requiresGrad()).isEqualTo(name.equals("lr"));
                        });
    }

    @Test
    void overridesComeBackIntoTheirOwnTensors() throws IOException {
        Tensor lr = Tensor.parameter(Tensor.scalar(0.1));
        Tensor first = Tensor.parameter(Tensor.scalar(0.5));
        Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, lr)
                        .with(DifferentiableSgd.MOMENTUM, first, Tensor.scalar(0.6));
        Checkpoint.builder().overrides("learned", learned).save(file);
        lr.assign(Tensor.scalar(0));
        first.assign(Tensor.scalar(0));
        Checkpoint.load(file).copyInto("learned", learned);
        assertThat(Bits.of(List.of(lr, first)))
                .isEqualTo(Bits.of(List.of(Tensor.scalar(0.1), Tensor.scalar(0.5))));
    }

    // files

    @Test
    void equalContentsMakeEqualFiles() throws IOException {
        CheckpointBuilder builder =
                Checkpoint.builder()
                        .params(
                                "model",
                                FunctionalModelsNet.of(new Models.Net(1, DType.FLOAT32)).params())
                        .number("iteration", 3);
        Path again = folder.resolve("again.zip");
        builder.save(file);
        builder.save(again);
        assertThat(again).hasSameBinaryContentAs(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(entry -> entry.getTimeLocal().getYear()))
                    .containsOnly(2000);
        }
    }

    @Test
    void savingReplacesTheOldFileAndLeavesNothingBeside() throws IOException {
        Checkpoint.builder().number("iteration", 1).save(file);
        Checkpoint.builder().number("iteration", 2).save(file);
        assertThat(Checkpoint.load(file).longValue("iteration")).isEqualTo(2);
        assertThat(folder).isDirectoryContaining("glob:**/run.zip");
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void namesAreOfLettersAndUsedOnce() {
        CheckpointBuilder builder = Checkpoint.builder().number("a-1.b_c", 1);
        assertThatThrownBy(() -> builder.number("a-1.b_c", 2))
                .hasMessage("checkpoint: there is a 'a-1.b_c' already; names are used once");
        for (String name : List.of("", "a/b", "../a", ".a", "a b")) {
            assertThatThrownBy(() -> builder.number(name, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + name + "' is no name; use letters");
        }
    }

    private static Models.Scale trainable() {
        return new Models.Scale(Tensor.parameter(Tensor.scalar(1)), Tensor.scalar(2));
    }

    private static Map<String, Tensor> all(ParamTree tree) {
        Map<String, Tensor> all = new LinkedHashMap<>(Params.named(tree));
        all.putAll(Params.buffers(tree));
        return all;
    }
}
