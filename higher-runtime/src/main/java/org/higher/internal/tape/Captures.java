package org.higher.internal.tape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the graph of some values leads to that was there before a mark: what the code that computed
 * them has captured.
 */
public final class Captures {
    private final Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Node> inOrder = new ArrayList<>();
    private final List<Node.Read> reads = new ArrayList<>();
    private boolean ofDerivatives = true;

    private Captures() {}

    /**
     * Looks through the graph of values, as far as it is newer than a mark.
     *
     * @param mark {@link Recording#mark()} from before the values were computed
     */
    public static Captures of(Collection<Value> values, Recording.Mark mark) {
        Captures captures = new Captures();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Node> newer = new ArrayList<>();
        for (Value value : values) {
            captures.visit(value.node(), mark, seen, newer);
        }
        for (int next = 0; next < newer.size(); next++) {
            Node node = newer.get(next);
            for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                captures.visit(edge.source, mark, seen, newer);
            }
            captures.look(node, mark);
        }
        return captures;
    }

    private void visit(@Nullable Node node, Recording.Mark mark, Set<Node> seen, List<Node> newer) {
        if (node == null || !seen.add(node)) {
            return;
        }
        if (mark.isBefore(node)) {
            newer.add(node);
        } else {
            add(node);
        }
    }

    private void look(Node node, Recording.Mark mark) {
        ofDerivatives &= node.joint == null || node.joint.isDerivative();
        for (Node.Read read = node.reads; read != null; read = read.next) {
            Node leaf = read.leaf.node();
            if (leaf != null && !mark.isBefore(leaf)) {
                reads.add(read);
                add(leaf);
            }
        }
    }

    private void add(Node node) {
        if (nodes.add(node)) {
            inOrder.add(node);
        }
    }

    /** The nodes, each once, in the order in which they were found. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(inOrder);
    }

    /**
     * Whether the gradients of the values have the same captures, and symmetric derivatives: if all
     * rules on the way are derivatives, see {@link Joint#isDerivative}, and nothing that was
     * captured was computed from what is differentiated by.
     *
     * @param variables nodes that count as independent
     * @param by those of them to differentiate by
     */
    public boolean areThoseOfGradients(Collection<Node> variables, Collection<Node> by) {
        return ofDerivatives && !lead(besides(variables), by);
    }

    /** The nodes, but for some. */
    public List<Node> besides(Collection<Node> others) {
        Set<Node> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(others);
        return inOrder.stream().filter(node -> !left.contains(node)).toList();
    }

    private static boolean lead(Collection<Node> nodes, Collection<Node> others) {
        long oldest = others.stream().mapToLong(node -> node.sequence).min().orElse(0);
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Node> below = new ArrayList<>(nodes);
        for (int next = 0; next < below.size(); next++) {
            Node node = below.get(next);
            if (others.contains(node)) {
                return true;
            }
            for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                if (edge.source.sequence >= oldest && seen.add(edge.source)) {
                    below.add(edge.source);
                }
            }
        }
        return false;
    }

    /** Reads of leaves that are among the nodes. */
    List<Node.Read> reads() {
        return reads;
    }
}
