package com.example.shops;

import static org.higher.nn.Losses.mse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.io.Checkpoint;
import org.higher.nn.Init;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Initial weights and a step size, from which a few steps adapt to a shop. */
final class Forecaster {
    final FunctionalForecastNet net;

    /** The step size, a tensor so that it can be learned. */
    final Tensor rate;

    private final Optimizer<Sgd> inner;
    private final Overrides<Sgd> overrides;

    /** With weights that are drawn from a seed. */
    Forecaster(double rate, long seed) {
        Init.seed(seed);
        net = FunctionalForecastNet.of(new ForecastNet());
        this.rate = Tensor.parameter(Tensor.scalar(rate));
        inner = Optimizer.of(net.parameters(), new Sgd(rate));
        overrides = Overrides.of(DifferentiableSgd.LR, this.rate);
    }

    /** What meta-training learns. */
    List<Tensor> learned() {
        List<Tensor> learned = new ArrayList<>(net.parameters());
        learned.add(rate);
        return learned;
    }

    /** The loss of MAML: on a shop's other days, after a number of steps on the known ones. */
    Tensor adaptedLoss(Task task, int steps) {
        Days known = task.known();
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .override(overrides)
                        .open()) {
            for (int step = 0; step < steps; step++) {
                loop.step(mse(loop.model().forward(known.features()), known.sales()));
            }
            return mse(loop.model().forward(task.others().features()), task.others().sales());
        }
    }

    /** The loss of one model for all shops, without adaptation. */
    Tensor plainLoss(Task task) {
        return mse(net.forward(net.params(), task.others().features()), task.others().sales());
    }

    /**
     * Forecasts after 0, 1, ... steps on known days, in drinks.
     *
     * <p>Nothing is recorded, and the initial weights stay as they are.
     */
    List<double[]> forecasts(Days known, Tensor features, double rate, int steps) {
        List<double[]> forecasts = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(net, inner)
                        .override(Overrides.of(DifferentiableSgd.LR, Tensor.scalar(rate)))
                        .gradientMode(GradientMode.UNTRACKED)
                        .open()) {
            for (int step = 0; step < steps; step++) {
                forecasts.add(drinks(loop.model().forward(features)));
                loop.step(mse(loop.model().forward(known.features()), known.sales()));
            }
            forecasts.add(drinks(loop.model().forward(features)));
        }
        return forecasts;
    }

    private static double[] drinks(Tensor sales) {
        return sales.mul(Days.UNIT).toDoubles();
    }

    /** Saves what serving needs. */
    void save(Path file, int steps) throws IOException {
        Checkpoint.builder()
                .params("net", net.params())
                .overrides("inner", overrides)
                .number("steps", steps)
                .save(file);
    }

    /** Puts what was saved in place of the weights and the step size; the number of steps. */
    int restore(Path file) throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        saved.restoreAll(all -> all.copyInto("net", net.params()).copyInto("inner", overrides));
        return Math.toIntExact(saved.longValue("steps"));
    }
}
