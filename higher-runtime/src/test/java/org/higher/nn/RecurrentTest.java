package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent cells and layers. */
class RecurrentTest {
    private static final int TIME = 4;
    private static final int BATCH = 3;
    private static final int INPUTS = 2;
    private static final int HIDDEN = 3;
    private static final RecurrentOptions ONE = RecurrentOptions.DEFAULT;
    private static final RecurrentOptions DEEP =
            RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true).withBatchFirst(true);

    private final RandomGenerator random = new SplittableRandom(1);

    /** A cell's weights, and the layers' in their order. */
    private record Weights(Tensor wi, Tensor wh, Optional<Tensor> bi, Optional<Tensor> bh) {}

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    private Weights weights(int gates, int inputs, boolean bias) {
        return new Weights(
                normal(gates * HIDDEN, inputs),
                normal(gates * HIDDEN, HIDDEN),
                bias ? Optional.of(normal(gates * HIDDEN)) : Optional.empty(),
                bias ? Optional.of(normal(gates * HIDDEN)) : Optional.empty());
    }

    private static int gates(String kind) {
        return switch (kind) {
            case "lstm" -> 4;
            case "gru" -> 3;
            default -> 1;
        };
    }

    private static RnnCell rnnCell(String kind, Weights w) {
        Layer activation = kind.equals("relu") ? new Relu() : new Tanh();
        return new RnnCell(w.wi, w.wh, w.bi, w.bh, activation);
    }

    private static LstmCell lstmCell(Weights w) {
        return new LstmCell(w.wi, w.wh, w.bi, w.bh);
    }

    private static GruCell gruCell(Weights w) {
        return new GruCell(w.wi, w.wh, w.bi, w.bh);
    }

    static Stream<Arguments> kindsAndOptions() {
        return Stream.of("tanh", "relu", "lstm", "gru")
                .flatMap(
                        kind ->
                                Stream.of(
                                                ONE,
                                                ONE.withBias(false),
                                                ONE.withLayers(3),
                                                ONE.withBidirectional(true),
                                                ONE.withBatchFirst(true),
                                                DEEP)
                                        .map(options -> Arguments.of(kind, options)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndOptions")
    void sequencesAreStepsOfCells(String kind, RecurrentOptions options) {
        int directions = options.bidirectional() ? 2 : 1;
        List<Weights> weights = new ArrayList<>();
        for (int cell = 0; cell < options.layers() * directions; cell++) {
            int inputs = cell < directions ? INPUTS : HIDDEN * directions;
            weights.add(weights(gates(kind), inputs, options.bias()));
        }
        Tensor h = normal(weights.size(), BATCH, HIDDEN);
        Tensor c = normal(weights.size(), BATCH, HIDDEN);
        Tensor sequence = normal(TIME, BATCH, INPUTS);
        Naive expected = new Naive(kind, weights, directions, sequence, h, c);

        Tensor x = options.batchFirst() ? sequence.permute(1, 0, 2) : sequence;
        Tensor outputs;
        Tensor last;
        switch (kind) {
            case "lstm" -> {
                List<LstmCell> cells = weights.stream().map(RecurrentTest::lstmCell).toList();
                Lstm.Output output = new Lstm(cells, options).forward(x, new Lstm.State(h, c));
                outputs = output.outputs();
                last = output.state().hidden();
                LayerCheck.assertClose(output.state().cell(), expected.c);
            }
            case "gru" -> {
                List<GruCell> cells = weights.stream().map(RecurrentTest::gruCell).toList();
                Rnn.Output output = new Gru(cells, options).forward(x, h);
                outputs = output.outputs();
                last = output.state();
            }
            default -> {
                List<RnnCell> cells = weights.stream().map(w -> rnnCell(kind, w)).toList();
                Rnn.Output output = new Rnn(cells, options).forward(x, h);
                outputs = output.outputs();
                last = output.state();
            }
        }
        Tensor timeFirst = options.batchFirst() ? outputs.permute(1, 0, 2) : outputs;
        assertThat(timeFirst.shape()).containsExactly(TIME, BATCH, HIDDEN * directions);
        LayerCheck.assertClose(timeFirst, expected.outputs);
        assertThat(last.shape()).containsExactly(weights.size(), BATCH, HIDDEN);
        LayerCheck.assertClose(last, expected.h);
    }

    /** Whole networks, row by row and step by step. */
    private static final class Naive {
        private final double[] outputs;
        private final double[] h;
        private final double[] c;

        Naive(String kind, List<Weights> weights, int directions, Tensor x, Tensor h, Tensor c) {
            this.h = h.toDoubles();
            this.c = c.toDoubles();
            double[] sequence = x.toDoubles();
            int width = INPUTS;
            for (int layer = 0; layer < weights.size() / directions; layer++) {
                double[] next = new double[TIME * BATCH * HIDDEN * directions];
                for (int direction = 0; direction < directions; direction++) {
                    int cell = layer * directions + direction;
                    for (int row = 0; row < BATCH; row++) {
                        run(kind, weights.get(cell), cell, row, direction, sequence, width, next);
                    }
                }
                sequence = next;
                width = HIDDEN * directions;
            }
            outputs = sequence;
        }

        private void run(
                String kind,
                Weights w,
                int cell,
                int row,
                int direction,
                double[] sequence,
                int width,
                double[] next) {
            NaiveRecurrence naive = new NaiveRecurrence(kind, w.wi, w.wh, w.bi, w.bh);
            int state = (cell * BATCH + row) * HIDDEN;
            System.arraycopy(h, state, naive.h, 0, HIDDEN);
            System.arraycopy(c, state, naive.c, 0, HIDDEN);
            int all = next.length / (TIME * BATCH);
            for (int step = 0; step < TIME; step++) {
                int t = direction == 0 ? step : TIME - 1 - step;
                int from = (t * BATCH + row) * width;
                naive.step(Arrays.copyOfRange(sequence, from, from + width));
                int to = (t * BATCH + row) * all + direction * HIDDEN;
                System.arraycopy(naive.h, 0, next, to, HIDDEN);
            }
            System.arraycopy(naive.h, 0, h, state, HIDDEN);
            System.arraycopy(naive.c, 0, c, state, HIDDEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh", "relu", "lstm", "gru"})
    void cellsTakeOneStep(String kind) {
        Weights w = weights(gates(kind), INPUTS, true);
        Tensor x = normal(1, INPUTS);
        Tensor actual =
                switch (kind) {
                    case "lstm" -> {
                        Lstm.State first = lstmCell(w).forward(x);
                        yield lstmCell(w).forward(x, first).hidden();
                    }
                    case "gru" -> gruCell(w).forward(x, gruCell(w).forward(x));
                    default -> rnnCell(kind, w).forward(x, rnnCell(kind, w).forward(x));
                };
        NaiveRecurrence naive = new NaiveRecurrence(kind, w.wi, w.wh, w.bi, w.bh);
        naive.step(x.toDoubles());
        naive.step(x.toDoubles());
        LayerCheck.assertClose(actual, naive.h);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cellsStandEveryCheck(boolean bias) {
        int[] x = {BATCH, INPUTS};
        int[] h = {BATCH, HIDDEN};
        RnnCell rnn = new RnnCell(INPUTS, HIDDEN, new Tanh(), bias, random);
        new LayerCheck<>(
                        FunctionalRnnCell.of(rnn),
                        (cell, in) -> List.of(cell.forward(in.get(0), in.get(1))),
                        x,
                        h)
                .all(in -> List.of(rnn.forward(in.get(0), in.get(1))));
        GruCell gru = new GruCell(INPUTS, HIDDEN, bias, random);
        new LayerCheck<>(
                        FunctionalGruCell.of(gru),
                        (cell, in) -> List.of(cell.forward(in.get(0), in.get(1))),
                        x,
                        h)
                .all(in -> List.of(gru.forward(in.get(0), in.get(1))));
        LstmCell lstm = new LstmCell(INPUTS, HIDDEN, bias, random);
        new LayerCheck<>(
                        FunctionalLstmCell.of(lstm),
                        (cell, in) ->
                                parts(
                                        cell.forward(
                                                in.get(0), new Lstm.State(in.get(1), in.get(2)))),
                        x,
                        h,
                        h)
                .all(
                        in -> parts(lstm.forward(in.get(0), new Lstm.State(in.get(1), in.get(2)))),
                        in -> List.of(in.get(0), new Lstm.State(in.get(1), in.get(2))));
    }

    private static List<Tensor> parts(Lstm.State state) {
        return List.of(state.hidden(), state.cell());
    }

    private static List<Tensor> parts(Rnn.Output output) {
        return List.of(output.outputs(), output.state());
    }

    private static List<Tensor> parts(Lstm.Output output) {
        return List.of(output.outputs(), output.state().hidden(), output.state().cell());
    }

    static Stream<RecurrentOptions> options() {
        return Stream.of(ONE, DEEP);
    }

    @ParameterizedTest
    @MethodSource("options")
    void layersStandEveryCheck(RecurrentOptions options) {
        int[] x = options.batchFirst() ? new int[] {2, 3, INPUTS} : new int[] {3, 2, INPUTS};
        int[] h = {options.form().cells(), 2, 2};
        Rnn rnn = new Rnn(INPUTS, 2, new Tanh(), options, random);
        new LayerCheck<>(
                        FunctionalRnn.of(rnn),
                        (layer, in) -> parts(layer.forward(in.get(0), in.get(1))),
                        x,
                        h)
                .all(in -> parts(rnn.forward(in.get(0), in.get(1))));
        Gru gru = new Gru(INPUTS, 2, options, random);
        new LayerCheck<>(
                        FunctionalGru.of(gru),
                        (layer, in) -> parts(layer.forward(in.get(0), in.get(1))),
                        x,
                        h)
                .all(in -> parts(gru.forward(in.get(0), in.get(1))));
        Lstm lstm = new Lstm(INPUTS, 2, options, random);
        new LayerCheck<>(
                        FunctionalLstm.of(lstm),
                        (layer, in) ->
                                parts(
                                        layer.forward(
                                                in.get(0), new Lstm.State(in.get(1), in.get(2)))),
                        x,
                        h,
                        h)
                .all(
                        in -> parts(lstm.forward(in.get(0), new Lstm.State(in.get(1), in.get(2)))),
                        in -> List.of(in.get(0), new Lstm.State(in.get(1), in.get(2))));
    }

    /** Zeros to begin with, unless told otherwise. */
    @Test
    void withoutAStateTheyBeginWithZeros() {
        Tensor x = Tensor.normal(random, DType.FLOAT32, TIME, BATCH, INPUTS);
        Tensor zeros = Tensor.zeros(1, BATCH, HIDDEN);
        Gru gru = new Gru(INPUTS, HIDDEN);
        assertThat(gru.forward(x).outputs().toFloats())
                .containsExactly(gru.forward(x, zeros).outputs().toFloats());
        Rnn rnn = new Rnn(INPUTS, HIDDEN);
        assertThat(rnn.forward(x).outputs().toFloats())
                .containsExactly(rnn.forward(x, zeros).outputs().toFloats());
        Lstm lstm = new Lstm(INPUTS, HIDDEN);
        assertThat(lstm.forward(x).outputs().toFloats())
                .containsExactly(
                        lstm.forward(x, new Lstm.State(zeros, zeros)).outputs().toFloats());
    }

    @Test
    void parametersAreNamedAfterTheCells() {
        Lstm lstm = new Lstm(INPUTS, HIDDEN, ONE.withBidirectional(true).withBias(false));
        FunctionalLstm twin = FunctionalLstm.of(lstm);
        assertThat(Params.named(twin.params()).keySet())
                .containsExactly(
                        "cells.0.weightIh",
                        "cells.0.weightHh",
                        "cells.1.weightIh",
                        "cells.1.weightHh");
        double bound = 1 / Math.sqrt(HIDDEN);
        assertThat(twin.parameters())
                .allSatisfy(w -> assertThat(w.abs().amax().item()).isBetween(bound / 2, bound));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(
                () -> new LstmCell(0, 3),
                "LstmCell: 0 inputs and 3 hidden units; there must be at least one of each");
        refused(
                () ->
                        gruCell(
                                new Weights(
                                        normal(9, 2),
                                        normal(8, 3),
                                        Optional.empty(),
                                        Optional.empty())),
                "GruCell: weightIh [9, 2] and weightHh [8, 3] do not fit; give [3 * hidden, inputs]"
                        + " and [3 * hidden, hidden]");
        refused(
                () ->
                        rnnCell(
                                "tanh",
                                new Weights(
                                        normal(3, 2),
                                        normal(3, 3),
                                        Optional.empty(),
                                        Optional.of(normal(4)))),
                "RnnCell: biasHh [4] does not fit; give [3], as many as the weights have rows");
        RnnCell cell = new RnnCell(2, 3);
        refused(
                () -> cell.forward(Tensor.zeros(5, 4)),
                "RnnCell: input [5, 4] does not fit; give [batch, 2]");
        refused(
                () -> cell.forward(Tensor.zeros(5, 2), Tensor.zeros(4, 3)),
                "RnnCell: state is for a batch of 4 and the input has 5; give one row for each");
        Lstm lstm = new Lstm(2, 3, ONE.withBatchFirst(true));
        refused(
                () -> lstm.forward(Tensor.zeros(5, 2)),
                "Lstm: input [5, 2] does not fit; give [batch, time, 2]");
        refused(
                () -> lstm.forward(Tensor.zeros(5, 0, 2)),
                "Lstm: input [5, 0, 2] has no time steps; give [batch, time, 2] with one at least");
        Tensor ofOne = Tensor.zeros(1, 3);
        refused(
                () -> lstm.forward(Tensor.zeros(5, 1, 2), new Lstm.State(ofOne, ofOne)),
                "Lstm: hidden state [1, 3] does not fit; give [cells, batch, hidden], here [1, 5,"
                        + " 3]");
        Tensor sequences = Tensor.zeros(5, 1, 2);
        refused(() -> lstm.forward(sequences, null), "Lstm: null is no state; give one");
        refused(
                () -> lstm.forward(sequences, new Lstm.State(Tensor.zeros(1, 5, 3), null)),
                "Lstm: null is no cell state; give one");
        refused(
                () -> lstm.forward(sequences, new Lstm.State(null, ofOne)),
                "Lstm: null is no hidden state; give one");
        refused(() -> new Gru(2, 3).forward(sequences, null), "Gru: null is no state; give one");
        refused(
                () -> new LstmCell(2, 3).forward(Tensor.zeros(5, 2), null),
                "LstmCell: null is no state; give one");
        refused(
                () -> cell.forward(Tensor.zeros(5, 2), null),
                "RnnCell: null is no state; give one");
        refused(
                () -> ONE.withLayers(0),
                "RecurrentOptions: there can't be 0 layers; give 1 or more");
        refused(
                () -> new Rnn(List.of(cell), ONE.withBidirectional(true)),
                "Rnn: 1 cells for 1 layers in 2 directions; give 2");
        refused(
                () -> new Rnn(List.of(cell, cell), ONE.withLayers(2)),
                "Rnn: cell 1 has 2 inputs and 3 hidden units; in its place it must have 3 and 3");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
