package org.higher.nn;

import java.util.Objects;
import org.higher.internal.nn.RecurrentForm;
import org.higher.internal.nn.Sizes;

/**
 * Options of a recurrent layer: number of layers, directions, order of axes, biases.
 *
 * <pre>{@code
 * new Lstm(8, 32, RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true))
 * }</pre>
 */
public final class RecurrentOptions {
    /** One layer in one direction, time first, with biases. */
    public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, false, false, true);

    private final int layers;
    private final boolean bidirectional;
    private final boolean batchFirst;
    private final boolean bias;

    private RecurrentOptions(int layers, boolean bidirectional, boolean batchFirst, boolean bias) {
        if (layers < 1) {
            throw new IllegalArgumentException(
                    "RecurrentOptions: there can't be " + layers + " layers; give 1 or more");
        }
        Sizes.times("RecurrentOptions", layers, bidirectional ? 2 : 1, "cells");
        this.layers = layers;
        this.bidirectional = bidirectional;
        this.batchFirst = batchFirst;
        this.bias = bias;
    }

    /**
     * How many layers run one upon the other, each on the outputs of the one below.
     *
     * @throws IllegalArgumentException if there is not at least one
     */
    public RecurrentOptions withLayers(int layers) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    /** Whether each layer also runs from the last time step to the first. */
    public RecurrentOptions withBidirectional(boolean bidirectional) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    /**
     * Whether sequences are [batch, time, features] instead of [time, batch, features]; states stay
     * [cells, batch, hidden].
     */
    public RecurrentOptions withBatchFirst(boolean batchFirst) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    /** Whether cells have biases. */
    public RecurrentOptions withBias(boolean bias) {
        return new RecurrentOptions(layers, bidirectional, batchFirst, bias);
    }

    /** The number of layers. */
    public int layers() {
        return layers;
    }

    /** Whether layers run in both directions. */
    public boolean bidirectional() {
        return bidirectional;
    }

    /** Whether the batch is the first axis of a sequence. */
    public boolean batchFirst() {
        return batchFirst;
    }

    /** Whether cells have biases. */
    public boolean bias() {
        return bias;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecurrentOptions options
                && form().equals(options.form())
                && bias == options.bias;
    }

    @Override
    public int hashCode() {
        return Objects.hash(form(), bias);
    }

    @Override
    public String toString() {
        return String.format(
                "RecurrentOptions[layers=%d, bidirectional=%b, batchFirst=%b, bias=%b]",
                layers, bidirectional, batchFirst, bias);
    }

    /** How the cells are put together. */
    RecurrentForm form() {
        return new RecurrentForm(layers, bidirectional, batchFirst);
    }

    /** How the cells are put together; options that are null are an error of a layer. */
    static RecurrentForm form(String layer, RecurrentOptions options) {
        return Sizes.given(layer, "options", options).form();
    }
}
