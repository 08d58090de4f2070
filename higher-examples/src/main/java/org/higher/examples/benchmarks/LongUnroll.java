package org.higher.examples.benchmarks;

import static org.higher.nn.Losses.crossEntropy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * W3 and W5, the gradient of a long unroll with respect to the learning rate and the initial
 * weights: on the full tape, or within a budget of memory.
 *
 * <p>A network 784-128-10 with tanh, batches of 32, a number of inner steps of Adam.
 */
final class LongUnroll implements Workload {
    private static final int BATCHES = 10;
    private static final int ROWS = 32;
    private static final int INPUTS = 784;
    private static final int CLASSES = 10;

    private final int steps;
    private final Memory memory;
    private final FunctionalMlp net;
    private final Optimizer<RootedAdam> inner;
    private final Tensor rate;
    private final List<Batch> batches = new ArrayList<>();
    private final Batch validation;

    LongUnroll(DType dtype, int steps, Memory memory) {
        this.steps = steps;
        this.memory = memory;
        SplittableRandom random = new SplittableRandom(0);
        net = FunctionalMlp.of(new Mlp(dtype, random, INPUTS, 128, CLASSES));
        inner = Optimizer.of(net.parameters(), new RootedAdam(0));
        rate = Tensor.parameter(Tensor.scalar(1e-3).to(dtype));
        for (int i = 0; i < BATCHES; i++) {
            batches.add(batch(dtype, random));
        }
        validation = batch(dtype, random);
    }

    private static Batch batch(DType dtype, SplittableRandom random) {
        return new Batch(
                Tensor.normal(random, DType.FLOAT32, ROWS, INPUTS).to(dtype),
                random.ints(ROWS, 0, CLASSES).toArray());
    }

    @Override
    public Map<String, Double> run() {
        gradients();
        return Map.of();
    }

    @Override
    public List<Tensor> gradients() {
        List<Tensor> wanted = new ArrayList<>(List.of(rate));
        wanted.addAll(net.parameters());
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .override(Overrides.of(DifferentiableRootedAdam.LR, rate))
                        .memory(memory)
                        .open()) {
            if (memory == Memory.full()) {
                for (int k = 0; k < steps; k++) {
                    loop.step(loss(loop.model(), k));
                    // only the gradients at the beginning are asked for, not those on the way
                    loop.fastModel().forget();
                }
            } else {
                loop.unroll(steps, this::loss);
            }
            Tensor loss = crossEntropy(loop.model().forward(validation.x()), validation.labels());
            return Grad.grad(loss, wanted);
        }
    }

    private Tensor loss(FunctionalMlp.Bound model, int step) {
        Batch batch = batches.get((step + 1) % BATCHES);
        return crossEntropy(model.forward(batch.x()), batch.labels());
    }

    private record Batch(Tensor x, int... labels) {}
}
