package org.higher.examples.cluster;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.examples.cluster.data.Days;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** What is trained: the weights that a new shop begins with, and a step size for each layer. */
final class Forecaster {
    /** Inner steps in training. */
    static final int STEPS = 5;

    static final double INITIAL_RATE = 0.02;

    final FunctionalForecastNet net;
    final Optimizer<Sgd> inner;

    /** One step size for each layer. */
    final Overrides<Sgd> rates;

    private Forecaster(long seed, boolean learned) {
        Init.seed(seed);
        ForecastNet plain = new ForecastNet();
        net = FunctionalForecastNet.of(plain);
        Optimizer.Builder<Sgd> layers = Optimizer.builder();
        List<Tensor> each = new ArrayList<>();
        for (Linear layer : List.of(plain.first, plain.second, plain.out)) {
            layers.group(FunctionalLinear.of(layer).parameters(), new Sgd(0));
            Tensor rate = Tensor.scalar(INITIAL_RATE);
            each.add(learned ? Tensor.parameter(rate) : rate);
        }
        inner = layers.build();
        rates = Overrides.ofEach(DifferentiableSgd.LR, each);
    }

    /**
     * How this is made anywhere.
     *
     * @param learned whether the step sizes are learned with the weights
     */
    static Learner<Forecaster> learner(long seed, boolean learned) {
        return Learner.builder(() -> new Forecaster(seed, learned))
                .model("net", forecaster -> forecaster.net)
                .overrides("rates", forecaster -> forecaster.rates)
                .build();
    }

    /** The step sizes of the layers. */
    List<Tensor> rates() {
        return rates.asMap().values().iterator().next();
    }

    /** The loss of MAML: forecasts of a shop's other days, after adaptation to a few. */
    Tensor adaptedLoss(Days known, Days others) {
        try (var loop =
                Higher.innerLoop(net, inner).copyInitialWeights(false).override(rates).open()) {
            for (int step = 0; step < STEPS; step++) {
                loop.step(mse(loop.model().forward(known.features()), known.sales()));
            }
            return mse(loop.model().forward(others.features()), others.sales());
        }
    }

    /** The loss of one model for all shops: forecasts without adaptation. */
    Tensor plainLoss(Days days) {
        return mse(net.forward(net.params(), days.features()), days.sales());
    }

    /**
     * Forecasts for a new shop while the weights adapt to a few of its days.
     *
     * @return forecasts for the other days after 0, 1, ... steps
     */
    List<Tensor> forecasts(Days known, Days others, int steps) {
        List<Tensor> forecasts = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(net, inner)
                        .override(rates)
                        .gradientMode(GradientMode.UNTRACKED)
                        .open()) {
            forecasts.add(loop.model().forward(others.features()).detach());
            for (int step = 0; step < steps; step++) {
                loop.step(mse(loop.model().forward(known.features()), known.sales()));
                forecasts.add(loop.model().forward(others.features()).detach());
            }
        }
        return forecasts;
    }

    /** The forecasts after all steps that training takes. */
    Tensor adapted(Days known, Days others) {
        return forecasts(known, others, STEPS).get(STEPS);
    }
}
