package com.example.shops;

import static org.higher.nn.Losses.mse;

import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.testing.GradCheck;
import org.higher.functional.testing.TwinCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ForecastNetTest {
    @Test
    void theTwinIsTheModel() {
        TwinCheck.check(new ForecastNet(), Tensor.ones(3, Day.FEATURES));
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        SplittableRandom random = new SplittableRandom(1);
        Tensor features = Tensor.normal(random, DType.FLOAT64, 4, Day.FEATURES);
        Tensor sales = Tensor.normal(random, DType.FLOAT64, 4, 1);
        FunctionalForecastNet net = FunctionalForecastNet.of(new ForecastNet());

        GradCheck.check(net.params(), p -> mse(net.forward(p, features), sales));
    }
}
