package org.higher.examples.cluster.data;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Daily sales of many shops, as a Parquet table that executors generate.
 *
 * <p>A shop is drawn from the seed and its number, so the table is the same wherever it is made.
 */
public final class SalesTable {
    /** The table's own folder, so that nothing else is written over. */
    public static final String NAME = "shops.parquet";

    /** Days of each shop. */
    public static final int DAYS = 40;

    /** What forecasts are made from; see {@link #prepared}. */
    public static final List<String> FEATURES =
            List.of("price", "weekday_sin", "weekday_cos", "temperature", "promotion");

    /** Sales are learned in hundreds of drinks, so that they are about 1. */
    public static final double UNIT = 100;

    private static final StructType SCHEMA =
            new StructType()
                    .add("shop", DataTypes.LongType)
                    .add("day", DataTypes.IntegerType)
                    .add("weekday", DataTypes.IntegerType)
                    .add("price", DataTypes.DoubleType)
                    .add("temperature", DataTypes.DoubleType)
                    .add("promotion", DataTypes.IntegerType)
                    .add("expected", DataTypes.DoubleType)
                    .add("sales", DataTypes.IntegerType);

    private SalesTable() {}

    /**
     * Writes the table, over one that is there, and reads it.
     *
     * @param data a folder that driver and executors see at the same place
     */
    public static Dataset<Row> write(SparkSession spark, int shops, long seed, String data) {
        String folder = data + "/" + NAME;
        FlatMapFunction<Long, Row> generator = shop -> days(seed, shop);
        spark.range(shops)
                .flatMap(generator, Encoders.row(SCHEMA))
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder);
        return spark.read().parquet(folder);
    }

    private static Iterator<Row> days(long seed, long shop) {
        SplittableRandom random = new SplittableRandom(1_000_003 * seed + shop);
        return Shop.draw(random).days(DAYS, random).stream()
                .map(
                        day ->
                                RowFactory.create(
                                        shop,
                                        day.day(),
                                        day.weekday(),
                                        day.price(),
                                        day.temperature(),
                                        day.promotion(),
                                        day.expected(),
                                        day.sales()))
                .iterator();
    }

    /** Features whose values are about 1, and sales in hundreds, by shop and day. */
    public static Dataset<Row> prepared(Dataset<Row> table) {
        Column angle = functions.col("weekday").multiply(2 * Math.PI / 7);
        return table.select(
                functions.col("shop"),
                functions.col("day"),
                functions.col("price").minus(1).divide(0.12).as("price"),
                functions.sin(angle).multiply(Math.sqrt(2)).as("weekday_sin"),
                functions.cos(angle).multiply(Math.sqrt(2)).as("weekday_cos"),
                functions.col("temperature").minus(15).divide(6).as("temperature"),
                functions.col("promotion").cast("double").as("promotion"),
                functions.col("sales").divide(UNIT).as("sales"));
    }

    /** The mean of a day's sales, in drinks. */
    public static double meanSales(Dataset<Row> table) {
        return mean(table, functions.col("sales"));
    }

    /** The error of who knows a shop exactly: the noise, which is known because it was drawn. */
    public static double noise(Dataset<Row> table) {
        return mean(table, functions.abs(functions.col("sales").minus(functions.col("expected"))));
    }

    private static double mean(Dataset<Row> table, Column column) {
        return table.agg(functions.avg(column)).head().getDouble(0);
    }
}
