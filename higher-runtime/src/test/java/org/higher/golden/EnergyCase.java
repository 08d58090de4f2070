package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.nn.Layer;
import org.higher.nn.Losses;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.Settings;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** Predictions found by descent on a learned energy: what is optimized is no model. */
final class EnergyCase extends GoldenCase {
    private final List<Tensor> weights;
    private final Layer energyNet;
    private final Tensor x;
    private final Tensor target;

    EnergyCase(JsonNode spec) {
        super(spec);
        weights = weights(spec.path("energy_net"));
        energyNet = Problem.mlp(spec.path("energy_net"), weights.iterator());
        x = Json.tensor(spec.path("x"));
        target = Json.tensor(spec.path("target"));
    }

    @Override
    void run() {
        List<Tensor> start = List.of(Tensor.parameter(Tensor.zeros(DType.FLOAT64, target.shape())));
        unroll(rules().optimizer(spec.path("optimizer"), start), start);
    }

    private <R extends UpdateRule<?>> void unroll(Optimizer<R> optimizer, List<Tensor> start) {
        Tensor lr = LearnedCase.rate(spec.path("optimizer"));
        Overrides<R> overrides = Overrides.<R>none().with("lr", lr);
        DifferentiableOptimizer<R> descent =
                Optimizers.differentiable(Settings.of(start, optimizer).withOverrides(overrides));
        List<Tensor> y = start;
        comparison.check("y at 0", y.get(0), expected.path("y").path(0));
        for (int t = 0; t < steps(); t++) {
            Tensor energy = energy(y.get(0));
            comparison.check("energy " + t, energy, expected.path("energies").path(t));
            y = descent.step(energy, y);
            comparison.check("y at " + (t + 1), y.get(0), expected.path("y").path(t + 1));
        }
        Tensor outer = Losses.mse(y.get(0), target);
        comparison.check("outer loss", outer, expected.path("outer_loss"));
        checkGradients("energy net", outer, weights, expected.path("meta_grad_energy_net"));
        Optional<Tensor> slope = Grad.gradOrEmpty(outer, List.of(lr), false).get(0);
        comparison.check("lr", slope, expected.path("meta_grad_lr"));
    }

    private Tensor energy(Tensor y) {
        return energyNet.forward(Tensor.concat(1, x, y)).sum().add(y.square().sum().mul(0.5));
    }
}
