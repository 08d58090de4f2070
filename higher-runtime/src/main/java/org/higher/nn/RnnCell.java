package org.higher.nn;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.CellWeights;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * One step of a recurrent neural network (Elman RNN): h' = act(Wᵢ x + bᵢ + Wₕ h + bₕ).
 *
 * <p>{@code weightIh} has shape [hidden, inputs], {@code weightHh} [hidden, hidden], the biases
 * [hidden]. The two biases are one too many; they are there so that weights from elsewhere fit.
 *
 * <p>Source: Elman, Finding structure in time, Cognitive Science 14 (1990).
 */
@Functional
public final class RnnCell {
    @Trainable private final Tensor weightIh;
    @Trainable private final Tensor weightHh;
    @Trainable private final Optional<Tensor> biasIh;
    @Trainable private final Optional<Tensor> biasHh;
    private final Layer activation;

    /** A cell with tanh and biases, drawn from {@link Init#random()}. */
    public RnnCell(int inputs, int hidden) {
        this(inputs, hidden, new Tanh(), true, Init.random());
    }

    /**
     * A cell with parameters uniform on ±1 / sqrt(hidden).
     *
     * @param activation {@link Tanh} or {@link Relu}, or another elementwise layer
     * @throws IllegalArgumentException if there is not at least one input and one hidden unit
     */
    public RnnCell(int inputs, int hidden, Layer activation, boolean bias, RandomGenerator random) {
        CellWeights.checkSizes("RnnCell", 1, inputs, hidden);
        Sizes.given("RnnCell", "the generator", random);
        this.weightIh = Init.recurrentWeight(hidden, random, hidden, inputs);
        this.weightHh = Init.recurrentWeight(hidden, random, hidden, hidden);
        this.biasIh = Init.recurrentBias(bias, 1, hidden, random);
        this.biasHh = Init.recurrentBias(bias, 1, hidden, random);
        this.activation = activation;
    }

    /**
     * A cell with the given parameters, which it holds as they are.
     *
     * @throws IllegalArgumentException if their shapes do not fit
     */
    public RnnCell(
            Tensor weightIh,
            Tensor weightHh,
            Optional<Tensor> biasIh,
            Optional<Tensor> biasHh,
            Layer activation) {
        CellWeights.check("RnnCell", 1, weightIh, weightHh, biasIh, biasHh);
        this.weightIh = weightIh;
        this.weightHh = weightHh;
        this.biasIh = biasIh;
        this.biasHh = biasHh;
        this.activation = activation;
    }

    /** The first step, from a state of zeros; see {@link #forward(Tensor, Tensor)}. */
    public Tensor forward(Tensor x) {
        CellWeights.checkRows("RnnCell", "input", x, inputs());
        return forward(x, CellWeights.zeroState(x, x.size(0), hidden()));
    }

    /**
     * The next state, which is the output, too.
     *
     * @param x shape [batch, inputs]
     * @param state shape [batch, hidden]
     * @return shape [batch, hidden]
     */
    public Tensor forward(Tensor x, Tensor state) {
        CellWeights.checkRows("RnnCell", "input", x, inputs());
        CellWeights.checkState("RnnCell", "state", state, x, hidden());
        return advance(project(x), state);
    }

    /** The part that does not depend on the state, for any number of rows. */
    Tensor project(Tensor rows) {
        return CellWeights.affine(rows, weightIh, biasIh);
    }

    /** The part that does. */
    Tensor advance(Tensor projected, Tensor state) {
        return activation.forward(projected.add(CellWeights.affine(state, weightHh, biasHh)));
    }

    /** The number of features of an input. */
    public int inputs() {
        return weightIh.size(1);
    }

    /** The number of features of a state. */
    public int hidden() {
        return weightHh.size(1);
    }
}
