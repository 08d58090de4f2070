package org.higher.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The tape of docs/tape-from-scratch.md, whole. */
final class ScalarTape {
    private ScalarTape() {}

    /** A number that remembers where it came from. */
    record Scalar(double value, List<Edge> edges) {
        static Scalar of(double value, Edge... edges) {
            return new Scalar(value, List.of(edges));
        }

        Scalar plus(Scalar b) {
            return of(value + b.value, new Edge(this, g -> g), new Edge(b, g -> g));
        }

        Scalar times(Scalar b) {
            return of(
                    value * b.value,
                    new Edge(this, g -> g.times(b)),
                    new Edge(b, g -> g.times(this)));
        }

        Scalar sin() {
            return of(Math.sin(value), new Edge(this, g -> g.times(cos())));
        }

        Scalar cos() {
            return of(Math.cos(value), new Edge(this, g -> g.times(sin()).times(of(-1))));
        }
    }

    /** One argument of an operation, and how a gradient gets to it. */
    record Edge(Scalar from, Rule rule) {}

    /** From the gradient of a result to the gradient of an argument. */
    interface Rule {
        Scalar apply(Scalar g);
    }

    /** The derivative of a result with respect to everything it was computed from. */
    static Map<Scalar, Scalar> gradients(Scalar result) {
        Map<Scalar, Scalar> gradients = new IdentityHashMap<>();
        gradients.put(result, Scalar.of(1));
        for (Scalar scalar : resultsFirst(result)) {
            Scalar g = gradients.get(scalar);
            for (Edge edge : scalar.edges()) {
                gradients.merge(edge.from(), edge.rule().apply(g), Scalar::plus);
            }
        }
        return gradients;
    }

    /** Every number once, after all the numbers that were computed from it. */
    private static List<Scalar> resultsFirst(Scalar result) {
        Map<Scalar, Integer> uses = new IdentityHashMap<>();
        Deque<Scalar> open = new ArrayDeque<>(List.of(result));
        while (!open.isEmpty()) {
            for (Edge edge : open.remove().edges()) {
                if (uses.merge(edge.from(), 1, Integer::sum) == 1) {
                    open.add(edge.from());
                }
            }
        }
        List<Scalar> order = new ArrayList<>();
        open.add(result);
        while (!open.isEmpty()) {
            Scalar scalar = open.remove();
            order.add(scalar);
            for (Edge edge : scalar.edges()) {
                if (uses.merge(edge.from(), -1, Integer::sum) == 0) {
                    open.add(edge.from());
                }
            }
        }
        return order;
    }
}
