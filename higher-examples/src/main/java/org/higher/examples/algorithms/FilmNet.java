package org.higher.examples.algorithms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/**
 * A convolutional network whose third block is modulated by a context: feature-wise linear
 * modulation (FiLM).
 *
 * <p>Four blocks of a convolution with stride 2, batch norm by the statistics of the batch, and
 * ReLU; the mean over what is left of the image; an affine layer. Between norm and ReLU of the
 * third block, each channel is multiplied by a number and shifted by another, which are affine
 * functions of the context (Perez et al. 2018, arXiv 1709.07871; for CAVIA, Zintgraf et al. 2019,
 * arXiv 1810.03642, section 4.3). The number is 1 plus its function, so that an untrained network
 * is near one without a context.
 */
@Functional
public final class FilmNet {
    private static final int BLOCKS = 4;
    private static final int MODULATED = 2;
    private static final Window HALVING = Window.of(3, 3).withPadding(1).withStride(2);

    private final List<Conv2d> convolutions = new ArrayList<>();
    private final List<BatchNorm> norms = new ArrayList<>();
    private final Linear modulation;
    private final Linear out;
    private final int filters;

    /**
     * A network that is not trained yet.
     *
     * @param contextSize the number of context parameters
     * @param filters of each block
     */
    public FilmNet(RandomGenerator random, int contextSize, int filters, int classes) {
        this.filters = filters;
        for (int i = 0; i < BLOCKS; i++) {
            int inputs = i == 0 ? 1 : filters;
            convolutions.add(
                    new Conv2d(
                            uniform(random, 9 * inputs, filters, inputs, 3, 3),
                            Optional.of(uniform(random, 9 * inputs, filters)),
                            HALVING,
                            1));
            norms.add(BatchNorm.builder(filters).runningStatistics(false).build());
        }
        modulation = linear(random, contextSize, 2 * filters);
        out = linear(random, filters, classes);
    }

    private static Linear linear(RandomGenerator random, int inputs, int outputs) {
        return new Linear(
                uniform(random, inputs, outputs, inputs),
                Optional.of(uniform(random, inputs, outputs)));
    }

    private static Tensor uniform(RandomGenerator random, int inputs, int... shape) {
        Tensor drawn = Tensor.uniform(random, DType.FLOAT32, shape).mul(2).sub(1);
        return Tensor.parameter(drawn.div(Math.sqrt(inputs)));
    }

    /** Maps images of shape [n, 1, rows, columns], and a context [size], to logits [n, classes]. */
    public Tensor forward(Tensor x, Tensor context) {
        Tensor h = x;
        for (int i = 0; i < convolutions.size(); i++) {
            h = norms.get(i).forward(convolutions.get(i).forward(h));
            if (i == MODULATED) {
                Tensor both = modulation.forward(context.unsqueeze(0));
                Tensor scale = both.slice(1, 0, filters).reshape(1, filters, 1, 1).add(1);
                Tensor shift = both.slice(1, filters, 2 * filters).reshape(1, filters, 1, 1);
                h = h.mul(scale).add(shift);
            }
            h = h.relu();
        }
        return out.forward(h.mean(2, 3));
    }
}
