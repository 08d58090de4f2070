package org.higher.internal.gpu;

import java.util.ArrayList;
import java.util.List;

/**
 * The extents of a loop over elements, and how far apart they are in some arrays: with as few axes
 * as possible, the innermost first, as the kernels get it.
 */
final class StridedLayout {
    /** The axes that most kernels are compiled for. */
    static final int USUAL_RANK = 6;

    /** The most axes that remain once neighbours are joined. */
    static final int LARGEST_RANK = 32;

    private final int[] extents;
    private final int[][] strides;

    private StridedLayout(int[] extents, int[][] strides) {
        this.extents = extents;
        this.strides = strides;
    }

    /**
     * A layout over row-major axes, the outermost first.
     *
     * @param strides of each array, in elements
     */
    static StridedLayout of(int[] shape, int[]... strides) {
        List<int[]> axes = new ArrayList<>(); // extent and strides
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] == 1) {
                continue;
            }
            int[] next = new int[1 + strides.length];
            next[0] = shape[axis];
            for (int i = 0; i < strides.length; i++) {
                next[1 + i] = strides[i][axis];
            }
            int[] last = axes.isEmpty() ? null : axes.get(axes.size() - 1);
            if (last != null && continues(last, next)) {
                last[0] *= next[0];
            } else {
                axes.add(next);
            }
        }
        if (axes.isEmpty()) {
            int[] one = new int[1 + strides.length];
            one[0] = 1;
            axes.add(one);
        }
        if (axes.size() > LARGEST_RANK) {
            throw new IllegalArgumentException(
                    ("shape of %d axes: kernels of accelerators take %d that can't be joined;"
                                    + " reshape the arrays")
                            .formatted(axes.size(), LARGEST_RANK));
        }
        int[] extents = new int[axes.size()];
        int[][] distances = new int[strides.length][axes.size()];
        for (int d = 0; d < extents.length; d++) {
            extents[d] = axes.get(d)[0];
            for (int i = 0; i < strides.length; i++) {
                distances[i][d] = axes.get(d)[1 + i];
            }
        }
        return new StridedLayout(extents, distances);
    }

    /** Whether an axis goes on, in all arrays, where the one further in ends. */
    private static boolean continues(int[] inner, int[] outer) {
        for (int i = 1; i < inner.length; i++) {
            if (outer[i] != inner[0] * inner[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is a single loop, or none. */
    boolean isOneLoop() {
        return extents.length == 1;
    }

    /** The rank to compile for that fits this. */
    int rank() {
        return extents.length <= USUAL_RANK ? USUAL_RANK : LARGEST_RANK;
    }

    /** The distance of neighbours along the innermost axis. */
    int innermost(int array) {
        return strides[array][0];
    }

    /** The structure that kernels of a rank get. */
    int[] structure(int rank) {
        int[] structure = new int[1 + rank * (1 + strides.length)];
        structure[0] = extents.length;
        System.arraycopy(extents, 0, structure, 1, extents.length);
        for (int i = 0; i < strides.length; i++) {
            System.arraycopy(strides[i], 0, structure, 1 + rank * (1 + i), extents.length);
        }
        return structure;
    }

    /** The structure that kernels of its own rank get. */
    int[] structure() {
        return structure(rank());
    }
}
