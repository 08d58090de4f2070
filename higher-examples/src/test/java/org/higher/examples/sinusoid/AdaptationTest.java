package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AdaptationTest {
    private final Sinusoid.Points points =
            new Sinusoid(2, 1, 0).sample(10, new SplittableRandom(1));

    private double[] errors(double rate) {
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net());
        List<Tensor> predictions = Adaptation.predictions(net, rate, points, points.x(), 2);
        return predictions.stream().mapToDouble(y -> mse(y, points.y()).item()).toArray();
    }

    @Test
    void everyStepComesCloser() {
        double[] errors = errors(0.01);

        assertThat(errors).hasSize(3);
        assertThat(errors[1]).isLessThan(errors[0]);
        assertThat(errors[2]).isLessThan(errors[1]);
    }

    @Test
    void aNegativeStepSizeClimbs() {
        double[] errors = errors(-0.01);

        assertThat(errors[1]).isGreaterThan(errors[0]);
    }
}
