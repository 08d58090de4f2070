package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.higher.examples.sinusoid.Sinusoid.Points;
import org.junit.jupiter.api.Test;

class SinusoidTest {
    @Test
    void pointsLieOnTheCurve() {
        Sinusoid curve = new Sinusoid(2, 1.1, 0.3);

        Points points = curve.sample(50, new SplittableRandom(1));

        double[] x = points.x().toDoubles();
        double[] y = points.y().toDoubles();
        for (int i = 0; i < 50; i++) {
            assertThat(x[i]).isBetween(-5.0, 5.0);
            assertThat(y[i]).isCloseTo(2 * Math.sin(1.1 * x[i] + 0.3), within(1e-5));
        }
    }

    @Test
    void aGridReachesFromEndToEnd() {
        assertThat(new Sinusoid(1, 1, 0).grid(5).x().toDoubles())
                .containsExactly(-5, -2.5, 0, 2.5, 5);
    }

    @Test
    void tasksAreDrawnFromTheirRanges() {
        Tasks tasks = Paper.LI.tasks;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            Sinusoid task = tasks.draw(random);
            assertThat(task.amplitude()).isBetween(0.1, 5.0);
            assertThat(task.frequency()).isBetween(0.8, 1.2);
            assertThat(task.phase()).isBetween(0.0, Math.PI);
        }
    }
}
