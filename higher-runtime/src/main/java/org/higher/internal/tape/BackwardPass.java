package org.higher.internal.tape;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.heap.Allocation;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass of reverse-mode differentiation: first down the graph, to find the nodes that
 * lead to targets, then along their rules.
 *
 * <p>What it knows of a node it leaves at the node, if it is one of this thread, and else keeps to
 * itself, so that passes of several threads over one graph can run at the same time.
 */
public final class BackwardPass {
    private static final Allocation BACKWARD =
            new Allocation("a backward pass over %,d operations");

    /** Whether this thread is in a pass; one that is begun within it leaves the nodes alone. */
    private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);

    private final Thread thread = Thread.currentThread();
    private final boolean nested = BUSY.get();
    private final boolean recording = Recording.isOn();

    /** Visits that are not left at their nodes. */
    private final Map<Node, Visit> elsewhere = new IdentityHashMap<>();

    private final List<Visit> leftAtNodes = new ArrayList<>();

    /** Nodes that lead to a target, each after those it was computed from. */
    private final List<Visit> order = new ArrayList<>();

    /** Whether every leaf is a target. */
    private final boolean toLeaves;

    /** The depth of the shallowest target: nothing below it leads to one. */
    private final int minDepth;

    private final ArrayPool recycling;
    private final Unbroadcasting unbroadcasting;

    private final Map<Node, Value> found = new IdentityHashMap<>();

    private BackwardPass(
            boolean toLeaves, int minDepth, ArrayPool recycling, Unbroadcasting unbroadcasting) {
        this.toLeaves = toLeaves;
        this.minDepth = minDepth;
        this.recycling = recycling;
        this.unbroadcasting = unbroadcasting;
    }

    /** Adds to the gradients of all leaves that outputs depend on, given those of the outputs. */
    public static void toLeaves(
            List<Value> outputs, List<Value> gradients, Unbroadcasting unbroadcasting) {
        Map<Node, Value> found;
        try (ArrayPool recycling = outputs.get(0).data().backend().recycling()) {
            found = new BackwardPass(true, 0, recycling, unbroadcasting).run(outputs, gradients);
        }
        found.forEach(Node::accumulate);
    }

    /**
     * The gradients of targets that outputs depend on, given those of the outputs.
     *
     * @param ends below which nothing is looked at, targets or not
     */
    public static Map<Node, Value> to(
            Set<Node> targets,
            Set<Node> ends,
            List<Value> outputs,
            List<Value> gradients,
            Unbroadcasting unbroadcasting) {
        int minDepth = targets.stream().mapToInt(node -> node.depth).min().orElse(0);
        try (ArrayPool recycling = outputs.get(0).data().backend().recycling()) {
            BackwardPass pass = new BackwardPass(false, minDepth, recycling, unbroadcasting);
            targets.forEach(target -> pass.open(target, true, !ends.contains(target)));
            for (Node end : ends) {
                if (!targets.contains(end)) {
                    pass.open(end, false, false);
                }
            }
            return pass.run(outputs, gradients);
        }
    }

    private Map<Node, Value> run(List<Value> outputs, List<Value> gradients) {
        BUSY.set(true);
        try {
            for (Value output : outputs) {
                if (output.node() != null) {
                    explore(output.node());
                }
            }
            for (int i = 0; i < outputs.size(); i++) {
                Node node = outputs.get(i).node();
                if (node != null && isNeeded(node)) {
                    add(Objects.requireNonNull(visitOf(node)), 0, gradients.get(i));
                }
            }
            for (int i = order.size() - 1; i >= 0; i--) {
                pass(order.get(i));
            }
            return found;
        } catch (OutOfMemoryError full) {
            throw BACKWARD.failed(order.size(), full);
        } finally {
            BUSY.set(nested);
            leftAtNodes.forEach(visit -> visit.node.visit = null);
        }
    }

    // down

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
        if (node.depth < minDepth) {
            return;
        }
        Visit visit = visitOf(node);
        if (visit == null) {
            visit = open(node, toLeaves && node.isLeaf(), true);
        }
        if (!visit.entered) {
            visit.entered = true;
            path.push(visit);
        }
    }

    private void leave(Visit visit) {
        if (visit.through) {
            for (Node.Edge edge = visit.node.edges; edge != null; edge = edge.next) {
                visit.needed |= isNeeded(edge.source);
            }
        }
        if (visit.needed) {
            order.add(visit);
        }
    }

    private Visit open(Node node, boolean target, boolean through) {
        Visit visit = new Visit(node, target, through);
        if (nested || node.owner != thread) {
            elsewhere.put(node, visit);
        } else {
            node.visit = visit;
            leftAtNodes.add(visit);
        }
        return visit;
    }

    private @Nullable Visit visitOf(Node node) {
        return nested || node.owner != thread ? elsewhere.get(node) : node.visit;
    }

    private boolean isNeeded(Node node) {
        Visit visit = visitOf(node);
        return visit != null && visit.needed;
    }

    // along the rules

    /** Hands a node's gradient, complete by now, to the nodes below, and lets go of it. */
    private void pass(Visit visit) {
        if (visit.node.joint != null) {
            passJointly(visit, visit.node.joint);
            return;
        }
        GradientAccumulation accumulated = visit.accumulated[0];
        visit.accumulated[0] = null;
        if (accumulated == null) {
            return;
        }
        Node node = visit.node;
        Value g = accumulated.total();
        if (visit.target) {
            found.put(node, g);
        }
        if (visit.through) {
            Value kept = node.output();
            Value y = kept == null ? g : kept; // rules that read the value had it kept
            boolean checked = false;
            for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                Visit source = visitOf(edge.source);
                if (source == null || !source.needed) {
                    continue;
                }
                if (edge.rule instanceof JointRule.Place place) {
                    add(source, place.index(), g);
                    continue;
                }
                if (!checked) {
                    node.checkReads();
                    checked = true;
                }
                Value gradient = edge.rule.vjp(g, y);
                Node to = edge.source;
                add(source, 0, unbroadcasting.sumTo(gradient, to.shape, to.tasks, node.op));
            }
        }
        if (!visit.target) {
            accumulated.drop();
        }
    }

    private void passJointly(Visit visit, JointRule rule) {
        Node node = visit.node;
        @Nullable Value[] gradients = new Value[rule.values()];
        boolean any = false;
        for (int i = 0; i < gradients.length; i++) {
            GradientAccumulation accumulated = visit.accumulated[i];
            gradients[i] = accumulated == null ? null : accumulated.total();
            any |= accumulated != null;
        }
        if (!any) {
            return;
        }
        node.checkReads();
        boolean[] wanted = new boolean[rule.arguments()];
        for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
            wanted[placeOf(edge)] = isNeeded(edge.source);
        }
        @Nullable Value[] results = rule.vjp(gradients, wanted);
        holdOrRelease(results, recycling::hold); // one may be the gradient of two arguments
        for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
            Visit source = visitOf(edge.source);
            Value gradient = results[placeOf(edge)];
            if (source != null && source.needed && gradient != null) {
                add(source, 0, gradient);
            }
        }
        holdOrRelease(results, recycling::release);
        for (GradientAccumulation accumulated : visit.accumulated) {
            if (accumulated != null) {
                accumulated.drop();
            }
        }
        Arrays.fill(visit.accumulated, null);
    }

    private void holdOrRelease(@Nullable Value[] results, Consumer<Array> action) {
        if (recording) {
            return;
        }
        for (Value result : results) {
            if (result != null) {
                action.accept(result.data());
            }
        }
    }

    private static int placeOf(Node.Edge edge) {
        return ((JointRule.Place) edge.rule).index();
    }

    private void add(Visit visit, int place, Value part) {
        GradientAccumulation accumulated = visit.accumulated[place];
        if (accumulated == null) {
            visit.accumulated[place] = new GradientAccumulation(part, recycling, recording);
        } else {
            accumulated.add(part);
        }
    }

    /** What is known of a node. */
    static final class Visit {
        final Node node;
        final boolean target;

        /** Whether to look below it. */
        final boolean through;

        Node.@Nullable Edge unexplored;
        boolean entered;

        /** Whether it is a target or leads to one. */
        boolean needed;

        /** One gradient, or one for each value of a joint rule. */
        final @Nullable GradientAccumulation[] accumulated;

        Visit(Node node, boolean target, boolean through) {
            this.node = node;
            this.target = target;
            this.through = through;
            this.needed = target;
            this.unexplored = through ? node.edges : null;
            this.accumulated =
                    new GradientAccumulation[node.joint == null ? 1 : node.joint.values()];
        }
    }
}
