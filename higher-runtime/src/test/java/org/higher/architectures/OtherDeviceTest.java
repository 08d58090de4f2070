package org.higher.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.io.Checkpoint;
import org.higher.nn.Losses;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Backends;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models on a device that is not the one where new tensors go. */
class OtherDeviceTest {
    private final Device host = Backends.device("host");
    private final Device other = Backends.device("nd4j");

    static Stream<Architecture<?, ?>> cases() {
        return Architecture.all();
    }

    /** Weights, data and state are there; what layers and losses make beside has to be, too. */
    @ParameterizedTest
    @MethodSource("cases")
    <P extends ParamTree, B extends BoundModule> void loopsComputeThere(Architecture<P, B> of) {
        assertThat(Backends.current()).isEqualTo(host);
        List<double[]> there = metaGradients(of, other);
        List<double[]> here = metaGradients(of, host);
        for (int i = 0; i < here.size(); i++) {
            assertThat(there.get(i)).containsExactly(here.get(i), within(1e-9));
        }
    }

    private <P extends ParamTree, B extends BoundModule> List<double[]> metaGradients(
            Architecture<P, B> of, Device device) {
        FunctionalModule<P, B> net = of.net(DType.FLOAT64);
        Optimizer<?> inner = Optimizer.of(net.parameters(), new Adam(0.02).withEps(1e-3));
        try (var loop =
                Higher.innerLoop(net, inner).copyInitialWeights(false).device(device).open()) {
            for (int step = 0; step < 1; step++) {
                loop.step(of.loss(loop.model(), 10 + step, DType.FLOAT64, device));
            }
            Tensor loss = of.loss(loop.model(), 20, DType.FLOAT64, device);
            assertThat(loss.device()).isEqualTo(device);
            List<Tensor> gradients = Grad.grad(loss, net.parameters());
            assertThat(gradients).allMatch(gradient -> gradient.device().equals(host));
            return gradients.stream().map(Tensor::toDoubles).toList();
        }
    }

    @Test
    void treesMoveWithBuffersFlagsAndTies() {
        FunctionalLanguageModel net =
                FunctionalLanguageModel.of(new LanguageModel(new Draws(1, DType.FLOAT32)));
        FunctionalLanguageModel.Params tree =
                Params.map(net.params(), w -> w.rank() == 1 ? w.detach() : w);

        FunctionalLanguageModel.Params moved = Params.to(tree, other);

        assertThat(moved.leaves()).allMatch(w -> w.device().equals(other) && w.isLeaf());
        assertThat(Params.flatten(moved)).hasSameSizeAs(Params.flatten(tree));
        for (int i = 0; i < tree.leaves().size(); i++) {
            Tensor from = tree.leaves().get(i);
            Tensor to = moved.leaves().get(i);
            assertThat(to.requiresGrad()).isEqualTo(from.requiresGrad());
            assertThat(to.toFloats()).containsExactly(from.toFloats());
        }
        FunctionalResidualNet.Params blocks =
                FunctionalResidualNet.of(new ResidualNet(new Draws(1, DType.FLOAT32))).params();
        assertThat(Params.buffers(Params.to(blocks, other)).values())
                .isNotEmpty()
                .allMatch(buffer -> buffer.device().equals(other));
        assertThat(Params.buffers(blocks).values())
                .allMatch(buffer -> buffer.device().equals(host));
        assertThat(Params.to(moved, host).leaves()).allMatch(w -> w.device().equals(host));
    }

    /** What was trained on one device goes on on the other one. */
    @Test
    void checkpointsLoadToAnyDevice(@TempDir Path folder) throws IOException {
        for (List<Device> way : List.of(List.of(host, other), List.of(other, host))) {
            Path file = folder.resolve(way.get(0).name() + ".zip");
            FunctionalResidualNet net =
                    FunctionalResidualNet.of(new ResidualNet(new Draws(1, DType.FLOAT64)));
            FunctionalResidualNet.Params saved = Params.to(net.params(), way.get(0));
            Optimizer<Adam> optimizer = Optimizer.of(Params.flatten(saved), new Adam(0.1));
            step(net, saved, optimizer, way.get(0));
            Checkpoint.builder().params("net", saved).optimizer("adam", optimizer).save(file);

            FunctionalResidualNet.Params like = Params.to(net.params(), way.get(1));
            FunctionalResidualNet.Params loaded = Checkpoint.load(file).params("net", like);
            Optimizer<Adam> resumed = Optimizer.of(Params.flatten(loaded), new Adam(0.1));
            Checkpoint.load(file).restore("adam", resumed);
            assertThat(loaded.leaves()).allMatch(w -> w.device().equals(way.get(1)));
            assertThat(Params.buffers(loaded).values())
                    .allMatch(buffer -> buffer.device().equals(way.get(1)));

            step(net, saved, optimizer, way.get(0));
            step(net, loaded, resumed, way.get(1));
            for (int i = 0; i < saved.leaves().size(); i++) {
                assertThat(loaded.leaves().get(i).toDoubles())
                        .containsExactly(saved.leaves().get(i).toDoubles(), within(1e-7));
            }
        }
    }

    private static void step(
            FunctionalResidualNet net,
            FunctionalResidualNet.Params params,
            Optimizer<Adam> optimizer,
            Device device) {
        Draws d = new Draws(4, DType.FLOAT64, device);
        optimizer.zeroGrad();
        Losses.crossEntropy(net.forward(params, d.normal(3, 2, 7, 7)), 0, 2, 1).backward();
        optimizer.step();
    }

    /** Every way to combine what is on two devices names both. */
    @Test
    void mixingDevicesIsAnErrorThatNamesBoth() {
        Draws d = new Draws(1, DType.FLOAT64);
        FunctionalDeep net = FunctionalDeep.of(new Deep(d));
        Tensor x = d.normal(4, 3);
        Tensor y = d.normal(4, 3);
        Tensor away = x.to(other);
        refused(() -> net.forward(Params.to(net.params(), other), x));
        refused(() -> Losses.mse(away, y));
        refused(() -> Tensor.concat(0, x, away));
        refused(() -> Tensor.stack(0, x, away));
        refused(() -> x.mmul(away.transpose()));
        refused(() -> Tensor.where(x, x, away));
        refused(() -> x.withRequiresGrad(false).assign(away));
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).device(other).open()) {
            refused(() -> loop.model().forward(x));
        }
    }

    private void refused(Runnable mixing) {
        assertThatIllegalArgumentException()
                .isThrownBy(mixing::run)
                .withMessageContaining(host.toString())
                .withMessageContaining(other.toString())
                .withMessageContaining("to(Device)");
    }
}
