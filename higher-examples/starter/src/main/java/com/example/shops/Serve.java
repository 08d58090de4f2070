package com.example.shops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Forecasts the other days of a new shop from its first ones, with what {@link Train} has saved. */
final class Serve {
    private Serve() {}

    public static void main(String[] args) throws IOException {
        Path csv = Path.of(args.length > 0 ? args[0] : "data/new-shop.csv");
        if (!Files.exists(Train.FILE)) {
            throw new IllegalStateException(
                    Train.FILE.toAbsolutePath() + ": no such file; run Train, which saves it");
        }
        Forecaster forecaster = new Forecaster(0, 1);
        int steps = forecaster.restore(Train.FILE);
        for (Shop shop : Shop.read(csv)) {
            shop.needSales(Task.KNOWN);
            List<Day> known = shop.days().subList(0, Task.KNOWN);
            List<Day> coming = shop.days().subList(Task.KNOWN, shop.days().size());
            double[] forecast =
                    forecaster
                            .forecasts(
                                    Days.of(known),
                                    Days.of(coming).features(),
                                    forecaster.rate.item(),
                                    steps)
                            .get(steps);
            for (int i = 0; i < forecast.length; i++) {
                Day day = coming.get(i);
                System.out.printf("%s %s: %.0f drinks", shop.name(), day.date(), forecast[i]);
                System.out.println(
                        Double.isNaN(day.sales()) ? "" : " (sold: %.0f)".formatted(day.sales()));
            }
        }
    }
}
