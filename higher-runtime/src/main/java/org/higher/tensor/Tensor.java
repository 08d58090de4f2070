package org.higher.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.CurrentDevice;
import org.higher.internal.nd4j.INDArrays;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ComparisonOps;
import org.higher.internal.ops.Creation;
import org.higher.internal.ops.IndexOps;
import org.higher.internal.ops.TaskOps;
import org.higher.internal.tape.Handles;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An n-dimensional array that can be differentiated: it knows how it was computed.
 *
 * <p>Operations return new tensors and are recorded where an argument requires a gradient, so that
 * {@link #backward} and {@link Grad} can differentiate the result, to any order. A <em>leaf</em> is
 * a tensor that no recorded operation has made: data, or a {@link #parameter}. Only leaves ever
 * change, by {@link #assign} and by the gradients that are accumulated for them.
 *
 * <p>New tensors are FLOAT32 unless said otherwise, and on the device that is {@linkplain
 * Backends#current current}. Element types are never mixed silently.
 *
 * <h2>Broadcasting</h2>
 *
 * <p>Shapes broadcast as in NumPy: aligned at the last axis, an extent of 1 is repeated.
 *
 * <h2>The task axis</h2>
 *
 * <p>One tensor can hold the values of several tasks, so that they are computed as one. A tensor
 * with a <em>task axis</em> has a value for each task, all of one shape. The axis is hidden: {@link
 * #shape}, {@link #rank} and {@link #size} tell of one task, and every operation acts as if it were
 * applied to each task's value by itself. A model, a loss or an update rule that was written for
 * one task so runs for all of them, and costs one pass through its code.
 *
 * <pre>{@code
 * Tensor x = Tensor.stackTasks(inputs);               // for each task [10, 1]
 * Tensor w = weight.forTasks(inputs.size());          // for each task its own copy
 * Tensor loss = x.mmul(w).sub(y).square().mean();     // for each task a scalar
 * loss.sumOfTasks().backward();                       // into weight
 * }</pre>
 *
 * <p>Tensors without the axis are shared by all tasks, and their gradients summed over the tasks.
 * So are the constants of the code: indices, labels given as numbers, random draws within a model.
 * What is read out of a tensor, as by {@link #item}, would differ from task to task, so that
 * reading is refused, and with it a decision that depends on a value.
 *
 * <p>There is one task axis at most. Two tensors of different numbers of tasks in one operation are
 * an {@link IllegalArgumentException} that names both.
 */
public final class Tensor
        implements Arithmetic,
                Reductions,
                Shaping,
                Selection,
                LinearAlgebra,
                Convolution,
                Normalization,
                Batching,
                Conversion,
                Differentiation {
    static {
        Handles.provide(Tensor.class, Tensor::value, Tensor::tensor);
    }

    private final Value value;

    private Tensor(Value value) {
        this.value = value;
    }

    // creation

    /** A vector: a copy of the values, of shape [values.length]; one value is of shape [1]. */
    public static Tensor of(float[] values) {
        return of(values, Checks.given("of", "the array of values", values).length);
    }

    /** A vector of FLOAT64; see {@link #of(float[])}. */
    public static Tensor of(double[] values) {
        return of(values, Checks.given("of", "the array of values", values).length);
    }

    /**
     * A copy of row-major values.
     *
     * @throws IllegalArgumentException if the values do not fill the shape
     */
    public static Tensor of(float[] values, int... shape) {
        return tensor(Creation.of(values, shape));
    }

    /** A copy of row-major values as FLOAT64; see {@link #of(float[], int...)}. */
    public static Tensor of(double[] values, int... shape) {
        return tensor(Creation.of(values, shape));
    }

    /**
     * A matrix: a copy of rows, of shape [rows.length, rows[0].length].
     *
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static Tensor of(float[][] rows) {
        return tensor(Creation.of(rows));
    }

    /** A matrix of FLOAT64, of rows; {@code to(DType.FLOAT32)} makes it one of the usual type. */
    public static Tensor of(double[][] rows) {
        return tensor(Creation.of(rows));
    }

    /**
     * A copy of an ND4J array on the current device.
     *
     * <p>Its FLOAT and DOUBLE become FLOAT32 and FLOAT64.
     *
     * @throws IllegalArgumentException if it has another element type
     */
    public static Tensor of(INDArray array) {
        return tensor(new Value(INDArrays.toArray(array, CurrentDevice.get())));
    }

    /**
     * One FLOAT32 number, with no axes.
     *
     * <p>It remembers the digits that FLOAT32 has no room for: {@code to(FLOAT64)} has them until
     * it is assigned, and so has a hyperparameter that it overrides.
     */
    public static Tensor scalar(double value) {
        Value scalar = Creation.full("scalar", value, DType.FLOAT32);
        return tensor(scalar.withExact(value));
    }

    /**
     * A number: a FLOAT64 scalar that takes on the element type of what it is combined with.
     *
     * <p>So it stands for a {@code double} in code on tensors: what is computed from numbers alone
     * is a number, in double precision, and is rounded where it meets an array.
     */
    public static Tensor number(double value) {
        return tensor(Creation.number(value));
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

    /** The identity matrix, of shape [size, size], as FLOAT32. */
    public static Tensor eye(int size) {
        return eye(DType.FLOAT32, size);
    }

    /** The identity matrix, of shape [size, size]. */
    public static Tensor eye(DType dtype, int size) {
        return tensor(Creation.eye(dtype, size));
    }

    /** Independent draws, uniform on [0, 1), in row-major order of the generator. */
    public static Tensor uniform(RandomGenerator random, DType dtype, int... shape) {
        return tensor(Creation.uniform(random, dtype, shape));
    }

    /** Independent draws, standard normal, in row-major order of the generator. */
    public static Tensor normal(RandomGenerator random, DType dtype, int... shape) {
        return tensor(Creation.normal(random, dtype, shape));
    }

    /** A leaf with these values that requires a gradient. */
    public static Tensor parameter(Tensor value) {
        return Checks.given("parameter", "the value", value).withRequiresGrad(true);
    }

    /** Zeros of this shape, element type and device, and as many tasks. */
    public Tensor zerosLike() {
        return fullLike(0);
    }

    /** Ones of this shape, element type and device, and as many tasks. */
    public Tensor onesLike() {
        return fullLike(1);
    }

    /** Every element the same: of this shape, element type and device, and as many tasks. */
    public Tensor fullLike(double element) {
        return tensor(value.fullLike(element));
    }

    /** One number, with no axes, of this element type and device, which all tasks share. */
    public Tensor scalarLike(double element) {
        return tensor(value.scalarLike(element));
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
        return tensor(
                ComparisonOps.where(
                        operand("where", condition), operand("where", a), operand("where", b)));
    }

    /** The parts joined along an axis; their other extents agree. */
    public static Tensor concat(int axis, Tensor first, Tensor... more) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(first);
        parts.addAll(Arrays.asList(Checks.given("concat", "the list", more)));
        return concat(axis, parts);
    }

    /**
     * The parts joined along an axis; their other extents agree.
     *
     * @throws IllegalArgumentException if there are no parts, or their other extents differ
     */
    public static Tensor concat(int axis, List<Tensor> parts) {
        return tensor(IndexOps.concat(axis, operands("concat", "a part", parts)));
    }

    /** The parts, of equal shape, side by side along a new axis. */
    public static Tensor stack(int axis, Tensor first, Tensor... more) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(first);
        parts.addAll(Arrays.asList(Checks.given("stack", "the list", more)));
        return stack(axis, parts);
    }

    /**
     * The parts, of equal shape, side by side along a new axis.
     *
     * @throws IllegalArgumentException if there are no parts, or their shapes differ
     */
    public static Tensor stack(int axis, List<Tensor> parts) {
        return tensor(IndexOps.stack(axis, operands("stack", "a part", parts)));
    }

    /**
     * One value for each task, from tensors of equal shape; see {@linkplain Tensor tasks}.
     *
     * @throws IllegalArgumentException if there are none, their shapes differ, or one has tasks
     */
    public static Tensor stackTasks(List<Tensor> parts) {
        return tensor(TaskOps.stackTasks(operands("stackTasks", "a tensor", parts)));
    }

    // facts

    /** The extents, outermost first; a copy. Empty for a scalar. */
    public int[] shape() {
        return value.shape().clone();
    }

    /** The number of axes; 0 for a scalar. */
    public int rank() {
        return value.rank();
    }

    /** The number of elements; 1 for a scalar. */
    public int size() {
        return value.size();
    }

    /** The extent of an axis; negative ones count from the last. */
    public int size(int axis) {
        return value.shape()[Checks.axis("size", value, axis)];
    }

    /** The number of tasks that this has a value for; 0 for one value that all tasks share. */
    public int taskCount() {
        return value.taskCount();
    }

    /** The element type. */
    public DType dtype() {
        return value.dtype();
    }

    /** Where the elements are. */
    public Device device() {
        return value.device();
    }

    /** Whether this stands for a {@code double}, as those of {@link #number} do. */
    public boolean isNumber() {
        return value.isNumber();
    }

    // contents

    /**
     * The only element.
     *
     * @throws IllegalStateException if there are none or several, or one for each task
     */
    public double item() {
        Array array = readable("item");
        if (value.isNumber() && !Double.isNaN(value.exact())) {
            return value.exact();
        }
        if (size() != 1) {
            throw new IllegalStateException(
                    Messages.of("item: %s has %d elements, not one", value.shape(), size()));
        }
        return value.kernels().item(array);
    }

    /**
     * A row-major copy of the elements, rounded if they are FLOAT64.
     *
     * @throws IllegalStateException if there are tasks
     */
    public float[] toFloats() {
        return value.kernels().toFloats(readable("toFloats"));
    }

    /**
     * A row-major copy of the elements.
     *
     * @throws IllegalStateException if there are tasks
     */
    public double[] toDoubles() {
        return value.kernels().toDoubles(readable("toDoubles"));
    }

    /**
     * A copy as an ND4J array.
     *
     * @throws IllegalStateException if there are tasks
     */
    public INDArray toINDArray() {
        return INDArrays.toINDArray(readable("toINDArray"));
    }

    private Array readable(String op) {
        TaskAxis.checkReadable(op, value);
        return value.data();
    }

    /** Shape, element type and the first elements, for people. */
    @Override
    public String toString() {
        return Messages.describe(value);
    }

    private static Tensor full(String op, double element, DType dtype, int... shape) {
        return tensor(Creation.full(op, element, dtype, shape));
    }

    // values

    /** What this stands for. */
    Value value() {
        return value;
    }

    /** The one tensor that stands for a value; made on first use. */
    static Tensor tensor(Value value) {
        Object handle = value.handle();
        return (Tensor) (handle != null ? handle : value.handle(new Tensor(value)));
    }

    /** The tensors that stand for values. */
    static List<Tensor> tensors(List<Value> values) {
        return values.stream().map(Tensor::tensor).toList();
    }

    /**
     * The value of an operation's argument.
     *
     * @throws NullPointerException if there is none, naming the operation
     */
    static Value operand(String op, Tensor argument) {
        return operand(op, "an operand", argument);
    }

    private static Value operand(String op, String name, Tensor argument) {
        return Checks.given(op, name, argument).value;
    }

    /** As {@link #operand(String, Tensor)}, for each of a list. */
    private static List<Value> operands(String op, String name, List<Tensor> arguments) {
        return Checks.given(op, "the list", arguments).stream()
                .map(argument -> operand(op, name, argument))
                .toList();
    }
}
