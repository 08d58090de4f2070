package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Patch;
import org.higher.nn.FunctionalGru;
import org.higher.nn.FunctionalGruCell;
import org.higher.nn.FunctionalLstm;
import org.higher.nn.FunctionalLstmCell;
import org.higher.nn.FunctionalRnn;
import org.higher.nn.FunctionalRnnCell;
import org.higher.nn.Gru;
import org.higher.nn.GruCell;
import org.higher.nn.Lstm;
import org.higher.nn.LstmCell;
import org.higher.nn.RecurrentOptions;
import org.higher.nn.Rnn;
import org.higher.nn.RnnCell;
import org.higher.nn.Tanh;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The recurrent part of tests/test_patch.py: patched networks and cells, in double precision. */
class RecurrentNetsTest {
    private static final int TIME = 5;
    private static final int BATCH = 3;
    private static final int INPUTS = 4;
    private static final int HIDDEN = 6;
    private static final RecurrentOptions TWO_LAYERS = RecurrentOptions.DEFAULT.withLayers(2);

    private final RandomGenerator random = new SplittableRandom(21);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    private Tensor weight(int... shape) {
        return Tensor.parameter(normal(shape).mul(0.5));
    }

    private RnnCell rnnCell(int inputs) {
        return new RnnCell(
                weight(HIDDEN, inputs),
                weight(HIDDEN, HIDDEN),
                Optional.of(weight(HIDDEN)),
                Optional.of(weight(HIDDEN)),
                new Tanh());
    }

    private LstmCell lstmCell(int inputs) {
        int rows = 4 * HIDDEN;
        return new LstmCell(
                weight(rows, inputs),
                weight(rows, HIDDEN),
                Optional.of(weight(rows)),
                Optional.of(weight(rows)));
    }

    private GruCell gruCell(int inputs) {
        int rows = 3 * HIDDEN;
        return new GruCell(
                weight(rows, inputs),
                weight(rows, HIDDEN),
                Optional.of(weight(rows)),
                Optional.of(weight(rows)));
    }

    private Rnn rnn() {
        return new Rnn(List.of(rnnCell(INPUTS), rnnCell(HIDDEN)), TWO_LAYERS);
    }

    private Lstm lstm() {
        return new Lstm(List.of(lstmCell(INPUTS), lstmCell(HIDDEN)), TWO_LAYERS);
    }

    private Gru gru() {
        return new Gru(List.of(gruCell(INPUTS), gruCell(HIDDEN)), TWO_LAYERS);
    }

    private Tensor sequence() {
        return normal(TIME, BATCH, INPUTS);
    }

    private static List<Tensor> parts(Rnn.Output output) {
        return List.of(output.outputs(), output.state());
    }

