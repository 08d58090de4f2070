package org.higher.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.CurrentDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.nd4j.INDArrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Numbers in a regular grid, and what is known of how they were computed.
 *
 * <p>Operations return new tensors and are recorded where an argument requires a gradient, so that
 * {@link #backward} and {@link Grad} can differentiate the result, to any order. A <em>leaf</em> is
 * a tensor that no recorded operation has made: data, or a {@link #parameter}. Only leaves ever
 * change, by {@link #assign} and by the gradients they gather.
 *
 * <p>New tensors are FLOAT32 unless said otherwise, and on the device that is {@linkplain
 * Backends#current current}. Element types are never mixed silently.
 */
public final class Tensor
        implements Arithmetic,
                Reductions,
                Shaping,
                LinearAlgebra,
                Convolution,
                Normalization,
                Batching {
    private final @Nullable Node node;
    private final @Nullable TaskAxis tasks;

    /** Whether this takes on the type of what it is combined with. */
    private final boolean number;

    private Array data;

    /** What a scalar was made from, to be used where it is needed in full; NaN if unknown. */
    private double exact = Double.NaN;

    /** The same of a scalar for each task, in FLOAT64; null if unknown. */
    private @Nullable Array exacts;

    private int version;
    private @Nullable Tensor grad;

    Tensor(Array data, @Nullable Node node, @Nullable TaskAxis tasks) {
        this(data, node, tasks, false);
    }

    Tensor(Array data, @Nullable Node node, @Nullable TaskAxis tasks, boolean number) {
        this.data = data;
        this.node = node;
        this.tasks = tasks;
        this.number = number;
    }

    /** A leaf that requires a gradient. */
    private Tensor(Array data, @Nullable TaskAxis tasks, boolean number) {
        this.data = data;
        this.tasks = tasks;
        this.number = number;
        this.node = Node.leaf(this);
    }

    // creation

    /**
     * A copy of row-major values; without a shape, the one value of a scalar.
     *
     * @throws IllegalArgumentException if the values do not fill the shape
     */
    public static Tensor of(float[] values, int... shape) {
        BackendDevice device = CurrentDevice.get();
        checkCount(Checks.given("of", "the array of values", values).length, shape);
        return new Tensor(kernels(device).of(values, shape.clone(), device), null, null);
    }

    /** A copy of row-major values as FLOAT64; see {@link #of(float[], int...)}. */
    public static Tensor of(double[] values, int... shape) {
        BackendDevice device = CurrentDevice.get();
        checkCount(Checks.given("of", "the array of values", values).length, shape);
        return new Tensor(kernels(device).of(values, shape.clone(), device), null, null);
    }

    /**
     * A copy of an ND4J array on the current device.
     *
     * <p>Its FLOAT and DOUBLE become FLOAT32 and FLOAT64.
     *
     * @throws IllegalArgumentException if it has another element type
     */
    public static Tensor of(INDArray array) {
        return new Tensor(INDArrays.toArray(array, CurrentDevice.get()), null, null);
    }

    /**
     * One FLOAT32 number, with no axes.
     *
     * <p>It remembers the digits that FLOAT32 has no room for: {@code to(FLOAT64)} has them until
     * it is assigned, and so has a hyperparameter that it overrides.
     */
    public static Tensor scalar(double value) {
        Tensor scalar = scalar(value, DType.FLOAT32);
        scalar.exact = value;
        return scalar;
    }

    /**
     * A number: a FLOAT64 scalar that takes on the element type of what it is combined with.
     *
     * <p>So it stands for a {@code double} in code on tensors: what is computed from numbers alone
     * is a number, in double precision, and is rounded where it meets an array.
     */
    public static Tensor number(double value) {
        Array array =
                kernels(CurrentDevice.get())
                        .full(DType.FLOAT64, new int[0], value, CurrentDevice.get());
        Tensor number = new Tensor(array, null, null, true);
        number.exact = value;
        return number;
    }

    /** One number, with no axes. */
    public static Tensor scalar(double value, DType dtype) {
        return full("scalar", value, dtype);
    }

    /** Every element the same. */
    public static Tensor full(double value, DType dtype, int... shape) {
        return full("full", value, dtype, shape);
    }

    /** Zeros, as FLOAT32. */
    public static Tensor zeros(int... shape) {
        return full("zeros", 0, DType.FLOAT32, shape);
    }

    /** Zeros. */
    public static Tensor zeros(DType dtype, int... shape) {
        return full("zeros", 0, dtype, shape);
    }

    /** Ones, as FLOAT32. */
    public static Tensor ones(int... shape) {
        return full("ones", 1, DType.FLOAT32, shape);
    }

    /** Ones. */
    public static Tensor ones(DType dtype, int... shape) {
        return full("ones", 1, dtype, shape);
    }

    /** Independent draws, uniform on [0, 1), in row-major order of the generator. */
    public static Tensor uniform(RandomGenerator random, DType dtype, int... shape) {
        Checks.given("uniform", "the generator", random);
        checkShape("uniform", dtype, shape);
        BackendDevice device = CurrentDevice.get();
        return new Tensor(
                kernels(device).uniform(dtype, shape.clone(), random, device), null, null);
    }

    /** Independent draws, standard normal, in row-major order of the generator. */
    public static Tensor normal(RandomGenerator random, DType dtype, int... shape) {
        Checks.given("normal", "the generator", random);
        checkShape("normal", dtype, shape);
        BackendDevice device = CurrentDevice.get();
        return new Tensor(kernels(device).normal(dtype, shape.clone(), random, device), null, null);
    }

    /** A leaf with these values that requires a gradient. */
    public static Tensor parameter(Tensor value) {
        return Checks.given("parameter", "the value", value).withRequiresGrad(true);
    }

    /** Zeros of this shape, element type and device, and as many tasks. */
    public Tensor zerosLike() {
        return like(0);
    }

    /** Ones of this shape, element type and device, and as many tasks. */
    public Tensor onesLike() {
        return like(1);
    }

    // operations on several tensors

    /**
     * {@code a} where the condition is not 0, else {@code b}; the three broadcast together.
     *
     * <p>The branch that is not chosen has no influence, even if it is NaN, and its gradient is 0.
     * If it was computed with an infinite slope, as log is at 0, then 0 times infinity is still NaN
     * further up: choose a harmless argument there, with another where, before computing it.
     */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return SelectionOps.where(condition, a, b);
    }

    /** The parts joined along an axis; their other extents agree. */
    public static Tensor concat(int axis, Tensor... parts) {
        return IndexOps.concat(axis, Arrays.asList(Checks.given("concat", "the list", parts)));
    }

    /** The parts joined along an axis; their other extents agree. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        return IndexOps.concat(axis, parts);
    }

    /** The parts, of equal shape, side by side along a new axis. */
    public static Tensor stack(int axis, Tensor... parts) {
        return IndexOps.stack(axis, Arrays.asList(Checks.given("stack", "the list", parts)));
    }

    /** The parts, of equal shape, side by side along a new axis. */
    public static Tensor stack(int axis, List<Tensor> parts) {
        return IndexOps.stack(axis, parts);
    }

    /**
     * One value for each task, from tensors of equal shape; see {@link Batching}.
     *
     * @throws IllegalArgumentException if there are none, their shapes differ, or one has tasks
     */
    public static Tensor stackTasks(List<Tensor> parts) {
        return TaskOps.stackTasks(parts);
    }

    // facts

    /** The extents, outermost first; a copy. Empty for a scalar. */
    public int[] shape() {
        return shapeRef().clone();
    }

    /** The number of axes; 0 for a scalar. */
    public int rank() {
        return shapeRef().length;
    }

    /** The number of elements; 1 for a scalar. */
    public int size() {
        return tasks == null ? data.size() : data.size() / tasks.count;
    }

    /** The extent of an axis; negative ones count from the last. */
    public int size(int axis) {
        return shapeRef()[Checks.axis("size", this, axis)];
    }

    /** The number of tasks that this has a value for; 0 for one value that all tasks share. */
    public int taskCount() {
        return tasks == null ? 0 : tasks.count;
    }

    /** The element type. */
    public DType dtype() {
        return data.dtype();
    }

    /** Where the elements are. */
    public Device device() {
        return data.device();
    }

    /** Whether operations on this are recorded. */
    public boolean requiresGrad() {
        return node != null;
    }

    /** Whether this stands for a {@code double}, as those of {@link #number} do. */
    public boolean isNumber() {
        return number;
    }

    /** Whether no recorded operation has made this. */
    public boolean isLeaf() {
        return node == null || node.isLeaf();
    }

    // contents

    /**
     * The only element.
     *
     * @throws IllegalStateException if there are none or several, or one for each task
     */
    public double item() {
        TaskAxis.checkReadable("item", this);
        if (number && !Double.isNaN(exact)) {
            return exact;
        }
        if (size() != 1) {
            throw new IllegalStateException(
                    Text.of("item: %s has %d elements, not one", shapeRef(), size()));
        }
        return kernels().item(data);
    }

    /**
     * A row-major copy of the elements, rounded if they are FLOAT64.
     *
     * @throws IllegalStateException if there are tasks
     */
    public float[] toFloats() {
        TaskAxis.checkReadable("toFloats", this);
        return kernels().toFloats(data);
    }

    /**
     * A row-major copy of the elements.
     *
     * @throws IllegalStateException if there are tasks
     */
    public double[] toDoubles() {
        TaskAxis.checkReadable("toDoubles", this);
        return kernels().toDoubles(data);
    }

    /**
     * A copy as an ND4J array.
     *
     * @throws IllegalStateException if there are tasks
     */
    public INDArray toINDArray() {
        TaskAxis.checkReadable("toINDArray", this);
        return INDArrays.toINDArray(data);
    }

    // copies

    /** The same values as a leaf without a gradient: nothing flows back through it. */
    public Tensor detach() {
        return withExact(new Tensor(data, null, tasks, number));
    }

    /** The same values as a new leaf that requires a gradient, or does not. */
    public Tensor withRequiresGrad(boolean required) {
        return required ? withExact(new Tensor(data, tasks, number)) : detach();
    }

    /** The same values as a new node of the graph: gradients pass through unchanged. */
    public Tensor dup() {
        return ConversionOps.dup(this);
    }

    /** The values in another element type; differentiable. */
    public Tensor to(DType dtype) {
        return ConversionOps.to(this, dtype);
    }

    /**
     * This scalar as a {@linkplain #number number}; differentiable.
     *
     * @throws IllegalArgumentException if it has axes
     */
    public Tensor toNumber() {
        return ConversionOps.toNumber(this);
    }

    /** The values on another device; differentiable. */
    public Tensor to(Device device) {
        return ConversionOps.to(this, device);
    }

    // leaves

    /** What {@link #backward} has gathered here; empty before the first time. */
    public synchronized Optional<Tensor> grad() {
        return Optional.ofNullable(grad);
    }

    /** Forgets the gathered gradient. */
    public synchronized void zeroGrad() {
        grad = null;
    }

    /**
     * Adds the gradients of this scalar to the {@link #grad} of every leaf it depends on.
     *
     * @throws IllegalArgumentException if this is no scalar, or depends on no leaf that requires a
     *     gradient
     * @throws IllegalStateException if a leaf was assigned since it was used
     */
    public void backward() {
        Grad.backward(this);
    }

    /**
     * Replaces the values of a leaf; its gradient stays.
     *
     * <p>Other tensors that share the old values keep them. Graphs in which this leaf took part
     * refuse to be differentiated from then on. Nothing is recorded.
     *
     * @throws IllegalStateException if this is not a leaf
     * @throws IllegalArgumentException if shape, number of tasks, element type or device differ
     */
    public void assign(Tensor value) {
        if (!isLeaf()) {
            throw new IllegalStateException(
                    Text.of(
                            "assign: %s is the result of a recorded operation; only leaves can be"
                                    + " assigned",
                            Text.kind(this)));
        }
        Checks.together("assign", this, value);
        if (!Arrays.equals(shapeRef(), value.shapeRef())) {
            throw new IllegalArgumentException(
                    Text.of("assign: shapes differ: %s and %s", shapeRef(), value.shapeRef()));
        }
        if (taskCount() != value.taskCount()) {
            throw new IllegalArgumentException(
                    Text.of(
                            "assign: %d tasks and %d tasks: a leaf keeps its number of tasks",
                            taskCount(), value.taskCount()));
        }
        data = value.data;
        exact = value.exact;
        exacts = value.exacts;
        version++;
    }

    /** Shape, element type and the first elements, for people. */
    @Override
    public String toString() {
        return Text.describe(this);
    }

    // what the operations see

    Array data() {
        return data;
    }

    @Nullable Node node() {
        return node;
    }

    int version() {
        return version;
    }

    /** The extents of one task's value themselves, not to be written. */
    int[] shapeRef() {
        return tasks == null ? data.shape() : tasks.shape;
    }

    /** Null for one value that all tasks share. */
    @Nullable TaskAxis tasks() {
        return tasks;
    }

    Kernels kernels() {
        return kernels(data.device());
    }

    /** What this scalar was made from; NaN if that is not known, or it is on the tape. */
    double exact() {
        return exact;
    }

    /** Gives a tensor of the same values what is known of this one. */
    Tensor withExact(Tensor same) {
        same.exact = exact;
        same.exacts = exacts == null ? null : exacts.to(same.data.device());
        return same;
    }

    /** As {@link #exact}, for each task; null if that is not known. */
    @Nullable Array exacts() {
        return exacts;
    }

    /** A scalar for each task, with what those were made from. */
    Tensor withExacts(double... values) {
        exacts = kernels().of(values, new int[] {values.length}, data.device());
        return this;
    }

    /** A scalar with what it was made from. */
    Tensor withExact(double value) {
        exact = value;
        return this;
    }

    /** A scalar of this element type and device. */
    Tensor constant(double value) {
        Array array = kernels().full(dtype(), new int[0], value, data.device());
        return new Tensor(array, null, null, number);
    }

    /** Several leaves may be given one and the same tensor; each keeps its own, to be assigned. */
    synchronized void accumulate(Tensor gradient) {
        grad = grad == null ? gradient.detach() : grad.add(gradient);
    }

    private Tensor like(double value) {
        Array array = kernels().full(dtype(), data.shape(), value, data.device());
        return new Tensor(array, null, tasks, number);
    }

    private static Tensor full(String op, double value, DType dtype, int... shape) {
        checkShape(op, dtype, shape);
        return full(value, dtype, shape.clone(), CurrentDevice.get());
    }

    private static void checkShape(String op, DType dtype, int... shape) {
        Checks.given(op, "the element type", dtype);
        Shapes.size(op, shape);
    }

    private static Tensor full(double value, DType dtype, int[] shape, BackendDevice device) {
        return new Tensor(kernels(device).full(dtype, shape, value, device), null, null);
    }

    private static Kernels kernels(BackendDevice device) {
        return device.backend().kernels();
    }

    private static void checkCount(int count, int... shape) {
        if (Shapes.size("of", shape) != count) {
            throw new IllegalArgumentException(
                    Text.of(
                            "of: %d values do not fill the shape %s, which has %d elements",
                            count, shape, Shapes.size(shape)));
        }
    }
}
