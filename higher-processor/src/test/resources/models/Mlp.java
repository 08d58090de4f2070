package models;

import static java.lang.Math.max;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.higher.annotations.*;
import org.higher.tensor.Tensor;

/** Everything that is awkward about a class. */
@Functional
public class Mlp {
    static final int VERSION = 3;
    private static final double TINY = 1e-3;

    @Trainable private final Tensor scale = Tensor.scalar(1.5);
    private final Linear first;
    private final Linear second;
    private final List<Linear> blocks = new ArrayList<>();
    private final double slope;
    @Buffer private Tensor runningMean = Tensor.scalar(0);
    boolean training = true;
    private int calls;

    public Mlp(Linear first, Linear second, double slope) {
        this.first = first;
        this.second = second;
        this.slope = slope;
    }

    /** Not pure, and not needed by forward: left out of the twin. */
    public int calls() {
        return ++calls;
    }

    /** Pure: comes along. */
    public double slope() {
        return slope;
    }

    /**
     * Runs the network.
     *
     * @param x its input
     */
    public Tensor forward(Tensor x) {
        // the first layer
        Tensor h = activation(first.forward(x));

        for (Linear block : blocks) {
            h = block.forward(h); // residual
        }
        Function<Tensor, Tensor> f = first::forward;
        h = f.andThen(second::forward).apply(h);
        h = blocks.stream().map(b -> b.forward(input(this.first, x))).reduce(h, Tensor::add);
        if (training) {
            runningMean = runningMean.mul(0.9).add(h.mul(1 - 0.9)); /* a buffer */
        }
        String text =
                """
                v%d
                  $T is not a type here
                """
                        .formatted(VERSION);
        return second.forward(h).mul(scale).add(TINY).mul(max(1, text.length() * 0));
    }

    private Tensor input(Linear layer, Tensor x) {
        return layer.forward(x);
    }

    private Tensor activation(Tensor x) {
        return clip(x.relu());
    }

    private static Tensor clip(Tensor x) {
        return x.mul(0.5);
    }
}
