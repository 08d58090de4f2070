package org.higher.internal.unroll;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.backend.Array;
import org.higher.internal.nn.SeedTap;
import org.higher.internal.optim.DifferentiableSteps.Taken;
import org.higher.internal.optim.InnerGradient;
import org.higher.internal.optim.Recorded;
import org.higher.internal.optim.Stepping;
import org.higher.internal.tape.Captures;
import org.higher.internal.tape.Joint.Replay;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Steps of an inner loop that follow each other, and are taken again when a gradient is asked for.
 *
 * <p>It takes them from snapshots, and asks neither the loop nor its optimizer, which may have gone
 * on or been closed.
 */
public final class Rerun<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>, S> {
    private final StepModel<P, B> stepModel;
    private final P structure;
    private final Stepping<R, S> stepping;
    private final Recorded mode;
    private final Allowance allowance;

    /** {@link Plan#UNKNOWN}, or how many steps there will be. */
    private final int expected;

    private final List<TakenStep<B, R>> steps = new ArrayList<>();

    /** Steps that were recorded together with one after them. */
    private final Map<Integer, Replay.Recorded> graphs = new HashMap<>();

    /** What the next step starts from. */
    private Moment<P, S> now;

    private boolean underWay;

    /** Null before the first step. */
    private @Nullable Plan plan;

    private @Nullable Snapshots<Moment<P, S>> snapshots;

    /**
     * Steps from here on.
     *
     * @param structure the model's tree, to put weights into
     * @param expected how many steps there will be; 0 if that is not known
     */
    public Rerun(
            FunctionalModule<P, B> module,
            P structure,
            Stepping<R, S> stepping,
            Allowance allowance,
            int expected,
            Moment<P, S> start) {
        this.stepModel = new StepModel<>(module, structure);
        this.structure = structure;
        this.stepping = stepping;
        this.mode = Recorded.of(stepping.mode());
        this.allowance = allowance;
        this.expected = expected;
        this.now = start;
    }

    /** What is kept; there has to be a step. */
    public Plan plan() {
        return Objects.requireNonNull(plan);
    }

    /** Whether these steps end where a loop is now. */
    public boolean endsAt(Moment<P, ?> moment) {
        return now.position() == moment.position()
                && same(now.weights(), moment.weights())
                && same(buffers(now.tree()), buffers(moment.tree()));
    }

    private static List<Tensor> buffers(ParamTree tree) {
        return List.copyOf(Params.buffers(tree).values());
    }

