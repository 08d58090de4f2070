package org.higher.internal.nn;

import java.util.Arrays;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/** What layers do along the axis of channels, which is the second: [n, channels, ...]. */
public final class Channels {
    private Channels() {}

    /**
     * Checks that x has the channels that a layer has parameters for.
     *
     * @throws IllegalArgumentException if not, with both shapes
     */
    public static void check(Tensor x, Tensor parameter) {
        if (x.rank() < 2 || x.size(1) != parameter.size()) {
            throw new IllegalArgumentException(
                    "BatchNorm: "
                            + Arrays.toString(x.shape())
                            + " for a layer of "
                            + Arrays.toString(parameter.shape())
                            + "; give [n, channels, ...]");
        }
    }

    /**
     * Checks that there is a variance.
     *
     * @throws IllegalArgumentException if a channel has less than two elements
     */
    public static void checkSeveral(Tensor x) {
        if (count(x) < 2) {
            throw new IllegalArgumentException(
                    "BatchNorm: "
                            + Arrays.toString(x.shape())
                            + " has less than two elements for each channel, of which there is no"
                            + " variance; give a larger batch, or, of a layer with running"
                            + " statistics, use eval()");
        }
    }

    /** All axes but that of the channels. */
    public static int[] others(Tensor x) {
        int[] axes = new int[x.rank() - 1];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1;
        }
        return axes;
    }

    /** A parameter with an element for each channel, in the rank of x, to be broadcast to it. */
    public static Tensor along(Tensor parameter, Tensor x) {
        int[] shape = new int[x.rank()];
        Arrays.fill(shape, 1);
        shape[1] = parameter.size();
        return parameter.reshape(shape);
    }

    /** How many elements a channel has. */
    public static int count(Tensor x) {
        return x.size() / x.size(1);
    }

    /** The mean of each channel; not recorded. */
    public static Tensor mean(Tensor x) {
        return x.detach().mean(others(x));
    }

    /** The variance of each channel, without bias: over the count less 1; not recorded. */
    public static Tensor variance(Tensor x, Tensor mean) {
        return NoGrad.get(
                () -> {
                    Tensor difference = x.sub(along(mean, x));
                    Tensor squares = difference.square().sum(others(x));
                    Tensor rest = difference.sum(others(x)); // the mean was rounded
                    return squares.sub(rest.square().div(count(x))).div(count(x) - 1);
                });
    }

    /** A running mean, with a share of what is new. */
    public static Tensor running(Tensor before, Tensor now, double share) {
        return before.mul(1 - share).add(now.mul(share));
    }
}
