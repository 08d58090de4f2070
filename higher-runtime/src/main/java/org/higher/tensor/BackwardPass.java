package org.higher.tensor;

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
 * One pass over a graph: first down, to find the nodes that lead to targets, then along their
 * rules.
 *
 * <p>What it knows of a node it leaves at the node, if it is one of this thread, and else keeps to
 * itself, so that passes of several threads over one graph can run at the same time.
 */
final class BackwardPass {
    private static final Allocation BACKWARD =
            new Allocation("a backward pass over %,d operations");

    /** Whether this thread is in a pass; one that is begun within it leaves the nodes alone. */
    private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);

    private final Thread thread = Thread.currentThread();
    private final boolean nested = BUSY.get();
    private final boolean recording = NoGrad.isRecording();

    /** Visits that are not left at their nodes. */
    private final Map<Node, Visit> elsewhere = new IdentityHashMap<>();

    private final List<Visit> leftAtNodes = new ArrayList<>();

    /** Nodes that lead to a target, each after those it was computed from. */
    private final List<Visit> order = new ArrayList<>();

    /** Whether every leaf is a target. */
    private final boolean toLeaves;

    /** The depth of the shallowest target: nothing below it leads to one. */
    private final int floor;

    private final ArrayPool recycling;

    private final Map<Node, Tensor> found = new IdentityHashMap<>();

    private BackwardPass(boolean toLeaves, int floor, ArrayPool recycling) {
        this.toLeaves = toLeaves;
        this.floor = floor;
        this.recycling = recycling;
    }

    /** The gradients of all leaves that outputs depend on, given those of the outputs. */
    static Map<Node, Tensor> toLeaves(List<Tensor> outputs, List<Tensor> gradients) {
        try (ArrayPool recycling = outputs.get(0).data().backend().recycling()) {
            return new BackwardPass(true, 0, recycling).run(outputs, gradients);
        }
    }

    /**
     * The gradients of targets that outputs depend on, given those of the outputs.
     *
     * @param ends below which nothing is looked at, targets or not
     */
    static Map<Node, Tensor> to(
            Set<Node> targets, Set<Node> ends, List<Tensor> outputs, List<Tensor> gradients) {
        int floor = targets.stream().mapToInt(node -> node.depth).min().orElse(0);
        try (ArrayPool recycling = outputs.get(0).data().backend().recycling()) {
            BackwardPass pass = new BackwardPass(false, floor, recycling);
            targets.forEach(target -> pass.open(target, true, !ends.contains(target)));
            for (Node end : ends) {
                if (!targets.contains(end)) {
                    pass.open(end, false, false);
                }
            }
            return pass.run(outputs, gradients);
        }
    }

    private Map<Node, Tensor> run(List<Tensor> outputs, List<Tensor> gradients) {
        BUSY.set(true);
        try {
            for (Tensor output : outputs) {
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
        if (node.depth < floor) {
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
        Gathering gathered = visit.gathered[0];
        visit.gathered[0] = null;
        if (gathered == null) {
            return;
        }
        Node node = visit.node;
        Tensor g = gathered.total();
        if (visit.target) {
            found.put(node, g);
        }
        if (visit.through) {
            Tensor kept = node.output();
            Tensor y = kept == null ? g : kept; // rules that read the value had it kept
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
                Tensor gradient = edge.rule.vjp(g, y);
                Node to = edge.source;
                add(source, 0, ReductionOps.sumTo(gradient, to.shape, to.tasks, node.op));
            }
        }
        if (!visit.target) {
            gathered.drop();
        }
    }

    private void passJointly(Visit visit, JointRule rule) {
        Node node = visit.node;
        @Nullable Tensor[] gradients = new Tensor[rule.values()];
        boolean any = false;
        for (int i = 0; i < gradients.length; i++) {
            Gathering gathered = visit.gathered[i];
            gradients[i] = gathered == null ? null : gathered.total();
            any |= gathered != null;
        }
        if (!any) {
            return;
        }
        node.checkReads();
        boolean[] wanted = new boolean[rule.arguments()];
        for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
            wanted[placeOf(edge)] = isNeeded(edge.source);
        }
        @Nullable Tensor[] results = rule.vjp(gradients, wanted);
        holdOrRelease(results, recycling::hold); // one may be the gradient of two arguments
        for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
            Visit source = visitOf(edge.source);
            Tensor gradient = results[placeOf(edge)];
            if (source != null && source.needed && gradient != null) {
                add(source, 0, gradient);
            }
        }
        holdOrRelease(results, recycling::release);
        for (Gathering gathered : visit.gathered) {
            if (gathered != null) {
                gathered.drop();
            }
        }
        Arrays.fill(visit.gathered, null);
    }

    private void holdOrRelease(@Nullable Tensor[] results, Consumer<Array> action) {
        if (recording) {
            return;
        }
        for (Tensor result : results) {
            if (result != null) {
                action.accept(result.data());
            }
        }
    }

    private static int placeOf(Node.Edge edge) {
        return ((JointRule.Place) edge.rule).index();
    }

    private void add(Visit visit, int place, Tensor part) {
        Gathering gathered = visit.gathered[place];
        if (gathered == null) {
            visit.gathered[place] = new Gathering(part, recycling, recording);
        } else {
            gathered.add(part);
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
        final @Nullable Gathering[] gathered;

        Visit(Node node, boolean target, boolean through) {
            this.node = node;
            this.target = target;
            this.through = through;
            this.needed = target;
            this.unexplored = through ? node.edges : null;
            this.gathered = new Gathering[node.joint == null ? 1 : node.joint.values()];
        }
    }
}
