package org.higher;

import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.nn.Losses;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** A small model with a buffer, data, and an optimizer, for tests of inner loops. */
abstract class CentredLoops {
    static final int STEPS = 3;
    final Tensor xs = data(1, 6, 3);
    final Tensor ys = data(2, 6, 2);
    final Tensor xq = data(3, 5, 3);
    final Tensor yq = data(4, 5, 2);
    final Centred model = new Centred(7);
    final FunctionalCentred net = FunctionalCentred.of(model);
    final Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));

    static Tensor data(long seed, int... shape) {
        return Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape);
    }

    final Tensor inner(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, ?> loop) {
        return Losses.mse(loop.model().forward(xs), ys);
    }

    final Tensor outer(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, ?> loop) {
        return Losses.mse(loop.model().forward(xq), yq);
    }
}
