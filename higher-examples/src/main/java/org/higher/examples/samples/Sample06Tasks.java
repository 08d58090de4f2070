package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 6: several tasks as one.
 *
 * <p>A tensor can hold a value for each of several tasks, and an inner loop fast weights for each.
 * The model, the loss and the optimizer are those of one task; the calls are made once for all.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample06Tasks}
 *
 * <p>Expect: the same meta-gradient as from one loop after the other, up to rounding.
 */
public final class Sample06Tasks {
    private static final int INNER_STEPS = 5;

    private Sample06Tasks() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(1);
        FunctionalNet net = FunctionalNet.of(new Net());
        Tensor x = Tensor.normal(Init.random(), DType.FLOAT32, 8, 10, 1).asTasks();
        Tensor y = x.add(Tensor.normal(Init.random(), DType.FLOAT32, 8).asTasks()).sin();
        List<Tensor> xs = x.unstackTasks();
        List<Tensor> oneByOne = Grad.grad(oneByOne(net, xs, y.unstackTasks()), net.parameters());
        List<Tensor> asOne = Grad.grad(asOne(net, xs, y.unstackTasks()), net.parameters());
        double apart = 0;
        for (int i = 0; i < asOne.size(); i++) {
            Tensor difference = asOne.get(i).sub(oneByOne.get(i)).norm2();
            apart = Math.max(apart, difference.div(oneByOne.get(i).norm2()).item());
        }
        String claim = "The meta-gradients of 8 tasks, one by one and as one, are %.0e apart.%n";
        System.out.printf(Locale.ROOT, claim, apart);
    }

    private static Tensor oneByOne(FunctionalNet net, List<Tensor> xs, List<Tensor> ys) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < xs.size(); i++) {
            try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
                for (int k = 0; k < INNER_STEPS; k++) {
                    loop.step(mse(loop.model().forward(xs.get(i)), ys.get(i)));
                }
                sum = sum.add(mse(loop.model().forward(xs.get(i)), ys.get(i)));
            }
        }
        return sum;
    }

    private static Tensor asOne(FunctionalNet net, List<Tensor> inputs, List<Tensor> targets) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        Tensor x = Tensor.stackTasks(inputs);
        Tensor y = Tensor.stackTasks(targets);
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .tasks(inputs.size())
                        .open()) {
            for (int k = 0; k < INNER_STEPS; k++) {
                loop.step(mse(loop.model().forward(x), y));
            }
            return mse(loop.model().forward(x), y).sumOfTasks();
        }
    }
}
