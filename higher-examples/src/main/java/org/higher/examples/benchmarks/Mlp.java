package org.higher.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Affine layers with tanh between them. */
@Functional
public final class Mlp {
    private final List<Linear> layers;

    /**
     * Layers with weights uniform on ±1 / sqrt(inputs), drawn as floats.
     *
     * @param dtype what they are then converted to
     * @param sizes inputs, hidden units and outputs
     */
    public Mlp(DType dtype, RandomGenerator random, int... sizes) {
        layers = new ArrayList<>();
        for (int i = 0; i + 1 < sizes.length; i++) {
            double bound = 1 / Math.sqrt(sizes[i]);
            layers.add(
                    new Linear(
                            uniform(dtype, bound, random, sizes[i + 1], sizes[i]),
                            Optional.of(uniform(dtype, bound, random, sizes[i + 1]))));
        }
    }

    private static Tensor uniform(DType dtype, double bound, RandomGenerator random, int... shape) {
        Tensor drawn = Tensor.uniform(random, DType.FLOAT32, shape).mul(2).sub(1).mul(bound);
        return Tensor.parameter(drawn.to(dtype));
    }

    /** Maps inputs of shape [rows, inputs] to outputs of shape [rows, outputs]. */
    public Tensor forward(Tensor x) {
        Tensor h = layers.get(0).forward(x);
        for (Linear layer : layers.subList(1, layers.size())) {
            h = layer.forward(h.tanh());
        }
        return h;
    }
}
