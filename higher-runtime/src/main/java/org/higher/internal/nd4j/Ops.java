package org.higher.internal.nd4j;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.reduce.same.Min;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The primitives on {@link INDArray}s without an extent of 0.
 *
 * <p>Arguments are row-major and never written; results are fresh and row-major. Broadcasting goes
 * through ND4J's operations by name: the methods of {@link INDArray} get it wrong for some shapes.
 * Where an operation of ND4J drops a NaN or overflows, it is composed from others that don't.
 */
final class Ops {
    private Ops() {}

    static INDArray full(DType dtype, int[] shape, double value) {
        INDArray scalar = Nd4j.scalar(type(dtype), value);
        return shape.length == 0 ? scalar : broadcast(scalar, shape);
    }

    static INDArray unary(Unary f, INDArray x) {
        return switch (f) {
            case NEG -> run(new Negative(x, like(x)));
            case ABS -> run(new Abs(x, like(x)));
            case SIGN -> select(compare("equals", x, x), run(new Sign(x, like(x))), x);
            case EXP -> run(new Exp(x, like(x)));
            case LOG -> run(new Log(x, like(x)));
            case SQRT -> run(new Sqrt(x, like(x)));
            case SIN -> run(new Sin(x, like(x)));
            case COS -> run(new Cos(x, like(x)));
            case TANH -> tanh(x);
            case SIGMOID -> sigmoid(x);
            case RELU -> binary(Binary.MAX, x, scalar(x, 0));
            case SOFTPLUS -> softplus(x);
            case ERF -> run(new Erf(x, like(x)));
            case SQUARE -> run(new Square(x, like(x)));
            case RECIPROCAL -> binary(Binary.DIV, scalar(x, 1), x);
        };
    }

    static INDArray binary(Binary f, INDArray a, INDArray b) {
        return switch (f) {
            case ADD -> arithmetic("add", a, b);
            case SUB -> arithmetic("subtract", a, b);
            case MUL -> arithmetic("multiply", a, b);
            case DIV -> arithmetic("divide", a, b);
            case POW -> pow(a, b);
            case MAX -> extremum("greater_equal", a, b);
            case MIN -> extremum("less_equal", a, b);
            case EQ -> compare("equals", a, b).castTo(a.dataType());
            case NE -> compare("not_equals", a, b).castTo(a.dataType());
            case LT -> compare("less", a, b).castTo(a.dataType());
            case LE -> compare("less_equal", a, b).castTo(a.dataType());
            case GT -> compare("greater", a, b).castTo(a.dataType());
            case GE -> compare("greater_equal", a, b).castTo(a.dataType());
            case TANH_VJP ->
                    arithmetic(
                            "multiply",
                            a,
                            arithmetic("subtract", scalar(b, 1), unary(Unary.SQUARE, b)));
            case SIGMOID_VJP ->
                    arithmetic(
                            "multiply",
                            a,
                            arithmetic("multiply", b, arithmetic("subtract", scalar(b, 1), b)));
            case RELU_VJP -> {
                INDArray both = arithmetic("add", a, b); // for its shape
                int[] shape = Arrays.stream(both.shape()).mapToInt(Math::toIntExact).toArray();
                INDArray none = compare("less_equal", broadcast(b, shape), scalar(b, 0));
                yield select(none, broadcast(scalar(a, 0), shape), broadcast(a, shape));
            }
        };
    }

    static INDArray where(INDArray condition, INDArray a, INDArray b, int[] shape) {
        INDArray holds = compare("not_equals", broadcast(condition, shape), scalar(condition, 0));
        return select(holds, broadcast(a, shape), broadcast(b, shape));
    }

    /**
     * Reduces axes, to a shape that holds them as 1 or not at all.
     *
     * <p>Axes of 1 are left out first: along one, ND4J may answer with nothing at all.
     */
    static INDArray reduce(Reduction f, INDArray x, int[] axes, int[] shape) {
        int[] longer = IntStream.range(0, x.rank()).filter(i -> x.size(i) > 1).toArray();
        int[] along =
                IntStream.range(0, longer.length)
                        .filter(i -> Arrays.stream(axes).anyMatch(axis -> axis == longer[i]))
                        .toArray();
        if (along.length == 0) {
            INDArray same = f == Reduction.NORM2 ? unary(Unary.ABS, x) : x;
            return same.reshape('c', longs(shape));
        }
        INDArray dense = x.reshape('c', Arrays.stream(longer).mapToLong(x::size).toArray());
        INDArray reduced =
                switch (f) {
                    case SUM -> sum(dense, along);
                    case MEAN -> mean(dense, along);
                    case NORM2 -> norm(dense, along);
                    case MAX -> orNaN(run(new Max(dense, null, false, along)), dense, along);
                    case MIN -> orNaN(run(new Min(dense, null, false, along)), dense, along);
                };
        return reduced.reshape('c', longs(shape));
    }

