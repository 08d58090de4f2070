package org.higher.architectures;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.array.Window;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.GroupNorm;
import org.higher.nn.InstanceNorm;
import org.higher.nn.LayerNorm;
import org.higher.nn.Linear;
import org.higher.tensor.Backends;
import org.higher.tensor.Tensor;

/** Draws of floats, in either type and on any device, so that all see the same numbers. */
record Draws(RandomGenerator random, DType dtype, Device device) {
    Draws(long seed, DType dtype) {
        this(seed, dtype, Backends.current());
    }

    Draws(long seed, DType dtype, Device device) {
        this(new SplittableRandom(seed), dtype, device);
    }

    Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT32, shape).to(dtype).to(device);
    }

    Tensor weight(int... shape) {
        return Tensor.parameter(normal(shape).mul(0.5));
    }

    Linear linear(int inputs, int outputs) {
        return new Linear(weight(outputs, inputs), Optional.of(weight(outputs)));
    }

    Conv2d conv(int channels, int outputs, Window window) {
        Tensor weight = weight(outputs, channels, window.height(), window.width());
        return new Conv2d(weight, Optional.empty(), window, 1);
    }

    BatchNorm batchNorm(int channels) {
        return new BatchNorm(
                Optional.of(weight(channels)),
                Optional.of(weight(channels)),
                Tensor.zeros(dtype, channels),
                Tensor.ones(dtype, channels),
                1e-5,
                0.1,
                true);
    }

    LayerNorm layerNorm(int features) {
        return new LayerNorm(weight(features), weight(features), 1e-5);
    }

    GroupNorm groupNorm(int groups, int channels) {
        Optional<Tensor> weight = Optional.of(weight(channels));
        return new GroupNorm(groups, channels, weight, Optional.of(weight(channels)), 1e-2);
    }

    InstanceNorm instanceNorm(int channels) {
        Optional<Tensor> weight = Optional.of(weight(channels));
        return new InstanceNorm(channels, weight, Optional.of(weight(channels)), 1e-2);
    }
}
