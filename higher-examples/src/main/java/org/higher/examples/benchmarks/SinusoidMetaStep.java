package org.higher.examples.benchmarks;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * W1, one meta-step of sinusoid MAML.
 *
 * <p>A network 1-40-40-1 with tanh, 25 tasks, 10 support and 10 query points, 5 inner steps of
 * gradient descent, an outer step of Adam.
 *
 * <p>The tasks run in batches, few enough to save calls, and small enough for their weights to stay
 * in a processor's cache. Their number does not depend on that of the threads, which would change
 * the order of the sums, and so the last bits.
 */
final class SinusoidMetaStep implements Workload {
    private static final int TASKS = 25;
    private static final int BATCHES = 4;
    private static final int POINTS = 10;
    private static final int INNER_STEPS = 5;

    private final MetaBatch threads;
    private final FunctionalMlp net;
    private final Optimizer<Sgd> inner;
    private final Optimizer<Adam> outer;
    private final List<Batch> batches = new ArrayList<>();

    SinusoidMetaStep(DType dtype, int threads) {
        this(dtype, threads, BATCHES);
    }

    SinusoidMetaStep(DType dtype, int threads, int count) {
        SplittableRandom random = new SplittableRandom(0);
        this.threads = new MetaBatch(threads);
        net = FunctionalMlp.of(new Mlp(dtype, random, 1, 40, 40, 1));
        inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        outer = Optimizer.of(net.parameters(), new Adam(1e-3));
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            double amplitude = 4.9 * random.nextDouble() + 0.1;
            double phase = Math.PI * random.nextDouble();
            Tensor x = inputs(dtype, random);
            Tensor xq = inputs(dtype, random);
            tasks.add(
                    new Task(
                            x,
                            x.add(phase).sin().mul(amplitude),
                            xq,
                            xq.add(phase).sin().mul(amplitude)));
        }
        for (int i = 0; i < count; i++) {
            batches.add(Batch.of(tasks.subList(i * TASKS / count, (i + 1) * TASKS / count)));
        }
    }

    private static Tensor inputs(DType dtype, SplittableRandom random) {
        return Tensor.uniform(random, DType.FLOAT32, POINTS, 1).mul(10).sub(5).to(dtype);
    }

    @Override
    public Map<String, Double> run() {
        outer.step(gradients());
        return Map.of();
    }

    @Override
    public List<Tensor> gradients() {
        return threads.sum(net.parameters(), batches, this::adaptedLoss).gradients();
    }

    private Tensor adaptedLoss(Batch batch) {
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .tasks(batch.x().taskCount())
                        .open()) {
            for (int k = 0; k < INNER_STEPS; k++) {
                loop.step(mse(loop.model().forward(batch.x()), batch.y()));
            }
            return mse(loop.model().forward(batch.xq()), batch.yq()).sumOfTasks();
        }
    }

    @Override
    public void close() {
        threads.close();
    }

    private record Task(Tensor x, Tensor y, Tensor xq, Tensor yq) {}

    /** Several tasks in the tensors of one. */
    private record Batch(Tensor x, Tensor y, Tensor xq, Tensor yq) {
        static Batch of(List<Task> tasks) {
            return new Batch(
                    stacked(tasks, Task::x),
                    stacked(tasks, Task::y),
                    stacked(tasks, Task::xq),
                    stacked(tasks, Task::yq));
        }

        private static Tensor stacked(List<Task> tasks, Function<Task, Tensor> part) {
            return Tensor.stackTasks(tasks.stream().map(part).toList());
        }
    }
}
