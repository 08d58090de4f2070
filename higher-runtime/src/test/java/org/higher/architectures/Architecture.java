package org.higher.architectures;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.nn.Losses;
import org.higher.tensor.Tensor;

/** A model, and its loss on data of a draw. */
record Architecture<P extends ParamTree, B extends BoundModule>(
        String name,
        Function<Draws, FunctionalModule<P, B>> make,
        BiFunction<B, Draws, Tensor> loss) {
    FunctionalModule<P, B> net(DType dtype) {
        return make.apply(new Draws(3, dtype));
    }

    Tensor loss(B model, long seed, DType dtype) {
        return loss.apply(model, new Draws(seed, dtype));
    }

    /** The loss on data that are on a device. */
    Tensor loss(B model, long seed, DType dtype, Device device) {
        return loss.apply(model, new Draws(seed, dtype, device));
    }

    @Override
    public String toString() {
        return name;
    }

    /** Every kind. */
    static Stream<Architecture<?, ?>> all() {
        return Stream.of(
                new Architecture<>(
                        "residual network",
                        d -> FunctionalResidualNet.of(new ResidualNet(d)),
                        (net, d) ->
                                Losses.crossEntropy(net.forward(d.normal(3, 2, 7, 7)), 0, 2, 1)),
                new Architecture<>(
                        "blocks of batch norm, ReLU and pooling",
                        d -> FunctionalPooledNet.of(new PooledNet(d)),
                        (net, d) ->
                                Losses.crossEntropy(net.forward(d.normal(3, 2, 7, 6)), 0, 2, 1)),
                new Architecture<>(
                        "transformer encoder",
                        d -> FunctionalEncoder.of(new Encoder(d)),
                        (net, d) -> Losses.mse(net.forward(d.normal(2, 3, 4)), d.normal(2, 3, 4))),
                new Architecture<>(
                        "language model with tied embedding",
                        d -> FunctionalLanguageModel.of(new LanguageModel(d)),
                        (net, d) -> {
                            int[] text = d.random().ints(8, 0, 5).toArray();
                            int[] next = d.random().ints(8, 0, 5).toArray();
                            return Losses.crossEntropy(net.forward(text), next);
                        }),
                new Architecture<>(
                        "graph convolution",
                        d -> FunctionalGraphNet.of(new GraphNet(d)),
                        (net, d) -> {
                            int[] from = d.random().ints(9, 0, 5).toArray();
                            int[] to = d.random().ints(9, 0, 5).toArray();
                            Tensor scores = net.forward(d.normal(5, 3), from, to);
                            return Losses.crossEntropy(scores, 0, 1, 1, 0, 1);
                        }),
                new Architecture<>(
                        "mixture of experts",
                        d -> FunctionalExperts.of(new Experts(d)),
                        (net, d) -> Losses.mse(net.forward(d.normal(5, 4)), d.normal(5, 2))),
                new Architecture<>(
                        "differential equation",
                        d -> FunctionalFlow.of(new Flow(d, 3)),
                        (net, d) -> Losses.mse(net.forward(d.normal(4, 3)), d.normal(4, 3))),
                new Architecture<>(
                        "inherited blocks",
                        d -> FunctionalDeep.of(new Deep(d)),
                        (net, d) -> Losses.mse(net.forward(d.normal(4, 3)), d.normal(4, 3))),
                new Architecture<>(
                        "recurrent network of records",
                        d -> FunctionalLstm.of(new Lstm(d)),
                        (net, d) -> {
                            Tensor[] steps = {d.normal(4, 3), d.normal(4, 3)};
                            return Losses.mse(net.forward(steps), d.normal(4, 2));
                        }),
                new Architecture<>(
                        "mixer of records of layers",
                        d -> FunctionalMixer.of(new Mixer(d)),
                        (net, d) ->
                                Losses.crossEntropy(net.forward(d.normal(4, 3, 4)), 0, 1, 1, 0)),
                new Architecture<>(
                        "decoder with a weighted loss",
                        d -> FunctionalDecoder.of(new Decoder(d)),
                        (net, d) -> net.loss(d.normal(3, 2, 8), d.normal(3, 2, 4, 4))),
                new Architecture<>(
                        "hypernetwork",
                        d -> FunctionalHyperNet.of(new HyperNet(d)),
                        (net, d) -> Losses.mse(net.forward(d.normal(5, 4)), d.normal(5, 2))));
    }
}
