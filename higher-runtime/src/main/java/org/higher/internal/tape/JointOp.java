package org.higher.internal.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.higher.internal.backend.Array;
import org.jspecify.annotations.Nullable;

/**
 * The builder of an operation with several values, which have one rule for all arguments.
 *
 * <p>First the arguments are named, then the values.
 */
public final class JointOp {
    private final String name;
    private final Joint rule;
    private final boolean recording = Recording.isOn();
    private Node.@Nullable Edge edges;
    private Node.@Nullable Read reads;

    /** Made with the first value. */
    private @Nullable Node node;

    /** The arguments with tangents, by position; null if there are none. */
    private @Nullable Map<Integer, Value> duals;

    private final List<Value> values = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();

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
        return wrt(x, x, position);
    }

    /**
     * As {@link #wrt(Value, int)}; in forward mode the rule is given the tangent of another value.
     *
     * @param between computed from that argument alone, and all that the values depend on it by
     */
    public JointOp wrt(Value x, Value between, int position) {
        Node source = x.node();
        if (recording && source != null) {
            edges = new Node.Edge(source, new Joint.Place(position), edges);
        }
        if (between.hasTangents()) {
            duals = duals == null ? new TreeMap<>() : duals;
            duals.put(position, between);
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

    /** An argument of which the place on the tape is known alone. */
    public JointOp wrt(Node source, int position) {
        if (recording) {
            edges = new Node.Edge(source, new Joint.Place(position), edges);
        }
        return this;
    }

    /** What the rule has captured and reads. */
    public JointOp reads(Captures captures) {
        if (recording) {
            for (Node.Read read : captures.reads()) {
                reads = new Node.Read(read.leaf, reads);
            }
        }
        return this;
    }

    /**
     * One of the values.
     *
     * @param position among the values of the rule, behind those before
     */
    public JointOp value(Array value, int position, @Nullable TaskAxis tasks, boolean number) {
        values.add(new Value(value, place(value, position, tasks), tasks, number));
        positions.add(position);
        return this;
    }

    private @Nullable Node place(Array value, int position, @Nullable TaskAxis tasks) {
        if (edges == null) {
            return null;
        }
        if (node == null) {
            node = new OpNode(name, new int[0], 0, edges, reads, rule);
        }
        Node.Edge edge = new Node.Edge(node, new Joint.Place(position), null);
        int[] shape = tasks == null ? value.shape() : tasks.shape;
        return new OpNode(name, shape, tasks == null ? 0 : tasks.count, edge);
    }

    /** The values, on the tape if an argument is and this thread records. */
    public List<Value> record() {
        Map<Integer, Value> arguments = duals;
        if (arguments != null) {
            TangentScope.push(name, arguments.values(), scope -> push(arguments, scope));
        }
        return values;
    }

    private void push(Map<Integer, Value> arguments, TangentScope scope) {
        if (!(this.rule instanceof JointOpRule rule)) {
            throw Duals.noRule(name);
        }
        @Nullable Value[] tangents = new Value[rule.arguments()];
        boolean any = false;
        for (Map.Entry<Integer, Value> argument : arguments.entrySet()) {
            Value tangent = argument.getValue().tangent(scope);
            tangents[argument.getKey()] = tangent;
            any |= tangent != null;
        }
        if (!any) {
            return;
        }
        @Nullable Value[] found = rule.jvp(tangents, values);
        for (int i = 0; i < values.size(); i++) {
            Value tangent = found[positions.get(i)];
            if (tangent != null) {
                values.get(i).withTangent(scope, Duals.like(values.get(i), tangent, name));
            }
        }
    }
}
