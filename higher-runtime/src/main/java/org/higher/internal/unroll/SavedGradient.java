package org.higher.internal.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.higher.functional.BoundModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Deferral;
import org.higher.internal.optim.InnerGradient;
import org.higher.internal.tape.Captures;
import org.higher.internal.tape.Joint;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointRule;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.TangentScope;
import org.higher.internal.tape.Value;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a step's loss: a place on the tape, with edges to the weights and to what the
 * loss has captured, and no graph between.
 *
 * <p>There are two rules for it. One records the loss and its gradient again, for the pass to go
 * through. The other, mixed mode, differentiates forward over reverse: the gradient's derivative
 * along the cotangent that arrives is the gradient that is asked for, as second derivatives are
 * symmetric. So no graph of a backward pass is ever kept.
 *
 * <p>Source: Kemaev et al., Scalable meta-learning via mixed-mode differentiation, ICML 2025.
 */
final class SavedGradient<P extends ParamTree, B extends BoundModule> {
    private final int index;
    private final StepModel<P, B> stepModel;
    private final Moment<P, ?> from;
    private final Function<? super B, Tensor> code;
    private final Witness<B> witness;

    /** The weights to differentiate by. */
    private final List<Tensor> by;

    /** The places of the weights on the tape, and behind them of what the loss has captured. */
    private List<Node> places = List.of();

    /** Of the graph of the loss. */
    private int fingerprint;

    /** Whether that tells all: gradients that are computed again have the values of the first. */
    private boolean valuesKnown;

    SavedGradient(
            int index,
            StepModel<P, B> stepModel,
            Moment<P, ?> from,
            Function<? super B, Tensor> code,
            Witness<B> witness,
            List<Tensor> by) {
        this.index = index;
        this.stepModel = stepModel;
        this.from = from;
        this.code = code;
        this.witness = witness;
        this.by = by;
    }

    /**
     * The gradients on the tape; empty where the loss does not depend on a weight.
     *
     * @param loss with its graph
     * @param mark from before the loss was computed
     * @param mixed whether mixed mode is wanted, if it is exact
     */
    List<Optional<Tensor>> put(Tensor loss, Recording.Mark mark, boolean mixed) {
        Captures captures = Captures.of(List.of(Results.TENSORS.value(loss)), mark);
        fingerprint = captures.fingerprint();
        valuesKnown = captures.isOfDerivatives();
        List<Node> weights = Results.nodes(from.weights());
        boolean forward =
                mixed
                        && weights.stream().distinct().count() == weights.size()
                        && captures.areThoseOfGradients(weights, Results.nodes(by));
        List<Optional<Tensor>> found =
                forward
                        ? Grad.of(loss).partial(from.weights()).with(by).toList()
                        : InnerGradient.RECORDED.of(loss, from.weights(), by);
        List<Value> values = valuesOf(found.stream().flatMap(Optional::stream));
        List<Value> differentiated = new ArrayList<>(values);
        differentiated.add(Results.TENSORS.value(loss));
        if (TangentScope.of(differentiated) != null) {
            // the tape has tangents, too, only if all is recorded
            return forward ? InnerGradient.RECORDED.of(loss, from.weights(), by) : found;
        }
        if (!forward) {
            captures = Captures.of(differentiated, mark);
        }
        places =
                Stream.concat(weights.stream(), captures.besides(weights).stream())
                        .distinct()
                        .toList();
        Iterator<Value> placed =
                (forward ? forward(values, captures, found) : again(values, captures)).iterator();
        return found.stream()
                .map(one -> one.map(gradient -> Results.TENSORS.handle(placed.next())))
                .toList();
    }

    private static List<Value> valuesOf(Stream<Tensor> tensors) {
        return tensors.map(Results.TENSORS::value).toList();
    }

    /** With edges to the weights and to what was captured. */
    private List<Value> record(Joint rule, Captures captures, List<Value> gradients) {
        JointOp op = JointOp.jointOp("gradient of inner step " + index, rule).reads(captures);
        for (int i = 0; i < places.size(); i++) {
            op.wrt(places.get(i), i);
        }
        for (int i = 0; i < gradients.size(); i++) {
            Value gradient = gradients.get(i);
            op.value(gradient.data(), i, gradient.tasks(), gradient.isNumber());
        }
        return op.record();
    }

    /** Checks that a loss was computed as it was the first time. */
    private void checkGraph(Tensor loss, Recording.Mark since) {
        Captures again = Captures.of(List.of(Results.TENSORS.value(loss)), since);
        for (Node node : again.besides(places)) {
            throw Unrepeatable.captured(index, node);
        }
        if (again.fingerprint() != fingerprint) {
            throw Unrepeatable.graph(index);
        }
    }

    private Stream<Optional<Tensor>> gradients(Supplier<List<Optional<Tensor>>> computation) {
        return (valuesKnown ? Deferral.wanted(computation) : computation.get()).stream();
    }

    // reverse over reverse

