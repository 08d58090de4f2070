package org.higher.examples.cluster.data;

import java.util.List;
import org.apache.spark.sql.Row;
import org.higher.spark.Episode;
import org.higher.tensor.Tensor;

/**
 * Days of a shop.
 *
 * @param features of shape [days, 5]
 * @param sales in hundreds of drinks, of shape [days, 1]
 */
public record Days(Tensor features, Tensor sales) {
    /** Those to adapt to, in random order. */
    public static Days support(Episode shop) {
        return new Days(shop.supportFeatures(), shop.supportLabels());
    }

    /** Those to be forecast. */
    public static Days query(Episode shop) {
        return new Days(shop.queryFeatures(), shop.queryLabels());
    }

    /** Rows of a {@linkplain SalesTable#prepared prepared} table. */
    public static Days of(List<Row> rows) {
        float[] features = new float[rows.size() * SalesTable.FEATURES.size()];
        float[] sales = new float[rows.size()];
        int next = 0;
        for (int day = 0; day < sales.length; day++) {
            Row row = rows.get(day);
            for (String feature : SalesTable.FEATURES) {
                features[next++] = (float) row.<Double>getAs(feature).doubleValue();
            }
            sales[day] = (float) row.<Double>getAs("sales").doubleValue();
        }
        return new Days(
                Tensor.of(features, sales.length, SalesTable.FEATURES.size()),
                Tensor.of(sales, sales.length, 1));
    }

    public Days first(int count) {
        return part(0, count);
    }

    public Days after(int count) {
        return part(count, sales.size(0));
    }

    private Days part(int from, int to) {
        return new Days(features.slice(0, from, to), sales.slice(0, from, to));
    }

    /** These and others. */
    public Days and(Days others) {
        return new Days(
                Tensor.concat(0, features, others.features), Tensor.concat(0, sales, others.sales));
    }

    /** The mean absolute error of forecasts for these days, in drinks. */
    public double error(Tensor forecasts) {
        return SalesTable.UNIT * forecasts.sub(sales).abs().mean().item();
    }
}
