package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.processing.Generated;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.tensor.Tensor;

/** The stateless twin of {@link Ensemble}: its parameters are an argument. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Ensemble.java 39,4:267 42:271,2 45,2:273 46:275 48,3:276 50:279,2")
final class FunctionalEnsemble
        implements FunctionalModule<FunctionalEnsemble.Params, FunctionalEnsemble.Bound> {
    private static final VarHandle STAGES =
            Access.field(MethodHandles.lookup(), Ensemble.class, "stages", List.class);
    private static final VarHandle SKIP =
            Access.field(MethodHandles.lookup(), Ensemble.class, "skip", Optional.class);
    private static final VarHandle HEADS =
            Access.field(MethodHandles.lookup(), Ensemble.class, "heads", Linear[].class);
    private static final VarHandle BRANCHES =
            Access.field(MethodHandles.lookup(), Ensemble.class, "branches", Map.class);
    private static final VarHandle GAINS =
            Access.field(MethodHandles.lookup(), Ensemble.class, "gains", List.class);
    private static final VarHandle SHIFTS =
            Access.field(MethodHandles.lookup(), Ensemble.class, "shifts", Map.class);
    private static final VarHandle HISTORY =
            Access.field(MethodHandles.lookup(), Ensemble.class, "history", List.class);
    private static final VarHandle LAST =
            Access.field(MethodHandles.lookup(), Ensemble.class, "last", Map.class);
    private static final VarHandle DEEPER =
            Access.field(MethodHandles.lookup(), Ensemble.class, "deeper", Optional.class);

    private final Ensemble model;

    private FunctionalEnsemble(Ensemble model) {
        this.model = Access.exactly(Ensemble.class, model);
    }

    /** The twin of a model, whose parameters and configuration it reads when asked. */
    public static FunctionalEnsemble of(Ensemble model) {
        return new FunctionalEnsemble(model);
    }

    @Override
    public Ensemble model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(
                Containers.list(
                        Access.<List<Map<String, Layer>>>cast(STAGES.get(model)),
                        e -> Containers.map(e, e2 -> Binder.params(e2, FunctionalLayer::of))),
                Containers.optional(
                        Access.<Optional<Linear>>cast(SKIP.get(model)),
                        e -> Binder.params(e, FunctionalLinear::of)),
                Containers.array(
                        (Linear[]) HEADS.get(model),
                        FunctionalLinear.Params[]::new,
                        e -> Binder.params(e, FunctionalLinear::of)),
                Containers.map(
                        Access.<Map<String, List<? extends Layer>>>cast(BRANCHES.get(model)),
                        e -> Containers.list(e, e2 -> Binder.params(e2, FunctionalLayer::of))),
                Containers.fixed(Access.<List<Tensor>>cast(GAINS.get(model))),
                Containers.fixed(Access.<Map<String, Optional<Tensor>>>cast(SHIFTS.get(model))),
                Containers.fixed(model.scales),
                Containers.fixed(Access.<List<Tensor>>cast(HISTORY.get(model))),
                Containers.fixed(Access.<Map<String, Tensor>>cast(LAST.get(model))),
                Containers.optional(
                        Access.<Optional<Ensemble>>cast(DEEPER.get(model)),
                        e -> Binder.params(e, FunctionalEnsemble::of)));
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model, params, binder);
    }

    /** Runs {@link Ensemble#forward} with the given parameters. */
    Tensor forward(Params params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of {@link Ensemble}. */
    public record Params(
            List<Map<String, FunctionalLayer.Params>> stages,
            Optional<FunctionalLinear.Params> skip,
            FunctionalLinear.Params[] heads,
            Map<String, List<FunctionalLayer.Params>> branches,
            List<Tensor> gains,
            Map<String, Optional<Tensor>> shifts,
            Tensor[] scales,
            List<Tensor> history,
            Map<String, Tensor> last,
            Optional<Params> deeper)
            implements ParamTree {
        @Override
        public void flatten(Leaves out) {
            out.list("stages", stages, (o, n, e) -> o.map(n, e, Leaves::tree));
            out.optional("skip", skip, Leaves::tree);
            out.array("heads", heads, Leaves::tree);
            out.map("branches", branches, (o, n, e) -> o.list(n, e, Leaves::tree));
            out.list("gains", gains, Leaves::parameter);
            out.map("shifts", shifts, (o, n, e) -> o.optional(n, e, Leaves::parameter));
            out.array("scales", scales, Leaves::parameter);
            out.list("history", history, Leaves::buffer);
            out.map("last", last, Leaves::buffer);
            out.optional("deeper", deeper, Leaves::tree);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(
                    in.list(stages, (i, e) -> i.map(e, LeafSource::tree)),
                    in.optional(skip, LeafSource::tree),
                    in.array(heads, LeafSource::tree),
                    in.map(branches, (i, e) -> i.list(e, LeafSource::tree)),
                    in.list(gains, LeafSource::parameter),
                    in.map(shifts, (i, e) -> i.optional(e, LeafSource::parameter)),
                    in.array(scales, LeafSource::parameter),
                    in.list(history, LeafSource::buffer),
                    in.map(last, LeafSource::buffer),
                    in.optional(deeper, LeafSource::tree));
        }
    }

    /** {@link Ensemble}'s code over given parameters. */
    public static final class Bound implements BoundModule {
        private final List<Map<String, FunctionalLayer.Bound>> stages;
        private final Optional<FunctionalLinear.Bound> skip;
        private final FunctionalLinear.Bound[] heads;
        private final Map<String, List<FunctionalLayer.Bound>> branches;
        private final List<Tensor> gains;
        private final Map<String, Optional<Tensor>> shifts;
        final Tensor[] scales;
        private final List<Tensor> history;
        private Map<String, Tensor> last;
        private final Optional<Bound> deeper;

        private Bound(Ensemble model, Params params, Binder binder) {
            stages =
                    Containers.list(
                            Access.<List<Map<String, Layer>>>cast(STAGES.get(model)),
                            params.stages,
                            (m, p) ->
                                    Containers.map(
                                            m,
                                            p,
                                            (m2, p2) -> binder.bind(m2, FunctionalLayer::of, p2)));
            skip =
                    Containers.optional(
                            Access.<Optional<Linear>>cast(SKIP.get(model)),
                            params.skip,
                            (m, p) -> binder.bind(m, FunctionalLinear::of, p));
            heads =
                    Containers.array(
                            (Linear[]) HEADS.get(model),
                            params.heads,
                            FunctionalLinear.Bound[]::new,
                            (m, p) -> binder.bind(m, FunctionalLinear::of, p));
            branches =
                    Containers.map(
                            Access.<Map<String, List<? extends Layer>>>cast(BRANCHES.get(model)),
                            params.branches,
                            (m, p) ->
                                    Containers.list(
                                            m,
                                            p,
                                            (m2, p2) -> binder.bind(m2, FunctionalLayer::of, p2)));
            gains = params.gains;
            shifts = params.shifts;
            scales = params.scales;
            history = Containers.mutable(params.history);
            last = Containers.mutable(params.last);
            deeper =
                    Containers.optional(
                            Access.<Optional<Ensemble>>cast(DEEPER.get(model)),
                            params.deeper,
                            (m, p) -> binder.bind(m, FunctionalEnsemble::of, p));
        }

        private Bound(Bound like, Params params, Binder binder) {
            stages =
                    Containers.list(
                            like.stages,
                            params.stages,
                            (m, p) -> Containers.map(m, p, (m2, p2) -> binder.rebind(m2, p2)));
            skip = Containers.optional(like.skip, params.skip, (m, p) -> binder.rebind(m, p));
            heads =
                    Containers.array(
                            like.heads,
                            params.heads,
                            FunctionalLinear.Bound[]::new,
                            (m, p) -> binder.rebind(m, p));
            branches =
                    Containers.map(
                            like.branches,
                            params.branches,
                            (m, p) -> Containers.list(m, p, (m2, p2) -> binder.rebind(m2, p2)));
            gains = params.gains;
            shifts = params.shifts;
            scales = params.scales;
            history = Containers.mutable(params.history);
            last = Containers.mutable(params.last);
            deeper = Containers.optional(like.deeper, params.deeper, (m, p) -> binder.rebind(m, p));
        }

        @Override
        public Params params() {
            return new Params(
                    Containers.list(stages, e -> Containers.map(e, Binder::current)),
                    Containers.optional(skip, Binder::current),
                    Containers.array(heads, FunctionalLinear.Params[]::new, Binder::current),
                    Containers.map(branches, e -> Containers.list(e, Binder::current)),
                    gains,
                    shifts,
                    scales,
                    Containers.fixed(history),
                    Containers.fixed(last),
                    Containers.optional(deeper, Binder::current));
        }

        @Override
        public Bound sameOver(ParamTree params, Binder binder) {
            return new Bound(this, (Params) params, binder);
        }

        /** {@code stages} over these parameters. */
        public List<Map<String, FunctionalLayer.Bound>> stages() {
            return stages;
        }

        /** {@code skip} over these parameters. */
        public Optional<FunctionalLinear.Bound> skip() {
            return skip;
        }

        /** {@code heads} over these parameters. */
        public FunctionalLinear.Bound[] heads() {
            return Containers.fixed(heads);
        }

        /** {@code branches} over these parameters. */
        public Map<String, List<FunctionalLayer.Bound>> branches() {
            return branches;
        }

        /** {@code deeper} over these parameters. */
        public Optional<Bound> deeper() {
            return deeper;
        }

        Tensor forward(Tensor x) {
            // Ensemble.java:38
            Tensor h = x;
            for (Map<String, FunctionalLayer.Bound> stage : stages) {
                for (FunctionalLayer.Bound layer : stage.values()) {
                    h = layer.forward(h);
                }
            }
            for (List<? extends FunctionalLayer.Bound> branch : branches.values()) {
                h = branch.get(0).forward(h);
            }
            history.add(h);
            last = Map.of("h", h);
            return skip.isPresent()
                    ? h.add(skip.get().forward(x))
                    : heads[0].forward(h).mul(scales[0]);
        }
    }
}
