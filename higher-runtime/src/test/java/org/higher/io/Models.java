package org.higher.io;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Models to save: with containers, ties, buffers, and both element types. */
final class Models {
    private Models() {}

    @Functional
    static final class Dense {
        @Trainable private final Tensor weight;
        @Trainable private final @Nullable Tensor bias;

        Dense(Tensor weight, @Nullable Tensor bias) {
            this.weight = weight;
            this.bias = bias;
        }

        Tensor forward(Tensor x) {
            Tensor y = x.mmul(weight);
            return (bias == null ? y : y.add(bias)).tanh();
        }
    }

    /** Everything at once. */
    @Functional
    static final class Net {
        private final Dense first;
        private final Dense tied;
        private final List<Dense> layers;
        private final Map<String, Dense> heads;
        private final Optional<Dense> skip;
        @Trainable private final Tensor[] gates;
        @Buffer private Tensor mean;

        Net(long seed, DType dtype) {
            SplittableRandom random = new SplittableRandom(seed);
            first = dense(random, dtype, true);
            tied = new Dense(first.weight, null);
            layers = List.of(dense(random, dtype, true), dense(random, dtype, false));
            heads = new TreeMap<>(Map.of("a/b", dense(random, dtype, true)));
            skip = Optional.of(dense(random, dtype, false));
            gates = new Tensor[] {parameter(random, dtype, 3), parameter(random, dtype)};
            mean = Tensor.normal(random, dtype, 3);
        }

        private static Dense dense(SplittableRandom random, DType dtype, boolean bias) {
            return new Dense(
                    parameter(random, dtype, 3, 3), bias ? parameter(random, dtype, 3) : null);
        }

        private static Tensor parameter(SplittableRandom random, DType dtype, int... shape) {
            return Tensor.parameter(Tensor.normal(random, dtype, shape));
        }

        Tensor forward(Tensor x) {
            mean = mean.mul(0.9).add(x.detach().mean(0).mul(0.1));
            Tensor y = tied.forward(first.forward(x.sub(mean)));
            for (Dense layer : layers) {
                y = layer.forward(y);
            }
            for (Dense head : heads.values()) {
                y = head.forward(y);
            }
            Tensor around = skip.map(s -> s.forward(x)).orElse(x);
            return y.add(around).mul(gates[0]).mul(gates[1]);
        }
    }

    /** One weight, to be loaded where something else was saved. */
    @Functional
    static final class Scale {
        @Trainable private final Tensor weight;
        @Buffer private final Tensor offset;

        Scale(Tensor weight, Tensor offset) {
            this.weight = weight;
            this.offset = offset;
        }

        Tensor forward(Tensor x) {
            return x.mul(weight).add(offset);
        }
    }
}
