package org.higher.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the axes of arrays are among those of a program's shape.
 *
 * <p>Each axis of an array has a place: the axis of the program's that it is, of the same extent.
 */
final class Places {
    /** The place of an extent of 1. */
    static final int NONE = -1;

    private final int[] shape;

    /** Among the axes of a shape. */
    Places(int... shape) {
        this.shape = shape;
    }

    static int[] none(int count) {
        int[] none = new int[count];
        Arrays.fill(none, NONE);
        return none;
    }

    /** One bit for each axis that is one of the tracer's. */
    static int axes(int... places) {
        int axes = 0;
        for (int place : places) {
            axes |= place == NONE ? 0 : 1 << place;
        }
        return axes;
    }

    static boolean areDistinct(int... places) {
        return Integer.bitCount(axes(places))
                == IntStream.of(places).filter(place -> place != NONE).count();
    }

    /** The axes of a program that some places are, in their own order; empty if they ascend. */
    static List<Integer> order(int... places) {
        List<Integer> order = new ArrayList<>();
        boolean ascends = true;
        for (int place : places) {
            if (place != NONE) {
                ascends &= order.isEmpty() || order.get(order.size() - 1) < place;
                order.add(place);
            }
        }
        return ascends ? List.of() : order;
    }

    /**
     * The places of the axes of a shape: of those that are not known, the last ones of the same
     * extent, in ascending order if they can be.
     *
     * @param known those that are, distinct, others {@link #NONE}
     * @param least the first place for another
     */
    int[] placed(int[] known, int least, int... of) {
        int[] found = new int[of.length];
        int before = shape.length;
        for (int axis = of.length - 1; axis >= 0; axis--) {
            int place = known[axis];
            if (of[axis] != 1 && place == NONE) {
                place = before - 1;
                while (place >= 0 && shape[place] != of[axis]) {
                    place--;
                }
                place = place < least ? NONE : place;
            }
            if (of[axis] != 1 && (place == NONE || place >= before)) {
                return placedAnywhere(known, least, of);
            }
            found[axis] = of[axis] == 1 ? NONE : place;
            before = of[axis] == 1 ? before : place;
        }
        return found;
    }

    /** As {@link #placed}, in any order. */
    private int[] placedAnywhere(int[] known, int least, int... of) {
        int[] found = new int[of.length];
        int taken = 0;
        for (int axis = 0; axis < of.length; axis++) {
            found[axis] = of[axis] == 1 ? NONE : known[axis];
            taken |= axes(found[axis]);
        }
        for (int axis = of.length - 1; axis >= 0; axis--) {
            if (of[axis] == 1 || found[axis] != NONE) {
                continue;
            }
            int place = shape.length - 1;
            while (place >= least && (shape[place] != of[axis] || (taken >> place & 1) == 1)) {
                place--;
            }
            if (place < least) {
                throw new Untraceable("an array of shape " + Arrays.toString(of));
            }
            found[axis] = place;
            taken |= 1 << place;
        }
        return found;
    }

    /** Whether axes that are not known could have places further left as well, or elsewhere. */
    boolean isAmbiguous(int[] found, int[] known, int... of) {
        if (!order(found).isEmpty()) {
            return !Arrays.equals(found, known);
        }
        int place = 0;
        for (int axis = 0; axis < found.length; axis++) {
            if (of[axis] == 1) {
                continue;
            }
            for (; known[axis] == NONE && place < found[axis]; place++) {
                if (shape[place] == of[axis]) {
                    return true;
                }
            }
            place = found[axis] + 1;
        }
        return false;
    }

    /**
     * All axes in other places.
     *
     * @param to by axis; where it is {@link #NONE}, the axis goes to one that is left, of the same
     *     extent
     */
    List<Integer> whole(int... to) {
        int taken = axes(to);
        for (int axis = 0; axis < to.length; axis++) {
            if (to[axis] == NONE && (taken >> axis & 1) == 0) {
                to[axis] = axis;
                taken |= 1 << axis;
            }
        }
        for (int axis = 0; axis < to.length; axis++) {
            for (int target = 0; target < to.length && to[axis] == NONE; target++) {
                if ((taken >> target & 1) == 0 && shape[target] == shape[axis]) {
                    to[axis] = target;
                    taken |= 1 << target;
                }
            }
        }
        return IntStream.of(to).boxed().toList();
    }
}
