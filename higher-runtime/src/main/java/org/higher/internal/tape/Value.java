package org.higher.internal.tape;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.ReleasedArray;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array with its place on the tape: what operations and their rules work on.
 *
 * <p>Shapes are those of one task; see {@link TaskAxis}. Only leaves change: their array, when they
 * are assigned, and the gradient that is accumulated for them.
 */
public final class Value {
    private static final VarHandle HANDLE = handleField();

    private final @Nullable Node node;
    private final @Nullable TaskAxis tasks;

    /** Whether this takes on the element type of what it is combined with. */
    private final boolean number;

    private Array data;

    /** What a scalar was made from, before it was rounded; null if unknown. */
    private @Nullable Exact exact;

    /** How often this was assigned. */
    private int version;

    /** Its derivatives in forward mode; null for nearly all values. */
    private @Nullable Tangent tangents;

    /** Written once, by compare-and-set. */
    @SuppressWarnings("unused")
    private volatile @Nullable Object handle;

    /** A constant. */
    public Value(Array data) {
        this(data, null, null, false);
    }

    /**
     * A value with its place on the tape.
     *
     * @param node null for a constant
     * @param tasks null for one value that all tasks share
     * @param number whether it takes on the element type of what it is combined with
     */
    public Value(Array data, @Nullable Node node, @Nullable TaskAxis tasks, boolean number) {
        this.data = data;
        this.node = node;
        this.tasks = tasks;
        this.number = number;
    }

    /** A leaf that requires a gradient. */
    private Value(Array data, @Nullable TaskAxis tasks, boolean number) {
        this.data = data;
        this.tasks = tasks;
        this.number = number;
        this.node = new Leaf(this);
    }

    /** A number: a FLOAT64 scalar that takes on the element type of what it is combined with. */
    public static Value number(Array scalar, double exact) {
        return new Value(scalar, null, null, true).withExact(exact);
    }

    // the array

    /** The array, with the task axis if there is one. */
    public Array data() {
        return data;
    }

    /** The kernels of the array's backend. */
    public Kernels kernels() {
        return data.backend().kernels();
    }

    /** The extents of one task's value; callers must not write to it. */
    public int[] shape() {
        return tasks == null ? data.shape() : tasks.shape;
    }

    /** The number of axes of one task's value. */
    public int rank() {
        return shape().length;
    }

    /** The number of elements of one task's value. */
    public int size() {
        return tasks == null ? data.size() : data.size() / tasks.count;
    }

    /** The element type. */
    public DType dtype() {
        return data.dtype();
    }

    /** Where the elements are. */
    public BackendDevice device() {
        return data.device();
    }

    /** Null for one value that all tasks share. */
    public @Nullable TaskAxis tasks() {
        return tasks;
    }

    /** The number of tasks; 0 for one value that all tasks share. */
    public int taskCount() {
        return tasks == null ? 0 : tasks.count;
    }

    /** Whether this takes on the element type of what it is combined with. */
    public boolean isNumber() {
        return number;
    }

    // the place on the tape

    /** Null where no gradient is required. */
    public @Nullable Node node() {
        return node;
    }

    /** Whether operations on this are recorded. */
    public boolean requiresGrad() {
        return node != null;
    }

    /** Whether no recorded operation has made this. */
    public boolean isLeaf() {
        return node == null || node.isLeaf();
    }

    /** How often this was assigned. */
    int version() {
        return version;
    }

    // the scalar that was not rounded

    /** What this scalar was made from; NaN if that is not known, or it is on the tape. */
    public double exact() {
        return exact == null ? Double.NaN : exact.scalar;
    }

    /** As {@link #exact}, for each task; null if that is not known. */
    public @Nullable Array exacts() {
        return exact == null ? null : exact.ofTasks;
    }

    /** Gives this scalar what it was made from; before anybody else sees it. */
    public Value withExact(double value) {
        exact = new Exact(value, null);
        return this;
    }

    /** Gives a scalar for each task what those were made from; before anybody else sees it. */
    public Value withExacts(double... values) {
        Array array = kernels().of(values, new int[] {values.length}, device());
        exact = new Exact(Double.NaN, array);
        return this;
    }

    /** Gives this, of the same values, what is known of another; before anybody else sees it. */
    public Value withExactOf(Value other) {
        Array ofTasks = other.exacts();
        exact = ofTasks == null ? other.exact : new Exact(Double.NaN, ofTasks.to(device()));
        return this;
    }

    // forward mode

