package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.Sgd;
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
    private static final int TASKS = 8;
    private static final int INNER_STEPS = 5;

    private final FunctionalNet net = FunctionalNet.of(new Net());
    private final Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));

    private Sample06Tasks() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        Init.seed(1);
        SplittableRandom random = new SplittableRandom(1);
        Tensor x = uniform(random, TASKS, 10, 1).mul(10).sub(5).asTasks();
        Tensor phase = uniform(random, TASKS).mul(Math.PI).asTasks();
        Tensor amplitude = uniform(random, TASKS).mul(4.9).add(0.1).asTasks();
        Tensor y = x.add(phase).sin().mul(amplitude); // for each task [10, 1]

        Sample06Tasks sample = new Sample06Tasks();
        List<Tensor> xs = x.unstackTasks();
        List<Tensor> ys = y.unstackTasks();
        List<Tensor> oneByOne = sample.gradient(sample.oneByOne(xs, ys));
        List<Tensor> asOne = sample.gradient(sample.asOne(xs, ys));
        return new Result(distance(oneByOne, asOne));
    }

    private static Tensor uniform(SplittableRandom random, int... shape) {
        return Tensor.uniform(random, DType.FLOAT32, shape);
    }

    private Tensor oneByOne(List<Tensor> inputs, List<Tensor> targets) {
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < TASKS; i++) {
            try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
                for (int k = 0; k < INNER_STEPS; k++) {
                    loop.step(mse(loop.model().forward(inputs.get(i)), targets.get(i)));
                }
                sum = sum.add(mse(loop.model().forward(inputs.get(i)), targets.get(i)));
            }
        }
        return sum;
    }

    private Tensor asOne(List<Tensor> inputs, List<Tensor> targets) {
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

    private List<Tensor> gradient(Tensor loss) {
        return Grad.grad(loss, net.parameters());
    }

    /** The largest relative distance of the gradients of one parameter. */
    private static double distance(List<Tensor> some, List<Tensor> others) {
        double largest = 0;
        for (int i = 0; i < some.size(); i++) {
            Tensor difference = some.get(i).sub(others.get(i));
            largest = Math.max(largest, difference.norm2().div(some.get(i).norm2()).item());
        }
        return largest;
    }

    /** What the sample measured: how far the gradients are apart, relative to their length. */
    record Result(double distance) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "The meta-gradients of %d tasks, one by one and as one, differ by %.0e of their"
                            + " length.",
                    TASKS,
                    distance);
        }
    }
}
