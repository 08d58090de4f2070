package org.higher.internal.spark.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.higher.internal.reflect.Spelling;

/**
 * The columns of a table that episodes are drawn from.
 *
 * @param features numbers, or arrays of numbers
 * @param labels numbers
 */
public record EpisodeColumns(String task, List<String> features, List<String> labels)
        implements Serializable {
    private static final long serialVersionUID = 1;

    private static final Set<DataType> WHOLE =
            Set.of(
                    DataTypes.ByteType,
                    DataTypes.ShortType,
                    DataTypes.IntegerType,
                    DataTypes.LongType);

    /**
     * Checks names and types.
     *
     * @throws IllegalArgumentException if a column is unknown, or of a type that can't be used
     */
    public void check(StructType schema) {
        DataType key = type(schema, "task", task);
        if (!(key instanceof StringType || WHOLE.contains(key))) {
            throw wrong("task", task, key, "give one of text or whole numbers");
        }
        for (String feature : features) {
            DataType type = type(schema, "feature", feature);
            boolean numbers = type instanceof ArrayType array && isNumber(array.elementType());
            if (!numbers && !isNumber(type)) {
                throw wrong(
                        "feature",
                        feature,
                        type,
                        "give columns of numbers, or one of arrays of them, which"
                                + " vector_to_array() makes of vectors of Spark ML");
            }
        }
        for (String label : labels) {
            DataType type = type(schema, "label", label);
            if (!isNumber(type)) {
                throw wrong("label", label, type, "give columns of numbers; a cast makes them");
            }
        }
    }

    /** The task's column alone. */
    public Dataset<Row> selectTask(Dataset<Row> data) {
        return data.select(column(task));
    }

    /** The rows whose task is null, of that column alone. */
    public Dataset<Row> selectWithoutTask(Dataset<Row> data) {
        return selectTask(data).filter(column(task).isNull());
    }

    /** The task's column, then features, then labels. */
    public Dataset<Row> select(Dataset<Row> data) {
        return data.select(
                Stream.of(List.of(task), features, labels)
                        .flatMap(List::stream)
                        .map(EpisodeColumns::column)
                        .toArray(Column[]::new));
    }

    private static DataType type(StructType schema, String role, String name) {
        Optional<StructField> field =
                Arrays.stream(schema.fields()).filter(f -> f.name().equals(name)).findFirst();
        if (field.isEmpty()) {
            List<String> known = List.of(schema.fieldNames());
            throw new IllegalArgumentException(
                    String.format(
                            "Episodes: the dataset has no column %s, given as %s;%s it has %s",
                            name, role, Spelling.hint(name, known), known));
        }
        return field.get().dataType();
    }

    private static boolean isNumber(DataType type) {
        return type instanceof NumericType;
    }

    private static IllegalArgumentException wrong(
            String role, String name, DataType type, String remedy) {
        return new IllegalArgumentException(
                String.format(
                        "Episodes: the %s column %s is of type %s; %s",
                        role, name, type.simpleString(), remedy));
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
