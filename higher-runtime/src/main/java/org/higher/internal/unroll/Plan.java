package org.higher.internal.unroll;

import java.util.Locale;

/**
 * What an unroll keeps.
 *
 * @param snapshots how many, at most, that at the start included
 * @param recorded how many steps are recorded at a time
 * @param advances how often a step is taken before it is recorded, on average; 0 if all steps are
 *     recorded as they are taken, NaN if their number was not said
 * @param snapshotBytes of one snapshot
 * @param stepBytes what one recorded step keeps; 0 if it was not measured
 */
public record Plan(
        int snapshots, int recorded, double advances, long snapshotBytes, long stepBytes) {
    /** About what the place of a step on the tape takes for each tensor of weights and states. */
    private static final long PLACE_BYTES = 200;

    /** Of a budget, what is left to garbage that the collector has yet to find. */
    private static final double GARBAGE = 0.3;

    /** Where the number of steps is not known. */
    static final int UNKNOWN = 0;

    /**
     * A number of snapshots, and one step recorded at a time.
     *
     * @param steps {@link #UNKNOWN}, or how many there are
     */
    static Plan ofSnapshots(int snapshots, int steps, long snapshotBytes) {
        return new Plan(snapshots, 1, advances(steps, 1, snapshots), snapshotBytes, 0);
    }

    private static double advances(int steps, int recorded, int snapshots) {
        if (steps == UNKNOWN) {
            return Double.NaN;
        }
        int units = (steps + recorded - 1) / recorded;
        return Math.max(1, (double) Placement.advances(units, snapshots) / units);
    }

    /**
     * What fits into a number of bytes, with as few steps taken again as possible.
     *
     * @param steps {@link #UNKNOWN}, or how many there are
     * @param tensors of weights and states
     * @throws IllegalArgumentException if it can't be done within the bytes
     */
    static Plan ofBytes(long bytes, int steps, int tensors, long snapshotBytes, long stepBytes) {
        long places = steps * (tensors + 1L) * PLACE_BYTES;
        // a step at work takes as much as one that is kept, and gradients of what it starts from
        long around = stepBytes + 2 * snapshotBytes + places;
        long left = (long) (bytes * (1 - GARBAGE)) - around;
        if (left < snapshotBytes + stepBytes) {
            long least = (long) ((around + snapshotBytes + stepBytes) / (1 - GARBAGE)) + 1;
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "Memory.budget: %,d bytes are too few for this loop: a step keeps %,d"
                                    + " bytes, weights and state take %,d, and the places of all"
                                    + " steps on the tape %,d; give %,d bytes or more",
                            bytes,
                            stepBytes,
                            snapshotBytes,
                            places,
                            least));
        }
        if (steps == UNKNOWN) {
            int recorded =
                    (int)
                            Math.max(
                                    1,
                                    Math.min(
                                            1000,
                                            (left - snapshotBytes) / 3 / Math.max(1, stepBytes)));
            int slots = Math.max(1, slots(left, recorded, snapshotBytes, stepBytes));
            return new Plan(slots, recorded, Double.NaN, snapshotBytes, stepBytes);
        }
        if ((double) steps * stepBytes <= left) {
            return new Plan(1, steps, 0, snapshotBytes, stepBytes);
        }
        Plan best = new Plan(1, 1, Double.POSITIVE_INFINITY, snapshotBytes, stepBytes);
        for (int recorded = 1; recorded < steps; recorded += Math.max(1, recorded / 8)) {
            int slots = slots(left, recorded, snapshotBytes, stepBytes);
            double advances = slots < 1 ? best.advances : advances(steps, recorded, slots);
            if (advances < best.advances) {
                best = new Plan(slots, recorded, advances, snapshotBytes, stepBytes);
            }
        }
        return best;
    }

    private static int slots(long left, int recorded, long snapshotBytes, long stepBytes) {
        long slots = (left - recorded * stepBytes) / Math.max(1, snapshotBytes);
        return (int) Math.min(1_000_000, slots);
    }
}
