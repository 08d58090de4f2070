package org.higher.internal.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Backend;
import org.higher.internal.heap.Allocation;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass of reverse-mode differentiation: first down the graph, to find the nodes that
 * lead to targets, then along their rules, newest first.
 *
 * <p>So the parts of a gradient are added up in the reverse order of the program, whatever the
 * graph looks like, and whether all of it was kept or some is {@linkplain Joint.Replay recorded
 * again}.
 *
 * <p>What it knows of a node it leaves at the node, if that is one of this thread and no pass
 * around this one has been there, and else keeps to itself, so that passes of several threads over
 * one graph can run at the same time.
 */
public final class BackwardPass {
    private static final Allocation BACKWARD =
            new Allocation("a backward pass over %,d operations");

    private static final Comparator<Visit> OLDEST_FIRST =
            Comparator.comparingLong(visit -> visit.node.sequence);

    private final long[] owner = Recording.owner();
    private final boolean recording = Recording.isOn();

    /** Visits that are not left at their nodes. */
    private final Map<Node, Visit> elsewhere = new IdentityHashMap<>();

    /** All visits, but those of graphs that were recorded again and have been passed. */
    private List<Visit> opened = new ArrayList<>();

    /** Whether every leaf is a target, but those that are made while a graph is recorded again. */
    private final boolean toLeaves;

    /** Whether such a graph is looked through. */
    private boolean again;

    /** The number of the oldest target: nothing older leads to one. */
    private final long oldest;

    private final Backend backend;
    private final ArrayPool recycling;
    private final Unbroadcasting unbroadcasting;

    private final Map<Node, Value> found = new IdentityHashMap<>();

    private BackwardPass(
            boolean toLeaves,
            long oldest,
            Backend backend,
            ArrayPool recycling,
            Unbroadcasting unbroadcasting) {
        this.toLeaves = toLeaves;
        this.oldest = oldest;
        this.backend = backend;
        this.recycling = recycling;
        this.unbroadcasting = unbroadcasting;
    }

