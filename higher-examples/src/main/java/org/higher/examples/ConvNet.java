package org.higher.examples;

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
 * Blocks of a convolution, batch norm and ReLU that halve the image each, the mean over what is
 * left of it, then an affine layer: the usual network for Omniglot.
 *
 * <p>Source: Finn, Abbeel and Levine, Model-agnostic meta-learning for fast adaptation of deep
 * networks, ICML 2017, section 5.2. Statistics are those of the batch, always.
 */
@Functional
public final class ConvNet {
    private static final Window FILTER = Window.of(3, 3).withPadding(1);
    static final Window HALF = Window.of(2, 2).withStride(2);

    private final List<Conv2d> convolutions;
    private final List<BatchNorm> norms;
    private final Linear out;
    private final boolean pools;

    /**
     * A network that is not trained yet.
     *
     * @param dtype what the parameters, drawn as floats, are converted to
     * @param downsampling how blocks halve images
     * @param filters of each block
     */
    public ConvNet(
            DType dtype,
            RandomGenerator random,
            Downsampling downsampling,
            int blocks,
            int filters,
            int classes) {
        pools = downsampling == Downsampling.POOL;
        convolutions = new ArrayList<>();
        norms = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            int inputs = i == 0 ? 1 : filters;
            double bound = 1 / Math.sqrt(9.0 * inputs);
            convolutions.add(
                    new Conv2d(
                            uniform(dtype, bound, random, filters, inputs, 3, 3),
                            Optional.of(uniform(dtype, bound, random, filters)),
                            pools ? FILTER : FILTER.withStride(2),
                            1));
            norms.add(
                    new BatchNorm(
                            Optional.of(Tensor.parameter(Tensor.ones(dtype, filters))),
                            Optional.of(Tensor.parameter(Tensor.zeros(dtype, filters))),
                            Tensor.zeros(dtype, filters),
                            Tensor.ones(dtype, filters),
                            1e-5,
                            0.1,
                            false));
        }
        double bound = 1 / Math.sqrt(filters);
        out =
                new Linear(
                        uniform(dtype, bound, random, classes, filters),
                        Optional.of(uniform(dtype, bound, random, classes)));
    }

    private static Tensor uniform(DType dtype, double bound, RandomGenerator random, int... shape) {
        Tensor drawn = Tensor.uniform(random, DType.FLOAT32, shape).mul(2).sub(1).mul(bound);
        return Tensor.parameter(drawn.to(dtype));
    }

    /** Maps images of shape [n, 1, rows, columns] to logits of shape [n, classes]. */
    public Tensor forward(Tensor x) {
        Tensor h = x;
        for (int i = 0; i < convolutions.size(); i++) {
            Tensor filtered = convolutions.get(i).forward(h);
            BatchNorm norm = norms.get(i);
            h = pools ? norm.forwardReluMaxPool2d(filtered, HALF) : norm.forward(filtered).relu();
        }
        return out.forward(h.mean(2, 3));
    }
}
