package org.higher.nn;

import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.internal.nn.Recurrence;
import org.higher.tensor.Tensor;

/**
 * Recurrent neural network (Elman RNN) over whole sequences: layers of {@link RnnCell}s.
 *
 * <p>Inputs have shape [time, batch, inputs], or [batch, time, inputs] by option. The parameters
 * are those of the cells, layer by layer, and the backward cell of a layer after the forward one.
 */
@Functional
public final class Rnn {
    private final List<RnnCell> cells;
    private final RecurrentOptions options;

    /** One layer, drawn from {@link Init#random()}. */
    public Rnn(int inputs, int hidden) {
        this(inputs, hidden, RecurrentOptions.DEFAULT);
    }

    /** Layers drawn from {@link Init#random()}. */
    public Rnn(int inputs, int hidden, RecurrentOptions options) {
        this(inputs, hidden, new Tanh(), options, Init.random());
    }

    /**
     * Layers with parameters uniform on ±1 / sqrt(hidden).
     *
     * @param activation {@link Tanh} or {@link Relu}, or another elementwise layer
     * @throws IllegalArgumentException if there is not at least one input and one hidden unit
     */
    public Rnn(
            int inputs,
            int hidden,
            Layer activation,
            RecurrentOptions options,
            RandomGenerator random) {
        this.cells =
                Recurrence.cells(
                        "Rnn",
                        inputs,
                        hidden,
                        RecurrentOptions.form("Rnn", options),
                        in -> new RnnCell(in, hidden, activation, options.bias(), random));
        this.options = options;
    }

    /**
     * The given cells, layer by layer, and the backward one of a layer after the forward one.
     *
     * @throws IllegalArgumentException if they are too few or many, or their sizes do not fit
     */
    public Rnn(List<RnnCell> cells, RecurrentOptions options) {
        this.cells =
                Recurrence.checked(
                        "Rnn",
                        cells,
                        RecurrentOptions.form("Rnn", options),
                        RnnCell::inputs,
                        RnnCell::hidden);
        this.options = options;
    }

    /** How the cells are put together. */
    public RecurrentOptions options() {
        return options;
    }

    /** Runs over a sequence from states of zeros; see {@link #forward(Tensor, Tensor)}. */
    public Output forward(Tensor x) {
        Recurrence.checkInput("Rnn", options.form(), x, cells.get(0).inputs());
        return forward(x, Recurrence.zeroStates(options.form(), x, cells.get(0).hidden()));
    }

    /**
     * Runs over a sequence.
     *
     * @param x shape [time, batch, inputs], or [batch, time, inputs] by option
     * @param state where each cell begins, [layers · directions, batch, hidden]
     */
    public Output forward(Tensor x, Tensor state) {
        Recurrence.checkInput("Rnn", options.form(), x, cells.get(0).inputs());
        int hidden = cells.get(0).hidden();
        List<Tensor> initial = Recurrence.states("Rnn", options.form(), "state", state, x, hidden);
        Recurrence<Tensor> recurrence =
                new Recurrence<>(
                        options.form(),
                        (cell, rows) -> cells.get(cell).project(rows),
                        (cell, projected, h) -> cells.get(cell).advance(projected, h),
                        h -> h);
        Recurrence.Result<Tensor> result = recurrence.run(x, initial);
        return new Output(result.outputs(), Tensor.stack(0, result.states()));
    }

    /**
     * Outputs and last state of an {@link Rnn} or a {@link Gru}.
     *
     * @param outputs of the last layer at each time step, [time, batch, hidden · directions];
     *     [batch, time, ...] if inputs are
     * @param state of every cell after its last step, [layers · directions, batch, hidden]
     */
    public record Output(Tensor outputs, Tensor state) {}
}
