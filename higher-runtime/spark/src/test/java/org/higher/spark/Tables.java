package org.higher.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Tables of customers, and Spark in this JVM to read them. */
final class Tables {
    static final StructField[] COLUMNS = {
        field("customer", DataTypes.StringType),
        field("x1", DataTypes.DoubleType),
        field("x2", DataTypes.FloatType),
        field("y", DataTypes.IntegerType)
    };

    private Tables() {}

    /** Two threads, three more attempts at a task, and results of 1 MB at most. */
    static SparkSession.Builder session() {
        return SparkSession.builder()
                .master("local[2,4]")
                .appName("episodes")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.maxResultSize", "1m")
                .config("spark.sql.shuffle.partitions", "3")
                // plans of a few rows don't pay for their compilation
                .config("spark.sql.codegen.wholeStage", "false");
    }

    static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, true);
    }

    static Dataset<Row> table(SparkSession spark, List<Row> rows, StructField... columns) {
        return spark.createDataFrame(rows, DataTypes.createStructType(columns));
    }

    /** As many rows for each customer; y is the number of the row, from 0. */
    static List<Row> rows(int customers, int rowsEach) {
        SplittableRandom random = new SplittableRandom(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < customers * rowsEach; i++) {
            String customer = "customer " + i / rowsEach;
            rows.add(
                    RowFactory.create(
                            customer, random.nextDouble(), (float) random.nextDouble(), i));
        }
        return rows;
    }

    static Episodes.Builder episodes(Dataset<Row> data) {
        return Episodes.from(data)
                .task("customer")
                .features("x1", "x2")
                .label("y")
                .support(2)
                .query(3)
                .seed(5);
    }
}
