package org.higher.architectures;

import java.util.Optional;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.Window;
import org.higher.nn.Conv1d;
import org.higher.nn.ConvTranspose2d;
import org.higher.nn.GroupNorm;
import org.higher.nn.InstanceNorm;
import org.higher.nn.Losses;
import org.higher.nn.Reduction;
import org.higher.tensor.Tensor;

/** Images out of sequences, with a loss that weighs its examples by what it has learned. */
@Functional
final class Decoder {
    private static final Window DOUBLE = Window.of(3, 3).withStride(2).withPadding(1);

    private final Conv1d line;
    private final InstanceNorm lineNorm;
    private final GroupNorm imageNorm;
    private final ConvTranspose2d image;
    @Trainable private final Tensor importance;

    Decoder(Draws d) {
        line = new Conv1d(d.weight(4, 2, 3), Optional.of(d.weight(4)), 2, 1, 1, 1);
        lineNorm = d.instanceNorm(4);
        imageNorm = d.groupNorm(2, 4);
        image =
                new ConvTranspose2d(
                        d.weight(4, 1, 3, 3), Optional.of(d.weight(2)), DOUBLE, 1, 1, 2);
        importance = d.weight(3);
    }

    /** Maps [3, 2, 8] to [3, 2, 4, 4]. */
    Tensor forward(Tensor x) {
        Tensor code = lineNorm.forward(line.forward(x)).tanh();
        return image.forward(imageNorm.forward(code.reshape(3, 4, 2, 2)).silu());
    }

    Tensor loss(Tensor x, Tensor y) {
        Reduction weighted = Reduction.MEAN.weighted(importance.sigmoid());
        return Losses.huber(forward(x), y, 0.8, weighted);
    }
}
