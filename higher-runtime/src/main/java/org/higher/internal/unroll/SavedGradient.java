package org.higher.internal.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.higher.functional.BoundModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.optim.InnerGradient;
import org.higher.internal.tape.Captures;
import org.higher.internal.tape.Joint;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointOpRule;
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

    /** Of the gradients. */
    private int[] checksums = {};

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
        checksums = checksums(values);
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

    private static int[] checksums(List<Value> gradients) {
        return gradients.stream().mapToInt(Results::checksum).toArray();
    }

    /** The gradients computed again, with their graph. */
    private List<Value> recorded(Tensor loss) {
        List<Value> found =
                valuesOf(
                        InnerGradient.RECORDED.of(loss, from.weights(), by).stream()
                                .flatMap(Optional::stream));
        if (!Arrays.equals(checksums(found), checksums)) {
            throw Unrepeatable.gradient(index);
        }
        return found;
    }

    private B model(P tree) {
        return stepModel.again(witness.configured(), tree, index);
    }

    // reverse over reverse

    private List<Value> again(List<Value> gradients, Captures captures) {
        Again again = new Again(gradients.size());
        List<Value> placed = List.copyOf(record(again, captures, gradients));
        placed.forEach(value -> again.nodes.add(value.node()));
        return placed;
    }

    private final class Again implements Joint.Replay {
        private final int values;
        private final List<@Nullable Node> nodes = new ArrayList<>();

        Again(int values) {
            this.values = values;
        }

        @Override
        public int values() {
            return values;
        }

        @Override
        public Recorded record() {
            Recording.Mark since = Recording.markAfter(nodes);
            return witness.again(
                    index,
                    model(from.tree()),
                    code,
                    loss ->
                            new Recorded(
                                    recorded(loss).stream().map(Optional::of).toList(), since));
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

    private final class Forward implements JointOpRule {
        /** The weights whose gradients the values are. */
        private final List<Tensor> weights;

        /** What stands for the arguments: constants on their places on the tape. */
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
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            boolean createGraph = Recording.isOn();
            Value first = Results.TENSORS.value(weights.get(0));
            ArrayPool apart = first.data().backend().recycling(); // the graph is not the pass's
            try {
                return Recording.with(
                        true,
                        () ->
                                along(gradients, wanted, createGraph)
                                        .orElseGet(() -> back(gradients, wanted, createGraph)));
            } finally {
                apart.close();
            }
        }

        /**
         * Forward over reverse; empty where forward mode does not see what reverse mode sees.
         *
         * <p>The weights have places of their own, so that those which the code has captured beside
         * its argument are found: they have no tangent.
         */
        private Optional<@Nullable Value[]> along(
                @Nullable Value[] direction, boolean[] wanted, boolean createGraph) {
            try {
                return TangentScope.open(
                        scope -> {
                            List<Tensor> duals = duals(scope, direction);
                            List<Tensor> variables =
                                    new ArrayList<>(
                                            duals.stream().filter(Tensor::requiresGrad).toList());
                            variables.addAll(arguments.subList(variables.size(), arguments.size()));
                            Recording.Mark since = Recording.mark();
                            return witness.again(
                                    index,
                                    model(Params.withLeaves(from.tree(), duals)),
                                    model -> scope.alongTape(() -> code.apply(model)),
                                    loss ->
                                            leadsBeyond(List.of(loss), since, variables).isPresent()
                                                    ? Optional.<@Nullable Value[]>empty()
                                                    : tangents(
                                                            scope,
                                                            differentiated(
                                                                    Grad.of(loss),
                                                                    variables,
                                                                    wanted,
                                                                    createGraph)));
                        });
            } catch (IllegalStateException noRule) {
                return Optional.empty(); // what else it may be, it is again the other way
            }
        }

        /** All weights, on new places on the tape, with tangents. */
        private List<Tensor> duals(TangentScope scope, @Nullable Value[] direction) {
            Map<Tensor, Value> tangents = new IdentityHashMap<>();
            for (int i = 0; i < direction.length; i++) {
                Value tangent = direction[i];
                if (tangent != null) {
                    tangents.put(weights.get(i), tangent);
                }
            }
            List<Tensor> duals = new ArrayList<>();
            for (Tensor weight : from.weights()) {
                Tensor dual = weight.requiresGrad() ? weight.dup() : weight;
                Value tangent = tangents.get(weight);
                if (tangent != null) {
                    Results.TENSORS.value(dual).withTangent(scope, tangent);
                }
                duals.add(dual);
            }
            return duals;
        }

        /** The tangents of gradients; empty if the gradients are not those of the first time. */
        private Optional<@Nullable Value[]> tangents(
                TangentScope scope, List<Optional<Tensor>> gradients) {
            Map<Node, Integer> known = new IdentityHashMap<>();
            List<Node> own = Results.nodes(weights);
            for (int i = 0; i < checksums.length; i++) {
                known.put(own.get(i), checksums[i]);
            }
            @Nullable Value[] tangents = new Value[gradients.size()];
            for (int i = 0; i < tangents.length; i++) {
                Tensor gradient = gradients.get(i).orElse(null);
                if (gradient != null) {
                    Value value = Results.TENSORS.value(gradient);
                    Integer checksum = known.get(places.get(i));
                    if (checksum != null && Results.checksum(value) != checksum) {
                        return Optional.empty();
                    }
                    tangents[i] = value.tangent(scope);
                }
            }
            return Optional.of(tangents);
        }

        /** Reverse over reverse. */
        private @Nullable Value[] back(
                @Nullable Value[] direction, boolean[] wanted, boolean createGraph) {
            Recording.Mark since = Recording.markAfter(places);
            List<Value> found =
                    witness.again(index, model(from.tree()), code, SavedGradient.this::recorded);
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> seeds = new ArrayList<>();
            for (int i = 0; i < direction.length; i++) {
                Value seed = direction[i];
                if (seed != null && found.get(i).requiresGrad()) {
                    outputs.add(Results.TENSORS.handle(found.get(i)));
                    seeds.add(Results.TENSORS.handle(seed));
                }
            }
            leadsBeyond(outputs, since, arguments)
                    .ifPresent(
                            node -> {
                                throw Unrepeatable.captured(index, node);
                            });
            @Nullable Value[] results = new Value[wanted.length];
            if (!outputs.isEmpty()) {
                Grad grad =
                        Grad.of(outputs.toArray(Tensor[]::new)).seeds(seeds.toArray(Tensor[]::new));
                List<Optional<Tensor>> gradients =
                        differentiated(grad, arguments, wanted, createGraph);
                for (int i = 0; i < results.length; i++) {
                    results[i] = gradients.get(i).map(Results.TENSORS::value).orElse(null);
                }
            }
            return results;
        }

        /** One gradient for each variable; empty also where it is not wanted. */
        private List<Optional<Tensor>> differentiated(
                Grad grad, List<Tensor> variables, boolean[] wanted, boolean createGraph) {
            List<Tensor> by = new ArrayList<>();
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i]) {
                    by.add(variables.get(i));
                }
            }
            Grad partial = grad.partial(variables);
            Iterator<Optional<Tensor>> found =
                    (createGraph ? partial.createGraph() : partial).with(by).toList().iterator();
            List<Optional<Tensor>> all = new ArrayList<>();
            for (boolean one : wanted) {
                all.add(one ? found.next() : Optional.empty());
            }
            return all;
        }

        /** A node that values were computed from and that is none of some variables'. */
        private Optional<Node> leadsBeyond(
                List<Tensor> values, Recording.Mark since, List<Tensor> variables) {
            return Captures.of(valuesOf(values.stream()), since)
                    .besides(Results.nodes(variables))
                    .stream()
                    .findFirst();
        }

        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
            throw new IllegalStateException("where there are tangents, the gradient is recorded");
        }
    }
}
