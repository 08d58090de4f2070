package com.example.shops;

import java.util.List;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * Days as tensors.
 *
 * @param features of shape [days, Day.FEATURES]
 * @param sales of shape [days, 1], in hundreds of drinks
 */
record Days(Tensor features, Tensor sales) {
    /** Sales are learned in this unit, so that they are about 1. */
    static final double UNIT = 100;

    static Days of(List<Day> days) {
        double[][] features = days.stream().map(Day::features).toArray(double[][]::new);
        double[][] sales =
                days.stream()
                        .map(day -> new double[] {day.sales() / UNIT})
                        .toArray(double[][]::new);
        // double[] makes FLOAT64; layers are FLOAT32 unless they are converted
        return new Days(
                Tensor.of(features).to(DType.FLOAT32), Tensor.of(sales).to(DType.FLOAT32));
    }
}
