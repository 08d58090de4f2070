package org.higher.internal.spark.table;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Makes tasks of the rows of a partition, which come sorted by task and values.
 *
 * @param least tasks with fewer rows are left out
 * @param perPartition how many tasks a partition holds
 * @param labels how many values at the end of a row are labels
 */
public record RowGrouping(int least, int perPartition, int labels)
        implements Function2<
                Integer, Iterator<Tuple2<Tuple2<String, float[]>, String>>, Iterator<StoredTask>> {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<StoredTask> call(
            Integer partition, Iterator<Tuple2<Tuple2<String, float[]>, String>> rows) {
        int number = partition * perPartition;
        return new Tasks(number, number + perPartition, rows);
    }

    /** One task at a time, so that Spark can put on disk what memory has no room for. */
    private final class Tasks implements Iterator<StoredTask> {
        private final Iterator<Tuple2<Tuple2<String, float[]>, String>> rows;
        private final int end;
        private int number;
        private Optional<Tuple2<Tuple2<String, float[]>, String>> ahead = Optional.empty();
        private Optional<StoredTask> next;

        Tasks(int number, int end, Iterator<Tuple2<Tuple2<String, float[]>, String>> rows) {
            this.number = number;
            this.end = end;
            this.rows = rows;
            advance();
            next = find();
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public StoredTask next() {
            StoredTask task = next.orElseThrow(NoSuchElementException::new);
            next = find();
            return task;
        }

        private void advance() {
            ahead = rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        }

        private Optional<StoredTask> find() {
            while (ahead.isPresent()) {
                String key = ahead.get()._1()._1();
                List<float[]> values = new ArrayList<>();
                String problem = "";
                for (; ahead.isPresent() && ahead.get()._1()._1().equals(key); advance()) {
                    values.add(ahead.get()._1()._2());
                    problem = first(problem, ahead.get()._2());
                }
                if (values.size() >= least) {
                    return Optional.of(task(key, values, problem));
                }
            }
            return Optional.empty();
        }

        private StoredTask task(String key, List<float[]> rows, String problem) {
            int width = rows.get(0).length;
            float[] values = new float[rows.size() * width];
            String found = problem.isEmpty() ? "" : problem + "; filter or fill such rows";
            if (number == end) {
                found = StoredTask.CHANGED;
            }
            for (int i = 0; i < rows.size(); i++) {
                float[] row = rows.get(i);
                if (row.length == width) {
                    System.arraycopy(row, 0, values, i * width, width);
                } else if (found.isEmpty()) {
                    found =
                            String.format(
                                    "it has rows of %d and of %d features; give arrays of one"
                                            + " length",
                                    Math.min(width, row.length) - labels,
                                    Math.max(width, row.length) - labels);
                }
            }
            return new StoredTask(number++, key, rows.size(), width - labels, values, found);
        }
    }

    /** The one of two problems that comes first in the alphabet; empty ones are none. */
    private static String first(String a, String b) {
        return a.isEmpty() || !b.isEmpty() && b.compareTo(a) < 0 ? b : a;
    }
}
