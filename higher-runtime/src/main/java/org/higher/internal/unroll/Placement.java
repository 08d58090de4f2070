package org.higher.internal.unroll;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Binomial checkpointing: where to put snapshots, so that few steps are taken again.
 *
 * <p>With s snapshots, the one at the start included, and no step taken more than r times before it
 * is recorded, C(s + r, r) units of steps can be reversed. Source: Griewank and Walther, Algorithm
 * 799: Revolve, ACM TOMS 26 (2000).
 */
final class Placement {
    private Placement() {}

    /** How many units can be reversed. */
    static long reach(int snapshots, int repetitions) {
        double reach = 1;
        for (int i = 1; i <= repetitions; i++) {
            reach = reach * (snapshots + i) / i;
        }
        return reach > Long.MAX_VALUE ? Long.MAX_VALUE : Math.round(reach);
    }

    /** How often a step is taken, at most, before it is recorded. */
    static int repetitions(int units, int snapshots) {
        if (snapshots == 1) {
            return units - 1;
        }
        int repetitions = 0;
        while (reach(snapshots, repetitions) < units) {
            repetitions++;
        }
        return repetitions;
    }

    /** How many units are taken in all before they are recorded. */
    static long advances(int units, int snapshots) {
        int r = repetitions(units, snapshots);
        // the sum of what each takes, of which the formula of the source is the closed form
        return r == 0 ? 0 : (long) r * units - reach(snapshots + 1, r - 1);
    }

    /**
     * After how many units to put the next snapshot.
     *
     * @param units that are left, 2 or more
     * @param free snapshots that are left, 1 or more; beside the one that the units start from
     */
    static int next(int units, int free) {
        int repetitions = repetitions(units, free + 1);
        // neither part may need more repetitions, nor have room for fewer
        long beyond = units - reach(free, repetitions);
        long before = repetitions < 2 ? 1 : reach(free + 1, repetitions - 2);
        return (int) Math.max(1, Math.max(beyond, before));
    }

    /** Where snapshots go on the way to the last unit, the start included; in units. */
    static NavigableSet<Integer> positions(int units, int snapshots) {
        NavigableSet<Integer> positions = new TreeSet<>();
        positions.add(0);
        int at = 0;
        while (units - at > 1 && positions.size() < snapshots) {
            at += next(units - at, snapshots - positions.size());
            positions.add(at);
        }
        return positions;
    }
}
