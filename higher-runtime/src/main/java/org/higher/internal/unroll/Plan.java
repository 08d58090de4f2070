package org.higher.internal.unroll;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an unroll keeps.
 *
 * @param kept what of its steps, but for the first
 * @param snapshots how many, at most, that at the start included
 * @param recorded how many steps are recorded at a time
 * @param advances how often a step is taken before it is recorded, on average; empty if their
 *     number was not said
 * @param snapshotBytes of one snapshot
 * @param stepBytes what one recorded step keeps; empty if it was not measured
 */
public record Plan(
        Kept kept,
        int snapshots,
        int recorded,
        OptionalDouble advances,
        long snapshotBytes,
        OptionalLong stepBytes) {
    /** What of a step. */
    public enum Kept {
        /** All. */
        GRAPHS,
        /** All but the graph of its gradient. */
        GRADIENTS,
        /** Of some steps, what they start from. */
        SNAPSHOTS
    }

    /**
     * What was measured.
     *
     * @param tensors of weights and states
     * @param snapshot bytes
     * @param step bytes that one recorded step keeps
     */
    record Sizes(int tensors, long snapshot, long step) {
        /** A step at work takes as much as one that is kept, and gradients of where it starts. */
        long atWork() {
            return step + 2 * snapshot;
        }
    }

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
        return new Plan(
                Kept.SNAPSHOTS,
                snapshots,
                1,
                steps == UNKNOWN
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(advances(steps, 1, snapshots)),
                snapshotBytes,
                OptionalLong.empty());
    }

    private static double advances(int steps, int recorded, int snapshots) {
        int units = (steps + recorded - 1) / recorded;
        return Math.max(1, (double) Placement.advances(units, snapshots) / units);
    }

    /**
     * What fits into a number of bytes, with as few steps taken again as possible.
     *
     * @param steps {@link #UNKNOWN}, or how many there are
     * @throws IllegalArgumentException if it can't be done within the bytes
     */
    static Plan ofBytes(long bytes, int steps, Sizes sizes) {
        long places = steps * (sizes.tensors + 1L) * PLACE_BYTES;
        long around = sizes.atWork() + places;
        long left = usable(bytes) - around;
        long least = sizes.snapshot + sizes.step;
        if (left < least) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "Memory.budget: %,d bytes are too few for this loop: a step keeps %,d"
                                    + " bytes, weights and state take %,d, and the places of all"
                                    + " steps on the tape %,d; give %,d bytes or more",
                            bytes,
                            sizes.step,
                            sizes.snapshot,
                            places,
                            (long) ((around + least) / (1 - GARBAGE)) + 1));
        }
        if (steps == UNKNOWN) {
            long third = (left - sizes.snapshot) / 3 / Math.max(1, sizes.step);
            int recorded = (int) Math.max(1, Math.min(1000, third));
            int slots = Math.max(1, slots(left, recorded, sizes));
            return checkpoints(slots, recorded, OptionalDouble.empty(), sizes);
        }
        return (double) steps * sizes.step <= left
                ? whole(Kept.GRAPHS, steps, OptionalDouble.of(0), sizes)
                : fewestAdvances(left, steps, sizes);
    }

    private static long usable(long bytes) {
        return (long) (bytes * (1 - GARBAGE));
    }

    private static Plan fewestAdvances(long left, int steps, Sizes sizes) {
        double least = Double.POSITIVE_INFINITY;
        Plan best = checkpoints(1, 1, OptionalDouble.empty(), sizes);
        for (int recorded = 1; recorded < steps; recorded += Math.max(1, recorded / 8)) {
            int slots = slots(left, recorded, sizes);
            double advances = slots < 1 ? least : advances(steps, recorded, slots);
            if (advances < least) {
                least = advances;
                best = checkpoints(slots, recorded, OptionalDouble.of(advances), sizes);
            }
        }
        return best;
    }

    private static int slots(long left, int recorded, Sizes sizes) {
        long slots = (left - recorded * sizes.step) / Math.max(1, sizes.snapshot);
        return (int) Math.min(1_000_000, slots);
    }

    private static Plan checkpoints(int slots, int recorded, OptionalDouble advances, Sizes sizes) {
        return new Plan(
                Kept.SNAPSHOTS,
                slots,
                recorded,
                advances,
                sizes.snapshot,
                OptionalLong.of(sizes.step));
    }

    private static Plan whole(Kept kept, int steps, OptionalDouble advances, Sizes sizes) {
        return new Plan(kept, 1, steps, advances, sizes.snapshot, OptionalLong.of(sizes.step));
    }

    /** Whether saved gradients would be better. */
    boolean isImprovable() {
        return kept == Kept.SNAPSHOTS && advances.isPresent();
    }

    /**
     * Saved gradients, if they fit: no step is taken again then, only its loss is.
     *
     * @param savedBytes what a step keeps of which the gradient is saved
     */
    Plan orSavedGradients(long bytes, int steps, Sizes sizes, long savedBytes) {
        return (double) steps * savedBytes <= usable(bytes) - sizes.atWork() - sizes.step
                ? whole(Kept.GRADIENTS, 1, OptionalDouble.of(1), sizes)
                : this;
    }
}