    /** The first position along an axis that holds the maximum or a NaN. */
    static int[] argMax(INDArray x, int axis) {
        int[] shape = ints(x.shape());
        int[] one = shape.clone();
        one[axis] = 1;
        INDArray max = reduce(Reduction.MAX, x, new int[] {axis}, one);
        INDArray hit = or(compare("equals", x, max), compare("not_equals", x, x));
        int extent = (int) x.size(axis);
        int[] along = new int[x.rank() - axis];
        Arrays.fill(along, 1);
        along[0] = extent;
        double[] positions = new double[extent];
        Arrays.setAll(positions, i -> i);
        INDArray position = broadcast(Nd4j.create(positions, longs(along), 'c'), shape);
        INDArray none = full(DType.FLOAT64, shape, extent);
        INDArray first = reduce(Reduction.MIN, select(hit, position, none), new int[] {axis}, one);
        return Arrays.stream(first.data().asDouble()).mapToInt(value -> (int) value).toArray();
    }

    /** The product over the last two axes of arrays whose leading axes agree. */
    static INDArray matmul(
            INDArray a, INDArray b, boolean transposeA, boolean transposeB, int[] shape) {
        INDArray result = unwritten(a.dataType(), longs(shape));
        return run(
                DynamicCustomOp.builder("matmul")
                        .addInputs(a, b)
                        .addOutputs(result)
                        .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0));
    }

    static INDArray permute(INDArray x, int[] axes) {
        return axes.length < 2 ? x : x.permute(axes).dup('c');
    }

    static INDArray broadcast(INDArray x, int[] shape) {
        if (Arrays.equals(x.shape(), longs(shape))) {
            return x;
        }
        // by 1 and not plus 0, which would lose the sign of -0
        INDArray ones = Nd4j.ones(x.dataType(), longs(shape));
        return arithmetic("multiply", x, ones);
    }

    /** Steps may be negative. */
    static INDArray slice(INDArray x, int[] starts, int[] sizes, int[] steps) {
        if (steps.length == 0) {
            return x;
        }
        return reversed(view(x, starts, sizes, steps).dup('c'), steps);
    }

    /** Steps may be negative. */
    static INDArray embed(INDArray x, int[] shape, int[] starts, int[] steps) {
        if (steps.length == 0) {
            return x;
        }
        INDArray result = Nd4j.create(x.dataType(), longs(shape));
        view(result, starts, ints(x.shape()), steps).assign(reversed(x, steps));
        return result;
    }

    static INDArray concat(List<INDArray> parts, int axis, int[] shape) {
        return run(
                DynamicCustomOp.builder("concat")
                        .addInputs(parts.toArray(INDArray[]::new))
                        .addOutputs(unwritten(type(parts), longs(shape)))
                        .addIntegerArguments(axis));
    }

    /** Indices are in range: ND4J itself would return garbage for others. */
    static INDArray gather(INDArray x, int[] indices, int axis, int[] shape) {
        return run(
                DynamicCustomOp.builder("gather")
                        .addInputs(x, Nd4j.createFromArray(indices))
                        .addOutputs(unwritten(x.dataType(), longs(shape)))
                        .addIntegerArguments(axis));
    }

    /** Indices are in range. */
    static INDArray scatterAdd(INDArray x, int[] indices, int axis, int extent) {
        int[] front = new int[x.rank()];
        int[] back = new int[x.rank()];
        for (int i = 0; i < front.length; i++) {
            front[i] = i == 0 ? axis : i <= axis ? i - 1 : i;
            back[front[i]] = i;
        }
        INDArray rows = permute(x, front);
        long[] shape = rows.shape().clone();
        shape[0] = extent;
        INDArray zeros = Nd4j.create(x.dataType(), shape);
        INDArray sums =
                run(
                        DynamicCustomOp.builder("scatter_add")
                                .addInputs(zeros, Nd4j.createFromArray(indices), rows)
                                .addOutputs(unwritten(x.dataType(), shape))
                                // one index after the other, since they may repeat
                                .addBooleanArguments(true));
        return permute(sums, back);
    }

    /** A row-major copy of any array, empty ones and views included. */
    static INDArray copy(INDArray x) {
        return x.isEmpty() ? Nd4j.create(x.dataType(), x.shape()) : x.dup('c');
    }

    static DataType type(DType dtype) {
        return dtype == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
    }

    static long[] longs(int[] shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    private static DataType type(List<INDArray> parts) {
        return parts.get(0).dataType();
    }

    private static int[] ints(long[] shape) {
        return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }

    private static INDArray sigmoid(INDArray x) {
        INDArray e = unary(Unary.EXP, unary(Unary.NEG, unary(Unary.ABS, x)));
        INDArray one = full(dtype(x), ints(x.shape()), 1);
        INDArray above = select(compare("greater_equal", x, scalar(x, 0)), one, e);
        return arithmetic("divide", above, arithmetic("add", one, e));
    }

    private static INDArray softplus(INDArray x) {
        INDArray e = unary(Unary.EXP, unary(Unary.NEG, unary(Unary.ABS, x)));
        return arithmetic("add", unary(Unary.RELU, x), log1p(e));
    }

    /** From e^(-2|x|) - 1, which keeps its digits near 0 where ND4J's own loses them all. */
    private static INDArray tanh(INDArray x) {
        INDArray twice = arithmetic("multiply", unary(Unary.ABS, x), scalar(x, -2));
        INDArray less = expm1(twice);
        INDArray size = arithmetic("divide", less, arithmetic("add", less, scalar(x, 2)));
        return select(compare("less", x, scalar(x, 0)), size, unary(Unary.NEG, size));
    }

    /** e^x - 1 after W. Kahan, for x up to 0. */
    private static INDArray expm1(INDArray x) {
        INDArray e = unary(Unary.EXP, x);
        INDArray less = arithmetic("subtract", e, scalar(x, 1));
        INDArray scaled =
                arithmetic("divide", arithmetic("multiply", less, x), unary(Unary.LOG, e));
        INDArray near = select(compare("equals", less, scalar(x, 0)), x, scaled);
        return select(compare("less", e, scalar(x, 0.5)), less, near);
    }

    /** As {@link Math#pow}: C's gives 1 for 1 to the power of NaN and for -1 to infinity. */
    private static INDArray pow(INDArray a, INDArray b) {
        INDArray power = arithmetic("Pow", a, b);
        int[] shape = ints(power.shape());
        INDArray one = compare("equals", unary(Unary.ABS, a), scalar(a, 1));
        INDArray wild = compare("not_equals", arithmetic("subtract", b, b), scalar(b, 0));
        INDArray undefined = exec("boolean_and", DataType.BOOL, one, wild);
        return select(undefined, full(dtype(a), shape, Double.NaN), power);
    }

    /** log(1 + x) after W. Kahan: ND4J's own forgets what the sum 1 + x rounds away. */
    private static INDArray log1p(INDArray x) {
        INDArray sum = arithmetic("add", x, scalar(x, 1));
        INDArray kept = arithmetic("subtract", sum, scalar(x, 1));
        INDArray scaled =
                arithmetic("divide", arithmetic("multiply", unary(Unary.LOG, sum), x), kept);
        return select(compare("equals", kept, scalar(x, 0)), x, scaled);
    }

    /** {@code a} where the comparison holds or {@code a} is NaN, else {@code b}. */
    private static INDArray extremum(String comparison, INDArray a, INDArray b) {
        int[] shape = Shapes.broadcast(ints(a.shape()), ints(b.shape()));
        INDArray x = broadcast(a, shape);
        INDArray y = broadcast(b, shape);
        return select(or(compare(comparison, x, y), compare("not_equals", x, x)), x, y);
    }

    /** ND4J adds floats one by one, so they are added as doubles. */
    private static INDArray sum(INDArray x, int[] axes) {
        INDArray doubles = x.castTo(DataType.DOUBLE);
        return run(new Sum(doubles, null, false, axes)).castTo(x.dataType());
    }

    private static INDArray mean(INDArray x, int[] axes) {
        INDArray total = sum(x.castTo(DataType.DOUBLE), axes);
        long count = x.length() / Math.max(1, total.length());
        return binary(Binary.DIV, total, scalar(total, (double) count)).castTo(x.dataType());
    }

    /** Of what is scaled by the largest element, as squares of others over- or underflow. */
    private static INDArray norm(INDArray x, int[] axes) {
        INDArray size = unary(Unary.ABS, x.castTo(DataType.DOUBLE));
        int[] kept = Shapes.reduced(ints(x.shape()), axes, true);
        INDArray most = run(new Max(size, null, false, axes)).reshape('c', longs(kept));
        INDArray usable =
                exec(
                        "boolean_and",
                        DataType.BOOL,
                        compare("greater", most, scalar(most, 0)),
                        compare("less", most, scalar(most, Double.POSITIVE_INFINITY)));
        INDArray scale = select(usable, most, full(DType.FLOAT64, kept, 1));
        INDArray squares = unary(Unary.SQUARE, binary(Binary.DIV, size, scale));
        INDArray root = unary(Unary.SQRT, sum(squares, axes).reshape('c', longs(kept)));
        return binary(Binary.MUL, root, scale).castTo(x.dataType());
    }

    /** A maximum or minimum, with NaN put back where ND4J skipped one. */
    private static INDArray orNaN(INDArray reduced, INDArray x, int[] axes) {
        INDArray count = sum(compare("not_equals", x, x).castTo(x.dataType()), axes);
        INDArray none = compare("equals", count, scalar(x, 0));
        return select(none, reduced, full(dtype(x), ints(reduced.shape()), Double.NaN));
    }

    private static INDArray arithmetic(String name, INDArray a, INDArray b) {
        return exec(name, a.dataType(), a, b);
    }

    private static INDArray compare(String name, INDArray a, INDArray b) {
        return exec(name, DataType.BOOL, a, b);
    }

    private static INDArray or(INDArray a, INDArray b) {
        return exec("boolean_or", DataType.BOOL, a, b);
    }

    private static INDArray exec(String name, DataType type, INDArray a, INDArray b) {
        int[] shape = Shapes.broadcast(ints(a.shape()), ints(b.shape()));
        INDArray result = unwritten(type, longs(shape));
        return run(
                DynamicCustomOp.builder(name)
                        .addInputs(aligned(a, shape.length), aligned(b, shape.length))
                        .addOutputs(result));
    }

    /** The same elements in a higher rank: ND4J fails for [1, 1] with [2], not with [1, 2]. */
    private static INDArray aligned(INDArray x, int rank) {
        if (x.rank() == rank) {
            return x;
        }
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        System.arraycopy(x.shape(), 0, shape, rank - x.rank(), x.rank());
        return x.reshape('c', shape);
    }

    /** The three have one shape. */
    private static INDArray select(INDArray condition, INDArray a, INDArray b) {
        return run(
                DynamicCustomOp.builder("select").addInputs(condition, a, b).addOutputs(like(a)));
    }

    /** A strided view in ascending order. */
    private static INDArray view(INDArray x, int[] starts, int[] sizes, int[] steps) {
        long[] strides = longs(Shapes.strides(ints(x.shape())));
        long offset = 0;
        for (int i = 0; i < steps.length; i++) {
            int first = steps[i] < 0 ? starts[i] + (sizes[i] - 1) * steps[i] : starts[i];
            offset += first * strides[i];
            strides[i] *= Math.abs(steps[i]);
        }
        return Nd4j.create(x.data(), longs(sizes), strides, offset, 'c', x.dataType());
    }

    private static INDArray reversed(INDArray x, int[] steps) {
        int[] axes = IntStream.range(0, steps.length).filter(i -> steps[i] < 0).toArray();
        if (axes.length == 0) {
            return x;
        }
        return run(
                DynamicCustomOp.builder("reverse")
                        .addInputs(x)
                        .addOutputs(like(x))
                        .addIntegerArguments(axes));
    }

    private static INDArray scalar(INDArray like, double value) {
        return Nd4j.scalar(like.dataType(), value);
    }

    private static DType dtype(INDArray x) {
        return x.dataType() == DataType.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
    }

    private static INDArray like(INDArray x) {
        return unwritten(x.dataType(), x.shape());
    }

    /** Memory with anything in it, in tests NaN, for an operation that writes every element. */
    private static INDArray unwritten(DataType type, long... shape) {
        INDArray result = Nd4j.createUninitialized(type, shape);
        if (MemoryPoisoning.isOn() && Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU) {
            long bytes = result.length() * type.width();
            Pointer.memset(result.data().addressPointer(), 0xff, bytes);
        }
        return result;
    }

    private static INDArray run(Op op) {
        return Nd4j.exec(op);
    }

    private static INDArray run(DynamicCustomOp.DynamicCustomOpsBuilder op) {
        return Nd4j.exec(op.build())[0];
    }
}
