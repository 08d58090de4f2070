package org.higher.internal.nd4j;

import static org.higher.internal.nd4j.Ops.arithmetic;
import static org.higher.internal.nd4j.Ops.broadcast;
import static org.higher.internal.nd4j.Ops.compare;
import static org.higher.internal.nd4j.Ops.dtype;
import static org.higher.internal.nd4j.Ops.exec;
import static org.higher.internal.nd4j.Ops.full;
import static org.higher.internal.nd4j.Ops.ints;
import static org.higher.internal.nd4j.Ops.like;
import static org.higher.internal.nd4j.Ops.or;
import static org.higher.internal.nd4j.Ops.run;
import static org.higher.internal.nd4j.Ops.scalar;
import static org.higher.internal.nd4j.Ops.select;

import java.util.Arrays;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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

/**
 * Elementwise functions of arrays, composed where an operation of ND4J drops a NaN, overflows or
 * loses digits.
 */
final class Elementwise {
    private Elementwise() {}

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

    /** log(1 + x) after W. Kahan: ND4J's own forgets what the sum 1 + x rounds away. */
    private static INDArray log1p(INDArray x) {
        INDArray sum = arithmetic("add", x, scalar(x, 1));
        INDArray kept = arithmetic("subtract", sum, scalar(x, 1));
        INDArray scaled =
                arithmetic("divide", arithmetic("multiply", unary(Unary.LOG, sum), x), kept);
        return select(compare("equals", kept, scalar(x, 0)), x, scaled);
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

    /** {@code a} where the comparison holds or {@code a} is NaN, else {@code b}. */
    private static INDArray extremum(String comparison, INDArray a, INDArray b) {
        int[] shape = Shapes.broadcast(ints(a.shape()), ints(b.shape()));
        INDArray x = broadcast(a, shape);
        INDArray y = broadcast(b, shape);
        return select(or(compare(comparison, x, y), compare("not_equals", x, x)), x, y);
    }
}
