package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.array.Window;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Two blocks whose batch norm, ReLU and pooling are one operation, with running statistics. */
@Functional
final class PooledNet {
    private static final Window SAME = Window.of(3, 3).withPadding(1);

    private final Conv2d first;
    private final BatchNorm firstNorm;
    private final Conv2d second;
    private final BatchNorm secondNorm;
    private final Linear out;

    PooledNet(Draws draws) {
        first = draws.conv(2, 4, SAME);
        firstNorm = draws.batchNorm(4);
        second = draws.conv(4, 5, SAME);
        secondNorm = draws.batchNorm(5);
        out = draws.linear(5, 3);
    }

    /** Maps [images, 2, rows, columns] to [images, 3]. */
    Tensor forward(Tensor x) {
        Tensor half =
                firstNorm.forwardReluMaxPool2d(first.forward(x), Window.of(2, 2).withStride(2));
        Tensor places = secondNorm.forwardReluMaxPool2d(second.forward(half), Window.of(2, 2));
        return out.forward(places.mean(2, 3));
    }
}
