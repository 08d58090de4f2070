package org.higher.internal.nd4j;

import static org.higher.internal.nd4j.Ops.broadcast;
import static org.higher.internal.nd4j.Ops.compare;
import static org.higher.internal.nd4j.Ops.dtype;
import static org.higher.internal.nd4j.Ops.exec;
import static org.higher.internal.nd4j.Ops.full;
import static org.higher.internal.nd4j.Ops.ints;
import static org.higher.internal.nd4j.Ops.longs;
import static org.higher.internal.nd4j.Ops.or;
import static org.higher.internal.nd4j.Ops.run;
import static org.higher.internal.nd4j.Ops.scalar;
import static org.higher.internal.nd4j.Ops.select;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.reduce.same.Min;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reductions of arrays, composed where those of ND4J skip a NaN, overflow or add up too roughly.
 */
final class Reductions {
    private Reductions() {}

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
            INDArray same = f == Reduction.NORM2 ? Elementwise.unary(Unary.ABS, x) : x;
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

    /** ND4J adds floats one by one, so they are added as doubles. */
    private static INDArray sum(INDArray x, int[] axes) {
        INDArray doubles = x.castTo(DataType.DOUBLE);
        return run(new Sum(doubles, null, false, axes)).castTo(x.dataType());
    }

    private static INDArray mean(INDArray x, int[] axes) {
        INDArray total = sum(x.castTo(DataType.DOUBLE), axes);
        long count = x.length() / Math.max(1, total.length());
        return Elementwise.binary(Binary.DIV, total, scalar(total, (double) count))
                .castTo(x.dataType());
    }

    /** Of what is scaled by the largest element, as squares of others over- or underflow. */
    private static INDArray norm(INDArray x, int[] axes) {
        INDArray size = Elementwise.unary(Unary.ABS, x.castTo(DataType.DOUBLE));
        int[] kept = Shapes.reduced(ints(x.shape()), axes, true);
        INDArray most = run(new Max(size, null, false, axes)).reshape('c', longs(kept));
        INDArray usable =
                exec(
                        "boolean_and",
                        DataType.BOOL,
                        compare("greater", most, scalar(most, 0)),
                        compare("less", most, scalar(most, Double.POSITIVE_INFINITY)));
        INDArray scale = select(usable, most, full(DType.FLOAT64, kept, 1));
        INDArray squares =
                Elementwise.unary(Unary.SQUARE, Elementwise.binary(Binary.DIV, size, scale));
        INDArray root = Elementwise.unary(Unary.SQRT, sum(squares, axes).reshape('c', longs(kept)));
        return Elementwise.binary(Binary.MUL, root, scale).castTo(x.dataType());
    }

    /** A maximum or minimum, with NaN put back where ND4J skipped one. */
    private static INDArray orNaN(INDArray reduced, INDArray x, int[] axes) {
        INDArray count = sum(compare("not_equals", x, x).castTo(x.dataType()), axes);
        INDArray none = compare("equals", count, scalar(x, 0));
        return select(none, reduced, full(dtype(x), ints(reduced.shape()), Double.NaN));
    }
}
