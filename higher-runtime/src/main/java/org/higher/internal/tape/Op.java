package org.higher.internal.tape;

import org.higher.internal.backend.Array;
import org.higher.internal.heap.Allocation;
import org.jspecify.annotations.Nullable;

/**
 * The builder of an operation on the tape: its value, and a rule for each argument.
 *
 * <pre>{@code
 * return op("mul", a.kernels().binary(MUL, a.data(), b.data()))
 *         .wrt(a, g -> mul(g, b))
 *         .wrt(b, g -> mul(g, a))
 *         .record();
 * }</pre>
 *
 * <p>Nothing is recorded, and nothing kept, if no argument requires a gradient. The value has a
 * task axis if an argument has one.
 */
public final class Op {
    private static final Allocation OPERATION =
            new Allocation("recording an operation on %,d elements");

    private final String name;
    private final Array value;
    private final boolean recording = Recording.isOn();

    /** Whether rules read arguments. */
    private final boolean reading;

    private Node.@Nullable Edge edges;
    private Node.@Nullable Read reads;
    private boolean keepsValue;
    private int tasks;

    /** Whether all arguments are numbers, and so the value. */
    private boolean number;

    private int arguments;

    private Op(String name, Array value, boolean reading) {
        this.name = name;
        this.value = value;
        this.reading = reading;
    }

    /** An operation whose rules may read its arguments. */
    public static Op op(String name, Array value) {
        return new Op(name, value, true);
    }

    /** A linear operation: its rules look at gradients alone, so arguments need not be kept. */
    public static Op linearOp(String name, Array value) {
        return new Op(name, value, false);
    }

    /** The rule for an argument, from the gradient of the value alone. */
    public Op wrt(Value x, Rule.OfGradient rule) {
        track(x, rule);
        return this;
    }

    /** The rule for an argument, from the gradient and the value itself. */
    public Op wrt(Value x, Rule rule) {
        keepsValue |= track(x, rule);
        return this;
    }

    /** An argument that has no gradient but that rules read. */
    public Op reads(Value x) {
        number = x.isNumber() && (number || arguments == 0);
        arguments++;
        if (x.tasks() != null) {
            tasks = x.taskCount();
        }
        if (recording && reading && x.isLeaf()) {
            reads = new Node.Read(x, reads);
        }
        return this;
    }

    /** The value's number of tasks, where it is not that of the arguments. */
    public Op tasks(int count) {
        tasks = count;
        return this;
    }

    /** Whether the value is a number, where that is not what the arguments are. */
    public Value record(boolean asNumber) {
        number = asNumber;
        return record();
    }

    /** The value, on the tape if an argument is and this thread records. */
    public Value record() {
        try {
            return recorded();
        } catch (OutOfMemoryError full) {
            throw OPERATION.failed(value.size(), full);
        }
    }

    private Value recorded() {
        TaskAxis axis = TaskAxis.of(tasks, value);
        if (edges == null) {
            return new Value(value, null, axis, number);
        }
        int[] shape = axis == null ? value.shape() : axis.shape;
        Node node = new OpNode(name, shape, tasks, edges, reads, null);
        Value result = new Value(value, node, axis, number);
        if (keepsValue) {
            node.keep(result);
        }
        return result;
    }

    private boolean track(Value x, Rule rule) {
        reads(x);
        Node node = x.node();
        if (node == null || !recording) {
            return false;
        }
        edges = new Node.Edge(node, rule, edges);
        return true;
    }
}
