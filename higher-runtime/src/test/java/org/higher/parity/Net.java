package org.higher.parity;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Sigmoid;
import org.higher.nn.Tanh;
import org.higher.tensor.Tensor;

/**
 * The small models of the reference's tests, in double precision.
 *
 * <p>Where the reference has ReLU, these have tanh: its own comparisons with differences fail now
 * and then at the kink.
 */
enum Net {
    /** Three layers, one without a bias. */
    SIMPLE {
        @Override
        Layer model(RandomGenerator random) {
            return new Sequential(
                    linear(random, 4, 3, true),
                    new Tanh(),
                    linear(random, 3, 4, false),
                    new Sigmoid(),
                    linear(random, 4, 2, true));
        }
    },

    /** Two modules around one layer. */
    SHARED {
        @Override
        Layer model(RandomGenerator random) {
            Linear shared = linear(random, 4, 2, true);
            return new Both(new Wrapper(shared), new Wrapper(shared));
        }
    },

    /** One layer at two places of a chain. */
    SHARED_SEQUENTIAL {
        @Override
        Layer model(RandomGenerator random) {
            Linear shared = linear(random, 4, 3, true);
            return new Sequential(
                    shared, new Tanh(), linear(random, 3, 4, false), new Sigmoid(), shared);
        }
    },

    /** Batch norm between two layers. */
    BATCH_NORM {
        @Override
        Layer model(RandomGenerator random) {
            return new Sequential(
                    linear(random, 4, 3, true),
                    batchNorm(random, 3),
                    new Tanh(),
                    linear(random, 3, 2, true));
        }
    },

    /** A parameter that no output depends on. */
    PARTIALLY_USED {
        @Override
        Layer model(RandomGenerator random) {
            return new Partial(normal(random, 4, 2), normal(random, 3));
        }
    };

    static final int INPUTS = 4;

    abstract Layer model(RandomGenerator random);

    /** A new model, the same for a seed. */
    FunctionalLayer<?, ?> make(long seed) {
        return FunctionalLayer.of(model(new SplittableRandom(seed)));
    }

    private static Linear linear(RandomGenerator random, int inputs, int outputs, boolean bias) {
        return new Linear(
                normal(random, outputs, inputs),
                bias ? Optional.of(normal(random, outputs)) : Optional.empty());
    }

    static BatchNorm batchNorm(RandomGenerator random, int channels) {
        return new BatchNorm(
                Optional.of(normal(random, channels)),
                Optional.of(normal(random, channels)),
                Tensor.zeros(DType.FLOAT64, channels),
                Tensor.ones(DType.FLOAT64, channels),
                1e-5,
                0.1,
                true);
    }

    private static Tensor normal(RandomGenerator random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape).mul(0.5));
    }

    /** Nothing but another layer. */
    @Functional
    record Wrapper(Linear f) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return f.forward(x);
        }
    }

    /** The sum of two layers. */
    @Functional
    record Both(Wrapper first, Wrapper second) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return first.forward(x).add(second.forward(x));
        }
    }

    @Functional
    record Partial(@Trainable Tensor used, @Trainable Tensor unused) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return x.mmul(used);
        }
    }
}
