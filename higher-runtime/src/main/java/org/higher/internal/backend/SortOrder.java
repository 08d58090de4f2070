package org.higher.internal.backend;

/**
 * Stable sorting of the elements along one axis of a row-major array.
 *
 * <p>NaN counts as the largest element, and 0 equals -0.
 */
public final class SortOrder {
    private final boolean descending;

    /** Sorted parts, from which longer ones are merged. */
    private int[] from;

    private int[] to;

    private SortOrder(int length, boolean descending) {
        this.descending = descending;
        this.from = new int[length];
        this.to = new int[length];
    }

    /**
     * Where the elements come from, in their order.
     *
     * @param shape of the array
     * @return positions along the axis, in [0, extent), in the array's own layout
     */
    public static int[] of(double[] elements, int[] shape, int axis, boolean descending) {
        int extent = shape[axis];
        int stride = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            stride *= shape[i];
        }
        int[] order = new int[elements.length];
        SortOrder sorter = new SortOrder(extent, descending);
        double[] lane = new double[extent];
        for (int first = 0; first < elements.length; first += extent * stride) {
            for (int start = first; start < first + stride; start++) {
                for (int i = 0; i < extent; i++) {
                    lane[i] = elements[start + i * stride];
                }
                int[] sorted = sorter.sorted(lane);
                for (int i = 0; i < extent; i++) {
                    order[start + i * stride] = sorted[i];
                }
            }
        }
        return order;
    }

    /** A merge sort from the bottom up. */
    private int[] sorted(double[] lane) {
        int extent = lane.length;
        for (int i = 0; i < extent; i++) {
            from[i] = i;
        }
        for (long width = 1; width < extent; width *= 2) {
            for (long left = 0; left < extent; left += 2 * width) {
                int middle = (int) Math.min(left + width, extent);
                merge(lane, (int) left, middle, (int) Math.min(left + 2 * width, extent));
            }
            int[] merged = to;
            to = from;
            from = merged;
        }
        return from;
    }

    private void merge(double[] lane, int left, int middle, int right) {
        int a = left;
        int b = middle;
        for (int i = left; i < right; i++) {
            boolean second = a == middle || (b < right && precedes(lane[from[b]], lane[from[a]]));
            to[i] = from[second ? b++ : a++];
        }
    }

    private boolean precedes(double x, double y) {
        return descending ? isLarger(x, y) : isLarger(y, x);
    }

    private static boolean isLarger(double x, double y) {
        return x > y || (Double.isNaN(x) && !Double.isNaN(y));
    }
}
