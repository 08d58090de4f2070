package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Learns initial weights from which three steps on five points fit a new customer. */
public final class FirstSteps {
    private FirstSteps() {}

    /** Prints the mean error of each 1000 customers, before and after adaptation. */
    public static void main(String[] args) {
        SplittableRandom random = new SplittableRandom(1);
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net()); // generated: Net, its weights as arguments
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1)); // adapts to a customer
        Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(0.002)); // learns the start
        double before = 0;
        double after = 0;
        for (int i = 1; i <= 4000; i++) {
            double taste = random.nextDouble(1, 5); // what sets this customer apart
            Tensor x = Tensor.uniform(random, DType.FLOAT32, 5, 1); // five points to adapt to
            Tensor q = Tensor.uniform(random, DType.FLOAT32, 20, 1); // and more to judge by
            try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
                before += mse(loop.model().forward(q), q.mul(taste).sin()).item() / 1000;
                for (int k = 0; k < 3; k++) { // three steps of gradient descent, on the tape
                    loop.step(mse(loop.model().forward(x), x.mul(taste).sin()));
                }
                Tensor loss = mse(loop.model().forward(q), q.mul(taste).sin());
                outer.zeroGrad();
                loss.backward(); // through the three steps, into the initial weights
                outer.step();
                after += loss.item() / 1000;
            }
            if (i % 1000 == 0) {
                System.out.printf("error before %.3f, after three steps %.3f%n", before, after);
                before = after = 0;
            }
        }
    }
}
