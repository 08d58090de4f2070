package org.higher.examples.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.higher.Learner;
import org.higher.examples.cluster.data.Days;
import org.higher.examples.cluster.data.SalesTable;

/**
 * New shops from their first day on: the first days are known, and all after them forecast.
 *
 * <p>That is harder than from days at random: days in a row have much the same weather.
 */
record Openings(List<Opening> shops) {
    /** How many are looked at, at the driver. */
    private static final int MOST = 101;

    /**
     * One shop.
     *
     * @param days all of them, in their order
     * @param metaError after adaptation of the meta-trained model
     * @param plainError after fine-tuning of the one model for all shops
     */
    record Opening(Days days, double metaError, double plainError) {
        Days known() {
            return days.first(Evaluation.KNOWN);
        }

        Days next() {
            return days.after(Evaluation.KNOWN);
        }
    }

    /** The first of some held-out shops. */
    static Openings of(
            Dataset<Row> table,
            List<Errors> heldOut,
            Learner<Forecaster> meta,
            Learner<Forecaster> plain) {
        Object[] shops = heldOut.stream().limit(MOST).map(Errors::shop).toArray();
        List<Row> rows =
                SalesTable.prepared(table)
                        .where(functions.col("shop").isin(shops))
                        .orderBy("shop", "day")
                        .collectAsList();
        List<Opening> openings = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += SalesTable.DAYS) {
            Days days = Days.of(rows.subList(from, from + SalesTable.DAYS));
            openings.add(new Opening(days, error(meta, days), error(plain, days)));
        }
        return new Openings(openings);
    }

    private static double error(Learner<Forecaster> learner, Days days) {
        Days next = days.after(Evaluation.KNOWN);
        return next.error(learner.model().adapted(days.first(Evaluation.KNOWN), next));
    }

    double metaError() {
        return shops.stream().mapToDouble(Opening::metaError).average().orElseThrow();
    }

    double plainError() {
        return shops.stream().mapToDouble(Opening::plainError).average().orElseThrow();
    }

    /** The shop whose error after adaptation is the median, so that a picture does not flatter. */
    Opening typical() {
        return shops.stream()
                .sorted(Comparator.comparingDouble(Opening::metaError))
                .toList()
                .get(shops.size() / 2);
    }
}
