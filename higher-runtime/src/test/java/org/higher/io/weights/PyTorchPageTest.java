package org.higher.io.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/pytorch.md. */
class PyTorchPageTest {
    @TempDir Path folder;
    private final FunctionalClassifier net = FunctionalClassifier.of(new Classifier());
    private final StateDict weights =
            StateDict.of(FunctionalClassifier.of(new Classifier())).rename("selfAttn", "self_attn");
    private final Tensor x = Tensor.normal(new SplittableRandom(1), DType.FLOAT32, 5, 1, 8, 8);

    /** All but the head. */
    private void assertLoaded(FunctionalClassifier loaded) {
        Map<String, Tensor> found = StateDict.of(loaded).rename("selfAttn", "self_attn").tensors();
        weights.without("head")
                .tensors()
                .forEach(
                        (name, tensor) ->
                                assertThat(Objects.requireNonNull(found.get(name)).toFloats())
                                        .isEqualTo(tensor.toFloats()));
    }

    @Test
    void copied() throws IOException {
        Path file = folder.resolve("classifier.safetensors");
        Safetensors.save(file, weights.tensors());
        Classifier model = new Classifier();
        FunctionalClassifier net = FunctionalClassifier.of(model);
        StateDict.load(file).copyInto(net);
        assertLoaded(net);
    }

    @Test
    void asATree() {
        FunctionalClassifier.Params pretrained = weights.params(net);
        FunctionalClassifier.Params wide =
                weights.to(DType.FLOAT64).params(net, Params.to(net.params(), DType.FLOAT64));
        double[] single = net.forward(pretrained, x).toDoubles();
        double[] twice = net.forward(wide, x.to(DType.FLOAT64)).toDoubles();
        assertThat(single).containsExactly(twice, within(1e-4));
    }

    @Test
    void withOtherNames() throws IOException {
        Map<String, Tensor> others = new LinkedHashMap<>();
        weights.without("head")
                .rename("features", "backbone")
                .rename("", "module")
                .tensors()
                .forEach(others::put);
        others.put("module.fc.weight", Tensor.ones(3, 36));
        Path file = folder.resolve("pretrained.npz");
        Npz.save(file, others);
        StateDict backbone =
                StateDict.load(file)
                        .rename("module", "")
                        .rename("backbone", "features")
                        .without("fc")
                        .strict(false);
        StateDict.Report report = backbone.copyInto(net);
        assertThat(report.missing()).containsExactly("head.weight", "head.bias");
        assertThat(report.unexpected()).isEmpty();
        assertLoaded(net);
    }

    @Test
    void back() throws IOException {
        Path file = folder.resolve("adapted.safetensors");
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).open()) {
            loop.step(mse(loop.model().forward(x), Tensor.zeros(5, 10)));
            StateDict adapted = StateDict.of(net, loop.params()).rename("selfAttn", "self_attn");
            adapted.save(file); // ends in .safetensors, or in .npz
            assertThat(Safetensors.load(file).get("head.bias").toFloats())
                    .isEqualTo(loop.params().head().bias().orElseThrow().toFloats());
        }
    }
}
