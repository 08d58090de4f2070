package org.higher.examples.samples;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 9: examples weighted against label noise.
 *
 * <p>Ten people labelled 300 examples, and half of them got most labels wrong. How much a person's
 * examples count is learned, so that a model trained on them does well on ten more that are known
 * to be right: data hyper-cleaning (Franceschi et al., Forward and reverse gradient-based
 * hyperparameter optimization, ICML 2017).
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample09Reweighting}
 *
 * <p>Expect: higher test accuracy than from all examples alike, and than from the ten alone.
 */
public final class Sample09Reweighting {
    private static final int INPUTS = 20;
    private final SplittableRandom random = new SplittableRandom(5);
    private final FunctionalLinear net = FunctionalLinear.of(new Linear(INPUTS, 2, true, random));

    private Sample09Reweighting() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        return new Sample09Reweighting().measure();
    }

    private Result measure() {
        Data noisy = draw(300, 5);
        Data clean = draw(10, 0);
        Data test = draw(2000, 0);
        Tensor logits = Tensor.parameter(Tensor.zeros(10));
        Optimizer<Adam> outer = Optimizer.of(List.of(logits), new Adam(0.2));
        for (int i = 0; i < 50; i++) {
            UnaryOperator<Tensor> model = trained(noisy, logits.sigmoid());
            Tensor loss = Losses.crossEntropy(model.apply(clean.x), clean.labels);
            outer.step(Grad.grad(loss, List.of(logits)));
        }
        Tensor alike = Tensor.ones(10);
        double all = accuracy(trained(noisy, alike), test);
        double few = accuracy(trained(clean, alike), test);
        return new Result(all, few, accuracy(trained(noisy, logits.sigmoid()), test));
    }

    /** The model after 30 steps on examples that count as much as their person. */
    private UnaryOperator<Tensor> trained(Data data, Tensor people) {
        int[] person = new int[data.labels.length];
        for (int i = 0; i < person.length; i++) {
            person[i] = i % 10;
        }
        Tensor weights = people.gather(0, person);
        Tensor targets = Losses.oneHot(2, data.labels).mul(weights.div(weights.sum()).unsqueeze(1));
        try (var loop = Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(1))).open()) {
            for (int k = 0; k < 30; k++) {
                loop.step(loop.model().forward(data.x).logSoftmax(1).mul(targets).sum().neg());
            }
            return loop.model()::forward;
        }
    }

    private double accuracy(UnaryOperator<Tensor> model, Data test) {
        int[] found = model.apply(test.x).argMax(1);
        int right = 0;
        for (int i = 0; i < found.length; i++) {
            right += found[i] == test.labels[i] ? 1 : 0;
        }
        return 100.0 * right / found.length;
    }

    private Data draw(int count, int unreliable) {
        int[] labels = new int[count];
        float[] shifts = new float[count];
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(2);
            boolean wrong = i % 10 < unreliable && random.nextDouble() < 0.8;
            labels[i] = wrong ? 1 - label : label;
            shifts[i] = 0.7f * label - 0.35f;
        }
        Tensor x = Tensor.normal(random, DType.FLOAT32, count, INPUTS);
        return new Data(x.add(Tensor.of(shifts, count, 1)), labels);
    }

    private record Data(Tensor x, int[] labels) {}

    record Result(double all, double few, double weighted) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Test accuracy: %.1f%% from all examples, %.1f%% from ten clean ones, %.1f%%"
                            + " from all by learned weights.",
                    all,
                    few,
                    weighted);
        }
    }
}
