package org.higher.internal.ops;

import static org.higher.internal.tape.Op.linearOp;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.BackwardPass;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Shapes: reshaping, permutation of axes, transposition, broadcasting. */
public final class ShapeOps {
    private ShapeOps() {}

    public static Value reshape(Value a, int... shape) {
        int[] before = a.shape();
        int[] after = inferred(a, shape);
        return linearOp("reshape", a.kernels().reshape(a.data(), TaskAxis.shape(a, after)))
                .wrt(a, g -> reshape(g, before))
                .jvp(t -> reshape(t, after))
                .record();
    }

    public static Value permute(Value a, int... axes) {
        int[] order = new int[axes.length];
        int[] inverse = new int[axes.length];
        Arrays.fill(inverse, -1);
        boolean complete = axes.length == a.rank();
        for (int i = 0; i < axes.length && complete; i++) {
            order[i] = Checks.axis("permute", a, axes[i]);
            complete = inverse[order[i]] < 0;
            inverse[order[i]] = i;
        }
        if (!complete) {
            throw new IllegalArgumentException(
                    Messages.of("permute: %s must name each axis of %s once", axes, a.shape()));
        }
        return linearOp("permute", a.kernels().permute(a.data(), TaskAxis.order(a, order)))
                .wrt(a, g -> permute(g, inverse))
                .jvp(t -> permute(t, order))
                .record();
    }

    public static Value transpose(Value a) {
        int rank = a.rank();
        if (rank < 2) {
            throw new IllegalArgumentException(
                    Messages.of("transpose: %s has fewer than two axes", a.shape()));
        }
        int[] axes = new int[rank];
        Arrays.setAll(axes, i -> i);
        axes[rank - 2] = rank - 1;
        axes[rank - 1] = rank - 2;
        return permute(a, axes);
    }

    /** The gradient is summed back by {@link BackwardPass}, as for any broadcasting. */
    public static Value broadcast(Value a, int... shape) {
        Shapes.size("broadcast", shape);
        int[] from = a.shape();
        if (Arrays.equals(from, shape)) {
            return a;
        }
        if (!Shapes.canBroadcast(from, shape)
                || !Arrays.equals(Shapes.broadcast(from, shape), shape)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "broadcast: %s can't be broadcast to %s; only extents of 1 are"
                                    + " repeated, and axes are added in front",
                            from, shape));
        }
        Array aligned = TaskAxis.withRank(a, shape.length);
        return linearOp(
                        "broadcast",
                        a.kernels().broadcast(aligned, TaskAxis.shape(a, shape.clone())))
                .wrt(a, g -> g)
                .jvp(t -> broadcast(t, shape))
                .record();
    }

    public static Value squeeze(Value a, int axis) {
        int at = Checks.axis("squeeze", a, axis);
        int[] shape = a.shape();
        if (shape[at] != 1) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "squeeze: axis %d of %s has an extent of %d, not 1",
                            axis, shape, shape[at]));
        }
        return reshape(a, without(shape, at));
    }

    public static Value unsqueeze(Value a, int axis) {
        int at = Checks.newAxis("unsqueeze", a, axis);
        int[] shape = a.shape();
        int[] after = new int[shape.length + 1];
        System.arraycopy(shape, 0, after, 0, at);
        after[at] = 1;
        System.arraycopy(shape, at, after, at + 1, shape.length - at);
        return reshape(a, after);
    }

    public static Value flatten(Value a, int fromAxis) {
        if (a.rank() == 0) {
            return reshape(a, 1);
        }
        int from = Checks.axis("flatten", a, fromAxis);
        int[] shape = a.shape();
        int[] after = Arrays.copyOf(shape, from + 1);
        for (int i = from + 1; i < shape.length; i++) {
            long merged = (long) after[from] * shape[i];
            if (merged > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "flatten: the axes of %s from %d on make more than the 2^31 - 1"
                                        + " positions that an axis can have",
                                shape, from));
            }
            after[from] = (int) merged;
        }
        return reshape(a, after);
    }

    /** A shape that lacks one axis. */
    public static int[] without(int[] shape, int axis) {
        int[] rest = new int[shape.length - 1];
        System.arraycopy(shape, 0, rest, 0, axis);
        System.arraycopy(shape, axis + 1, rest, axis, rest.length - axis);
        return rest;
    }

    /** The shape asked for, with an extent of -1 replaced by what is left over. */
    private static int[] inferred(Value a, int... shape) {
        int[] after = Checks.given("reshape", "the shape", shape).clone();
        int unknown = -1;
        long known = 1;
        boolean valid = true;
        for (int i = 0; i < after.length; i++) {
            if (after[i] == -1 && unknown < 0) {
                unknown = i;
            } else {
                valid &= after[i] >= 0;
                known = Math.min(known * Math.max(0, after[i]), 1L << 32); // of no use beyond
            }
        }
        if (valid && unknown >= 0 && known > 0 && a.size() % known == 0) {
            after[unknown] = (int) (a.size() / known);
        } else if (!valid || unknown >= 0 || known != a.size()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "reshape: %s has %d elements, which do not fill %s",
                            a.shape(), a.size(), shape));
        }
        return after;
    }
}
