package com.example.shops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecasterTest {
    private final Forecaster forecaster = new Forecaster(0.05, 7);

    private static List<Shop> shops() throws Exception {
        return Shop.read(Path.of("data", "sales.csv"));
    }

    @Test
    void stepsFitTheKnownDays() throws Exception {
        Days known = Task.ofEach(shops()).get(0).known();

        List<double[]> forecasts = forecaster.forecasts(known, known.features(), 0.05, 20);

        assertTrue(distance(forecasts.get(20), known) < distance(forecasts.get(0), known));
    }

    private static double distance(double[] forecast, Days days) {
        double[] sales = days.sales().mul(Days.UNIT).toDoubles();
        double sum = 0;
        for (int i = 0; i < sales.length; i++) {
            sum += Math.pow(forecast[i] - sales[i], 2);
        }
        return sum;
    }

    @Test
    void whatIsSavedForecastsTheSame(@TempDir Path folder) throws Exception {
        Task task = Task.ofEach(shops()).get(0);
        Path file = folder.resolve("forecaster.ckpt");
        forecaster.save(file, 3);

        Forecaster other = new Forecaster(0, 8);
        int steps = other.restore(file);

        assertEquals(3, steps);
        assertArrayEquals(forecasts(forecaster, task), forecasts(other, task));
    }

    private static double[] forecasts(Forecaster forecaster, Task task) {
        return forecaster
                .forecasts(
                        task.known(), task.others().features(), forecaster.rate.item(), 3)
                .get(3);
    }
}
