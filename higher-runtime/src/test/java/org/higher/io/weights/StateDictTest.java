package org.higher.io.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalBatchNorm;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalLstm;
import org.higher.nn.FunctionalMultiHeadAttention;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Lstm;
import org.higher.nn.MultiHeadAttention;
import org.higher.nn.RecurrentOptions;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
    private final Linear linear = new Linear(3, 2);
    private final FunctionalLinear net = FunctionalLinear.of(linear);

    private static Tensor counted(int... shape) {
        Tensor zeros = Tensor.zeros(shape);
        float[] values = new float[zeros.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        return Tensor.of(values, shape);
    }

    private static StateDict dict(Object... namesAndTensors) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTensors.length; i += 2) {
            tensors.put((String) namesAndTensors[i], (Tensor) namesAndTensors[i + 1]);
        }
        return StateDict.of(tensors);
    }

    private static StateDict fitting() {
        return dict("weight", counted(2, 3), "bias", counted(2));
    }

    // names

    @Test
    void namesOfContainersAndSharedLayers() {
        Sequential shared = new Sequential(new Linear(2, 2), new Relu(), new BatchNorm(2));
        FunctionalModelsNested nested = FunctionalModelsNested.of(new Models.Nested(shared));
        List<String> names = new ArrayList<>(StateDict.of(nested).tensors().keySet());
        assertThat(names)
                .containsExactly(
                        "blocks.0.0.0.weight",
                        "blocks.0.0.0.bias",
                        "blocks.0.0.2.weight",
                        "blocks.0.0.2.bias",
                        "blocks.0.1.weight",
                        "blocks.0.1.bias",
                        "blocks.1.weight",
                        "blocks.1.bias",
                        "heads.mainHead.weight",
                        "heads.mainHead.bias",
                        "skip.1.weight",
                        "skip.1.bias",
                        "array.0.weight",
                        "array.0.bias",
                        "again.0.weight",
                        "again.0.bias",
                        "again.2.weight",
                        "again.2.bias",
                        "scale",
                        "blocks.0.0.2.running_mean",
                        "blocks.0.0.2.running_var",
                        "again.2.running_mean",
                        "again.2.running_var");
    }

    @Test
    void ofASequential() {
        FunctionalSequential layers =
                FunctionalSequential.of(
                        new Sequential(
                                new Relu(), new Sequential(new Linear(1, 1)), new Linear(1, 1)));
        assertThat(StateDict.of(layers).tensors())
                .containsOnlyKeys("1.0.weight", "1.0.bias", "2.weight", "2.bias");
    }

    @Test
    void aLayerInTwoPlacesMayBeThereOnce() {
        Sequential shared = new Sequential(new Linear(2, 2), new Relu(), new BatchNorm(2));
        FunctionalModelsNested nested = FunctionalModelsNested.of(new Models.Nested(shared));
        StateDict once = StateDict.of(nested).without("again");
        assertThat(once.copyInto(nested)).isEqualTo(new StateDict.Report(List.of(), List.of()));
        FunctionalModelsNested.Params params = once.params(nested);
        Map<String, Tensor> buffers = Params.buffers(params);
        assertThat(Objects.requireNonNull(buffers.get("again.layers.2.runningMean")))
                .isSameAs(buffers.get("blocks.0.layers.0.layers.2.runningMean"));
    }

    @Test
    void fieldsMayHaveTheirJavaNames() {
        FunctionalModelsAlike alike = FunctionalModelsAlike.of(new Models.Alike());
        Map<String, Tensor> tensors = new LinkedHashMap<>(StateDict.of(alike).tensors());
        tensors.put("inner_1.weight", Tensor.full(7, DType.FLOAT32, 1, 1));
        assertThat(StateDict.of(tensors).report(alike).unexpected())
                .containsExactly("inner_1.weight");
        tensors.remove("inner_1.weight");
        assertThat(StateDict.of(tensors).report(alike))
                .isEqualTo(new StateDict.Report(List.of(), List.of()));
        // One tensor for two fields that would do: the one of exactly that name gets it.
        tensors.remove("innerOne.weight");
        assertThat(StateDict.of(tensors).report(alike).missing())
                .containsExactly("innerOne.weight");
        // And if neither has exactly that name, neither gets it.
        tensors.put("inner_One.weight", Objects.requireNonNull(tensors.remove("inner_one.weight")));
        assertThat(StateDict.of(tensors).report(alike))
                .isEqualTo(
                        new StateDict.Report(
                                List.of("innerOne.weight", "inner_one.weight"),
                                List.of("inner_One.weight")));
    }

    @Test
    void renaming() {
        StateDict features =
                dict(
                        "module.features.0.weight", counted(2, 3),
                        "module.features.0.bias", counted(2),
                        "module.features.01", counted(1));
        assertThat(features.rename("module", "").tensors())
                .containsOnlyKeys("features.0.weight", "features.0.bias", "features.01");
        StateDict renamed = features.rename("module.features.0", "");
        assertThat(renamed.tensors()).containsOnlyKeys("weight", "bias", "module.features.01");
        renamed.without("module").copyInto(net);
        assertThat(net.params().weight().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(fitting().rename("", "encoder").tensors())
                .containsOnlyKeys("encoder.weight", "encoder.bias");
        assertThat(fitting().rename("bias", "b").tensors()).containsOnlyKeys("weight", "b");
        assertThat(fitting().rename(String::toUpperCase).tensors())
                .containsOnlyKeys("WEIGHT", "BIAS");
        refused(
                () -> fitting().rename("wieght", "w"),
                "state dict: rename: no tensor is called 'wieght', or begins so before a dot; did"
                        + " you mean weight? there are weight, bias");
        refused(
                () -> fitting().without("wei"),
                "state dict: without: no tensor is called 'wei', or begins so before a dot;");
        refused(
                () -> fitting().rename("weight", "bias"),
                "state dict: rename: two tensors are called 'bias' then; give each a name of its"
                        + " own");
    }

    // what does not fit

    @Test
    void everythingThatDoesNotFitIsListed() {
        float[] before = net.params().weight().toFloats();
        refused(
                () ->
                        dict("wieght", counted(2, 3), "bias", counted(3), "x", counted())
                                .copyInto(net),
                "state dict: there is no weight (did you mean wieght?); the model has no wieght, x; use"
                        + " rename or without, or strict(false) if that is as it should be; bias is"
                        + " [3] there, [2] in the model");
        refused(
                () -> dict("weight", counted(3, 2), "bias", counted(2)).params(net),
                "state dict: weight is [3, 2] there, [2, 3] in the model");
        assertThat(net.params().weight().toFloats()).isEqualTo(before);
    }

    @Test
    void elementTypesAreConvertedIfAsked() {
        StateDict doubles = fitting().to(DType.FLOAT64);
        refused(
                () -> doubles.copyInto(net),
                "state dict: weight, bias: FLOAT64 there, FLOAT32 in the model, convert by"
                        + " to(DType), or give parameters of the other type");
        FunctionalLinear.Params wide = doubles.params(net, Params.to(net.params(), DType.FLOAT64));
        assertThat(wide.weight().dtype()).isEqualTo(DType.FLOAT64);
        refused(() -> fitting().params(net, wide), "state dict: weight, bias: FLOAT32 there,");
        doubles.to(DType.FLOAT32).copyInto(net);
        assertThat(net.params().weight().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void notStrict() {
        StateDict some = dict("weight", counted(2, 3), "head.weight", counted(1)).strict(false);
        float[] bias = net.params().bias().orElseThrow().toFloats();
        FunctionalLinear.Params params = some.params(net);
        assertThat(params.weight().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(params.bias().orElseThrow().toFloats()).isEqualTo(bias);
        assertThat(params.bias().orElseThrow()).isNotSameAs(net.params().bias().orElseThrow());
        StateDict.Report report = new StateDict.Report(List.of("bias"), List.of("head.weight"));
        assertThat(some.report(net)).isEqualTo(report);
        assertThat(some.copyInto(net)).isEqualTo(report);
        assertThat(net.params().weight().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        refused(
                () -> dict("weight", counted(2, 2)).strict(false).copyInto(net),
                "state dict: weight is [2, 2] there, [2, 3] in the model");
    }

    @Test
    void aModelThatHasRunIsNotAssigned() {
        Tensor result = Tensor.parameter(Tensor.ones(1)).mul(2);
        FunctionalModelsFrozen frozen = FunctionalModelsFrozen.of(new Models.Frozen(result));
        refused(
                () -> dict("scale", counted(1)).copyInto(frozen),
                "state dict: scale: it is the result of a recorded operation");
        Tensor constant = Tensor.ones(1);
        FunctionalModelsFrozen other = FunctionalModelsFrozen.of(new Models.Frozen(constant));
        FunctionalModelsFrozen.Params params = dict("scale", counted(1)).params(other);
        assertThat(params.scale().requiresGrad()).isFalse();
        assertThat(fitting().params(net).weight().requiresGrad()).isTrue();
        assertThat(fitting().params(net).weight().isLeaf()).isTrue();
    }

    @Test
    void theFileIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("net.safetensors");
        Safetensors.save(file, fitting().without("bias").tensors());
        refused(() -> StateDict.load(file).copyInto(net), file + ": there is no bias; use rename");
        assertThatThrownBy(() -> StateDict.load(folder)).hasMessageContaining("it is a folder");
    }

    // layers

    @Test
    void tiedTensors() {
        FunctionalModelsTied tied = FunctionalModelsTied.of(new Models.Tied());
        FunctionalModelsTied.Params once = dict("out.weight", counted(3, 2)).params(tied);
        assertThat(once.embed().weight()).isSameAs(once.out().weight());
        assertThat(once.embed().weight().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        dict("out.weight", counted(3, 2), "embed.weight", counted(3, 2)).copyInto(tied);
        assertThat(tied.params().out().weight().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        refused(
                () ->
                        dict("out.weight", counted(3, 2), "embed.weight", Tensor.ones(3, 2))
                                .copyInto(tied),
                "state dict: out.weight is one tensor with embed.weight in the model, but another"
                        + " one there");
        refused(() -> dict().copyInto(tied), "state dict: there is no embed.weight; use");
        assertThat(StateDict.of(tied).tensors()).containsOnlyKeys("embed.weight", "out.weight");
    }

    @Test
    void batchNormalizationWithoutStatisticsOrWeights() {
        FunctionalBatchNorm none =
                FunctionalBatchNorm.of(BatchNorm.builder(2).runningStatistics(false).build());
        dict("weight", counted(2), "bias", counted(2)).copyInto(none);
        assertThat(none.params().runningMean().toFloats()).containsExactly(0, 0);
        assertThat(StateDict.of(none).tensors()).containsOnlyKeys("weight", "bias");
        FunctionalBatchNorm plain =
                FunctionalBatchNorm.of(BatchNorm.builder(2).affine(false).build());
        StateDict statistics =
                dict(
                        "running_mean", counted(2),
                        "running_var", counted(2),
                        "num_batches_tracked", Tensor.scalar(3, DType.FLOAT64));
        statistics.copyInto(plain);
        assertThat(plain.params().runningVariance().toFloats()).containsExactly(1, 2);
        refused(() -> statistics.copyInto(none), "state dict: there is no weight, bias; the model");
    }

    /** One layer in two directions is not two layers, though their sizes are the same. */
    @Test
    void directionsAreNotLayers() {
        RecurrentOptions options = RecurrentOptions.DEFAULT;
        FunctionalLstm both =
                FunctionalLstm.of(new Lstm(1, 1, options.withBidirectional(true).withBias(false)));
        FunctionalLstm deep =
                FunctionalLstm.of(new Lstm(1, 1, options.withLayers(2).withBias(false)));
        assertThat(StateDict.of(both).tensors())
                .containsOnlyKeys(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "weight_ih_l0_reverse",
                        "weight_hh_l0_reverse");
        refused(
                () -> StateDict.of(both).copyInto(deep),
                "state dict: there is no weight_ih_l1, weight_hh_l1");
    }

    @Test
    void attentionWithoutBiasesOrWithSome() {
        Linear bare = attentionMap(false);
        FunctionalMultiHeadAttention without =
                FunctionalMultiHeadAttention.of(new MultiHeadAttention(bare, bare, bare, bare, 2));
        assertThat(StateDict.of(without).tensors())
                .containsOnlyKeys("in_proj_weight", "out_proj.weight");
        FunctionalMultiHeadAttention some =
                FunctionalMultiHeadAttention.of(
                        new MultiHeadAttention(
                                attentionMap(true),
                                attentionMap(false),
                                attentionMap(true),
                                attentionMap(true),
                                2));
        assertThatThrownBy(() -> StateDict.of(some))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "StateDict.of: in_proj_bias is of 3 parts in PyTorch, and the model has not"
                                + " all of them; give each projection a bias, or none");
        StateDict all =
                dict(
                        "in_proj_weight",
                                Tensor.concat(0, counted(4, 4), counted(4, 4), counted(4, 4)),
                        "in_proj_bias", Tensor.zeros(12),
                        "out_proj.weight", counted(4, 4),
                        "out_proj.bias", counted(4));
        refused(
                () -> all.copyInto(some),
                "state dict: in_proj_bias has 3 parts, and the model has but 2 of them");
    }

    private static Linear attentionMap(boolean bias) {
        return new Linear(4, 4, bias, new SplittableRandom(1));
    }

    private interface Loading {
        void run() throws IOException;
    }

    private static void refused(Loading call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theEndingOfAFileSaysItsFormat(@TempDir Path folder) throws IOException {
        StateDict weights = StateDict.of(Map.of("a", Tensor.of(new double[] {1, 2})));
        for (String name : List.of("w.safetensors", "w.npz")) {
            weights.save(folder.resolve(name));
            StateDict loaded = StateDict.load(folder.resolve(name));
            assertThat(loaded.tensors().get("a").toDoubles()).containsExactly(1, 2);
        }
        assertThatThrownBy(() -> weights.save(folder.resolve("w.pt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither .safetensors nor .npz");
        assertThat(folder.resolve("w.pt")).doesNotExist();
    }
}
