package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Reduction.MAX;
import static org.higher.internal.backend.Kernels.Reduction.MEAN;
import static org.higher.internal.backend.Kernels.Reduction.MIN;
import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.tensor.Op.linearOp;
import static org.higher.tensor.Op.op;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Shapes;

/** Sums, means and extremes along axes; no axis named means all. */
final class ReductionOps {
    private ReductionOps() {}

    static Tensor sum(Tensor a, boolean keepDims, int... axes) {
        int[] over = Checks.axes("sum", a, axes);
        int[] shape = a.shapeRef();
        return linearOp("sum", a.kernels().reduce(SUM, a.data(), TaskAxis.axes(a, over), keepDims))
                .wrt(a, g -> spread(g, shape, over))
                .record();
    }

    static Tensor mean(Tensor a, boolean keepDims, int... axes) {
        int[] over = Checks.axes("mean", a, axes);
        int[] shape = a.shapeRef();
        double count = count(shape, over);
        Array mean = a.kernels().reduce(MEAN, a.data(), TaskAxis.axes(a, over), keepDims);
        return linearOp("mean", mean).wrt(a, g -> spread(g.div(count), shape, over)).record();
    }

    static Tensor amax(Tensor a, boolean keepDims, int... axes) {
        return extreme("amax", MAX, a, keepDims, axes);
    }

    static Tensor amin(Tensor a, boolean keepDims, int... axes) {
        return extreme("amin", MIN, a, keepDims, axes);
    }

    private static Tensor extreme(
            String name, Reduction f, Tensor a, boolean keepDims, int... axes) {
        int[] over = Checks.axes(name, a, axes);
        Checks.nonEmpty(name, a, over);
        int[] shape = a.shapeRef();
        return op(name, a.kernels().reduce(f, a.data(), TaskAxis.axes(a, over), keepDims))
                .wrt(
                        a,
                        (g, y) -> {
                            Tensor winners = a.eq(kept(y, shape, over));
                            Tensor ties = winners.sum(true, over);
                            return winners.mul(kept(g, shape, over).div(ties));
                        })
                .record();
    }

    static int[] argMax(Tensor a, int axis) {
        TaskAxis.checkReadable("argMax", a);
        int along = Checks.axis("argMax", a, axis);
        Checks.nonEmpty("argMax", a, along);
        return a.kernels().argMax(a.data(), along);
    }

    /**
     * Sums what broadcasting and tasks repeated: the gradient of stretching an argument to g.
     *
     * @param tasks the number of tasks that the argument is of; 0 if they share it
     * @throws IllegalStateException if the argument does not stretch to g
     */
    static Tensor sumTo(Tensor g, int[] shape, int tasks, String op) {
        int given = g.taskCount();
        if (given != tasks) {
            if (tasks != 0) {
                throw new IllegalStateException(
                        Text.of(
                                "%s: its rule gave a gradient of %d tasks for an argument of %d",
                                op, given, tasks));
            }
            return sumTo(g.fromTasks(), shape, 0, op); // the tasks are one more axis in front
        }
        int[] wide = g.shapeRef();
        if (Arrays.equals(wide, shape)) {
            return g;
        }
        if (!Arrays.equals(Shapes.broadcast(shape, wide), wide)) {
            throw new IllegalStateException(
                    Text.of("%s: its rule gave a gradient %s for an argument %s", op, wide, shape));
        }
        int lead = wide.length - shape.length;
        int[] over = new int[wide.length];
        int count = 0;
        for (int i = 0; i < wide.length; i++) {
            if (i < lead || (shape[i - lead] == 1 && wide[i] != 1)) {
                over[count++] = i;
            }
        }
        Tensor sum = sum(g, lead == 0, Arrays.copyOf(over, count));
        return Arrays.equals(sum.shapeRef(), shape) ? sum : sum.reshape(shape);
    }

    /** Gives a reduced tensor its axes back and repeats it along them. */
    private static Tensor spread(Tensor reduced, int[] shape, int[] axes) {
        return kept(reduced, shape, axes).broadcast(shape);
    }

    /** Gives a reduced tensor its axes back, with an extent of 1. */
    static Tensor kept(Tensor reduced, int[] shape, int[] axes) {
        return reduced.rank() == shape.length
                ? reduced
                : reduced.reshape(Shapes.reduced(shape, axes, true));
    }

    private static double count(int[] shape, int[] axes) {
        double count = 1;
        for (int axis : axes) {
            count *= shape[axis];
        }
        return count;
    }
}
