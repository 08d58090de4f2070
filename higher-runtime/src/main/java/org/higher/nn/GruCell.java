package org.higher.nn;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.CellWeights;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * One step of a gated recurrent unit (GRU).
 *
 * <pre>
 * r, z = sigmoid(Wᵢ x + bᵢ + Wₕ h + bₕ)
 * n = tanh(Wᵢ x + bᵢ + r (Wₕ h + bₕ))           h' = (1 - z) n + z h
 * </pre>
 *
 * <p>{@code weightIh} has shape [3 · hidden, inputs], {@code weightHh} [3 · hidden, hidden], the
 * biases [3 · hidden]; their rows are those of r, z, n, in this order.
 *
 * <p>Source: Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014; in
 * the variant that resets after the product, which lets all products with h be one.
 */
@Functional
public final class GruCell {
    static final int GATES = 3;

    @Trainable private final Tensor weightIh;
    @Trainable private final Tensor weightHh;
    @Trainable private final Optional<Tensor> biasIh;
    @Trainable private final Optional<Tensor> biasHh;

    /** A cell with biases, drawn from {@link Init#random()}. */
    public GruCell(int inputs, int hidden) {
        this(inputs, hidden, true, Init.random());
    }

    /**
     * A cell with parameters uniform on ±1 / sqrt(hidden).
     *
     * @throws IllegalArgumentException if there is not at least one input and one hidden unit
     */
    public GruCell(int inputs, int hidden, boolean bias, RandomGenerator random) {
        CellWeights.checkSizes("GruCell", GATES, inputs, hidden);
        Sizes.given("GruCell", "the generator", random);
        this.weightIh = Init.recurrentWeight(hidden, random, GATES * hidden, inputs);
        this.weightHh = Init.recurrentWeight(hidden, random, GATES * hidden, hidden);
        this.biasIh = Init.recurrentBias(bias, GATES, hidden, random);
        this.biasHh = Init.recurrentBias(bias, GATES, hidden, random);
    }

    /**
     * A cell with the given parameters, which it holds as they are.
     *
     * @throws IllegalArgumentException if their shapes do not fit
     */
    public GruCell(
            Tensor weightIh, Tensor weightHh, Optional<Tensor> biasIh, Optional<Tensor> biasHh) {
        CellWeights.check("GruCell", GATES, weightIh, weightHh, biasIh, biasHh);
        this.weightIh = weightIh;
        this.weightHh = weightHh;
        this.biasIh = biasIh;
        this.biasHh = biasHh;
    }

    /** The first step, from a state of zeros; see {@link #forward(Tensor, Tensor)}. */
    public Tensor forward(Tensor x) {
        CellWeights.checkRows("GruCell", "input", x, inputs());
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
        CellWeights.checkRows("GruCell", "input", x, inputs());
        CellWeights.checkState("GruCell", "state", state, x, hidden());
        return advance(project(x), state);
    }

    /** The part that does not depend on the state, for any number of rows. */
    Tensor project(Tensor rows) {
        return CellWeights.affine(rows, weightIh, biasIh);
    }

    /** The part that does. */
    Tensor advance(Tensor projected, Tensor state) {
        List<Tensor> ofInput = gates(projected);
        List<Tensor> ofState = gates(CellWeights.affine(state, weightHh, biasHh));
        Tensor reset = ofInput.get(0).add(ofState.get(0)).sigmoid();
        Tensor update = ofInput.get(1).add(ofState.get(1)).sigmoid();
        Tensor candidate = ofInput.get(2).add(reset.mul(ofState.get(2))).tanh();
        return candidate.add(update.mul(state.sub(candidate)));
    }

    private List<Tensor> gates(Tensor sum) {
        return sum.reshape(sum.size(0), GATES, hidden()).unstack(1);
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
