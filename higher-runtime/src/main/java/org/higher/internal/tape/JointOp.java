package org.higher.internal.tape;

import org.higher.internal.backend.Array;
import org.jspecify.annotations.Nullable;

/**
 * The builder of an operation with several values, which have one rule for all arguments.
 *
 * <p>First the arguments are named, then the values are made.
 */
public final class JointOp {
    private final String name;
    private final Joint rule;
    private final boolean recording = Recording.isOn();
    private Node.@Nullable Edge edges;
    private Node.@Nullable Read reads;

    /** Made with the first value. */
    private @Nullable Node node;

    private JointOp(String name, Joint rule) {
        this.name = name;
        this.rule = rule;
    }

    /** An operation of a name, for messages, and how its gradients are passed on. */
    public static JointOp jointOp(String name, Joint rule) {
        return new JointOp(name, rule);
    }

    /** An argument, and its position among those of the rule. */
    public JointOp wrt(Value x, int position) {
        Node source = x.node();
        if (recording && source != null) {
            edges = new Node.Edge(source, new Joint.Place(position), edges);
        }
        return this;
    }

    /** An argument whose elements the rule reads. */
    public JointOp reads(Value x) {
        if (recording && x.isLeaf()) {
            reads = new Node.Read(x, reads);
        }
        return this;
    }

    /** Arguments that the rule has captured, and that it reads. */
    public JointOp wrt(Captures captures) {
        if (recording) {
            for (Node source : captures.nodes()) {
                edges = new Node.Edge(source, new Joint.Place(0), edges);
            }
            for (Node.Read read : captures.reads()) {
                reads = new Node.Read(read.leaf, reads);
            }
        }
        return this;
    }

    /**
     * One of the values, on the tape if an argument is and this thread records.
     *
     * @param position among the values of the rule
     */
    public Value value(Array value, int position, @Nullable TaskAxis tasks, boolean number) {
        if (edges == null) {
            return new Value(value, null, tasks, number);
        }
        if (node == null) {
            node = new OpNode(name, new int[0], 0, edges, reads, rule);
        }
        Node.Edge edge = new Node.Edge(node, new Joint.Place(position), null);
        int[] shape = tasks == null ? value.shape() : tasks.shape;
        int count = tasks == null ? 0 : tasks.count;
        return new Value(value, new OpNode(name, shape, count, edge), tasks, number);
    }
}
