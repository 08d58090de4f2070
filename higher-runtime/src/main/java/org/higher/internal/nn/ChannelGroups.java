package org.higher.internal.nn;

import java.util.Arrays;
import java.util.Optional;
import org.higher.tensor.Tensor;

/** Normalization of the channels of each example in groups; errors name the layer. */
public final class ChannelGroups {
    private ChannelGroups() {}

    /** Channels that fall into groups of the same size. */
    public static void check(String layer, int groups, int channels) {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + channels
                            + " channels in "
                            + groups
                            + " groups; channels must be a positive multiple of groups");
        }
    }

    /** A weight and a bias for each channel, or neither. */
    public static void checkAffine(
            String layer, int channels, Optional<Tensor> weight, Optional<Tensor> bias) {
        Sizes.given(layer, "weight", weight);
        Sizes.given(layer, "bias", bias);
        if (weight.isPresent() != bias.isPresent()) {
            throw new IllegalArgumentException(
                    layer + ": a weight or a bias alone; give both or none");
        }
        weight.ifPresent(given -> checkParameter(layer, "weight", given, channels));
        bias.ifPresent(given -> checkParameter(layer, "bias", given, channels));
    }

    private static void checkParameter(String layer, String name, Tensor given, int channels) {
        if (given.rank() != 1 || given.size() != channels) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + name
                            + " "
                            + Arrays.toString(given.shape())
                            + "; give ["
                            + channels
                            + "], one for each channel");
        }
    }

    /**
     * Checks what is to be normalized, with several elements in each group.
     *
     * @param leastRank 2 for [n, channels, ...], 3 where there must be an axis behind the channels
     */
    public static void checkInput(String layer, Tensor x, int groups, int channels, int leastRank) {
        Sizes.given(layer, "the input", x);
        if (x.rank() < leastRank || x.size(1) != channels) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + Arrays.toString(x.shape())
                            + " for a layer of "
                            + channels
                            + " channels; give [n, "
                            + channels
                            + (leastRank == 2 ? ", ...]" : ", length] or [n, " + channels)
                            + (leastRank == 2 ? "" : ", rows, columns]"));
        }
        if (elements(x) * (channels / groups) < 2) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + Arrays.toString(x.shape())
                            + " has less than two elements for each of "
                            + groups
                            + " groups of channels, of which there is no variance; give larger"
                            + " inputs, or make fewer groups");
        }
    }

    /** Each group of channels less its mean, over its standard deviation. */
    public static Tensor standardize(Tensor x, int groups, double eps) {
        int[] shape = x.shape();
        int size = shape[1] / groups * elements(x);
        return x.reshape(shape[0], groups, size).standardize(eps, 2).reshape(shape);
    }

    /** The axes behind that of the channels. */
    public static int[] spatial(Tensor x) {
        int[] axes = new int[x.rank() - 2];
        Arrays.setAll(axes, i -> i + 2);
        return axes;
    }

    /** How many elements a channel of one example has. */
    private static int elements(Tensor x) {
        int count = 1;
        for (int axis = 2; axis < x.rank(); axis++) {
            count *= x.size(axis);
        }
        return count;
    }
}
