package org.higher.optim;

import java.util.List;
import java.util.Random;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** A small smooth problem in float64: two tensors of weights, and data that change each step. */
final class Bowl {
    /** How many batches there are; later steps begin again. */
    static final int STEPS = 4;

    private static final Tensor[] SLOPES = new Tensor[STEPS + 1];
    private static final Tensor[] OFFSETS = new Tensor[STEPS + 1];

    static {
        Random random = new Random(7);
        for (int t = 0; t <= STEPS; t++) {
            SLOPES[t] = Tensor.normal(random, DType.FLOAT64, 2, 3);
            OFFSETS[t] = Tensor.normal(random, DType.FLOAT64, 3);
        }
    }

    private Bowl() {}

    /** New leaves, with the same values each time. */
    static List<Tensor> start() {
        return List.of(
                Tensor.parameter(Tensor.of(new double[] {0.5, -0.3, 0.8}, 3)),
                Tensor.parameter(Tensor.of(new double[] {0.2, 0.9, -0.4, 0.1, -0.7, 0.6}, 2, 3)));
    }

    /** Has a gradient and a curvature everywhere; no gradient of any step is near 0. */
    static Tensor loss(List<Tensor> weights, int t) {
        return lossOn(t % STEPS, weights);
    }

    private static Tensor lossOn(int t, List<Tensor> weights) {
        Tensor a = weights.get(0);
        Tensor b = weights.get(1);
        // data were made on the device that was the default when the first test asked for some
        Tensor slopes = SLOPES[t].to(b.device()).to(b.dtype());
        Tensor offsets = OFFSETS[t].to(a.device()).to(a.dtype());
        Tensor hidden = b.mul(slopes).tanh().add(a.sub(offsets).mul(0.5));
        return hidden.square().mean().add(a.square().mean().mul(0.1)).add(b.square().mean());
    }

    /** The loss that is differentiated after the last step. */
    static Tensor outer(List<Tensor> weights) {
        return lossOn(STEPS, weights);
    }
}
