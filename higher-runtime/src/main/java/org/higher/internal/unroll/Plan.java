package org.higher.internal.unroll;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an unroll keeps.
 *
 * @param snapshots how many, at most, that at the start included
 * @param recorded how many steps are recorded at a time
 * @param repetitions how often a step is taken, at most, before it is recorded; 0 if all steps are
 *     recorded as they are taken, and -1 if their number was not said
 * @param snapshotBytes of one snapshot
 * @param stepBytes what one recorded step keeps; 0 if it was not measured
 */
public record Plan(
        int snapshots, int recorded, int repetitions, long snapshotBytes, long stepBytes) {
    /** About what the place of a step on the tape takes for each tensor of weights and states. */
    private static final long PLACE_BYTES = 200;

    /** Where the number of steps is not known. */
    static final int UNKNOWN = 0;

    /** Whether all steps are recorded as they are taken. */
    public boolean isFull() {
        return repetitions == 0;
    }

    /**
     * A number of snapshots, and one step recorded at a time.
     *
     * @param steps {@link #UNKNOWN}, or how many there are
     */
    static Plan ofSnapshots(int snapshots, int steps, long snapshotBytes) {
        int repetitions =
                steps == UNKNOWN ? -1 : Math.max(1, Placement.repetitions(steps, snapshots));
        return new Plan(snapshots, 1, repetitions, snapshotBytes, 0);
    }

    /**
     * What fits into a number of bytes, with as few repetitions as possible.
     *
     * @param steps {@link #UNKNOWN}, or how many there are
     * @param tensors of weights and states
     * @throws IllegalArgumentException if it can't be done within the bytes
     */
    static Plan ofBytes(long bytes, int steps, int tensors, long snapshotBytes, long stepBytes) {
        // a step at work takes about as much as one that is kept, and gradients of what it starts
        // from
        long around = stepBytes + 2 * snapshotBytes + steps * (tensors + 1L) * PLACE_BYTES;
        long left = bytes - around;
        if (left < snapshotBytes + stepBytes) {
            throw new IllegalArgumentException(
                    String.format(
                            "Memory.budget: %,d bytes are too few for this loop: a step keeps %,d"
                                    + " bytes, its weights and the optimizer's state take %,d, and"
                                    + " %s; give %,d bytes or more",
                            bytes,
                            stepBytes,
                            snapshotBytes,
                            steps == UNKNOWN
                                    ? "both are needed more than once"
                                    : String.format(
                                            "%,d steps need their places on the tape", steps),
                            around + snapshotBytes + stepBytes));
        }
        if (steps == UNKNOWN) {
            int recorded = (int) Math.max(1, Math.min(1000, left / 3 / Math.max(1, stepBytes)));
            return new Plan(
                    slots(left, recorded, snapshotBytes, stepBytes),
                    recorded,
                    -1,
                    snapshotBytes,
                    stepBytes);
        }
        if ((double) steps * stepBytes <= left) {
            return new Plan(1, steps, 0, snapshotBytes, stepBytes);
        }
        Plan best = null;
        for (int recorded = 1; recorded < steps; recorded += Math.max(1, recorded / 4)) {
            int slots = slots(left, recorded, snapshotBytes, stepBytes);
            if (slots < 1) {
                break;
            }
            int units = (steps + recorded - 1) / recorded;
            int repetitions = Math.max(1, Placement.repetitions(units, slots));
            Plan plan =
                    new Plan(
                            Math.min(slots, Placement.snapshots(units, repetitions)),
                            recorded,
                            repetitions,
                            snapshotBytes,
                            stepBytes);
            best = plan.isBetterThan(best) ? plan : best;
        }
        return Objects.requireNonNull(best); // one step at a time was found to fit
    }

    private static int slots(long left, int recorded, long snapshotBytes, long stepBytes) {
        long slots = (left - recorded * stepBytes) / Math.max(1, snapshotBytes);
        return (int) Math.min(1_000_000, slots);
    }

    private boolean isBetterThan(@Nullable Plan other) {
        return other == null
                || repetitions < other.repetitions
                || repetitions == other.repetitions && kept() < other.kept();
    }

    private long kept() {
        return snapshots * snapshotBytes + recorded * stepBytes;
    }
}
