package org.higher.nn;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Embedding table: a vector for each of a number of symbols.
 *
 * <p>The weight has shape [symbols, features]. The row of a padding symbol, if there is one, begins
 * with zeros and gets no gradient.
 */
@Functional
public final class Embedding {
    @Trainable private final Tensor weight;
    private final OptionalInt padding;

    /** A table without padding, drawn from {@link Init#random()}. */
    public Embedding(int symbols, int features) {
        this(symbols, features, OptionalInt.empty(), Init.random());
    }

    /**
     * A table of standard normal vectors.
     *
     * @throws IllegalArgumentException if there is not at least one symbol and one feature, or the
     *     padding is no symbol
     */
    public Embedding(int symbols, int features, OptionalInt padding, RandomGenerator random) {
        this(drawn(symbols, features, padding, random), padding);
    }

    /**
     * A table with the given vectors, which it holds as they are.
     *
     * @throws IllegalArgumentException if the weight is not [symbols, features], or the padding is
     *     no symbol
     */
    public Embedding(Tensor weight, OptionalInt padding) {
        Sizes.given("Embedding", "weight", weight);
        Sizes.given("Embedding", "padding", padding);
        if (weight.rank() != 2) {
            throw new IllegalArgumentException(
                    "Embedding: weight has rank " + weight.rank() + "; give [symbols, features]");
        }
        if (padding.isPresent()) {
            checkPadding(padding.getAsInt(), weight.size(0));
        }
        this.weight = weight;
        this.padding = padding;
    }

    private static Tensor drawn(
            int symbols, int features, OptionalInt padding, RandomGenerator random) {
        if (symbols < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "Embedding: "
                            + symbols
                            + " symbols and "
                            + features
                            + " features; there must be at least one of each");
        }
        Sizes.given("Embedding", "padding", padding);
        Sizes.given("Embedding", "the generator", random);
        Sizes.shape("Embedding", symbols, features);
        Tensor weight = Init.normal(1, random, symbols, features);
        if (padding.isEmpty()) {
            return weight;
        }
        checkPadding(padding.getAsInt(), symbols);
        float[] values = weight.toFloats();
        int from = padding.getAsInt() * features;
        Arrays.fill(values, from, from + features, 0);
        return Tensor.parameter(Tensor.of(values, symbols, features));
    }

    private static void checkPadding(int padding, int symbols) {
        if (padding < 0 || padding >= symbols) {
            throw new IllegalArgumentException(
                    "Embedding: padding " + padding + " is not in [0, " + symbols + ")");
        }
    }

    /**
     * The vectors of symbols.
     *
     * @return shape [indices, features]
     * @throws IndexOutOfBoundsException if an index is no symbol
     */
    public Tensor forward(int... indices) {
        Sizes.given("Embedding", "the list of indices", indices);
        checkIndices(weight.size(0), indices);
        Tensor rows = weight.gather(0, indices);
        if (padding.isEmpty()) {
            return rows;
        }
        Tensor isPadding = places(padding.getAsInt(), indices).to(rows.dtype()).to(rows.device());
        return Tensor.where(isPadding, rows.detach(), rows);
    }

    /**
     * The vectors of symbols in sequences of equal length.
     *
     * @return shape [sequences, length, features]
     * @throws IllegalArgumentException if the lengths differ
     * @throws IndexOutOfBoundsException if an index is no symbol
     */
    public Tensor forward(int[][] sequences) {
        Sizes.given("Embedding", "the list of sequences", sequences);
        int length =
                sequences.length == 0
                        ? 0
                        : Sizes.given("Embedding", "a sequence", sequences[0]).length;
        return forward(joined(length, sequences)).reshape(sequences.length, length, weight.size(1));
    }

    static int[] joined(int length, int[][] sequences) {
        int[] all = new int[Sizes.times("Embedding", sequences.length, length, "indices")];
        for (int i = 0; i < sequences.length; i++) {
            if (Sizes.given("Embedding", "a sequence", sequences[i]).length != length) {
                throw new IllegalArgumentException(
                        "Embedding: sequence "
                                + i
                                + " has "
                                + sequences[i].length
                                + " indices and the first "
                                + length
                                + "; fill up the shorter ones with a padding symbol");
            }
            System.arraycopy(sequences[i], 0, all, i * length, length);
        }
        return all;
    }

    static void checkIndices(int symbols, int... indices) {
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= symbols) {
                throw new IndexOutOfBoundsException(
                        "Embedding: index "
                                + indices[i]
                                + " at position "
                                + i
                                + " is not in [0, "
                                + symbols
                                + ")");
            }
        }
    }

    /** 1 where the padding is, else 0; [indices, 1]. */
    static Tensor places(int padding, int... indices) {
        float[] places = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            places[i] = indices[i] == padding ? 1 : 0;
        }
        return Tensor.of(places, indices.length, 1);
    }
}