    /** Whether this has a tangent, in whichever scope. */
    public boolean hasTangents() {
        return tangents != null;
    }

    /** The derivative of this in a scope; null if it does not depend on what that is by. */
    public @Nullable Value tangent(TangentScope scope) {
        for (Tangent tangent = tangents; tangent != null; tangent = tangent.next()) {
            if (tangent.scope() == scope) {
                return tangent.value();
            }
        }
        return null;
    }

    /** Gives this its derivative in a scope, in which it has none yet. */
    public Value withTangent(TangentScope scope, Value tangent) {
        tangents = new Tangent(scope, tangent, tangents);
        return this;
    }

    /** The same value on the same place of the tape, with its tangents in all scopes but one. */
    public Value without(TangentScope scope) {
        Value copy = new Value(data, node, tasks, number).withExactOf(this);
        for (Tangent tangent = tangents; tangent != null; tangent = tangent.next()) {
            if (tangent.scope() != scope) {
                copy.withTangent(tangent.scope(), tangent.value());
            }
        }
        return copy;
    }

    /** The same place on the tape, and tangents, for rules that do not read the elements. */
    public Value withoutElements() {
        Value place = new Value(new ReleasedArray(data), node, tasks, number);
        place.tangents = tangents;
        return place;
    }

    /** Refuses tangents of a scope that another thread is in: here they would be lost. */
    void checkTangents(String op) {
        for (Tangent tangent = tangents; tangent != null; tangent = tangent.next()) {
            if (tangent.scope().isElsewhere()) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: forward mode in thread %s differentiates by %s, which thread"
                                        + " %s uses; call ForwardMode in the thread that computes",
                                op,
                                tangent.scope().owner().getName(),
                                Messages.kind(this),
                                Thread.currentThread().getName()));
            }
        }
    }

    // others like this

    /** Every element the same: of this shape, element type and device, and as many tasks. */
    public Value fullLike(double value) {
        Array array = kernels().full(dtype(), data.shape(), value, device());
        return new Value(array, null, tasks, number);
    }

    /** A scalar of this element type and device. */
    public Value scalarLike(double value) {
        Array array = kernels().full(dtype(), new int[0], value, device());
        return new Value(array, null, null, number);
    }

    /** The same array as a leaf without a gradient, and without tangents. */
    public Value detach() {
        return new Value(data, null, tasks, number).withExactOf(this);
    }

    /** The same array and tangents as a new leaf that requires a gradient, or does not. */
    public Value withRequiresGrad(boolean required) {
        Value leaf =
                required ? new Value(data, tasks, number) : new Value(data, null, tasks, number);
        for (Tangent tangent = tangents; tangent != null; tangent = tangent.next()) {
            if (!tangent.scope().isAlongTape()) {
                leaf.withTangent(tangent.scope(), tangent.value());
            }
        }
        return leaf.withExactOf(this);
    }

    // leaves

    /** Replaces the array of a leaf; graphs in which it took part refuse to be differentiated. */
    public void assign(Value other) {
        data = other.data;
        exact = other.exact;
        tangents = null;
        version++;
    }

    /** The accumulated gradient of a leaf; null before the first, and of a constant. */
    public @Nullable Value grad() {
        return node instanceof Leaf leaf ? leaf.grad() : null;
    }

    /** Forgets the accumulated gradient. */
    public void zeroGrad() {
        if (node instanceof Leaf leaf) {
            leaf.zeroGrad();
        }
    }

    // the object that stands for this

    /** The object that stands for this above the tape; null if there is none yet. */
    public @Nullable Object handle() {
        return handle;
    }

    /** Sets the object that stands for this, unless there is one; returns the one there is. */
    public Object handle(Object made) {
        Object before = HANDLE.compareAndExchange(this, null, made);
        return before == null ? made : before;
    }

    private static VarHandle handleField() {
        try {
            return MethodHandles.lookup().findVarHandle(Value.class, "handle", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /**
     * What a scalar was made from; an object of its own, since few values have it.
     *
     * @param scalar NaN where there is one for each task
     * @param ofTasks a scalar for each task, in FLOAT64
     */
    private record Exact(double scalar, @Nullable Array ofTasks) {}

    /**
     * The directional derivative of a value, in one scope of forward mode; a list, since scopes
     * nest.
     *
     * @param value of the shape, element type, device and tasks of what it is the derivative of
     * @param next of another scope; null for the last
     */
    private record Tangent(TangentScope scope, Value value, @Nullable Tangent next) {}
}
