package org.higher.internal.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unrolls whose steps do nothing but count: a snapshot is the number of its step. */
class SnapshotsTest {
    /** Goes to the end and back, and counts. */
    private static final class Run {
        private final Snapshots<Integer> snapshots;
        private final Deque<Integer> recorded = new ArrayDeque<>();
        private final int mostRecorded;
        private long advances;

        Run(Plan plan, int expected, int steps) {
            snapshots = new Snapshots<>(plan, expected, 0);
            mostRecorded = plan.recorded();
            for (int step = 0; step < steps; step++) {
                advances++;
                snapshots.offer(step + 1, step + 1);
                assertThat(snapshots.count()).isLessThanOrEqualTo(plan.snapshots());
            }
            back(plan, steps);
        }

        private void back(Plan plan, int steps) {
            for (int step = steps - 1; step >= 0; step--) {
                if (recorded.isEmpty()) {
                    snapshots.prepare(step, this::advance, this::record);
                    assertThat(snapshots.count()).isLessThanOrEqualTo(plan.snapshots());
                    assertThat(recorded).hasSizeBetween(1, mostRecorded);
                }
                assertThat(recorded.removeLast()).isEqualTo(step);
            }
        }

        private int advance(int from, int index, int to) {
            assertThat(from).isEqualTo(index);
            assertThat(to).isGreaterThanOrEqualTo(index);
            advances += to - index;
            return to;
        }

        private int record(int from, int index, int to) {
            assertThat(from).isEqualTo(index);
            for (int step = index; step < to; step++) {
                recorded.addLast(step);
            }
            return to;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 1", "10, 2", "10, 3", "10, 20", "100, 5", "1000, 20", "1000, 44"})
    void asFewStepsAreTakenAgainAsTheFormulaSays(int steps, int snapshots) {
        Plan plan = Plan.ofSnapshots(snapshots, steps, 1);
        Run run = new Run(plan, steps, steps);
        long expected = Placement.advances(steps, snapshots);
        // the first time, steps are taken to the end, and not only to where the last one starts
        assertThat(run.advances).isBetween(expected, expected + steps);
        assertThat(plan.advances().orElseThrow()).isEqualTo(Math.max(1, (double) expected / steps));
    }

    /** The least by dynamic programming: where to put the next snapshot is tried out. */
    @Test
    void theFormulaIsTheLeast() {
        int most = 40;
        long[][] least = new long[most + 1][6];
        for (int snapshots = 1; snapshots < 6; snapshots++) {
            for (int units = 2; units <= most; units++) {
                least[units][snapshots] = (long) units * (units - 1) / 2;
                for (int at = 1; snapshots > 1 && at < units; at++) {
                    long cost = at + least[units - at][snapshots - 1] + least[at][snapshots];
                    least[units][snapshots] = Math.min(least[units][snapshots], cost);
                }
                assertThat(Placement.advances(units, snapshots))
                        .as("%d units, %d snapshots", units, snapshots)
                        .isEqualTo(least[units][snapshots]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyNumberOfStepsComesBackWithinAnyPlan(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            int steps = random.nextInt(1, 200);
            int known = random.nextInt(3);
            int expected = known == 0 ? 0 : known == 1 ? steps : random.nextInt(1, 200);
            Plan plan =
                    new Plan(
                            Plan.Kept.SNAPSHOTS,
                            random.nextInt(1, 12),
                            random.nextInt(1, 9),
                            OptionalDouble.of(1),
                            1,
                            OptionalLong.of(1));
            new Run(plan, expected, steps);
        }
    }

    @Test
    void aBudgetIsSpentOnAsFewStepsTakenAgainAsPossible() {
        Plan.Sizes sizes = new Plan.Sizes(12, 1_220_000, 1_600_000);
        Plan roomy = Plan.ofBytes(96 << 20, 1000, sizes);
        assertThat(roomy.advances().orElseThrow()).isBetween(1.0, 1.7);
        long kept = roomy.snapshots() * sizes.snapshot() + roomy.recorded() * sizes.step();
        assertThat(kept).isLessThan((long) (0.7 * (96 << 20)));
        Plan tight = Plan.ofBytes(24 << 20, 1000, sizes);
        assertThat(tight.advances().orElseThrow()).isGreaterThan(roomy.advances().orElseThrow());
        assertThat(Plan.ofBytes(3L << 30, 1000, sizes).kept()).isEqualTo(Plan.Kept.GRAPHS);
    }

    @Test
    void gradientsAreSavedWhereThoseOfAllStepsFit() {
        Plan.Sizes sizes = new Plan.Sizes(18, 450_000, 7_000_000);
        Plan snapshots = Plan.ofBytes(100 << 20, 50, sizes);
        assertThat(snapshots.kept()).isEqualTo(Plan.Kept.SNAPSHOTS);
        assertThat(snapshots.orSavedGradients(100 << 20, 50, sizes, 900_000).kept())
                .isEqualTo(Plan.Kept.GRADIENTS);
        assertThat(snapshots.orSavedGradients(100 << 20, 50, sizes, 1_200_000))
                .isEqualTo(snapshots);
    }
}
