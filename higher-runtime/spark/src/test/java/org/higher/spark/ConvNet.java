package org.higher.spark;

import org.higher.annotations.Functional;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Maps images of shape [n, 1, 8, 8] to scores of shape [n, 4]. */
@Functional
final class ConvNet {
    private final Conv2d convolution = new Conv2d(1, 6, 3);
    private final BatchNorm norm = new BatchNorm(6);
    private final Linear out = new Linear(6 * 6 * 6, 4);

    Tensor forward(Tensor x) {
        Tensor features = norm.forward(convolution.forward(x)).relu();
        return out.forward(features.reshape(x.shape()[0], 6 * 6 * 6));
    }
}
