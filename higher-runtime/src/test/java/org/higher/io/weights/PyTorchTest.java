package org.higher.io.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Flatten;
import org.higher.nn.FunctionalMultiHeadAttention;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.MultiHeadAttention;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Models with weights from PyTorch compute what they did there")
class PyTorchTest {
    private static final Path FOLDER = Path.of("src/test/resources/torch");

    /** Computes outputs from parameters and inputs. */
    private interface Outputs<P> {
        Map<String, Tensor> of(P params, Map<String, Tensor> inputs);
    }

    /** A model, and what is expected of it. */
    private record Case<P extends ParamTree>(
            String name, FunctionalModule<P, ?> net, Outputs<P> outputs) {
        @Override
        public String toString() {
            return name;
        }

        P params(StateDict weights, DType dtype) {
            return weights.params(net, Params.to(net.params(), dtype));
        }

        StateDict gradients(Tensor loss, P params) {
            return StateDict.of(
                    net, Params.unflatten(params, Grad.gradOrZeros(loss, params.leaves())));
        }
    }

    static Stream<Case<?>> cases() {
        FunctionalModelsLstmTagger lstm = FunctionalModelsLstmTagger.of(new Models.LstmTagger());
        FunctionalModelsGruTagger gru = FunctionalModelsGruTagger.of(new Models.GruTagger());
        FunctionalModelsRnnTagger rnn = FunctionalModelsRnnTagger.of(new Models.RnnTagger());
        FunctionalModelsCells cells = FunctionalModelsCells.of(new Models.Cells());
        FunctionalModelsLanguage language = FunctionalModelsLanguage.of(new Models.Language());
        return Stream.of(
                convnet(),
                new Case<>("lstm", lstm, (params, in) -> lstm.run(params, input(in, "x"))),
                new Case<>("gru", gru, (params, in) -> gru.run(params, input(in, "x"))),
                new Case<>("rnn", rnn, (params, in) -> rnn.run(params, input(in, "x"))),
                new Case<>("cells", cells, (params, in) -> cells.run(params, input(in, "x"))),
                new Case<>(
                        "transformer",
                        language,
                        (params, in) ->
                                Map.of("y", language.forward(params, tokens(input(in, "tokens"))))),
                cross());
    }

    private static Case<?> convnet() {
        Window stem = Window.of(3, 3).withStride(2).withPadding(1);
        Sequential layers =
                new Sequential(
                        new Conv2d(2, 4, stem),
                        new BatchNorm(4),
                        new Relu(),
                        new Conv2d(4, 6, Window.of(2, 3), 2, false, Init.random()),
                        new Flatten(),
                        new Linear(24, 3));
        FunctionalSequential net = FunctionalSequential.of(layers);
        return new Case<>(
                "convnet",
                net,
                (params, in) -> {
                    Map<String, Tensor> outputs = new LinkedHashMap<>();
                    FunctionalSequential.Bound trained = net.bind(params);
                    outputs.put("train", trained.forward(input(in, "x")));
                    layers.train(false);
                    outputs.put("eval", net.forward(trained.params(), input(in, "x")));
                    layers.train(true);
                    Map<String, Tensor> buffers = Params.buffers(trained.params());
                    outputs.put("running_mean", input(buffers, "layers.1.runningMean"));
                    outputs.put("running_var", input(buffers, "layers.1.runningVariance"));
                    return outputs;
                });
    }

    /** Keys and values with other features than queries. */
    private static Case<?> cross() {
        SplittableRandom random = new SplittableRandom(1);
        FunctionalMultiHeadAttention net =
                FunctionalMultiHeadAttention.of(
                        new MultiHeadAttention(
                                new Linear(4, 4, true, random),
                                new Linear(3, 4, true, random),
                                new Linear(5, 4, true, random),
                                new Linear(4, 4, true, random),
                                2));
        return new Case<>(
                "cross",
                net,
                (params, in) ->
                        Map.of(
                                "y",
                                net.forward(
                                        params, input(in, "q"), input(in, "k"), input(in, "v"))));
    }

