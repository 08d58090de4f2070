package org.higher.nn;

/**
 * How a recurrent layer is built.
 *
 * <pre>{@code
 * new Lstm(8, 32, RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true))
 * }</pre>
 *
 * @param layers how many run one upon the other, each on the outputs of the one below
 * @param bidirectional whether each layer also runs from the last time step to the first
 * @param batchFirst whether sequences are [batch, time, features] instead of [time, batch,
 *     features]; states stay [cells, batch, hidden]
 * @param bias whether cells have biases
 */
public record RecurrentOptions(
        int layers, boolean bidirectional, boolean batchFirst, boolean bias) {
    /** One layer in one direction, time first, with biases. */
    public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, false, false, true);

    /** Checks the number of layers. */
    public RecurrentOptions {
        if (layers < 1) {
            throw new IllegalArgumentException(
                    "RecurrentOptions: there can't be " + layers + " layers; give 1 or more");
        }
        Sizes.times("RecurrentOptions", layers, bidirectional ? 2 : 1, "cells");
    }

    public RecurrentOptions withLayers(int layers) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    public RecurrentOptions withBidirectional(boolean bidirectional) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    public RecurrentOptions withBatchFirst(boolean batchFirst) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    public RecurrentOptions withBias(boolean bias) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    /** 1 or 2. */
    int directions() {
        return bidirectional ? 2 : 1;
    }

    /** The number of cells: one for each direction of each layer. */
    int cells() {
        return layers * directions();
    }
}
