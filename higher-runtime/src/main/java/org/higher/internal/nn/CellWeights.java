package org.higher.internal.nn;

import java.util.Arrays;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What recurrent cells share: how their weights begin, what fits, and how they are applied. */
public final class CellWeights {
    private CellWeights() {}

    /** Refuses units whose gates' weights are more than an array can hold. */
    public static void checkSizes(String layer, int gates, int inputs, int hidden) {
        checkSizes(layer, inputs, hidden);
        int rows = Sizes.times(layer, gates, hidden, "rows of gates");
        Sizes.shape(layer, rows, inputs);
        Sizes.shape(layer, rows, hidden);
    }

    public static void checkSizes(String layer, int inputs, int hidden) {
        if (inputs < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + inputs
                            + " inputs and "
                            + hidden
                            + " hidden units; there must be at least one of each");
        }
    }

    /** Refuses weights that are not [gates · hidden, inputs] and [gates · hidden, hidden]. */
    public static void check(
            String layer,
            int gates,
            Tensor weightIh,
            Tensor weightHh,
            Optional<Tensor> biasIh,
            Optional<Tensor> biasHh) {
        Sizes.given(layer, "weightIh", weightIh);
        Sizes.given(layer, "weightHh", weightHh);
        Sizes.given(layer, "biasIh", biasIh);
        Sizes.given(layer, "biasHh", biasHh);
        boolean matrices = weightIh.rank() == 2 && weightHh.rank() == 2;
        if (!matrices
                || weightHh.size(0) != (long) gates * weightHh.size(1)
                || weightIh.size(0) != weightHh.size(0)) {
            String rows = gates == 1 ? "hidden" : gates + " * hidden";
            throw new IllegalArgumentException(
                    layer
                            + ": weightIh "
                            + Arrays.toString(weightIh.shape())
                            + " and weightHh "
                            + Arrays.toString(weightHh.shape())
                            + " do not fit; give ["
                            + rows
                            + ", inputs] and ["
                            + rows
                            + ", hidden]");
        }
        biasIh.ifPresent(bias -> checkBias(layer, "biasIh", bias, weightHh.size(0)));
        biasHh.ifPresent(bias -> checkBias(layer, "biasHh", bias, weightHh.size(0)));
    }

    private static void checkBias(String layer, String name, Tensor bias, int rows) {
        if (bias.rank() != 1 || bias.size(0) != rows) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + name
                            + " "
                            + Arrays.toString(bias.shape())
                            + " does not fit; give ["
                            + rows
                            + "], as many as the weights have rows");
        }
    }

    /** Refuses what is not [batch, features]. */
    public static void checkRows(String layer, String name, Tensor x, int features) {
        if (x.rank() != 2 || x.size(1) != features) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + name
                            + " "
                            + Arrays.toString(x.shape())
                            + " does not fit; give [batch, "
                            + features
                            + "]");
        }
    }

    /** Refuses null in place of a state, or of a part of one. */
    public static void checkGiven(String layer, String name, @Nullable Object state) {
        if (state == null) {
            throw new IllegalArgumentException(layer + ": null is no " + name + "; give one");
        }
    }

    /** Refuses a state for another batch. */
    public static void checkState(String layer, String name, Tensor state, Tensor x, int hidden) {
        checkGiven(layer, name, state);
        checkRows(layer, name, state, hidden);
        if (state.size(0) != x.size(0)) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + name
                            + " is for a batch of "
                            + state.size(0)
                            + " and the input has "
                            + x.size(0)
                            + "; give one row for each");
        }
    }

    /** Zeros to begin with, [batch, hidden]. */
    public static Tensor zeroState(Tensor x, int batch, int hidden) {
        return Tensor.zeros(x.dtype(), batch, hidden).to(x.device());
    }

    /** x Wᵀ, plus the bias if there is one. */
    public static Tensor affine(Tensor x, Tensor weight, Optional<Tensor> bias) {
        return bias.isPresent() ? x.linear(weight, bias.get()) : x.mmulTransposed(weight);
    }
}
