package org.higher.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.higher.internal.Arguments;
import org.higher.internal.tape.Handles;
import org.higher.internal.tape.Node;
import org.higher.tensor.Tensor;

/**
 * A picture of the tape: what a tensor was computed from, as far as gradients flow.
 *
 * <pre>{@code
 * Graph.of(loss).names(Params.named(net.params())).svg(Path.of("loss.svg"));
 * }</pre>
 *
 * <p>Arrows go the way of the computation, and gradients against them. Operations are boxes with
 * the shape of their result, leaves are ellipses with their names. Constants are left out, since no
 * gradient flows to them. A named tensor that the output does not depend on stands alone, in red.
 * {@code InnerLoop.graph} puts each step of an unroll into a frame.
 *
 * <p>For looking at small examples: a graph of more than a few hundred operations is no picture.
 */
public final class Graph {
    private static final Handles<Tensor> TENSORS = Handles.of(Tensor.class);

    private final Tensor output;

    /** What leaves are called. */
    private final Map<String, Tensor> names = new LinkedHashMap<>();

    /** What frames hold: all that leads to these tensors and is in no earlier one. */
    private final Map<String, List<Tensor>> frames = new LinkedHashMap<>();

    private Graph(Tensor output) {
        this.output = output;
    }

    /**
     * The graph of a tensor.
     *
     * @throws IllegalArgumentException if no gradient flows through it
     */
    public static Graph of(Tensor output) {
        if (!Arguments.nonNull("Graph.of", output, "tensor").requiresGrad()) {
            throw new IllegalArgumentException(
                    "Graph.of: "
                            + output
                            + " was not computed from anything that requires a gradient, so there is"
                            + " no graph; look for detach(), item() or UNTRACKED on the way");
        }
        return new Graph(output);
    }

    /** Names of tensors, say those of a model's parameters, {@code Params.named(net.params())}. */
    public Graph names(Map<String, Tensor> tensors) {
        names.putAll(tensors);
        return this;
    }

    /** A frame around all that leads to some tensors and is in no frame that was given before. */
    public Graph frame(String name, List<Tensor> tensors) {
        frames.put(name, List.copyOf(tensors));
        return this;
    }

    /** The graph in the language of Graphviz. */
    public String dot() {
        return new Drawing().text();
    }

    /**
     * Writes the picture, by Graphviz's program {@code dot}.
     *
     * @throws IOException if the file can't be written, or Graphviz is not installed or fails
     */
    public void svg(Path file) throws IOException {
        Path source = Files.createTempFile("graph", ".dot");
        try {
            Files.writeString(source, dot());
            Process process;
            try {
                process =
                        new ProcessBuilder("dot", "-Tsvg", "-o", file.toString(), source.toString())
                                .redirectErrorStream(true)
                                .start();
            } catch (IOException missing) {
                throw new IOException(
                        "Graph.svg: there is no program dot; install Graphviz, or write dot() to a"
                                + " file and draw it elsewhere",
                        missing);
            }
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (waitFor(process) != 0) {
                throw new IOException("Graph.svg: dot failed: " + said.strip());
            }
        } finally {
            Files.delete(source);
        }
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("Graph.svg: interrupted while dot was running", e);
        }
    }

    /** The text of one picture. */
    private final class Drawing {
        private final Map<Node, Integer> numbers = new IdentityHashMap<>();
        private final StringBuilder text = new StringBuilder("digraph {\n  rankdir=BT;\n");

        String text() {
            List<Node> all = nodes(List.of(output));
            for (int i = 0; i < all.size(); i++) {
                numbers.put(all.get(i), i);
            }
            Map<Node, String> named = new IdentityHashMap<>();
            names.forEach((name, tensor) -> addName(name, tensor, named));
            Set<Node> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
            int count = 0;
            for (Map.Entry<String, List<Tensor>> frame : frames.entrySet()) {
                text.append("  subgraph cluster_").append(count++).append(" {\n");
                text.append("    label=").append(quoted(frame.getKey())).append(";\n");
                for (Node node : nodes(frame.getValue())) {
                    if (!node.isLeaf()
                            && numbers.containsKey(node)
                            && !named.containsKey(node)
                            && drawn.add(node)) {
                        draw(node, node.label());
                    }
                }
                text.append("  }\n");
            }
            for (Node node : all) {
                if (drawn.add(node)) {
                    draw(node, named.getOrDefault(node, node.label()));
                }
            }
            all.forEach(this::drawEdges);
            return text.append("}\n").toString();
        }

        private void addName(String name, Tensor tensor, Map<Node, String> named) {
            Node node = TENSORS.value(tensor).node();
            if (node != null && numbers.containsKey(node)) {
                named.merge(
                        node,
                        name + "\n" + Arrays.toString(tensor.shape()),
                        (a, b) -> name + ", " + a);
                return;
            }
            text.append("  ")
                    .append(quoted(name + "\nno gradient"))
                    .append(" [shape=ellipse, color=red];\n");
        }

        private void draw(Node node, String label) {
            text.append("  n").append(numbers.get(node));
            text.append(" [shape=").append(node.isLeaf() ? "ellipse" : "box");
            text.append(", label=").append(quoted(label)).append("];\n");
        }

        private void drawEdges(Node node) {
            for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                text.append("  n").append(numbers.get(edge.source));
                text.append(" -> n").append(numbers.get(node)).append(";\n");
            }
        }
    }

    /** All nodes that lead to some tensors, these first. */
    private static List<Node> nodes(List<Tensor> from) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Node> found = new ArrayList<>();
        for (Tensor tensor : from) {
            Node node = TENSORS.value(tensor).node();
            if (node != null && seen.add(node)) {
                found.add(node);
            }
        }
        for (int next = 0; next < found.size(); next++) {
            for (Node.Edge edge = found.get(next).edges; edge != null; edge = edge.next) {
                if (seen.add(edge.source)) {
                    found.add(edge.source);
                }
            }
        }
        return found;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
