package org.higher.internal.testing;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/** Finite differences of a function at 0 that need not be defined everywhere. */
public final class FiniteDifferences {
    private FiniteDifferences() {}

    /** The central difference and that of either side, those that exist and are finite. */
    public static List<Double> at(double h, DoubleFunction<Optional<Double>> f) {
        return Stream.of(central(f, h), oneSided(f, h), oneSided(f, -h))
                .flatMap(Optional::stream)
                .filter(Double::isFinite)
                .toList();
    }

    /** Exact but for terms of fourth order. */
    private static Optional<Double> central(DoubleFunction<Optional<Double>> f, double h) {
        return combination(f, new double[] {-2 * h, -h, h, 2 * h}, new double[] {1, -8, 8, -1})
                .map(sum -> sum / (12 * h));
    }

    /** Exact but for terms of second order. */
    private static Optional<Double> oneSided(DoubleFunction<Optional<Double>> f, double h) {
        return combination(f, new double[] {0, h, 2 * h}, new double[] {-3, 4, -1})
                .map(sum -> sum / (2 * h));
    }

    private static Optional<Double> combination(
            DoubleFunction<Optional<Double>> f, double[] at, double[] weights) {
        double sum = 0;
        for (int i = 0; i < at.length; i++) {
            Optional<Double> value = f.apply(at[i]);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            sum += weights[i] * value.get();
        }
        return Optional.of(sum);
    }
}
