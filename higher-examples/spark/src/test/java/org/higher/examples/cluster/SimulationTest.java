package org.higher.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.higher.examples.cluster.Simulation.Figures;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final double NETWORK = 1e9;
    private static final double[] ONE_SECOND = {1};

    /** Tasks of a second, gradients of 1 MB, no overhead but what is given. */
    private static Simulation simulation(double job, double slice, double addingPerByte) {
        return new Simulation(
                new Figures(job, slice, ONE_SECOND, 1_000_000, addingPerByte), NETWORK);
    }

    @Test
    void oneCoreTakesTheTasksOneAfterTheOther() {
        // the weights there, ten tasks, the last gradient back
        double expected = 0.5 + 0.001 + 10 + 0.001;
        assertThat(simulation(0.5, 0, 0).seconds(1, 10, 1, false))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void coresShareTheTasks() {
        Simulation simulation = simulation(0, 0, 0);
        assertThat(simulation.seconds(5, 10, 1, false)).isCloseTo(2, within(0.02));
        assertThat(simulation.seconds(10, 10, 1, false)).isCloseTo(1, within(0.02));
        assertThat(simulation.seconds(1000, 10, 1, false)).isCloseTo(1, within(0.03));
    }

    @Test
    void theDriverSendsOneSliceAfterTheOther() {
        assertThat(simulation(0, 0.1, 0).seconds(1000, 100, 1, false))
                .isCloseTo(100 * 0.1 + 1, within(0.05));
    }

    @Test
    void allGradientsPassTheDriversLinkAndAreAddedThere() {
        Simulation simulation = simulation(0, 0, 1e-9);
        double plain = simulation.seconds(1000, 1000, 10, false);
        double summed = simulation.seconds(1000, 1000, 10, true);
        // 1 ms each to move and 1 ms each to add
        assertThat(plain).isCloseTo(10 + 1 + 1, within(0.05));
        assertThat(summed).isCloseTo(10 + 0.1 + 0.1, within(0.05));
    }
}
