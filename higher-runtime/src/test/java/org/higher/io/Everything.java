package org.higher.io;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A rule whose state has one of everything that can be saved. */
record Everything() implements UpdateRule<Everything.State> {
    interface Shape {}

    private record Round(double radius) implements Shape {}

    private record Square(byte side) implements Shape {}

    record Pair<A, B>(A first, B second) {}

    /** Which shapes there are is known by the example that {@link #init} gives. */
    record State(
            Pair<Tensor, List<Integer>> pair,
            Map<String, List<Optional<Tensor>>> map,
            Tensor[] array,
            double[] doubles,
            Pair<?, Tensor>[] pairs,
            Shape shape,
            Pair<List<Shape>, Map<String, Shape>> shapes,
            Optional<Pair<Long, Boolean>> optional,
            Optional<Tensor> none,
            @Nullable Tensor nothing,
            @Nullable Integer boxed,
            TimeUnit unit,
            String text,
            float f,
            short s,
            byte b,
            boolean flag) {}

    @Override
    public State init(Tensor p) {
        return state(p, 0);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    static State state(Tensor p, int n) {
        return new State(
                new Pair<>(p.add(n), List.of(n, 2)),
                new TreeMap<>(
                        Map.of(
                                "x.y",
                                List.of(Optional.of(p.mul(n)), Optional.empty()),
                                "z",
                                List.of())),
                new Tensor[] {p.sub(n), p.neg()},
                new double[] {n, Double.NaN, -0.0},
                new Pair[] {new Pair<>(p.square(), p.abs())},
                new Round(n + 0.5),
                new Pair<>(
                        List.of(new Round(n), new Square((byte) n)),
                        Map.of("s", new Square((byte) 7))),
                n == 0 ? Optional.empty() : Optional.of(new Pair<>(1L << 60, true)),
                Optional.empty(),
                null,
                n,
                n == 0 ? TimeUnit.DAYS : TimeUnit.HOURS,
                "text " + n,
                0.1f * n,
                (short) -n,
                (byte) n,
                n > 0);
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        return new Step<>(p.sub(g), state(p, state.b() + 1));
    }
}
