package org.higher.nn;

import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.internal.nn.Recurrence;
import org.higher.tensor.Tensor;

/**
 * Gated recurrent unit (GRU) over whole sequences: layers of {@link GruCell}s.
 *
 * <p>Inputs have shape [time, batch, inputs], or [batch, time, inputs] by option. The parameters
 * are those of the cells, layer by layer, and the backward cell of a layer after the forward one.
 */
@Functional
public final class Gru {
    private final List<GruCell> cells;
    private final RecurrentOptions options;

    /** One layer, drawn from {@link Init#random()}. */
    public Gru(int inputs, int hidden) {
        this(inputs, hidden, RecurrentOptions.DEFAULT);
    }

    /** Layers drawn from {@link Init#random()}. */
    public Gru(int inputs, int hidden, RecurrentOptions options) {
        this(inputs, hidden, options, Init.random());
    }

    /**
     * Layers with parameters uniform on ±1 / sqrt(hidden).
     *
     * @throws IllegalArgumentException if there is not at least one input and one hidden unit
     */
    public Gru(int inputs, int hidden, RecurrentOptions options, RandomGenerator random) {
        this.cells =
                Recurrence.cells(
                        "Gru",
                        inputs,
                        hidden,
                        RecurrentOptions.form("Gru", options),
                        in -> new GruCell(in, hidden, options.bias(), random));
        this.options = options;
    }

    /**
     * The given cells, layer by layer, and the backward one of a layer after the forward one.
     *
     * @throws IllegalArgumentException if they are too few or many, or their sizes do not fit
     */
    public Gru(List<GruCell> cells, RecurrentOptions options) {
        this.cells =
                Recurrence.checked(
                        "Gru",
                        cells,
                        RecurrentOptions.form("Gru", options),
                        GruCell::inputs,
                        GruCell::hidden);
        this.options = options;
    }

    /** How the cells are put together. */
    public RecurrentOptions options() {
        return options;
    }

    /** Runs over a sequence from states of zeros; see {@link #forward(Tensor, Tensor)}. */
    public Rnn.Output forward(Tensor x) {
        Recurrence.checkInput("Gru", options.form(), x, cells.get(0).inputs());
        return forward(x, Recurrence.zeroStates(options.form(), x, cells.get(0).hidden()));
    }

    /**
     * Runs over a sequence.
     *
     * @param x shape [time, batch, inputs], or [batch, time, inputs] by option
     * @param state where each cell begins, [layers · directions, batch, hidden]
     */
    public Rnn.Output forward(Tensor x, Tensor state) {
        Recurrence.checkInput("Gru", options.form(), x, cells.get(0).inputs());
        int hidden = cells.get(0).hidden();
        List<Tensor> initial = Recurrence.states("Gru", options.form(), "state", state, x, hidden);
        Recurrence<Tensor> recurrence =
                new Recurrence<>(
                        options.form(),
                        (cell, rows) -> cells.get(cell).project(rows),
                        (cell, projected, h) -> cells.get(cell).advance(projected, h),
                        h -> h);
        Recurrence.Result<Tensor> result = recurrence.run(x, initial);
        return new Rnn.Output(result.outputs(), Tensor.stack(0, result.states()));
    }
}
