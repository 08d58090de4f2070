package org.higher.internal.unroll;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The snapshots that an unroll keeps, by the step that starts from them.
 *
 * @param <M> a snapshot
 */
final class Snapshots<M> {
    /** Takes the steps between two snapshots. */
    @FunctionalInterface
    interface Advance<M> {
        M advance(M from, int index, int to);
    }

    private final Plan plan;
    private final NavigableMap<Integer, M> kept = new TreeMap<>();

    /** Where snapshots go, in steps; empty where the number of steps is not known. */
    private final NavigableSet<Integer> positions = new TreeSet<>();

    /** After how many steps there is one, if it is not. */
    private int spacing;

    /** The number of steps, as far as it is known. */
    private final int expected;

    Snapshots(Plan plan, int steps, M start) {
        this.plan = plan;
        this.expected = steps;
        this.spacing = plan.recorded();
        kept.put(0, start);
        if (steps != Plan.UNKNOWN) {
            Placement.positions(units(steps), plan.snapshots())
                    .forEach(unit -> positions.add(unit * plan.recorded()));
        }
    }

    private int units(int steps) {
        return (steps + plan.recorded() - 1) / plan.recorded();
    }

    /** How many there are. */
    int count() {
        return kept.size();
    }

    /** What the next step starts from, on the way. */
    void offer(int index, M moment) {
        if (index < expected) {
            if (positions.contains(index)) {
                kept.put(index, moment);
            }
            return;
        }
        if (index == expected && index > 0) { // they go on
            spacing = Math.max(1, expected / plan.snapshots() / spacing) * spacing;
        }
        while (index % spacing == 0 && kept.size() >= plan.snapshots() && plan.snapshots() > 1) {
            spacing *= 2;
            kept.keySet().removeIf(step -> step % spacing != 0);
        }
        if (index % spacing == 0 && kept.size() < plan.snapshots()) {
            kept.put(index, moment);
        }
    }

    /**
     * Goes to where steps up to one can be recorded.
     *
     * <p>Snapshots of later steps are let go: steps are recorded from the last to the first.
     *
     * @param record records the steps from an index and its snapshot on
     */
    void prepare(int last, Advance<M> advance, Advance<M> record) {
        kept.tailMap(last, false).clear();
        Map.Entry<Integer, M> from = kept.lastEntry();
        int at = from.getKey();
        M moment = from.getValue();
        int units = units(last - at + 1);
        while (units > 1) {
            int free = plan.snapshots() - kept.size();
            int go = free > 0 ? Placement.next(units, free) : units - 1;
            moment = advance.advance(moment, at, at + go * plan.recorded());
            at += go * plan.recorded();
            units -= go;
            if (free > 0) {
                kept.put(at, moment);
            }
        }
        record.advance(moment, at, last + 1);
    }
}