    private static boolean same(List<Tensor> one, List<Tensor> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            Value a = Results.TENSORS.value(one.get(i));
            Value b = Results.TENSORS.value(other.get(i));
            same = a.data() == b.data() && a.node() == b.node();
        }
        return same;
    }

    // the first time

    /**
     * Takes the next step.
     *
     * @param model bound to where the last step ended
     * @return where it ends, at a place on the tape that keeps no graph
     */
    public synchronized Moment<P, S> take(B model, StepCode<B, R> code) {
        if (underWay) {
            throw new IllegalStateException(
                    "step: a step of this loop is under way, and its code takes another; open a"
                            + " loop of its own there");
        }
        underWay = true;
        try {
            return taken(model, code);
        } finally {
            underWay = false;
        }
    }

    private Moment<P, S> taken(B model, StepCode<B, R> code) {
        B configured = configured(model);
        Recording.Mark mark = Recording.mark();
        SeedTap tap = SeedTap.open();
        Tensor loss;
        Results<S> results;
        Captures captures;
        try {
            loss = code.loss().apply(model);
            Recorded how = firstMode(loss, code, mark);
            Tensor found = loss;
            Moment<P, S> from = now;
            results =
                    Results.of(
                            stepping.alone(
                                    () -> take(found, from, code, how, InnerGradient.RECORDED)),
                            stepping,
                            mark);
            List<Value> all = new ArrayList<>(results.values());
            all.add(Results.TENSORS.value(loss));
            captures = Captures.of(all, mark);
        } finally {
            tap.close();
        }
        Witness<B> witness = Witness.of(loss, tap.seeds(), configured);
        TakenStep<B, R> step = new TakenStep<>(this, steps.size(), code, witness, results);
        List<Value> put = step.put(results.values(), values(tensors(now)), captures);
        steps.add(step);
        Taken<S> taken = results.with(put);
        Moment<P, S> before = now;
        now = moment(taken, model);
        keep(before);
        return now;
    }

    /** What shows all that a step has captured, at the least cost. */
    private Recorded firstMode(Tensor loss, StepCode<B, R> code, Recording.Mark mark) {
        List<Node> weights = Results.nodes(now.weights());
        boolean lossShowsAll =
                mode == Recorded.ALL
                        && !stepping.hasCallback(code.options())
                        && Captures.of(List.of(Results.TENSORS.value(loss)), mark)
                                .areThoseOfGradients(weights, weights);
        return lossShowsAll ? Recorded.OUTLINE : mode;
    }

    private Taken<S> take(
            Tensor loss,
            Moment<P, S> from,
            StepCode<B, R> code,
            Recorded how,
            InnerGradient gradient) {
        return stepping.take(from.position(), loss, from.weights(), code.options(), how, gradient);
    }

    private B configured(B model) {
        int last = steps.size() - 1;
        Optional<B> latest =
                last < 0 ? Optional.empty() : Optional.of(steps.get(last).witness().configured());
        return stepModel.kept(latest, model);
    }

    private Moment<P, S> moment(Taken<S> taken, B model) {
        P tree = Params.withBuffers(Params.withLeaves(structure, taken.weights()), model.params());
        return new Moment<>(Params.detachBuffers(tree), taken.weights(), taken.position());
    }

    private void keep(Moment<P, S> before) {
        Snapshots<Moment<P, S>> known = snapshots;
        if (known == null) {
            Plan chosen = plan(before);
            plan = chosen;
            known = new Snapshots<>(chosen, expected, before);
            snapshots = known;
        }
        known.offer(steps.size(), now);
    }

    /** From the first step, which is recorded once to see what that keeps. */
    private Plan plan(Moment<P, S> start) {
        List<Array> arrays = new ArrayList<>();
        tensors(now).forEach(t -> arrays.add(Results.TENSORS.value(t).data()));
        buffers(now.tree()).forEach(t -> arrays.add(Results.TENSORS.value(t).data()));
        long snapshotBytes = Footprint.of(arrays);
        if (allowance.bytes() == 0) {
            return Plan.ofSnapshots(allowance.snapshots(), expected, snapshotBytes);
        }
        recordAll(start, 0, 1);
        Replay.Recorded graph = Objects.requireNonNull(graphs.remove(0));
        tensors(start).forEach(t -> arrays.add(Results.TENSORS.value(t).data()));
        List<Value> values = graph.values().stream().flatMap(Optional::stream).toList();
        long stepBytes = Footprint.of(values, graph.since(), arrays);
        Plan.Sizes sizes = new Plan.Sizes(tensors(now).size(), snapshotBytes, stepBytes);
        Plan without = Plan.ofBytes(allowance.bytes(), expected, sizes);
        return mode == Recorded.ALL && without.isImprovable()
                ? without.orSavedGradients(
                        allowance.bytes(),
                        expected,
                        sizes,
                        snapshotBytes + savedBytes(start, arrays))
                : without;
    }

    /** What a step keeps of which the gradient is saved, but for what it starts from. */
    private long savedBytes(Moment<P, S> start, List<Array> apart) {
        TakenStep<B, R> step = steps.get(0);
        Recording.Mark mark = step.mark();
        StepCode<B, R> code = step.code();
        InnerGradient gradient =
                (loss, weights, by) ->
                        new SavedGradient<>(0, stepModel, start, code.loss(), step.witness(), by)
                                .put(loss, mark, false);
        B model = stepModel.again(step.witness().configured(), start.tree(), 0);
        Results<S> results = run(model, start, 0, Recorded.ALL, gradient);
        return Footprint.of(results.values(), mark, apart);
    }

    private List<Tensor> tensors(Moment<P, S> moment) {
        List<Tensor> tensors = new ArrayList<>(moment.weights());
        tensors.addAll(stepping.tensors(moment.position()));
        return tensors;
    }

    private static List<Value> values(List<Tensor> tensors) {
        return tensors.stream().map(Results.TENSORS::value).toList();
    }

    // again

    /** The graph of a step. */
    synchronized Replay.Recorded record(int index) {
        Replay.Recorded graph = graphs.remove(index);
        if (graph == null) {
            graphs.clear();
            Objects.requireNonNull(snapshots).prepare(index, this::advance, this::recordAll);
            graph = Objects.requireNonNull(graphs.remove(index));
        }
        return graph;
    }

    private Moment<P, S> advance(Moment<P, S> from, int index, int to) {
        Moment<P, S> at = from;
        for (int i = index; i < to; i++) {
            boolean seen = stepping.hasCallback(steps.get(i).code().options());
            at = again(at, i, mode == Recorded.ALL && !seen ? Recorded.OUTLINE : mode, false);
        }
        return at;
    }

    private Moment<P, S> recordAll(Moment<P, S> from, int index, int to) {
        Moment<P, S> at = from;
        for (int i = index; i < to; i++) {
            at = again(at, i, mode, true);
        }
        return at;
    }

    private Moment<P, S> again(Moment<P, S> from, int index, Recorded how, boolean recorded) {
        TakenStep<B, R> step = steps.get(index);
        Recording.Mark mark = step.mark();
        B model = stepModel.again(step.witness().configured(), from.tree(), index);
        Results<S> results = run(model, from, index, how, InnerGradient.RECORDED);
        if (recorded) {
            List<Optional<Value>> values = results.values().stream().map(Optional::of).toList();
            graphs.put(index, new Replay.Recorded(values, mark));
        }
        Taken<S> placed = results.with(step.at(results.values()));
        return moment(placed, model);
    }

    private Results<S> run(
            B model, Moment<P, S> from, int index, Recorded how, InnerGradient gradient) {
        TakenStep<B, R> step = steps.get(index);
        StepCode<B, R> code = step.code();
        Taken<S> taken =
                step.witness()
                        .again(
                                index,
                                model,
                                code.loss(),
                                loss -> take(loss, from, code, how, gradient));
        Results<S> results = Results.of(taken, stepping, step.places());
        if (results.checksum() != step.weights()) {
            throw Unrepeatable.step(index, "its loss was the same, but its new weights were not");
        }
        return results;
    }
}
