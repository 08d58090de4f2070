package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.nn.Losses.mse;

import org.higher.Higher;
import org.higher.array.Device;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Backends;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The code of docs/backends.md. */
class BackendsPageTest {
    @Test
    void newTensorsGoWhereTheyAreTold() {
        Device before = Backends.current();
        try {
            Backends.use(Backends.device("nd4j"));
            assertThat(Tensor.ones(2).device().name()).isEqualTo("nd4j");
        } finally {
            Backends.use(before);
        }
    }

    @Test
    void loopsAndTreesMove() {
        FunctionalNet net = FunctionalNet.of(new Net());
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        Tensor x = Tensor.ones(4, 1);
        Tensor y = x.mul(2);
        Device device = Backends.device("nd4j");
        try (var loop =
                Higher.innerLoop(net, inner).copyInitialWeights(false).device(device).open()) {
            loop.step(mse(loop.model().forward(x.to(device)), y.to(device)));
            mse(loop.model().forward(x.to(device)), y.to(device)).backward();
        }
        FunctionalNet.Params moved = Params.to(net.params(), device);
        assertThat(moved.leaves()).allMatch(weight -> weight.device().equals(device));
        assertThat(net.parameters())
                .allMatch(weight -> weight.grad().orElseThrow().device().equals(weight.device()));
    }
}
