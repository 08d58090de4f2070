package org.higher.internal.implicit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointOpRule;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Recorded results as functions of other tensors than those that they were recorded with.
 *
 * <p>The others have the same values and another history. Code that was recorded once at leaves can
 * so be differentiated where the leaves are results, without being run again.
 */
final class Substitution implements JointOpRule {
    private static final Value NOTHING = Equations.TENSORS.value(Tensor.scalar(0));

    private final List<Tensor> recorded;
    private final Inputs inputs;

    private Substitution(List<Tensor> recorded, Inputs inputs) {
        this.recorded = recorded;
        this.inputs = inputs;
    }

    /** What recorded results are functions of: nodes, and what each stands for. */
    static final class Inputs {
        private final List<Node> nodes = new ArrayList<>();
        private final List<Node> meant = new ArrayList<>();
        private final Map<Node, Boolean> known = new IdentityHashMap<>();

        Inputs() {}

        private Inputs(Inputs others) {
            nodes.addAll(others.nodes);
            meant.addAll(others.meant);
            known.putAll(others.known);
        }

        /** A leaf, and the tensor that it stands for; nothing if that is not on the tape. */
        void put(Tensor leaf, Tensor other) {
            for (Node node : Equations.nodes(List.of(leaf))) {
                Equations.nodes(List.of(other)).forEach(outer -> put(node, outer));
            }
        }

        /** A node that stands for itself. */
        void keep(Node node) {
            put(node, node);
        }

        private void put(Node node, Node outer) {
            if (known.put(node, true) == null) {
                nodes.add(node);
                meant.add(outer);
            }
        }
    }

    /** The results, those that there are, as functions of what their inputs stand for. */
    static List<Optional<Tensor>> of(List<Optional<Tensor>> results, Inputs inputs) {
        List<Tensor> recorded = results.stream().flatMap(Optional::stream).toList();
        // a rule may have read what none of the code that was recorded before depends on
        new CapturedNodes(recorded, inputs.nodes).nodes().forEach(inputs::keep);
        JointOp op = JointOp.jointOp("implicit", new Substitution(recorded, inputs));
        for (int i = 0; i < inputs.meant.size(); i++) {
            op.wrt(standIn(inputs.meant.get(i)), i);
        }
        for (int i = 0; i < recorded.size(); i++) {
            Value own = Equations.TENSORS.value(recorded.get(i));
            op.value(own.data(), i, own.tasks(), own.isNumber());
        }
        Iterator<Value> others = op.record().iterator();
        return results.stream()
                .map(result -> result.map(own -> Equations.TENSORS.handle(others.next())))
                .toList();
    }

    /** A value at a place on the tape, for who looks at nothing but the place. */
    static Value standIn(Node node) {
        return new Value(NOTHING.data(), node, null, false);
    }

    @Override
    public int values() {
        return recorded.size();
    }

    @Override
    public int arguments() {
        return inputs.nodes.size();
    }

    /** Never called: nothing with a tangent is put on the tape here. */
    @Override
    public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
        throw ForwardTangents.refused();
    }

    @Override
    public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
        ForwardTangents.check(Arrays.asList(gradients));
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < gradients.length; i++) {
            Value gradient = gradients[i];
            if (gradient != null) {
                outputs.add(recorded.get(i));
                seeds.add(Equations.TENSORS.handle(gradient));
            }
        }
        List<Node> asked = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                asked.add(inputs.nodes.get(i));
            }
        }
        boolean recording = Recording.isOn();
        List<Optional<Tensor>> found =
                Equations.pull(
                        outputs, seeds, asked, Equations.identitySet(inputs.nodes), recording);
        if (recording) {
            Inputs more = new Inputs(inputs);
            Equations.nodes(seeds).forEach(more::keep);
            found = of(found, more);
        }
        return placed(found, wanted);
    }

    /** Gradients of those arguments that they are wanted of, among all. */
    static @Nullable Value[] placed(List<Optional<Tensor>> found, boolean[] wanted) {
        @Nullable Value[] results = new Value[wanted.length];
        int next = 0;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                results[i] = found.get(next++).map(Equations.TENSORS::value).orElse(null);
            }
        }
        return results;
    }
}
