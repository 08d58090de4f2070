package org.higher.examples.benchmarks;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.optim.Sgd;
import org.higher.tensor.Tensor;

/**
 * W1, one meta-step of sinusoid MAML.
 *
 * <p>A network 1-40-40-1 with tanh, 25 tasks, 10 support and 10 query points, 5 inner steps of
 * gradient descent, an outer step of Adam.
 */
final class SinusoidMetaStep implements Workload {
    private static final int TASKS = 25;
    private static final int POINTS = 10;
    private static final int INNER_STEPS = 5;

    private final MetaBatch batch;
    private final FunctionalMlp net;
    private final Optimizer<Sgd> inner;
    private final Optimizer<Adam> outer;
    private final List<Task> tasks = new ArrayList<>();

    SinusoidMetaStep(DType dtype, int threads) {
        SplittableRandom random = new SplittableRandom(0);
        batch = new MetaBatch(threads);
        net = FunctionalMlp.of(new Mlp(dtype, random, 1, 40, 40, 1));
        inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        outer = Optimizer.of(net.parameters(), new Adam(1e-3));
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
        return batch.sum(tasks, net.parameters(), this::adaptedLoss).gradients();
    }

    private Tensor adaptedLoss(Task task) {
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < INNER_STEPS; k++) {
                loop.step(mse(loop.model().forward(task.x()), task.y()));
            }
            return mse(loop.model().forward(task.xq()), task.yq());
        }
    }

    @Override
    public void close() {
        batch.close();
    }

    private record Task(Tensor x, Tensor y, Tensor xq, Tensor yq) {}
}
