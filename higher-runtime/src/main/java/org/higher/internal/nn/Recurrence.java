package org.higher.internal.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.higher.tensor.Tensor;

/**
 * A recurrent network over a sequence: layers of cells, in one direction or both.
 *
 * <p>Cells are named by number, layer by layer and the backward one after the forward one, and are
 * called through functions, so that a twin hands in its own.
 *
 * @param project the part of a cell that does not depend on the state
 * @param advance the part that does
 * @param hidden the output in a state
 * @param <S> the state of a cell
 */
public record Recurrence<S>(
        RecurrentForm form, Projection project, Advance<S> advance, Function<S, Tensor> hidden) {

    /** [rows, features] to [rows, gates · hidden], by a cell's weights. */
    public interface Projection {
        Tensor of(int cell, Tensor rows);
    }

    /** The state after a step. */
    public interface Advance<S> {
        S next(int cell, Tensor projected, S state);
    }

    /**
     * The outputs of the last layer, in the order of axes that the options want, and all states.
     */
    public record Result<S>(Tensor outputs, List<S> states) {}

    /** Runs all layers from the given states, one for each cell. */
    public Result<S> run(Tensor x, List<S> initial) {
        Tensor sequence = form.batchFirst() ? x.permute(1, 0, 2) : x;
        List<S> states = new ArrayList<>();
        int directions = form.directions();
        for (int cell = 0; cell < form.cells(); cell += directions) {
            Tensor outputs = direction(sequence, cell, false, initial, states);
            if (form.bidirectional()) {
                Tensor backward = direction(sequence, cell + 1, true, initial, states);
                outputs = Tensor.concat(2, outputs, backward);
            }
            sequence = outputs;
        }
        return new Result<>(form.batchFirst() ? sequence.permute(1, 0, 2) : sequence, states);
    }

    /** One cell over the sequence; the products of all its inputs are one. */
    private Tensor direction(
            Tensor sequence, int cell, boolean backward, List<S> initial, List<S> states) {
        int time = sequence.size(0);
        int batch = sequence.size(1);
        Tensor rows = project.of(cell, sequence.reshape(time * batch, sequence.size(2)));
        List<Tensor> projected = rows.reshape(time, batch, rows.size(1)).unstack(0);
        List<Tensor> outputs = new ArrayList<>(time);
        S state = initial.get(cell);
        for (int t = 0; t < time; t++) {
            state = advance.next(cell, projected.get(backward ? time - 1 - t : t), state);
            outputs.add(hidden.apply(state));
        }
        states.add(state);
        if (backward) {
            Collections.reverse(outputs);
        }
        return Tensor.stack(0, outputs);
    }

    // what layers check and build

    /** Refuses what is no sequence of the right features. */
    public static void checkInput(String layer, RecurrentForm form, Tensor x, int inputs) {
        String axes = form.batchFirst() ? "[batch, time, " : "[time, batch, ";
        if (x.rank() != 3 || x.size(2) != inputs) {
            throw new IllegalArgumentException(
                    layer
                            + ": input "
                            + Arrays.toString(x.shape())
                            + " does not fit; give "
                            + axes
                            + inputs
                            + "]");
        }
        if (x.size(form.batchFirst() ? 1 : 0) == 0) {
            throw new IllegalArgumentException(
                    layer
                            + ": input "
                            + Arrays.toString(x.shape())
                            + " has no time steps; give "
                            + axes
                            + inputs
                            + "] with one at least");
        }
    }

    /** The states of all cells apart. */
    public static List<Tensor> states(
            String layer, RecurrentForm form, String name, Tensor state, Tensor x, int hidden) {
        int[] wanted = {form.cells(), batch(form, x), hidden};
        CellWeights.checkGiven(layer, name, state);
        if (!Arrays.equals(state.shape(), wanted)) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + name
                            + " "
                            + Arrays.toString(state.shape())
                            + " does not fit; give [cells, batch, hidden], here "
                            + Arrays.toString(wanted));
        }
        return state.unstack(0);
    }

    /** Zeros for all cells, [cells, batch, hidden]. */
    public static Tensor zeroStates(RecurrentForm form, Tensor x, int hidden) {
        return Tensor.zeros(x.dtype(), form.cells(), batch(form, x), hidden).to(x.device());
    }

    private static int batch(RecurrentForm form, Tensor x) {
        return x.size(form.batchFirst() ? 0 : 1);
    }

    /** Cells made one by one, from the number of inputs of each. */
    public static <C> List<C> cells(
            String layer, int inputs, int hidden, RecurrentForm form, IntFunction<C> make) {
        CellWeights.checkSizes(layer, inputs, hidden);
        Sizes.times(layer, hidden, form.directions(), "outputs in two directions");
        List<C> cells = new ArrayList<>();
        for (int cell = 0; cell < form.cells(); cell++) {
            boolean first = cell < form.directions();
            cells.add(make.apply(first ? inputs : hidden * form.directions()));
        }
        return List.copyOf(cells);
    }

    /** Refuses cells that can't be put together as the options say. */
    public static <C> List<C> checked(
            String layer,
            List<C> cells,
            RecurrentForm form,
            Function<C, Integer> inputs,
            Function<C, Integer> hidden) {
        Sizes.given(layer, "the list of cells", cells);
        if (cells.size() != form.cells()) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + cells.size()
                            + " cells for "
                            + form.layers()
                            + " layers in "
                            + form.directions()
                            + " directions; give "
                            + form.cells());
        }
        int units = hidden.apply(cells.get(0));
        for (int cell = 0; cell < cells.size(); cell++) {
            boolean first = cell < form.directions();
            int wanted = first ? inputs.apply(cells.get(0)) : units * form.directions();
            C one = cells.get(cell);
            if (inputs.apply(one) != wanted || hidden.apply(one) != units) {
                throw new IllegalArgumentException(
                        layer
                                + ": cell "
                                + cell
                                + " has "
                                + inputs.apply(one)
                                + " inputs and "
                                + hidden.apply(one)
                                + " hidden units; in its place it must have "
                                + wanted
                                + " and "
                                + units);
            }
        }
        return List.copyOf(cells);
    }
}
