package org.higher.internal.unroll;

import java.util.Arrays;
import java.util.List;
import org.higher.functional.BoundModule;
import org.higher.internal.tape.Captures;
import org.higher.internal.tape.Joint.Replay;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.TangentScope;
import org.higher.internal.tape.Value;
import org.higher.optim.UpdateRule;
import org.jspecify.annotations.Nullable;

/** A step that was taken and can be taken again, and its place on the tape. */
final class TakenStep<B extends BoundModule, R extends UpdateRule<?>> implements Replay {
    private final Rerun<?, B, R, ?> rerun;
    private final int index;
    private final StepCode<B, R> code;
    private final Witness<B> witness;

    /** The checksum of the new weights. */
    private final int weights;

    /** For each weight, and each tensor of the states, its position among the results, or -1. */
    private final int[] places;

    /** Of the results; null where one is not on the tape. */
    private final @Nullable Node[] nodes;

    TakenStep(
            Rerun<?, B, R, ?> rerun,
            int index,
            StepCode<B, R> code,
            Witness<B> witness,
            Results<?> results) {
        this.rerun = rerun;
        this.index = index;
        this.code = code;
        this.witness = witness;
        this.weights = results.checksum();
        this.places = results.places();
        this.nodes = new Node[results.values().size()];
    }

    StepCode<B, R> code() {
        return code;
    }

    Witness<B> witness() {
        return witness;
    }

    /** The checksum of the new weights. */
    int weights() {
        return weights;
    }

    int[] places() {
        return places;
    }

    /** The results at this place on the tape, with edges to what they were computed from. */
    List<Value> put(List<Value> results, List<Value> inputs, Captures captures) {
        if (TangentScope.of(results) != null) {
            throw new IllegalStateException(
                    "inner step "
                            + index
                            + ": steps that are taken again have no forward mode; open the loop"
                            + " with Memory.full(), or with GradientMode.UNTRACKED, which needs"
                            + " no memory for steps in forward mode");
        }
        JointOp op = JointOp.jointOp("inner step " + index, this);
        inputs.forEach(input -> op.wrt(input, 0).reads(input));
        captures.nodes().forEach(node -> op.wrt(node, 0));
        op.reads(captures);
        for (int i = 0; i < nodes.length; i++) {
            Value result = results.get(i);
            op.value(result.data(), i, result.tasks(), result.isNumber());
        }
        List<Value> put = op.record();
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = put.get(i).node();
        }
        return List.copyOf(put);
    }

    /** The results that were computed again, at this place on the tape. */
    List<Value> at(List<Value> again) {
        Value[] at = new Value[nodes.length];
        for (int i = 0; i < at.length; i++) {
            Value value = again.get(i);
            at[i] = new Value(value.data(), nodes[i], value.tasks(), value.isNumber());
        }
        return List.of(at);
    }

    /** A mark: what the step was computed from is not newer, nor is its place on the tape. */
    Recording.Mark mark() {
        return Recording.markAfter(Arrays.asList(nodes));
    }

    @Override
    public int values() {
        return nodes.length;
    }

    @Override
    public Recorded record() {
        return rerun.record(index);
    }

    @Override
    public IllegalStateException leadsElsewhere(Node node) {
        return Unrepeatable.captured(index, node);
    }
}
