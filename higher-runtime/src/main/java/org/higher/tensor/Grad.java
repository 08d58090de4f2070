package org.higher.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of outputs with respect to chosen tensors.
 *
 * <pre>{@code
 * List<Tensor> slopes = Grad.grad(loss, weights);
 *
 * Gradients graph = Grad.of(loss).createGraph().with(weights);   // can be differentiated again
 * Gradients product = Grad.of(y).seeds(v).with(x);               // vᵀ · dy/dx
 * }</pre>
 *
 * <p>The tensors may be leaves or results on the way. Only operations between them and the outputs
 * are looked at, one after the other, so chains of any length are fine. Graphs are not used up: the
 * same output can be differentiated again, and by several threads at once.
 */
public final class Grad {
    private final List<Tensor> outputs;
    private List<Tensor> seeds = List.of();
    private boolean createGraph;

    private Grad(List<Tensor> outputs) {
        this.outputs = outputs;
    }

    /** The gradient of a scalar; zeros where it does not depend on an input. */
    public static List<Tensor> grad(Tensor output, List<Tensor> inputs) {
        return of(output).with(inputs).orZeros();
    }

    /** The gradient of a scalar; empty where it does not depend on an input. */
    public static List<Optional<Tensor>> gradOrEmpty(
            Tensor output, List<Tensor> inputs, boolean createGraph) {
        Grad grad = of(output);
        return (createGraph ? grad.createGraph() : grad).with(inputs).toList();
    }

    /** Starts from outputs, whose gradients are added up. */
    public static Grad of(Tensor... outputs) {
        return new Grad(List.of(outputs));
    }

    /** The vectors of the vector-Jacobian product, one for each output; ones if not given. */
    public Grad seeds(Tensor... vectors) {
        seeds = List.of(vectors);
        return this;
    }

    /** Records the gradients themselves, even within {@link NoGrad}. */
    public Grad createGraph() {
        createGraph = true;
        return this;
    }

    /** As {@link #with(List)}. */
    public Gradients with(Tensor... inputs) {
        return with(List.of(inputs));
    }