    private static List<Tensor> parts(Lstm.Output output) {
        return List.of(output.outputs(), output.state().hidden(), output.state().cell());
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toDoubles()).containsExactly(expected.get(i).toDoubles());
        }
    }

    /** testRNNForward */
    @Test
    void outputsAndStatesAreTheModels() {
        Tensor x = sequence();
        Tensor h = normal(2, BATCH, HIDDEN);
        Tensor c = normal(2, BATCH, HIDDEN);
        Rnn rnn = rnn();
        try (var fast = Patch.monkeypatch(FunctionalRnn.of(rnn))) {
            assertSame(parts(fast.model().forward(x, h)), parts(rnn.forward(x, h)));
        }
        Lstm lstm = lstm();
        try (var fast = Patch.monkeypatch(FunctionalLstm.of(lstm))) {
            Lstm.State state = new Lstm.State(h, c);
            assertSame(parts(fast.model().forward(x, state)), parts(lstm.forward(x, state)));
        }
        Gru gru = gru();
        try (var fast = Patch.monkeypatch(FunctionalGru.of(gru))) {
            assertSame(parts(fast.model().forward(x, h)), parts(gru.forward(x, h)));
        }
    }

    /** testRNNCellForward */
    @Test
    void cellsTakeTheStepsOfTheModels() {
        RnnCell rnn = rnnCell(INPUTS);
        GruCell gru = gruCell(INPUTS);
        LstmCell lstm = lstmCell(INPUTS);
        try (var fastRnn = Patch.monkeypatch(FunctionalRnnCell.of(rnn));
                var fastGru = Patch.monkeypatch(FunctionalGruCell.of(gru));
                var fastLstm = Patch.monkeypatch(FunctionalLstmCell.of(lstm))) {
            Tensor h = normal(BATCH, HIDDEN);
            Tensor ofRnn = h;
            Tensor ofGru = h;
            Lstm.State ofLstm = new Lstm.State(h, normal(BATCH, HIDDEN));
            for (Tensor x : sequence().unstack(0)) {
                Tensor nextRnn = rnn.forward(x, ofRnn);
                assertSame(List.of(fastRnn.model().forward(x, ofRnn)), List.of(nextRnn));
                Tensor nextGru = gru.forward(x, ofGru);
                assertSame(List.of(fastGru.model().forward(x, ofGru)), List.of(nextGru));
                Lstm.State next = lstm.forward(x, ofLstm);
                Lstm.State actual = fastLstm.model().forward(x, ofLstm);
                assertSame(
                        List.of(actual.hidden(), actual.cell()),
                        List.of(next.hidden(), next.cell()));
                ofRnn = nextRnn;
                ofGru = nextGru;
                ofLstm = next;
            }
        }
    }

    /** testRNNUnrollSGD */
    @Test
    void aStepByHandReachesEveryWeightOfANetwork() {
        unroll(FunctionalRnn.of(rnn()), (net, x) -> net.forward(x).outputs());
        unroll(FunctionalLstm.of(lstm()), (net, x) -> net.forward(x).outputs());
        unroll(FunctionalGru.of(gru()), (net, x) -> net.forward(x).outputs());
    }

    /** testRNNCellUnrollSGD */
    @Test
    void aStepByHandReachesEveryWeightOfACell() {
        unroll(
                FunctionalRnnCell.of(rnnCell(INPUTS)),
                (cell, xs) -> {
                    Tensor h = normalState();
                    for (Tensor x : xs.unstack(0)) {
                        h = cell.forward(x, h);
                    }
                    return h;
                });
        unroll(
                FunctionalLstmCell.of(lstmCell(INPUTS)),
                (cell, xs) -> {
                    Lstm.State state = new Lstm.State(normalState(), normalState());
                    for (Tensor x : xs.unstack(0)) {
                        state = cell.forward(x, state);
                    }
                    return state.hidden();
                });
        unroll(
                FunctionalGruCell.of(gruCell(INPUTS)),
                (cell, xs) -> {
                    Tensor h = normalState();
                    for (Tensor x : xs.unstack(0)) {
                        h = cell.forward(x, h);
                    }
                    return h;
                });
    }

    /** The same each time it is asked for. */
    private static Tensor normalState() {
        return Tensor.normal(new SplittableRandom(3), DType.FLOAT64, BATCH, HIDDEN);
    }

    /** The original asks that gradients exist; these are those of differences, too. */
    private <P extends ParamTree, B extends BoundModule> void unroll(
            FunctionalModule<P, B> net, BiFunction<B, Tensor, Tensor> run) {
        Tensor x = sequence();
        Tensor query = sequence();
        try (var fast = Patch.monkeypatch(net)) {
            List<Tensor> start = fast.weights();
            Tensor outer = afterAStep(fast.model(start), start, w -> fast.model(w), run, x, query);
            List<Optional<Tensor>> gradients = Grad.gradOrEmpty(outer, start, false);
            assertThat(gradients).allMatch(Optional::isPresent);

            List<Tensor> along = start.stream().map(w -> normal(w.shape())).toList();
            double slope = 0;
            for (int i = 0; i < start.size(); i++) {
                slope += gradients.get(i).orElseThrow().dot(along.get(i)).item();
            }
            double[] sides = new double[2];
            for (int side = 0; side < 2; side++) {
                double by = side == 0 ? 1e-5 : -1e-5;
                List<Tensor> moved = new ArrayList<>();
                for (int i = 0; i < start.size(); i++) {
                    Tensor there = start.get(i).detach().add(along.get(i).mul(by));
                    moved.add(Tensor.parameter(there));
                }
                sides[side] =
                        afterAStep(fast.model(moved), moved, w -> fast.model(w), run, x, query)
                                .item();
            }
            double expected = (sides[0] - sides[1]) / 2e-5;
            assertThat(slope).isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
        }
    }

    private static <B> Tensor afterAStep(
            B before,
            List<Tensor> weights,
            Function<List<Tensor>, B> model,
            BiFunction<B, Tensor, Tensor> run,
            Tensor x,
            Tensor query) {
        Tensor loss = run.apply(before, x).square().mean();
        List<Tensor> gradients = Grad.of(loss).createGraph().with(weights).orZeros();
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            next.add(weights.get(i).sub(gradients.get(i).mul(0.1)));
        }
        return run.apply(model.apply(next), query).square().mean();
    }
}
