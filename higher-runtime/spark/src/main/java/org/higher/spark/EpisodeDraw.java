package org.higher.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.higher.internal.spark.table.Hashing;
import org.higher.internal.spark.table.StoredTask;

/**
 * Draws the episodes of a batch from the tasks of one partition, on an executor.
 *
 * <p>All random numbers come from seed, step and the task's key, so that a task that is run again
 * gets the same rows.
 *
 * @param rows how many support and query rows
 * @param perPartition how many tasks a partition holds
 */
record EpisodeDraw(long seed, long step, Rows rows, Selection selection, int perPartition)
        implements FlatMapFunction<Iterator<StoredTask>, Slice<Episode>> {
    private static final long serialVersionUID = 1;

    /**
     * How many rows an episode has.
     *
     * @param query 0 for all that are not support rows
     */
    record Rows(int support, int query) implements Serializable {
        private static final long serialVersionUID = 1;

        /** How many rows a task must have. */
        int least() {
            return support + Math.max(1, query);
        }

        /** How many rows are drawn of so many. */
        int drawn(int available) {
            return query == 0 ? available : support + query;
        }
    }

    /**
     * The tasks of a batch.
     *
     * @param size how many
     * @param positions where each task stands in the batch, by its number; empty where a task
     *     stands at its own number, since all are drawn
     */
    record Selection(int size, Map<Integer, Integer> positions) implements Serializable {
        private static final long serialVersionUID = 1;

        static Selection all(int available) {
            return new Selection(available, Map.of());
        }

        static Selection random(long seed, long step, int size, int available) {
            int[] numbers = distinct(Hashing.random(seed, step), size, available);
            Map<Integer, Integer> positions = new HashMap<>();
            for (int i = 0; i < size; i++) {
                positions.put(numbers[i], i);
            }
            return new Selection(size, positions);
        }

        boolean isAll() {
            return positions.isEmpty();
        }

        int position(int number) {
            return isAll() ? number : positions.getOrDefault(number, -1);
        }

        /** How many of the tasks have numbers from the first to before the second. */
        long countBetween(int from, int to) {
            return isAll()
                    ? Math.min(to, size) - from
                    : IntStream.range(from, to).filter(positions::containsKey).count();
        }
    }

    private record Placed(int position, Episode episode) {}

    @Override
    public Iterator<Slice<Episode>> call(Iterator<StoredTask> tasks) {
        List<Placed> drawn = new ArrayList<>();
        int first = -1;
        boolean changed = false;
        while (tasks.hasNext()) {
            StoredTask task = tasks.next();
            // none had a problem when they were built
            changed |= !task.problem().isEmpty();
            first = first < 0 ? task.number() : first;
            int position = selection.position(task.number());
            if (position >= 0) {
                drawn.add(new Placed(position, episode(task)));
            }
        }
        if (changed
                || first < 0
                || drawn.size() != selection.countBetween(first, first + perPartition)) {
            throw new IllegalStateException("Episodes: " + StoredTask.CHANGED);
        }
        drawn.sort(Comparator.comparingInt(Placed::position));
        List<Slice<Episode>> slices = new ArrayList<>();
        slices.add(
                new EpisodeSlice(
                        drawn.stream().mapToInt(Placed::position).toArray(),
                        drawn.stream().map(Placed::episode).toList()));
        return slices.iterator();
    }

    private Episode episode(StoredTask task) {
        SplittableRandom random = Hashing.random(seed, step, Hashing.hash(task.key()));
        int[] drawn = distinct(random, rows.drawn(task.rows()), task.rows());
        return new Episode(
                task.key(),
                rows(task, drawn, 0, rows.support()),
                rows(task, drawn, rows.support(), drawn.length));
    }

    private static Episode.Rows rows(StoredTask task, int[] drawn, int from, int to) {
        return new Episode.Rows(
                to - from, task.features(drawn, from, to), task.labels(drawn, from, to));
    }

    /** Some of the numbers from 0, in random order: the first swaps of a Fisher-Yates shuffle. */
    private static int[] distinct(SplittableRandom random, int count, int available) {
        Map<Integer, Integer> swapped = new HashMap<>();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, available);
            drawn[i] = swapped.getOrDefault(j, j);
            swapped.put(j, swapped.getOrDefault(i, i));
        }
        return drawn;
    }
}
