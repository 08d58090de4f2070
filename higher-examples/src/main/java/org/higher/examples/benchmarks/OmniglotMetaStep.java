package org.higher.examples.benchmarks;

import static org.higher.nn.Losses.crossEntropy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.Memory;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.examples.ConvNet;
import org.higher.examples.Downsampling;
import org.higher.examples.FunctionalConvNet;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * W2 and W6, one meta-step of MAML on images of Omniglot's size.
 *
 * <p>Four blocks of 64 filters on 28 x 28, 4 tasks of 5 classes with 1 image each to learn from and
 * 15 to be tested with, a number of inner steps of gradient descent, an outer step of Adam. The
 * images are noise: how long it takes does not depend on them.
 */
final class OmniglotMetaStep implements Workload {
    private static final int TASKS = 4;
    private static final int CLASSES = 5;
    private static final int SHOTS = 1;
    private static final int QUERIES = 15;
    private static final int EXTENT = 28;

    private final int innerSteps;
    private final int queries;
    private final Memory memory;
    private final MetaBatch threads;
    private final FunctionalConvNet net;
    private final Optimizer<Sgd> inner;
    private final Optimizer<Adam> outer;
    private final List<Task> tasks = new ArrayList<>();

    OmniglotMetaStep(DType dtype, int threads, int innerSteps, Memory memory) {
        this(dtype, threads, innerSteps, memory, TASKS, QUERIES);
    }

    /**
     * A smaller one.
     *
     * @param queries images of each class to be tested with
     */
    OmniglotMetaStep(
            DType dtype, int threads, int innerSteps, Memory memory, int count, int queries) {
        this.queries = queries;
        this.innerSteps = innerSteps;
        this.memory = memory;
        SplittableRandom random = new SplittableRandom(0);
        this.threads = new MetaBatch(threads);
        net = FunctionalConvNet.of(new ConvNet(dtype, random, Downsampling.POOL, 4, 64, CLASSES));
        inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        outer = Optimizer.of(net.parameters(), new Adam(1e-3));
        for (int i = 0; i < count; i++) {
            tasks.add(new Task(images(dtype, random, SHOTS), images(dtype, random, queries)));
        }
    }

    private static Tensor images(DType dtype, SplittableRandom random, int perClass) {
        return Tensor.uniform(random, DType.FLOAT32, perClass * CLASSES, 1, EXTENT, EXTENT)
                .to(dtype);
    }

    private static int[] labels(int perClass) {
        int[] labels = new int[perClass * CLASSES];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i / perClass;
        }
        return labels;
    }

    @Override
    public Map<String, Double> run() {
        outer.step(gradients());
        return Map.of();
    }

    @Override
    public List<Tensor> gradients() {
        return threads.sum(net.parameters(), tasks, this::adaptedLoss).gradients();
    }

    private Tensor adaptedLoss(Task task) {
        try (var loop =
                Higher.innerLoop(net, inner).copyInitialWeights(false).memory(memory).open()) {
            loop.unroll(
                    innerSteps, (model, k) -> crossEntropy(model.forward(task.x()), labels(SHOTS)));
            return crossEntropy(loop.model().forward(task.xq()), labels(queries));
        }
    }

    @Override
    public void close() {
        threads.close();
    }

    private record Task(Tensor x, Tensor xq) {}
}