    private static Tensor input(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static int[][] tokens(Tensor x) {
        int[][] tokens = new int[x.size(0)][x.size(1)];
        for (int i = 0; i < x.size(); i++) {
            tokens[i / x.size(1)][i % x.size(1)] = (int) x.toDoubles()[i];
        }
        return tokens;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void float32FromNpz(Case<?> model) throws IOException {
        Map<String, Tensor> expected = Npz.load(FOLDER.resolve(model + "-expected.npz"));
        StateDict weights = StateDict.load(FOLDER.resolve(model + ".npz"));
        Map<String, Tensor> outputs = outputs(model, weights, DType.FLOAT32, expected);
        assertThat(outputs).isNotEmpty();
        outputs.forEach((name, y) -> assertClose(name, y, input(expected, name + ".32"), 1e-5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void float64FromSafetensors(Case<?> model) throws IOException {
        Map<String, Tensor> expected = Npz.load(FOLDER.resolve(model + "-expected.npz"));
        StateDict weights = StateDict.load(FOLDER.resolve(model + ".safetensors"));
        outputs(model, weights, DType.FLOAT64, expected)
                .forEach((name, y) -> assertClose(name, y, input(expected, name), 1e-12));
    }

    private static <P extends ParamTree> Map<String, Tensor> outputs(
            Case<P> model, StateDict weights, DType dtype, Map<String, Tensor> expected) {
        return model.outputs.of(model.params(weights, dtype), inputs(expected, dtype));
    }

    private static Map<String, Tensor> inputs(Map<String, Tensor> expected, DType dtype) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        expected.forEach((name, tensor) -> inputs.put(name, tensor.to(dtype)));
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradients(Case<?> model) throws IOException {
        Map<String, Tensor> expected = Npz.load(FOLDER.resolve(model + "-expected.npz"));
        StateDict weights = StateDict.load(FOLDER.resolve(model + ".safetensors"));
        Map<String, Tensor> gradients = gradients(model, weights, expected);
        List<String> names =
                expected.keySet().stream()
                        .filter(name -> name.startsWith("grad."))
                        .map(name -> name.substring("grad.".length()))
                        .toList();
        assertThat(gradients.keySet()).containsAll(names);
        names.forEach(
                name ->
                        assertClose(
                                name,
                                input(gradients, name),
                                input(expected, "grad." + name),
                                1e-11));
    }

    /** Of what the script has weighted, by PyTorch's names and in its layout. */
    private static <P extends ParamTree> Map<String, Tensor> gradients(
            Case<P> model, StateDict weights, Map<String, Tensor> expected) {
        P params = model.params(weights, DType.FLOAT64);
        Tensor loss = Tensor.scalar(0, DType.FLOAT64);
        for (Tensor y : model.outputs.of(params, expected).values()) {
            if (y.requiresGrad()) {
                loss = loss.add(y.mul(weightsOf(y)).sum());
            }
        }
        return model.gradients(loss, params).rename(SnakeCase::of).tensors();
    }

    private static Tensor weightsOf(Tensor y) {
        double[] weights = new double[y.size()];
        Arrays.setAll(weights, i -> -1 + 2.0 * i / (weights.length - 1));
        return Tensor.of(weights, y.shape());
    }

    /** What is exported is what was loaded, to the last bit. */
    @ParameterizedTest
    @MethodSource("cases")
    void thereAndBack(Case<?> model) throws IOException {
        for (String ending : List.of(".npz", ".safetensors")) {
            StateDict loaded = StateDict.load(FOLDER.resolve(model + ending));
            Map<String, Tensor> back = exported(model, loaded);
            loaded.tensors()
                    .forEach(
                            (name, tensor) ->
                                    Optional.of(name)
                                            .filter(n -> !n.endsWith("num_batches_tracked"))
                                            .ifPresent(n -> assertSame(tensor, input(back, n))));
        }
    }

    private static <P extends ParamTree> Map<String, Tensor> exported(
            Case<P> model, StateDict loaded) {
        DType dtype = input(loaded.tensors(), loaded.tensors().keySet().iterator().next()).dtype();
        return StateDict.of(model.net, model.params(loaded, dtype)).rename(SnakeCase::of).tensors();
    }

    private static void assertSame(Tensor expected, Tensor found) {
        assertThat(found.dtype()).isEqualTo(expected.dtype());
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.toDoubles()).isEqualTo(expected.toDoubles());
    }

    private static void assertClose(String name, Tensor found, Tensor expected, double tolerance) {
        assertThat(found.shape()).as(name).isEqualTo(expected.shape());
        double[] actual = found.toDoubles();
        for (int i = 0; i < actual.length; i++) {
            double wanted = expected.toDoubles()[i];
            assertThat(actual[i])
                    .as(name)
                    .isCloseTo(wanted, within(tolerance * Math.max(1, Math.abs(wanted))));
        }
    }
}
