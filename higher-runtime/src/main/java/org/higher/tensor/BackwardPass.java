package org.higher.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a graph: first down, to find the nodes that lead to targets, then along their
 * rules.
 *
 * <p>What it needs to know about nodes it keeps to itself, so that passes over one graph can run at
 * the same time.
 */
final class BackwardPass {
    private final Map<Node, Visit> visits = new IdentityHashMap<>();

    /** Nodes that lead to a target, each after those it was computed from. */
    private final List<Visit> order = new ArrayList<>();

    /** Null for all leaves. */
    private final @Nullable Set<Node> targets;

    /** The depth of the shallowest target: nothing below it leads to one. */
    private final int floor;

    private final Map<Node, Tensor> found = new IdentityHashMap<>();

    private BackwardPass(@Nullable Set<Node> targets, int floor) {
        this.targets = targets;
        this.floor = floor;
    }

    static BackwardPass to(Set<Node> targets) {
        int floor = targets.stream().mapToInt(node -> node.depth).min().orElse(0);
        return new BackwardPass(targets, floor);
    }

    static BackwardPass toLeaves() {
        return new BackwardPass(null, 0);
    }

    /** The gradients of the targets that outputs depend on, given those of the outputs. */
    Map<Node, Tensor> from(List<Tensor> outputs, List<Tensor> gradients) {
        for (Tensor output : outputs) {
            if (output.node() != null) {
                explore(output.node());
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            add(outputs.get(i).node(), gradients.get(i));
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
                Node source = edge.source;
                add(source, ReductionOps.sumTo(gradient, source.shape, source.tasks, node.op));
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

    /** What is known of a node. */
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
