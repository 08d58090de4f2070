package org.higher.internal.nd4j;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.higher.array.DType;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Calls of ND4J's operations on {@link INDArray}s without an extent of 0, which the kernels are
 * made of.
 *
 * <p>Arguments are row-major and never written; results are fresh and row-major. Broadcasting goes
 * through ND4J's operations by name: the methods of {@link INDArray} get it wrong for some shapes.
 */
final class Ops {
    private Ops() {}

    static INDArray full(DType dtype, int[] shape, double value) {
        INDArray scalar = Nd4j.scalar(type(dtype), value);
        return shape.length == 0 ? scalar : broadcast(scalar, shape);
    }

    static INDArray broadcast(INDArray x, int[] shape) {
        if (Arrays.equals(x.shape(), longs(shape))) {
            return x;
        }
        // by 1 and not plus 0, which would lose the sign of -0
        INDArray ones = Nd4j.ones(x.dataType(), longs(shape));
        return arithmetic("multiply", x, ones);
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

    /** A row-major copy of any array, empty ones and views included. */
    static INDArray copy(INDArray x) {
        return x.isEmpty() ? Nd4j.create(x.dataType(), x.shape()) : x.dup('c');
    }

    static INDArray arithmetic(String name, INDArray a, INDArray b) {
        return exec(name, a.dataType(), a, b);
    }

    static INDArray compare(String name, INDArray a, INDArray b) {
        return exec(name, DataType.BOOL, a, b);
    }

    static INDArray or(INDArray a, INDArray b) {
        return exec("boolean_or", DataType.BOOL, a, b);
    }

    static INDArray exec(String name, DataType type, INDArray a, INDArray b) {
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
    static INDArray select(INDArray condition, INDArray a, INDArray b) {
        return run(
                DynamicCustomOp.builder("select").addInputs(condition, a, b).addOutputs(like(a)));
    }

    static INDArray scalar(INDArray like, double value) {
        return Nd4j.scalar(like.dataType(), value);
    }

    static INDArray like(INDArray x) {
        return unwritten(x.dataType(), x.shape());
    }

    /** Memory with anything in it, in tests NaN, for an operation that writes every element. */
    static INDArray unwritten(DataType type, long... shape) {
        INDArray result = Nd4j.createUninitialized(type, shape);
        if (MemoryPoisoning.isOn() && Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU) {
            long bytes = result.length() * type.width();
            Pointer.memset(result.data().addressPointer(), 0xff, bytes);
        }
        return result;
    }

    static INDArray run(Op op) {
        return Nd4j.exec(op);
    }

    static INDArray run(DynamicCustomOp.DynamicCustomOpsBuilder op) {
        return Nd4j.exec(op.build())[0];
    }

    static DataType type(DType dtype) {
        return dtype == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
    }

    static DType dtype(INDArray x) {
        return x.dataType() == DataType.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
    }

    static long[] longs(int[] shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    static int[] ints(long[] shape) {
        return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }
}