    /**
     * The gradients with respect to some tensors; one that does not require a gradient has none.
     *
     * @throws IllegalArgumentException if no output requires a gradient, or one without a seed is
     *     no scalar, or a seed is not like its output
     * @throws IllegalStateException if a leaf was assigned since it was used
     */
    public Gradients with(List<Tensor> inputs) {
        Set<Node> targets = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor input : inputs) {
            if (input.node() != null) {
                targets.add(input.node());
            }
        }
        Map<Node, Tensor> found =
                NoGrad.recording(
                        createGraph, () -> new Walk(targets).from("grad", outputs, starts("grad")));
        List<Optional<Tensor>> gradients = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            gradients.add(Optional.ofNullable(input.node()).map(found::get));
        }
        return new Gradients(inputs, gradients);
    }

    /** Adds the gradients of a scalar to the leaves below it. */
    static void backward(Tensor output) {
        Grad grad = of(output);
        NoGrad.run(
                () -> {
                    Walk walk = new Walk(null);
                    walk.from("backward", grad.outputs, grad.starts("backward"));
                    walk.found.forEach(
                            (leaf, gradient) -> {
                                Tensor tensor = leaf.output();
                                if (tensor != null) {
                                    tensor.accumulate(gradient);
                                }
                            });
                });
    }

    /** The gradients to begin with, checked. */
    private List<Tensor> starts(String caller) {
        if (outputs.stream().noneMatch(Tensor::requiresGrad)) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: the output %s does not require a gradient: it depends on no"
                                    + " parameter, or was computed within NoGrad or after detach",
                            caller, outputs.stream().map(Text::kind).toList()));
        }
        if (seeds.isEmpty()) {
            for (Tensor output : outputs) {
                if (output.size() != 1) {
                    throw new IllegalArgumentException(
                            Text.of(
                                    "%s: the output %s is no scalar; reduce it, for example with"
                                            + " mean(), or give seeds to Grad.of",
                                    caller, output.shapeRef()));
                }
            }
            return outputs.stream().map(Tensor::onesLike).toList();
        }
        if (seeds.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    Text.of("%s: %d outputs with %d seeds", caller, outputs.size(), seeds.size()));
        }
        for (int i = 0; i < seeds.size(); i++) {
            Checks.together(caller, outputs.get(i), seeds.get(i));
            if (!Arrays.equals(outputs.get(i).shapeRef(), seeds.get(i).shapeRef())) {
                throw new IllegalArgumentException(
                        Text.of(
                                "%s: output %d is %s, and its seed %s; the shapes must agree",
                                caller, i, outputs.get(i).shapeRef(), seeds.get(i).shapeRef()));
            }
        }
        return seeds;
    }

    /** One pass over a graph, first down to find the nodes that matter, then along their rules. */
    private static final class Walk {
        private final Map<Node, Visit> visits = new IdentityHashMap<>();

        /** Nodes that lead to a target, each after those it was computed from. */
        private final List<Visit> order = new ArrayList<>();

        /** Null for all leaves. */
        private final @Nullable Set<Node> targets;

        /** No node above a target can be less deep than the shallowest one. */
        private final int floor;

        private final Map<Node, Tensor> found = new IdentityHashMap<>();

        Walk(@Nullable Set<Node> targets) {
            this.targets = targets;
            this.floor =
                    targets == null
                            ? 0
                            : targets.stream().mapToInt(node -> node.depth).min().orElse(0);
        }

        Map<Node, Tensor> from(String caller, List<Tensor> outputs, List<Tensor> starts) {
            for (Tensor output : outputs) {
                if (output.node() != null) {
                    explore(output.node());
                }
            }
            for (int i = 0; i < outputs.size(); i++) {
                add(outputs.get(i).node(), starts.get(i));
            }
            for (int i = order.size() - 1; i >= 0; i--) {
                pass(order.get(i));
            }
            return found;
        }

        /** Depth first, with a stack of our own: a long chain would overflow the thread's. */
        private void explore(Node start) {
            Deque<Visit> path = new ArrayDeque<>();
            enter(start, path);
            while (!path.isEmpty()) {
                Visit visit = path.peek();
                Node.Edge edge = visit.unexplored;
                if (edge != null) {
                    visit.unexplored = edge.next;
                    enter(edge.source, path);
                } else {
                    path.pop();
                    leave(visit);
                }
            }
        }

        private void enter(Node node, Deque<Visit> path) {
            if (node.depth >= floor && !visits.containsKey(node)) {
                Visit visit = new Visit(node);
                visits.put(node, visit);
                path.push(visit);
            }
        }

        private void leave(Visit visit) {
            visit.needed = isTarget(visit.node);
            for (Node.Edge edge = visit.node.edges; edge != null; edge = edge.next) {
                visit.needed |= isNeeded(edge.source);
            }
            if (visit.needed) {
                order.add(visit);
            }
        }

        /** Hands a node's gradient, complete by now, to the nodes below, and lets go of it. */
        private void pass(Visit visit) {
            Tensor g = visit.gradient;
            if (g == null) {
                return;
            }
            visit.gradient = null;
            Node node = visit.node;
            if (isTarget(node)) {
                found.put(node, g);
            }
            Tensor kept = node.output();
            Tensor y = kept == null ? g : kept; // rules that read the value had it kept
            for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                if (isNeeded(edge.source)) {
                    node.checkReads();
                    Tensor gradient = edge.rule.vjp(g, y);
                    add(edge.source, ReductionOps.sumTo(gradient, edge.source.shape, node.op));
                }
            }
        }

        private void add(@Nullable Node node, Tensor gradient) {
            Visit visit = visits.get(node);
            if (visit != null && visit.needed) {
                visit.gradient = visit.gradient == null ? gradient : visit.gradient.add(gradient);
            }
        }

        private boolean isTarget(Node node) {
            return targets == null ? node.isLeaf() : targets.contains(node);
        }

        private boolean isNeeded(Node node) {
            Visit visit = visits.get(node);
            return visit != null && visit.needed;
        }
    }

    /** What a walk knows about a node. */
    private static final class Visit {
        final Node node;
        Node.@Nullable Edge unexplored;
        boolean needed;
        @Nullable Tensor gradient;

        Visit(Node node) {
            this.node = node;
            this.unexplored = node.edges;
        }
    }
}
