package org.higher.internal.nd4j;

import static org.higher.internal.nd4j.Ops.ints;
import static org.higher.internal.nd4j.Ops.like;
import static org.higher.internal.nd4j.Ops.longs;
import static org.higher.internal.nd4j.Ops.run;
import static org.higher.internal.nd4j.Ops.unwritten;

import java.util.List;
import java.util.stream.IntStream;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** What moves elements of arrays: permutations, slices, joins, and selection by indices. */
final class Movement {
    private Movement() {}

    static INDArray permute(INDArray x, int[] axes) {
        return axes.length < 2 ? x : x.permute(axes).dup('c');
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
                        .addOutputs(unwritten(parts.get(0).dataType(), longs(shape)))
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
}