    private List<Value> again(List<Value> gradients, Captures captures) {
        Again again = new Again(gradients);
        List<Value> placed = List.copyOf(record(again, captures, gradients));
        placed.forEach(value -> again.nodes.add(value.node()));
        return placed;
    }

    private final class Again implements Joint.Replay {
        private final int[] checksums;
        private final List<@Nullable Node> nodes = new ArrayList<>();

        Again(List<Value> gradients) {
            this.checksums = checksums(gradients);
        }

        private static int[] checksums(List<Value> gradients) {
            return gradients.stream().mapToInt(Results::checksum).toArray();
        }

        @Override
        public int values() {
            return checksums.length;
        }

        @Override
        public Recorded record() {
            Recording.Mark since = Recording.markAfter(nodes);
            return witness.again(
                    index,
                    stepModel.again(witness.configured(), from.tree(), index),
                    code,
                    loss -> new Recorded(recorded(loss, since), since));
        }

        private List<Optional<Value>> recorded(Tensor loss, Recording.Mark since) {
            if (valuesKnown) {
                checkGraph(loss, since);
            }
            List<Value> found =
                    valuesOf(
                            gradients(() -> InnerGradient.RECORDED.of(loss, from.weights(), by))
                                    .flatMap(Optional::stream));
            if (!valuesKnown && !Arrays.equals(checksums(found), checksums)) {
                throw Unrepeatable.gradient(index);
            }
            return found.stream().map(Optional::of).toList();
        }

        @Override
        public IllegalStateException leadsElsewhere(Node node) {
            return Unrepeatable.captured(index, node);
        }
    }

    // forward over reverse

    private List<Value> forward(
            List<Value> gradients, Captures captures, List<Optional<Tensor>> found) {
        List<Tensor> present = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            if (found.get(i).isPresent()) {
                present.add(by.get(i));
            }
        }
        return record(new Forward(present, gradients.get(0)), captures, gradients);
    }

    private final class Forward implements JointRule {
        /** The weights whose gradients the values are. */
        private final List<Tensor> weights;

        /** What stands for the arguments: of their places on the tape. */
        private final List<Tensor> arguments;

        Forward(List<Tensor> weights, Value like) {
            this.weights = weights;
            Value some = like.scalarLike(0);
            this.arguments =
                    places.stream()
                            .map(node -> new Value(some.data(), node, null, false))
                            .map(Results.TENSORS::handle)
                            .toList();
        }

        @Override
        public int values() {
            return weights.size();
        }

        @Override
        public int arguments() {
            return places.size();
        }

        @Override
        public boolean isDerivative() {
            return true;
        }

        @Override
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            boolean createGraph = Recording.isOn();
            Value first = Results.TENSORS.value(weights.get(0));
            ArrayPool apart = first.data().backend().recycling(); // the graph is not the pass's
            try {
                return TangentScope.open(
                        scope ->
                                Recording.with(
                                        true, () -> along(scope, gradients, wanted, createGraph)));
            } finally {
                apart.close();
            }
        }

        private @Nullable Value[] along(
                TangentScope scope,
                @Nullable Value[] direction,
                boolean[] wanted,
                boolean createGraph) {
            P tree = Params.withLeaves(from.tree(), varied(scope, direction));
            B model = stepModel.again(witness.configured(), tree, index);
            Recording.Mark since = Recording.markAfter(places);
            List<Tensor> by = new ArrayList<>();
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i]) {
                    by.add(arguments.get(i));
                }
            }
            Iterator<Optional<Tensor>> found =
                    witness.again(
                                    index,
                                    model,
                                    code,
                                    loss -> {
                                        checkGraph(loss, since);
                                        return tangents(loss, by, createGraph);
                                    })
                            .iterator();
            @Nullable Value[] tangents = new Value[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                Tensor gradient = wanted[i] ? found.next().orElse(null) : null;
                Value value = gradient == null ? null : Results.TENSORS.value(gradient);
                tangents[i] = value == null ? null : value.tangent(scope);
            }
            return tangents;
        }

        /** All weights, on their places on the tape, with tangents. */
        private List<Tensor> varied(TangentScope scope, @Nullable Value[] direction) {
            Map<Tensor, Value> tangents = new IdentityHashMap<>();
            for (int i = 0; i < direction.length; i++) {
                Value tangent = direction[i];
                if (tangent != null) {
                    tangents.put(weights.get(i), tangent);
                }
            }
            List<Tensor> varied = new ArrayList<>(from.weights());
            varied.replaceAll(
                    weight -> {
                        Value tangent = tangents.get(weight);
                        return tangent == null
                                ? weight
                                : Results.TENSORS.handle(
                                        Results.TENSORS
                                                .value(weight)
                                                .without(scope)
                                                .withTangent(scope, tangent));
                    });
            return varied;
        }

        private List<Optional<Tensor>> tangents(Tensor loss, List<Tensor> by, boolean createGraph) {
            Grad grad = Grad.of(loss).partial(arguments);
            return gradients(() -> (createGraph ? grad.createGraph() : grad).with(by).toList())
                    .toList();
        }

        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
            throw new IllegalStateException("where there are tangents, the gradient is recorded");
        }
    }
}
