package org.higher.internal.tape;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.higher.internal.backend.Array;
import org.higher.internal.heap.Allocation;
import org.jspecify.annotations.Nullable;

/**
 * The builder of an operation on the tape: its value, and a rule for each argument.
 *
 * <pre>{@code
 * return op("mmul", a.kernels().matmul(a.data(), b.data(), false, false))
 *         .wrt(a, g -> mmul(g, b, false, true))
 *         .jvp(t -> mmul(t, b))
 *         .wrt(b, g -> mmul(a, g, true, false))
 *         .jvp(t -> mmul(a, t))
 *         .record();
 * }</pre>
 *
 * <p>Each argument has the rule of reverse mode, and after it that of forward mode, unless the
 * operation is {@link #symmetric}. Nothing is recorded, and nothing kept, if no argument requires a
 * gradient. The value has a task axis if an argument has one.
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

    /** Whether rules are those of forward mode as well. */
    private boolean symmetric;

    /** The arguments that have tangents, with their rules. */
    private @Nullable Duals duals;

    private boolean lastIsDual;

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

    /**
     * An operation whose Jacobians are symmetric: its rules hold in forward mode as they are.
     *
     * <p>That is so of all elementwise operations: their Jacobians are diagonals.
     */
    public Op symmetric() {
        symmetric = true;
        return this;
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

    /** The rule of forward mode for the last argument, from its tangent alone. */
    public Op jvp(ForwardRule.OfTangent rule) {
        if (lastIsDual) {
            Objects.requireNonNull(duals).setRule(rule);
        }
        return this;
    }

    /** The rule of forward mode for the last argument, from its tangent and the value itself. */
    public Op jvp(ForwardRule rule) {
        if (lastIsDual) {
            Objects.requireNonNull(duals).setRule(rule);
        }
        return this;
    }

    /**
     * The rule of forward mode for the last argument, from the tangent of another value.
     *
     * @param between computed from that argument alone, and all that this depends on it by
     */
    public Op jvp(Value between, ForwardRule.OfTangent rule) {
        if (lastIsDual) {
            duals = Objects.requireNonNull(duals).inPlaceOfFirst(between, rule);
        }
        return this;
    }

    /**
     * What the contributions of all arguments pass together, in forward mode: a linear function
     * that their rules have left out.
     */
    public Op jvpThrough(UnaryOperator<Value> last) {
        if (duals != null) {
            duals.setLast(last);
        }
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
        Value result = onTape(TaskAxis.of(tasks, value));
        if (duals != null) {
            duals.push(name, result);
        }
        return result;
    }

    private Value onTape(@Nullable TaskAxis axis) {
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
        lastIsDual = x.hasTangents();
        if (lastIsDual) {
            duals = new Duals(x, symmetric ? rule::vjp : null, duals);
        }
        Node node = x.node();
        if (node == null || !recording) {
            return false;
        }
        edges = new Node.Edge(node, rule, edges);
        return true;
    }
}
