package org.higher.internal.spark.table;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Makes a row plain: task and values, features first, and what is wrong with them, or empty.
 *
 * @param features names of the columns after the task's
 * @param labels names of the columns after those
 */
public record RowReader(List<String> features, List<String> labels)
        implements PairFunction<Row, Tuple2<String, float[]>, String> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<Tuple2<String, float[]>, String> call(Row row) {
        Values values = new Values(features.size() + labels.size());
        int column = 1;
        for (String feature : features) {
            values.add(feature, row.get(column++));
        }
        for (String label : labels) {
            values.add(label, row.get(column++));
        }
        return new Tuple2<>(new Tuple2<>(task(row), values.toArray()), values.problem);
    }

    /** The first cell as text. */
    public static String task(Row row) {
        return String.valueOf(row.get(0));
    }

    private static final class Values {
        private float[] values;
        private int count;
        private String problem = "";

        Values(int columns) {
            values = new float[columns];
        }

        void add(String column, @Nullable Object cell) {
            if (cell instanceof Seq<?> array) {
                Iterator<?> elements = array.iterator();
                for (int i = 0; elements.hasNext(); i++) {
                    add(column, i, elements.next());
                }
            } else {
                add(column, -1, cell);
            }
        }

        private void add(String column, int element, @Nullable Object cell) {
            float value = cell instanceof Number number ? number.floatValue() : Float.NaN;
            if (!Float.isFinite(value) && problem.isEmpty()) {
                problem = column + (element < 0 ? "" : "[" + element + "]") + " is " + cell;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, Math.max(16, 2 * count));
            }
            values[count++] = value;
        }

        float[] toArray() {
            return Arrays.copyOf(values, count);
        }
    }
}
