package org.higher.internal.implicit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.higher.internal.tape.Node;
import org.higher.tensor.Tensor;

/**
 * What recorded code depends on besides its arguments.
 *
 * <p>A node that leads to an argument is the code's own. What such a node was computed from without
 * leading to an argument itself is captured, whether it was there before the code was run or not:
 * gradients that arrive there go on to whatever it was computed from.
 */
final class CapturedNodes {
    private final Set<Node> arguments;

    /** Nothing that is older leads to an argument. */
    private final long oldest;

    /** For each node that was left, whether it leads to an argument. */
    private final Map<Node, Boolean> own = new IdentityHashMap<>();

    /** The same nodes in an order that does not depend on their addresses, as sums would. */
    private final List<Node> order = new ArrayList<>();

    private final Set<Node> entered = Equations.identitySet(List.of());
    private final List<Node> captured = new ArrayList<>();

    /**
     * Looks through the graph of results.
     *
     * @param results of the code
     * @param arguments what the code was called with
     */
    CapturedNodes(List<Tensor> results, Collection<Node> arguments) {
        this.arguments = Equations.identitySet(arguments);
        this.oldest = arguments.stream().mapToLong(node -> node.sequence).min().orElse(0);
        Set<Node> known = Equations.identitySet(List.of());
        for (Node result : Equations.nodes(results)) {
            explore(result);
            if (!isOwn(result) && known.add(result)) {
                captured.add(result);
            }
        }
        for (Node node : order) {
            boolean looksBelow = isOwn(node) && !this.arguments.contains(node);
            for (Node.Edge edge = node.edges; edge != null && looksBelow; edge = edge.next) {
                if (!isOwn(edge.source) && known.add(edge.source)) {
                    captured.add(edge.source);
                }
            }
        }
    }

    /** The nodes that were captured, each once. */
    List<Node> nodes() {
        return captured;
    }

    /** Whether the results depend on some of the arguments. */
    boolean reachArguments() {
        return own.containsValue(true);
    }

    /** Depth first, with a stack of our own: a long chain would overflow the thread's. */
    private void explore(Node start) {
        Deque<Node> path = new ArrayDeque<>(List.of(start));
        while (!path.isEmpty()) {
            Node node = path.peek();
            if (entered.add(node) && node.sequence > oldest && !arguments.contains(node)) {
                for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                    if (!entered.contains(edge.source)) {
                        path.push(edge.source);
                    }
                }
            } else {
                path.pop();
                if (!own.containsKey(node)) {
                    own.put(node, leadsToArgument(node));
                    order.add(node);
                }
            }
        }
    }

    /** Of a node all of whose sources were left, if it is newer than the oldest argument. */
    private boolean leadsToArgument(Node node) {
        boolean leads = arguments.contains(node);
        for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
            leads |= isOwn(edge.source);
        }
        return leads;
    }

    private boolean isOwn(Node node) {
        return own.getOrDefault(node, false);
    }
}
