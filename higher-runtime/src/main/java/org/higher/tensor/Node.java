package org.higher.tensor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the tape knows about one value: how its gradient is passed on.
 *
 * <p>Nodes refer to nodes, not to tensors, so that a value lives no longer than a rule needs it.
 */
final class Node {
    /** The operation's name, for messages. */
    final String op;

    /** The shape of the value, and so of its gradient, for one task. */
    final int[] shape;

    /** The number of tasks that the value is of; 0 for one that they share. */
    final int tasks;

    /** The longest way down to a leaf, which has 0; every edge leads to a smaller depth. */
    final int depth;

    final @Nullable Edge edges;
    final @Nullable Read reads;

    /** The rule of several values that were computed together; the edges of each lead here. */
    final @Nullable JointRule joint;

    /** Who may use {@link #visit}. */
    final Thread owner = Thread.currentThread();

    /** What the owner's present backward pass knows of this node; others keep it elsewhere. */
    BackwardPass.@Nullable Visit visit;

    /** The value where a rule asks for it, and the leaf of a leaf's node. */
    private @Nullable Tensor output;

    Node(String op, int[] shape, int tasks, @Nullable Edge edges, @Nullable Read reads) {
        this(op, shape, tasks, edges, reads, null);
    }

    Node(
            String op,
            int[] shape,
            int tasks,
            @Nullable Edge edges,
            @Nullable Read reads,
            @Nullable JointRule joint) {
        this.op = op;
        this.shape = shape;
        this.tasks = tasks;
        this.edges = edges;
        this.reads = reads;
        this.joint = joint;
        int below = -1;
        for (Edge edge = edges; edge != null; edge = edge.next) {
            below = Math.max(below, edge.source.depth);
        }
        depth = below + 1;
    }

    /** The node of a parameter. */
    static Node leaf(Tensor tensor) {
        Node node = new Node("leaf", tensor.shapeRef(), tensor.taskCount(), null, null);
        node.output = tensor;
        return node;
    }

    void keep(Tensor value) {
        output = value;
    }

    /** The kept value; only rules that had it kept look at it. */
    @Nullable Tensor output() {
        return output;
    }

    /** Adds to the gradient of the leaf that this is the node of. */
    void accumulate(Tensor gradient) {
        Objects.requireNonNull(output, "only a leaf gathers gradients").accumulate(gradient);
    }

    boolean isLeaf() {
        return edges == null;
    }

    /**
     * Checks that the tensors which rules will read are as they were.
     *
     * @throws IllegalStateException if one was assigned since
     */
    void checkReads() {
        for (Read read = reads; read != null; read = read.next) {
            if (read.leaf.version() != read.version) {
                throw new IllegalStateException(
                        Text.of(
                                "%s: an argument %s was assigned a new value after this operation"
                                        + " was recorded, so its gradient would be wrong;"
                                        + " compute the loss again",
                                op, read.leaf.shapeRef()));
            }
        }
    }

    /** One tracked argument and the rule that leads to its gradient. */
    static final class Edge {
        final Node source;
        final Rule rule;
        final @Nullable Edge next;

        Edge(Node source, Rule rule, @Nullable Edge next) {
            this.source = source;
            this.rule = rule;
            this.next = next;
        }
    }

    /** One argument that can be assigned, and how often it had been. */
    static final class Read {
        final Tensor leaf;
        final int version;
        final @Nullable Read next;

        Read(Tensor leaf, @Nullable Read next) {
            this.leaf = leaf;
            this.version = leaf.version();
            this.next = next;
        }
    }
}
