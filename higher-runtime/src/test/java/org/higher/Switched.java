package org.higher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.Dropout;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.tensor.Tensor;

/** A float64 model with all kinds of configuration, to be switched while a loop runs. */
@Functional
class Switched {
    enum Shift {
        UP,
        DOWN
    }

    /** Two layers, side by side. */
    @Functional
    record Pair(Linear left, Linear right) {
        Tensor forward(Tensor x) {
            return left.forward(x).mul(right.forward(x));
        }
    }

    final BatchNorm norm = batchNorm(4);
    private final Sequential body;
    private final Pair pair;
    private final List<Layer> blocks = new ArrayList<>();
    private final Map<String, Optional<Linear>> branches;
    @Trainable private final Tensor[] gains;
    Linear head;
    Linear tied;
    double scale = 1;
    int repeats = 1;
    Shift shift = Shift.UP;
    Optional<Double> clip = Optional.empty();
    double[] factors = {1, 2};
    UnaryOperator<Tensor> activation = x -> x.tanh();
    private Tensor last = Tensor.scalar(0);
    private int calls;
    private boolean training = true;

    Switched(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        body = new Sequential(linear(random, 3, 4), norm, new Tanh(), new Dropout(0.3));
        pair = new Pair(linear(random, 4, 4), linear(random, 4, 4));
        blocks.add(linear(random, 4, 4));
        blocks.add(batchNorm(4));
        branches = Map.of("one", Optional.of(linear(random, 4, 4)), "none", Optional.empty());
        gains = new Tensor[] {Tensor.parameter(Tensor.scalar(1.1, DType.FLOAT64))};
        head = linear(random, 4, 2);
        tied = head;
    }

    static Linear linear(RandomGenerator random, int inputs, int outputs) {
        return new Linear(
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, outputs, inputs).mul(0.3)),
                Optional.of(Tensor.parameter(Tensor.normal(random, DType.FLOAT64, outputs))));
    }

    private static BatchNorm batchNorm(int channels) {
        return new BatchNorm(
                Optional.of(Tensor.parameter(Tensor.ones(DType.FLOAT64, channels))),
                Optional.of(Tensor.parameter(Tensor.zeros(DType.FLOAT64, channels))),
                Tensor.zeros(DType.FLOAT64, channels),
                Tensor.ones(DType.FLOAT64, channels),
                1e-5,
                0.1,
                true);
    }

    void train(boolean on) {
        training = on;
        body.train(on);
        blocks.forEach(b -> b.train(on));
    }

    Tensor forward(Tensor x) {
        calls++;
        Tensor h = body.forward(x);
        for (int i = 0; i < repeats; i++) {
            for (Layer block : blocks) {
                h = activation.apply(block.forward(h));
            }
        }
        h = h.add(pair.forward(h).mul(factors[1]));
        for (Optional<Linear> branch : branches.values()) {
            h = branch.isPresent() ? h.add(branch.get().forward(h)) : h;
        }
        h = training ? h.mul(gains[0]) : h;
        h = clip.isPresent() ? h.clamp(-clip.get(), clip.get()) : h;
        last = h;
        Tensor y = head.forward(h).mul(scale).add(tied.forward(last));
        return shift == Shift.UP ? y.add(1) : y.sub(1);
    }
}
