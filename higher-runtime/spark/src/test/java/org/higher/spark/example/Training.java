package org.higher.spark.example;

import static org.higher.nn.Losses.mse;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.spark.SparkMetaBatch;
import org.higher.tensor.Tensor;

/** The program of docs/cluster.md. */
final class Training {
    private Training() {}

    static final class Maml {
        final FunctionalNet net = FunctionalNet.of(new Net());
        final Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, Tensor.parameter(Tensor.scalar(0.01)));
        final Tensor scale = Tensor.parameter(Tensor.scalar(1));
    }

    record Curve(float[] xs, float[] ys, float[] xq, float[] yq) implements Serializable {}

    static Tensor adaptedLoss(FunctionalNet net, Curve task) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 5; k++) {
                loop.step(mse(loop.model().forward(column(task.xs())), column(task.ys())));
            }
            return mse(loop.model().forward(column(task.xq())), column(task.yq()));
        }
    }

    static Tensor column(float[] values) {
        return Tensor.of(values, values.length, 1);
    }

    static List<Tensor> onThreads(List<List<Curve>> batches) {
        Learner<FunctionalNet> learner = Learner.of(() -> FunctionalNet.of(new Net()));
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(1e-3));
        try (TaskRunner batch = new MetaBatch(2)) {
            for (List<Curve> tasks : batches) {
                MetaBatch.Result result = batch.mean(learner, tasks, Training::adaptedLoss);
                outer.step(result.gradients());
            }
        }
        return learner.parameters();
    }

    static List<Tensor> onSpark(JavaSparkContext spark, List<List<Curve>> batches) {
        Learner<FunctionalNet> learner = Learner.of(() -> FunctionalNet.of(new Net()));
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(1e-3));
        try (TaskRunner batch = new SparkMetaBatch(spark)) {
            for (List<Curve> tasks : batches) {
                outer.step(batch.mean(learner, tasks, Training::adaptedLoss).gradients());
            }
        }
        return learner.parameters();
    }

    static Learner<Maml> maml() {
        Learner<Maml> learner =
                Learner.builder(Maml::new)
                        .model("net", maml -> maml.net) // parameters and buffers, by the twin
                        .overrides("learned", maml -> maml.learned) // learned hyperparameters
                        .tensors("own", maml -> Map.of("scale", maml.scale))
                        .build();
        return learner;
    }
}
