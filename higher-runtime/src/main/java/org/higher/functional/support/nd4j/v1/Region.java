package org.higher.functional.support.nd4j.v1;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.IntervalIndex;
import org.nd4j.linalg.indexing.NDArrayIndexAll;
import org.nd4j.linalg.indexing.PointIndex;

/**
 * A part of an array: positions along each axis.
 *
 * @param what the method that asks for it
 * @param points which axes have a single position, and are left out of the part
 */
record Region(String what, int[] starts, int[] sizes, int[] steps, boolean[] points) {
    /** All of an array. */
    private static Region all(String what, Tensor x) {
        int[] steps = new int[x.rank()];
        Arrays.fill(steps, 1);
        return new Region(what, new int[x.rank()], x.shape(), steps, new boolean[x.rank()]);
    }

    /** A single position of an axis. */
    static Region of(String what, Tensor x, int axis, long position) {
        Region region = all(what, x);
        region.point(x, axis, position);
        return region;
    }

    /** An element: a position of each axis. */
    static Region of(String what, Tensor x, long... position) {
        if (position.length != x.rank()) {
            throw new IllegalArgumentException(
                    "%s: %s is no position in %s"
                            .formatted(
                                    what, Arrays.toString(position), Arrays.toString(x.shape())));
        }
        Region region = all(what, x);
        for (int axis = 0; axis < position.length; axis++) {
            region.point(x, axis, position[axis]);
        }
        return region;
    }

    /** Each index is {@code point}, {@code interval} or {@code all}, one for each axis or fewer. */
    static Region of(String what, Tensor x, INDArrayIndex... indices) {
        if (indices.length > x.rank()) {
            throw new IllegalArgumentException(
                    "%s: %d indices for %s"
                            .formatted(what, indices.length, Arrays.toString(x.shape())));
        }
        Region region = all(what, x);
        for (int axis = 0; axis < indices.length; axis++) {
            region.add(x, axis, indices[axis]);
        }
        return region;
    }

    private void add(Tensor x, int axis, INDArrayIndex index) {
        if (index instanceof NDArrayIndexAll) {
            return; // which is an interval, too, of no extent
        }
        if (index instanceof PointIndex) {
            point(x, axis, index.offset());
        } else if (index instanceof IntervalIndex interval) {
            interval(x, axis, interval);
        } else {
            throw new IllegalArgumentException(
                    "%s: %s is neither point, interval nor all".formatted(what, index));
        }
    }

    private void point(Tensor x, int axis, long position) {
        if (position < 0 || position >= x.size(axis)) {
            throw new IndexOutOfBoundsException(
                    "%s: %d is no position of axis %d of %s"
                            .formatted(what, position, axis, Arrays.toString(x.shape())));
        }
        starts[axis] = (int) position;
        sizes[axis] = 1;
        points[axis] = true;
    }

    private void interval(Tensor x, int axis, IntervalIndex index) {
        long end = index.end() + (index.isInclusive() ? 1 : 0);
        if (index.offset() < 0 || end > x.size(axis)) {
            throw new IndexOutOfBoundsException(
                    "%s: %s is outside of axis %d of %s"
                            .formatted(what, index, axis, Arrays.toString(x.shape())));
        }
        long step = index.stride();
        starts[axis] = Math.toIntExact(index.offset());
        steps[axis] = Math.toIntExact(step);
        sizes[axis] = Math.toIntExact((end - index.offset() + step - 1) / step);
    }

    /** The part of an array, without the axes of points. */
    Tensor part(Tensor x) {
        Tensor part = Arrays.equals(sizes, x.shape()) ? x : x.slice(starts, sizes, steps);
        int[] shape =
                IntStream.range(0, sizes.length)
                        .filter(a -> !points[a])
                        .map(a -> sizes[a])
                        .toArray();
        return shape.length == sizes.length ? part : part.reshape(shape);
    }

    /** The array with this part replaced. */
    Tensor replaced(Tensor x, Tensor value) {
        if (IntStream.of(steps).anyMatch(step -> step != 1)) {
            throw new IllegalArgumentException(
                    what + ": steps " + Arrays.toString(steps) + "; only step 1 can be written");
        }
        return replaced(x, 0, value.reshape(sizes));
    }

    /** The part is cut out of one axis after the other, up to the last that is not whole. */
    private Tensor replaced(Tensor x, int axis, Tensor value) {
        if (isWholeFrom(x, axis)) {
            return value;
        }
        int size = x.size(axis);
        int start = starts[axis];
        int end = start + sizes[axis];
        Tensor part =
                isWholeFrom(x, axis + 1)
                        ? value
                        : replaced(x.slice(axis, start, end), axis + 1, value);
        if (start > 0) {
            part = Tensor.concat(axis, x.slice(axis, 0, start), part);
        }
        return end < size ? Tensor.concat(axis, part, x.slice(axis, end, size)) : part;
    }

    private boolean isWholeFrom(Tensor x, int axis) {
        return IntStream.range(axis, sizes.length).allMatch(a -> sizes[a] == x.size(a));
    }
}