    /** Adds to the gradients of all leaves that outputs depend on, given those of the outputs. */
    public static void toLeaves(
            List<Value> outputs, List<Value> gradients, Unbroadcasting unbroadcasting) {
        Map<Node, Value> found;
        Backend backend = outputs.get(0).data().backend();
        try (ArrayPool recycling = backend.recycling()) {
            found =
                    new BackwardPass(true, 0, backend, recycling, unbroadcasting)
                            .run(outputs, gradients);
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
        long oldest = targets.stream().mapToLong(node -> node.sequence).min().orElse(0);
        Backend backend = outputs.get(0).data().backend();
        try (ArrayPool recycling = backend.recycling()) {
            BackwardPass pass = new BackwardPass(false, oldest, backend, recycling, unbroadcasting);
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
        int size = 0;
        try {
            List<Node> starts = new ArrayList<>(outputs.size());
            for (Value output : outputs) {
                if (output.node() != null) {
                    starts.add(output.node());
                }
            }
            List<Visit> order = explore(starts);
            size = order.size();
            for (int i = 0; i < outputs.size(); i++) {
                Node node = outputs.get(i).node();
                if (node != null && isNeeded(node)) {
                    add(Objects.requireNonNull(visitOf(node)), 0, gradients.get(i));
                }
            }
            passAll(order);
            return found;
        } catch (OutOfMemoryError full) {
            throw BACKWARD.failed(size, full);
        } finally {
            close(opened);
        }
    }

    // down

    /** The nodes that some others were computed from, and these, oldest first. */
    private List<Visit> explore(List<Node> starts) {
        List<Visit> entered = new ArrayList<>();
        for (Node start : starts) {
            enter(start, entered);
        }
        for (int next = 0; next < entered.size(); next++) {
            Visit visit = entered.get(next);
            if (visit.through) {
                for (Node.Edge edge = visit.node.edges; edge != null; edge = edge.next) {
                    enter(edge.source, entered);
                }
            }
        }
        entered.sort(OLDEST_FIRST);
        for (Visit visit : entered) {
            if (visit.through) {
                for (Node.Edge edge = visit.node.edges; edge != null; edge = edge.next) {
                    visit.needed |= isNeeded(edge.source);
                }
            }
        }
        return entered;
    }

    private void enter(Node node, List<Visit> entered) {
        if (node.sequence < oldest) {
            return;
        }
        Visit visit = visitOf(node);
        if (visit == null) {
            visit = open(node, toLeaves && !again && node.isLeaf(), true);
        }
        if (!visit.entered) {
            visit.entered = true;
            entered.add(visit);
        }
    }

    private Visit open(Node node, boolean target, boolean through) {
        Visit visit = new Visit(this, node, target, through);
        if (node.owner == owner && node.visit == null) {
            node.visit = visit;
        } else {
            elsewhere.put(node, visit);
        }
        opened.add(visit);
        return visit;
    }

    private @Nullable Visit visitOf(Node node) {
        Visit visit = node.visit;
        return visit != null && visit.pass == this ? visit : elsewhere.get(node);
    }

    private void close(List<Visit> visits) {
        for (Visit visit : visits) {
            if (visit.node.visit == visit) {
                visit.node.visit = null;
            } else {
                elsewhere.remove(visit.node);
            }
        }
    }

    private boolean isNeeded(Node node) {
        Visit visit = visitOf(node);
        return visit != null && visit.needed;
    }

    // along the rules

    private void passAll(List<Visit> oldestFirst) {
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            Visit visit = oldestFirst.get(i);
            if (visit.needed) {
                pass(visit);
            }
        }
    }

    /** Hands a node's gradient, complete by now, to the nodes below, and lets go of it. */
    private void pass(Visit visit) {
        if (visit.node.joint instanceof JointOpRule rule) {
            passJointly(visit, rule);
            return;
        }
        if (visit.node.joint instanceof Joint.Replay replay) {
            passAgain(visit, replay);
            return;
        }
        GradientAccumulation accumulated = visit.accumulated[0];
        visit.accumulated[0] = null;
        if (accumulated == null) {
            return;
        }
        Node node = visit.node;
        if (!visit.target && visit.through && movedOn(visit, accumulated)) {
            return;
        }
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
                if (edge.rule instanceof Joint.Place place) {
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

    /** To a value that will be recorded again: there the sum goes on. */
    private boolean movedOn(Visit visit, GradientAccumulation accumulated) {
        Node.Edge edge = visit.node.edges;
        if (edge == null
                || !(edge.source.joint instanceof Joint.Replay)
                || !(edge.rule instanceof Joint.Place place)) {
            return false;
        }
        Visit source = visitOf(edge.source);
        if (source == null || !source.needed) {
            return false;
        }
        source.accumulated[place.index()] = accumulated;
        return true;
    }

    private void passJointly(Visit visit, JointOpRule rule) {
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

    /** Through a graph that is recorded for this: what has arrived goes on from its values. */
    private void passAgain(Visit visit, Joint.Replay replay) {
        if (Arrays.stream(visit.accumulated).allMatch(Objects::isNull)) {
            return;
        }
        visit.node.checkReads();
        Joint.Replay.Recorded graph = recorded(replay);
        List<Visit> outer = opened;
        opened = new ArrayList<>();
        try {
            passAll(exploreAgain(visit, replay, graph));
        } finally {
            close(opened);
            opened = outer;
        }
    }

    private Joint.Replay.Recorded recorded(Joint.Replay replay) {
        ArrayPool apart = backend.recycling(); // what is recorded is not of our pool
        try {
            return Recording.with(true, replay::record);
        } finally {
            apart.close();
        }
    }

    private List<Visit> exploreAgain(
            Visit visit, Joint.Replay replay, Joint.Replay.Recorded graph) {
        List<Node> starts = new ArrayList<>();
        graph.values().forEach(v -> v.map(Value::node).ifPresent(starts::add));
        boolean around = again;
        again = true;
        List<Visit> order = explore(starts);
        again = around;
        checkSources(visit.node, replay, order, graph.since());
        for (int i = 0; i < visit.accumulated.length; i++) {
            GradientAccumulation accumulated = visit.accumulated[i];
            Node node = graph.values().get(i).map(Value::node).orElse(null);
            Visit to = node == null ? null : visitOf(node);
            if (accumulated == null) {
                continue;
            }
            if (to != null && to.needed && to.accumulated[0] == null) {
                to.accumulated[0] = accumulated; // which goes on, part by part
            } else {
                if (to != null && to.needed) {
                    add(to, 0, accumulated.total());
                }
                accumulated.drop();
            }
        }
        Arrays.fill(visit.accumulated, null);
        return order;
    }

    /** Checks that a graph leads to what its values were said to depend on. */
    private static void checkSources(
            Node node, Joint.Replay replay, List<Visit> order, Recording.Mark since) {
        Set<Node> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
            known.add(edge.source);
        }
        for (Visit entered : order) {
            for (Node.Edge edge = entered.node.edges; edge != null; edge = edge.next) {
                if (!since.isBefore(edge.source) && !known.contains(edge.source)) {
                    throw replay.leadsElsewhere(edge.source);
                }
            }
        }
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
        return ((Joint.Place) edge.rule).index();
    }

    private void add(Visit visit, int place, Value part) {
        GradientAccumulation accumulated = visit.accumulated[place];
        if (accumulated == null) {
            visit.accumulated[place] = new GradientAccumulation(part, recycling, recording);
        } else {
            accumulated.add(part);
        }
    }

    /**
     * The one operation that a pass needs itself: undoing broadcasting.
     *
     * <p>It is handed to the pass, since the tape knows no operations.
     */
    @FunctionalInterface
    public interface Unbroadcasting {
        /**
         * Sums a gradient over the axes and tasks along which broadcasting repeated an argument.
         *
         * @param g the gradient of the argument as it was repeated
         * @param shape of the argument
         * @param tasks the argument's number of tasks; 0 if it is shared by all
         * @param op the operation that broadcast it, for messages
         */
        Value sumTo(Value g, int[] shape, int tasks, String op);
    }

    /** What is known of a node. */
    static final class Visit {
        final BackwardPass pass;
        final Node node;
        final boolean target;

        /** Whether to look below it. */
        final boolean through;

        boolean entered;

        /** Whether it is a target or leads to one. */
        boolean needed;

        /** One gradient, or one for each of several values. */
        final @Nullable GradientAccumulation[] accumulated;

        Visit(BackwardPass pass, Node node, boolean target, boolean through) {
            this.pass = pass;
            this.node = node;
            this.target = target;
            this.through = through;
            this.needed = target;
            this.accumulated =
                    new GradientAccumulation[node.joint == null ? 1 : node.joint.values()];
        }
    }
}
