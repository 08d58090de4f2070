package org.higher.internal.host.movement;

/**
 * A strided iterator over several n-dimensional arrays of one shape, one innermost run at a time.
 *
 * <p>A stride of 0 broadcasts. Axes that are adjacent in memory for every operand are merged first,
 * so that two arrays of the same shape are a single run. Between runs the iterator counts like an
 * odometer; within a run the caller's loop has nothing to decide.
 */
public final class StridedIterator {
    /** Extents, innermost first; the first is the run. */
    private final int[] extents;

    /** By operand, then axis as in {@link #extents}. */
    private final int[][] strides;

    private final int[] offsets;
    private final int[] counters;
    private int rank;
    private int runsLeft;

    /**
     * An iterator over a shape.
     *
     * @param strides for each operand, one stride per axis
     */
    public StridedIterator(int[] shape, int[]... strides) {
        this.extents = new int[shape.length + 1];
        this.counters = new int[shape.length + 1];
        this.strides = new int[strides.length][shape.length + 1];
        this.offsets = new int[strides.length];
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] == 1) {
                continue;
            }
            if (rank > 0 && continues(strides, axis)) {
                extents[rank - 1] *= shape[axis];
                continue;
            }
            extents[rank] = shape[axis];
            for (int k = 0; k < strides.length; k++) {
                this.strides[k][rank] = strides[k][axis];
            }
            rank++;
        }
        if (rank == 0) {
            extents[rank++] = 1;
        }
        runsLeft = extents[0] == 0 ? 0 : 1;
        for (int axis = 1; axis < rank; axis++) {
            runsLeft *= extents[axis];
        }
    }

    private boolean continues(int[][] given, int axis) {
        for (int k = 0; k < given.length; k++) {
            if (given[k][axis] != strides[k][rank - 1] * extents[rank - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Moves an operand's origin. */
    StridedIterator from(int operand, int offset) {
        offsets[operand] = offset;
        return this;
    }

    /** Whether a run is left. */
    public boolean hasRun() {
        return runsLeft > 0;
    }

    /** Elements in each run. */
    public int length() {
        return extents[0];
    }

    /** The distance between an operand's elements within a run. */
    public int stride(int operand) {
        return strides[operand][0];
    }

    /** Where an operand's elements of this run begin. */
    public int offset(int operand) {
        return offsets[operand];
    }

    /** Goes to the next run. */
    public void advance() {
        runsLeft--;
        for (int axis = 1; axis < rank; axis++) {
            boolean carry = ++counters[axis] == extents[axis];
            if (carry) {
                counters[axis] = 0;
            }
            for (int k = 0; k < offsets.length; k++) {
                offsets[k] += carry ? -strides[k][axis] * (extents[axis] - 1) : strides[k][axis];
            }
            if (!carry) {
                return;
            }
        }
    }
}
