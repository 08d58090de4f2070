package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.array.Window;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Two stages, the second at half the resolution, with a projection as its shortcut. */
@Functional
final class ResidualNet {
    private static final Window SAME = Window.of(3, 3).withPadding(1);

    private final Conv2d stem;
    private final BatchNorm stemNorm;
    private final Conv2d down;
    private final BatchNorm downNorm;
    private final Conv2d same;
    private final Conv2d shortcut;
    private final Linear out;

    ResidualNet(Draws draws) {
        stem = draws.conv(2, 4, SAME);
        stemNorm = draws.batchNorm(4);
        down = draws.conv(4, 6, SAME.withStride(2));
        downNorm = draws.batchNorm(6);
        same = draws.conv(6, 6, SAME);
        shortcut = draws.conv(4, 6, Window.of(1, 1).withStride(2));
        out = draws.linear(6, 3);
    }

    /** Maps [images, 2, rows, columns] to [images, 3]. */
    Tensor forward(Tensor x) {
        Tensor first = stemNorm.forward(stem.forward(x)).silu();
        Tensor main = same.forward(downNorm.forward(down.forward(first)).silu());
        Tensor sum = main.add(shortcut.forward(first)).tanh();
        return out.forward(sum.mean(2, 3));
    }
}
