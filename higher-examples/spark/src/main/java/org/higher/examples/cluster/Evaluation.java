package org.higher.examples.cluster;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.higher.examples.cluster.data.Days;
import org.higher.spark.Episode;
import org.higher.tensor.Tensor;

/** Measures forecasts for one shop, on the executor that has its days. */
final class Evaluation {
    /** Days of a new shop that are known, in training and in the table of results. */
    static final int KNOWN = 8;

    /** Other numbers of known days, for the picture. */
    static final List<Integer> DAYS = List.of(3, 5, 8, 12, 16, 20);

    /** As many days are drawn to adapt to. */
    static final int MOST_DAYS = DAYS.get(DAYS.size() - 1);

    /** The most adaptation steps that are measured: more than were trained for. */
    static final int MOST_STEPS = 50;

    private Evaluation() {}

    /** The errors for a shop, from some of its days and for others. */
    static Errors errors(Forecaster forecaster, Episode shop) {
        Days days = Days.support(shop);
        Days known = days.first(KNOWN);
        Days next = Days.query(shop);
        List<Tensor> forecasts = forecaster.forecasts(known, next, MOST_STEPS);
        return new Errors(
                Long.parseLong(shop.task()),
                forecasts.stream().mapToDouble(next::error).toArray(),
                byDays(days, some -> next.error(forecaster.adapted(some, next))),
                next.error(forecasts.get(0).mul(scale(forecaster, known))),
                next.error(known.sales().mean()),
                byDays(days, some -> next.error(some.sales().mean())));
    }

    /** The error for a shop after adaptation. */
    static double error(Forecaster forecaster, Episode shop) {
        Days next = Days.query(shop);
        return next.error(forecaster.adapted(Days.support(shop).first(KNOWN), next));
    }

    private static double[] byDays(Days days, ToDoubleFunction<Days> error) {
        return DAYS.stream().mapToDouble(k -> error.applyAsDouble(days.first(k))).toArray();
    }

    /** What the forecasts for known days would have to be multiplied by to have the right sum. */
    private static Tensor scale(Forecaster forecaster, Days known) {
        Tensor forecasts = forecaster.net.forward(forecaster.net.params(), known.features());
        return known.sales().sum().div(forecasts.sum()).detach();
    }
}
