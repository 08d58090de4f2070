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
 * One step of a long short-term memory (LSTM).
 *
 * <pre>
 * i, f, o = sigmoid(Wᵢ x + bᵢ + Wₕ h + bₕ)      g = tanh(likewise)
 * c' = f c + i g                                h' = o tanh(c')
 * </pre>
 *
 * <p>{@code weightIh} has shape [4 · hidden, inputs], {@code weightHh} [4 · hidden, hidden], the
 * biases [4 · hidden]; their rows are those of i, f, g, o, in this order.
 *
 * <p>Source: Hochreiter and Schmidhuber, Long short-term memory, Neural Computation 9 (1997), with
 * the forget gate of Gers, Schmidhuber and Cummins, Learning to forget, Neural Computation 12
 * (2000).
 */
@Functional
public final class LstmCell {
    static final int GATES = 4;

    @Trainable private final Tensor weightIh;
    @Trainable private final Tensor weightHh;
    @Trainable private final Optional<Tensor> biasIh;
    @Trainable private final Optional<Tensor> biasHh;

    /** A cell with biases, drawn from {@link Init#random()}. */
    public LstmCell(int inputs, int hidden) {
        this(inputs, hidden, true, Init.random());
    }

    /**
     * A cell with parameters uniform on ±1 / sqrt(hidden).
     *
     * @throws IllegalArgumentException if there is not at least one input and one hidden unit
     */
    public LstmCell(int inputs, int hidden, boolean bias, RandomGenerator random) {
        CellWeights.checkSizes("LstmCell", GATES, inputs, hidden);
        Sizes.given("LstmCell", "the generator", random);
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
    public LstmCell(
            Tensor weightIh, Tensor weightHh, Optional<Tensor> biasIh, Optional<Tensor> biasHh) {
        CellWeights.check("LstmCell", GATES, weightIh, weightHh, biasIh, biasHh);
        this.weightIh = weightIh;
        this.weightHh = weightHh;
        this.biasIh = biasIh;
        this.biasHh = biasHh;
    }

    /** The first step, from a state of zeros; see {@link #forward(Tensor, Lstm.State)}. */
    public Lstm.State forward(Tensor x) {
        CellWeights.checkRows("LstmCell", "input", x, inputs());
        Tensor zeros = CellWeights.zeroState(x, x.size(0), hidden());
        return forward(x, new Lstm.State(zeros, zeros));
    }

    /**
     * The next state; its hidden part is the output, too.
     *
     * @param x shape [batch, inputs]
     * @param state both parts of shape [batch, hidden]
     * @return both parts of shape [batch, hidden]
     */
    public Lstm.State forward(Tensor x, Lstm.State state) {
        CellWeights.checkRows("LstmCell", "input", x, inputs());
        CellWeights.checkGiven("LstmCell", "state", state);
        CellWeights.checkState("LstmCell", "hidden state", state.hidden(), x, hidden());
        CellWeights.checkState("LstmCell", "cell state", state.cell(), x, hidden());
        return advance(project(x), state);
    }

    /** The part that does not depend on the state, for any number of rows. */
    Tensor project(Tensor rows) {
        return CellWeights.affine(rows, weightIh, biasIh);
    }

    /** The part that does. */
    Lstm.State advance(Tensor projected, Lstm.State state) {
        Tensor sum = projected.add(CellWeights.affine(state.hidden(), weightHh, biasHh));
        List<Tensor> gates = sum.reshape(sum.size(0), GATES, hidden()).unstack(1);
        Tensor input = gates.get(0).sigmoid();
        Tensor forget = gates.get(1).sigmoid();
        Tensor candidate = gates.get(2).tanh();
        Tensor output = gates.get(3).sigmoid();
        Tensor cell = forget.mul(state.cell()).add(input.mul(candidate));
        return new Lstm.State(output.mul(cell.tanh()), cell);
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
