package org.higher.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.internal.nn.CellWeights;
import org.higher.internal.nn.Recurrence;
import org.higher.tensor.Tensor;

/**
 * Long short-term memory (LSTM) over whole sequences: layers of {@link LstmCell}s.
 *
 * <p>Inputs have shape [time, batch, inputs], or [batch, time, inputs] by option. The parameters
 * are those of the cells, layer by layer, and the backward cell of a layer after the forward one.
 */
@Functional
public final class Lstm {
    private final List<LstmCell> cells;
    private final RecurrentOptions options;

    /** One layer, drawn from {@link Init#random()}. */
    public Lstm(int inputs, int hidden) {
        this(inputs, hidden, RecurrentOptions.DEFAULT);
    }

    /** Layers drawn from {@link Init#random()}. */
    public Lstm(int inputs, int hidden, RecurrentOptions options) {
        this(inputs, hidden, options, Init.random());
    }

    /**
     * Layers with parameters uniform on ±1 / sqrt(hidden).
     *
     * @throws IllegalArgumentException if there is not at least one input and one hidden unit
     */
    public Lstm(int inputs, int hidden, RecurrentOptions options, RandomGenerator random) {
        this.cells =
                Recurrence.cells(
                        "Lstm",
                        inputs,
                        hidden,
                        RecurrentOptions.form("Lstm", options),
                        in -> new LstmCell(in, hidden, options.bias(), random));
        this.options = options;
    }

    /**
     * The given cells, layer by layer, and the backward one of a layer after the forward one.
     *
     * @throws IllegalArgumentException if they are too few or many, or their sizes do not fit
     */
    public Lstm(List<LstmCell> cells, RecurrentOptions options) {
        this.cells =
                Recurrence.checked(
                        "Lstm",
                        cells,
                        RecurrentOptions.form("Lstm", options),
                        LstmCell::inputs,
                        LstmCell::hidden);
        this.options = options;
    }

    /** How the cells are put together. */
    public RecurrentOptions options() {
        return options;
    }

    /** Runs over a sequence from states of zeros; see {@link #forward(Tensor, Lstm.State)}. */
    public Output forward(Tensor x) {
        Recurrence.checkInput("Lstm", options.form(), x, cells.get(0).inputs());
        Tensor zeros = Recurrence.zeroStates(options.form(), x, cells.get(0).hidden());
        return forward(x, new State(zeros, zeros));
    }

    /**
     * Runs over a sequence.
     *
     * @param x shape [time, batch, inputs], or [batch, time, inputs] by option
     * @param state where each cell begins, both parts [layers · directions, batch, hidden]
     */
    public Output forward(Tensor x, State state) {
        Recurrence.checkInput("Lstm", options.form(), x, cells.get(0).inputs());
        CellWeights.checkGiven("Lstm", "state", state);
        int size = cells.get(0).hidden();
        List<Tensor> hidden =
                Recurrence.states("Lstm", options.form(), "hidden state", state.hidden(), x, size);
        List<Tensor> memory =
                Recurrence.states("Lstm", options.form(), "cell state", state.cell(), x, size);
        List<State> initial = new ArrayList<>();
        for (int cell = 0; cell < hidden.size(); cell++) {
            initial.add(new State(hidden.get(cell), memory.get(cell)));
        }
        Recurrence<State> recurrence =
                new Recurrence<>(
                        options.form(),
                        (cell, rows) -> cells.get(cell).project(rows),
                        (cell, projected, s) -> cells.get(cell).advance(projected, s),
                        State::hidden);
        Recurrence.Result<State> result = recurrence.run(x, initial);
        List<Tensor> lastHidden = new ArrayList<>();
        List<Tensor> lastMemory = new ArrayList<>();
        for (State last : result.states()) {
            lastHidden.add(last.hidden());
            lastMemory.add(last.cell());
        }
        State last = new State(Tensor.stack(0, lastHidden), Tensor.stack(0, lastMemory));
        return new Output(result.outputs(), last);
    }

    /**
     * State of an LSTM: its hidden state and its cell state.
     *
     * @param hidden its output, [batch, hidden]; of a whole {@link Lstm} [cells, batch, hidden]
     * @param cell its memory, of the same shape
     */
    public record State(Tensor hidden, Tensor cell) {}

    /**
     * Outputs and last state of an {@link Lstm}.
     *
     * @param outputs of the last layer at each time step, [time, batch, hidden · directions];
     *     [batch, time, ...] if inputs are
     * @param state of every cell after its last step, both parts [layers · directions, batch,
     *     hidden]
     */
    public record Output(Tensor outputs, State state) {}
}
