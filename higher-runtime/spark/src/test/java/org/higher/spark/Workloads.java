package org.higher.spark;

import static org.higher.nn.Losses.crossEntropy;
import static org.higher.nn.Losses.mse;

import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.array.DType;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Models of three kinds, their tasks, and losses after adaptation. */
final class Workloads {
    private Workloads() {}

    /** A task is drawn from its seed. */
    record Seed(long value) implements Serializable {
        private static final long serialVersionUID = 1;

        SplittableRandom random() {
            return new SplittableRandom(value);
        }
    }

    record Workload<M>(String name, Learner<M> learner, TaskFunction<M, Seed, Tensor> loss) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Seed> seeds(long first, int count) {
        return LongStream.range(first, first + count).mapToObj(Seed::new).toList();
    }

    static List<Workload<?>> all() {
        return List.of(dense(), convolutional(), recurrent());
    }

    /** A dense model whose learning rate is learned, too. */
    static final class Maml {
        final FunctionalDenseNet net = FunctionalDenseNet.of(new DenseNet());
        final Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        final Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, Tensor.parameter(Tensor.scalar(0.05)));
    }

    static Workload<Maml> dense() {
        Init.seed(3);
        return new Workload<>(
                "dense",
                Learner.builder(Maml::new)
                        .model("net", maml -> maml.net)
                        .overrides("learned", maml -> maml.learned)
                        .build(),
                Workloads::denseLoss);
    }

    static Tensor denseLoss(Maml maml, Seed seed) {
        SplittableRandom random = seed.random();
        Tensor x = Tensor.normal(random, DType.FLOAT32, 9, 3);
        Tensor y = Tensor.normal(random, DType.FLOAT32, 9, 2);
        try (var loop =
                Higher.innerLoop(maml.net, maml.inner)
                        .copyInitialWeights(false)
                        .override(maml.learned)
                        .open()) {
            for (int k = 0; k < 3; k++) {
                loop.step(mse(loop.model().forward(x), y));
            }
            return mse(loop.model().forward(x.neg()), y);
        }
    }

    static Workload<FunctionalConvNet> convolutional() {
        Init.seed(4);
        return new Workload<>(
                "convolutional",
                Learner.of(() -> FunctionalConvNet.of(new ConvNet())),
                Workloads::convLoss);
    }

    static Tensor convLoss(FunctionalConvNet net, Seed seed) {
        Tensor x = Tensor.normal(seed.random(), DType.FLOAT32, 8, 1, 8, 8);
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        int[] labels = {0, 1, 2, 3, 0, 1, 2, 3};
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 2; k++) {
                loop.step(crossEntropy(loop.model().forward(x), labels));
            }
            return crossEntropy(loop.model().forward(x.square()), labels);
        }
    }

    static Workload<FunctionalGruNet> recurrent() {
        Init.seed(5);
        return new Workload<>(
                "recurrent",
                Learner.of(() -> FunctionalGruNet.of(new GruNet())),
                Workloads::recurrentLoss);
    }

    static Tensor recurrentLoss(FunctionalGruNet net, Seed seed) {
        SplittableRandom random = seed.random();
        Tensor x = Tensor.normal(random, DType.FLOAT32, 5, 4, 3);
        Tensor y = Tensor.normal(random, DType.FLOAT32, 5, 4, 1);
        Optimizer<Adam> inner = Optimizer.of(net.parameters(), new Adam(0.01));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 2; k++) {
                loop.step(mse(loop.model().forward(x), y));
            }
            return mse(loop.model().forward(x.neg()), y);
        }
    }
}
