package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A submodule of the fast model, called by itself")
class SubmodulesTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private static Tensor data(int... shape) {
        return Tensor.normal(RANDOM, DType.FLOAT64, shape);
    }

    private static Linear linear(int inputs, int outputs) {
        return new Linear(
                Tensor.parameter(data(outputs, inputs)),
                Optional.of(Tensor.parameter(data(outputs))));
    }

    private final Tensor x = data(4, 3);
    private final FunctionalSequential net =
            FunctionalSequential.of(new Sequential(linear(3, 2), new Tanh(), linear(2, 1)));

    /** Also the first child of a container, and also after an update. */
    @Test
    void alwaysUsesTheLatestWeights() {
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.1))).open()) {
            for (int k = 0; k < 3; k++) {
                Tensor h = x;
                for (var layer : loop.model().layers()) {
                    h = layer.forward(h);
                }
                assertThat(h.toDoubles()).isEqualTo(loop.model().forward(x).toDoubles());

                List<Tensor> weights = loop.params().leaves();
                Tensor first = loop.model().layers().get(0).forward(x);
                Tensor expected = x.mmulTransposed(weights.get(0)).add(weights.get(1));
                assertThat(first.toDoubles()).isEqualTo(expected.toDoubles());

                loop.step(Losses.mse(loop.model().forward(x), Tensor.zeros(DType.FLOAT64, 4, 1)));
            }
        }
    }

    @Test
    void letsGradientsThrough() {
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.1))).open()) {
            loop.step(loop.model().forward(x).square().sum());

            Tensor outer = loop.model().layers().get(0).forward(x).square().sum();

            Tensor initial = Params.flatten(loop.params(0)).get(0);
            double[] gradient = Grad.grad(outer, List.of(initial)).get(0).toDoubles();
            assertThat(gradient).hasSize(6).doesNotContain(0);
        }
    }
}
