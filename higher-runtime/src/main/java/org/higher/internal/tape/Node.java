package org.higher.internal.tape;

import org.jspecify.annotations.Nullable;

/**
 * The place of one value on the tape: how its gradient is passed on.
 *
 * <p>Nodes refer to nodes, not to values, so that a value lives no longer than a rule needs it.
 */
public abstract sealed class Node permits Leaf, OpNode {
    /** The operation's name, for messages. */
    public final String op;

    /** The tracked arguments; null for a leaf. */
    public final @Nullable Edge edges;

    /** The shape of the value, and so of its gradient, for one task. */
    final int[] shape;

    /** The number of tasks that the value is of; 0 for one that they share. */
    final int tasks;

    /**
     * When this was made, in the order of its thread; every edge leads to what was made earlier.
     */
    public final long sequence;

    final @Nullable Read reads;

    /** Of several values that were computed together; the edges of each lead here. */
    final @Nullable Joint joint;

    /** Whose passes may write {@link #visit}; see {@link Recording#owner}. */
    final long[] owner = Recording.owner();

    /** What a backward pass of the owner knows of this node; others keep it elsewhere. */
    BackwardPass.@Nullable Visit visit;

    /** The value where a rule asks for it. */
    private @Nullable Value output;

    Node(
            String op,
            int[] shape,
            int tasks,
            @Nullable Edge edges,
            @Nullable Read reads,
            @Nullable Joint joint) {
        this.op = op;
        this.shape = shape;
        this.tasks = tasks;
        this.edges = edges;
        this.reads = reads;
        this.joint = joint;
        long newest = 0;
        for (Edge edge = edges; edge != null; edge = edge.next) {
            newest = Math.max(newest, edge.source.sequence);
        }
        sequence = Recording.next(owner, newest);
    }

    void keep(Value value) {
        output = value;
    }

    /** The kept value; only rules that had it kept look at it. */
    @Nullable Value output() {
        return output;
    }

    /** Adds to the gradient of the leaf that this is the node of. */
    abstract void accumulate(Value gradient);

    /** Whether no recorded operation has made the value. */
    public boolean isLeaf() {
        return edges == null;
    }

    /** The operation and the shape of its result, for people. */
    public String label() {
        return Messages.of("%s\n%s", op, shape) + (tasks > 0 ? ", " + tasks + " tasks" : "");
    }

    /**
     * Checks that the leaves which rules will read are as they were.
     *
     * @throws IllegalStateException if one was assigned since
     */
    void checkReads() {
        for (Read read = reads; read != null; read = read.next) {
            if (read.leaf.version() != read.version) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: an argument %s was assigned a new value after this operation"
                                        + " was recorded, so its gradient would be wrong;"
                                        + " compute the loss again",
                                op, read.leaf.shape()));
            }
        }
    }

    /** One tracked argument and the rule that leads to its gradient. */
    public static final class Edge {
        /** The node of the argument. */
        public final Node source;

        /** The next argument's edge; null for the last. */
        public final @Nullable Edge next;

        final Rule rule;

        Edge(Node source, Rule rule, @Nullable Edge next) {
            this.source = source;
            this.rule = rule;
            this.next = next;
        }
    }

    /** One argument that can be assigned, and how often it had been. */
    static final class Read {
        final Value leaf;
        final int version;
        final @Nullable Read next;

        Read(Value leaf, @Nullable Read next) {
            this.leaf = leaf;
            this.version = leaf.version();
            this.next = next;
        }
    }
}
