package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;

/**
 * Several of ND4J's arrays joined to one, and an array repeated.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdJoins {
    private NdJoins() {}

    public static Tensor concat(int axis, Tensor... parts) {
        return Tensor.concat(axis, List.of(parts));
    }

    public static Tensor stack(int axis, Tensor... parts) {
        return Tensor.stack(axis, List.of(parts));
    }

    /** Arrays above each other, along a new first axis; numbers are none. */
    public static Tensor pile(Tensor... parts) {
        if (Arrays.stream(parts).anyMatch(p -> p.rank() == 0)) {
            throw new IllegalArgumentException("pile: an array has no axes; reshape it to [1]");
        }
        return Tensor.stack(0, List.of(parts));
    }

    public static Tensor vstack(Tensor... parts) {
        return vstack(List.of(parts));
    }

    /** Rows below each other; vectors become rows. */
    public static Tensor vstack(Collection<Tensor> parts) {
        List<Tensor> rows =
                parts.stream().map(p -> p.rank() == 1 ? p.reshape(1, p.size()) : p).toList();
        return Tensor.concat(0, rows);
    }

    public static Tensor hstack(Tensor... parts) {
        return hstack(List.of(parts));
    }

    /** Columns beside each other; vectors one after the other. */
    public static Tensor hstack(Collection<Tensor> parts) {
        List<Tensor> all = List.copyOf(parts);
        boolean vectors = all.stream().allMatch(p -> p.rank() == 1);
        return Tensor.concat(vectors ? 0 : 1, all);
    }

    /** Repeats a matrix along its axes. */
    public static Tensor tile(Tensor x, int... times) {
        if (x.rank() != times.length || IntStream.of(times).anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException(
                    "tile: "
                            + Arrays.toString(times)
                            + " is not one number, 1 or more, for each axis of "
                            + Arrays.toString(x.shape()));
        }
        Tensor tiled = x;
        for (int axis = 0; axis < times.length; axis++) {
            if (times[axis] > 1) {
                Tensor one = tiled;
                tiled =
                        Tensor.concat(
                                axis, IntStream.range(0, times[axis]).mapToObj(i -> one).toList());
            }
        }
        return tiled;
    }

    /** All elements of some arrays, one after the other, in one row [n]. */
    public static Tensor toFlattened(Tensor... parts) {
        return toFlattened(List.of(parts));
    }

    public static Tensor toFlattened(Collection<Tensor> parts) {
        return Tensor.concat(0, parts.stream().map(p -> p.reshape(-1)).toList());
    }
}
