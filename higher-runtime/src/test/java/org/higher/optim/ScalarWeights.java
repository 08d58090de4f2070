package org.higher.optim;

import java.util.List;
import org.higher.array.DType;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Weights that are scalars, for steps that can be computed by hand. */
final class ScalarWeights {
    static final double LR = 0.25;

    private ScalarWeights() {}

    static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    /** A loss with gradient {@code w} for every weight. */
    static Tensor half(List<Tensor> weights) {
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (Tensor w : weights) {
            sum = sum.add(w.square().mul(0.5));
        }
        return sum;
    }

    static DifferentiableSgd sgd(List<Tensor> params) {
        return sgd(params, Overrides.none());
    }

    static DifferentiableSgd sgd(List<Tensor> params, Overrides<Sgd> overrides) {
        return new DifferentiableSgd(
                Settings.of(params, Optimizer.of(params, new Sgd(LR))).withOverrides(overrides));
    }

    static List<Double> values(List<Tensor> weights) {
        return weights.stream().map(Tensor::item).toList();
    }
}
