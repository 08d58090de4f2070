package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.MetaBatch.Result;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.spark.Workloads.Seed;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs in other slots has the bits of what runs on threads, for all that can be learned. */
@Timeout(60)
class SameBitsTest {
    /** Tied weights, buffers, numbers, digits beyond FLOAT32, FLOAT64, and what is frozen. */
    private static final class Varied {
        final BatchNorm norm = new BatchNorm(3);
        final Linear tied = new Linear(3, 3);
        final FunctionalSequential net = FunctionalSequential.of(new Sequential(tied, norm, tied));
        final FunctionalLinear wide =
                FunctionalLinear.of(
                        new Linear(
                                Tensor.parameter(parameterValues(3, 3)),
                                Optional.of(Tensor.parameter(parameterValues(3)))));
        final Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        final Overrides<Sgd> learned =
                Overrides.of(DifferentiableSgd.LR, Tensor.parameter(Tensor.number(0.05)));
        final Tensor digits = Tensor.parameter(Tensor.scalar(0.999));
        final Tensor frozen = Tensor.of(new double[] {1, 2, 1.0 / 3}, 3);

        Varied() {
            norm.eval();
        }

        private static Tensor parameterValues(int... shape) {
            return Tensor.normal(new SplittableRandom(1), DType.FLOAT64, shape);
        }

        Tensor loss(Seed task) {
            SplittableRandom random = task.random();
            Tensor x = Tensor.normal(random, DType.FLOAT32, 5, 3);
            Tensor y = Tensor.normal(random, DType.FLOAT32, 5, 3);
            try (var loop =
                    Higher.innerLoop(net, inner)
                            .copyInitialWeights(false)
                            .override(learned)
                            .open()) {
                loop.step(mse(loop.model().forward(x), y));
                Tensor out = loop.model().forward(x).to(DType.FLOAT64);
                Tensor target = wide.forward(wide.params(), y.to(DType.FLOAT64)).mul(frozen);
                return mse(out, target).mul(digits.to(DType.FLOAT64));
            }
        }
    }

    private static Learner<Varied> varied() {
        Init.seed(9);
        return Learner.builder(Varied::new)
                .model("net", varied -> varied.net)
                .model("wide", varied -> varied.wide)
                .overrides("learned", varied -> varied.learned)
                .tensors("own", v -> Map.of("digits", v.digits, "frozen", v.frozen))
                .build();
    }

    private static SparkConf conf(String serializer) {
        return LocalSpark.conf(2)
                .set("spark.serializer", "org.apache.spark.serializer." + serializer)
                .set("spark.kryo.registrationRequired", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JavaSerializer", "KryoSerializer"})
    void allThatCanBeLearned(String serializer) {
        try (JavaSparkContext spark = new JavaSparkContext(conf(serializer));
                TaskRunner threads = new MetaBatch(2)) {
            for (int slice : new int[] {1, 2, 5, 100}) {
                try (TaskRunner there =
                        SparkMetaBatch.builder(spark).tasksPerSlice(slice).build()) {
                    assertThat(trained(varied(), there)).isEqualTo(trained(varied(), threads));
                }
            }
        }
    }

    /** All methods in turn, while the driver changes weights and buffers, to the last digit. */
    private static String trained(Learner<Varied> learner, TaskRunner runner) {
        StringBuilder seen = new StringBuilder();
        Varied model = learner.model();
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(0.01));
        for (int step = 0; step < 3; step++) {
            List<Seed> tasks = Workloads.seeds(10 * step, 7);
            add(seen, runner.sum(learner, tasks, Varied::loss));
            add(seen, runner.sumOrZeros(learner, tasks, (m, task) -> m.digits.mul(task.value())));
            add(
                    seen,
                    runner.meanOrZeros(
                            learner, tasks, (m, t) -> m.loss(t).mul(m.digits.to(DType.FLOAT64))));
            seen.append(
                    runner.map(
                            learner,
                            tasks,
                            (m, task) -> List.of(m.loss(task).item(), m.digits.item()).toString()));
            Result mean = runner.mean(learner, tasks, Varied::loss);
            add(seen, mean);
            outer.step(mean.gradients());
            model.norm.runningMean().assign(Tensor.full(0.1 * step, DType.FLOAT32, 3));
            model.norm.runningVariance().assign(Tensor.full(2 + step, DType.FLOAT32, 3));
            model.frozen.assign(model.frozen.mul(1.1));
        }
        learner.tensors().forEach((name, t) -> seen.append(name).append(values(t)).append('\n'));
        return seen.toString();
    }

    private static void add(StringBuilder seen, Result result) {
        seen.append(result.losses());
        result.gradients().forEach(gradient -> seen.append(values(gradient)));
        seen.append('\n');
    }

    private static String values(Tensor tensor) {
        return tensor.dtype() + Arrays.toString(tensor.to(DType.FLOAT64).toDoubles());
    }

    @Test
    void aSumPerSliceIsTheSameEachTimeAndRoundedDifferently() {
        Learner<Varied> learner = varied();
        List<Seed> tasks = Workloads.seeds(0, 11);
        try (JavaSparkContext spark = new JavaSparkContext(LocalSpark.conf(2));
                TaskRunner threads = new MetaBatch(2);
                TaskRunner slices =
                        SparkMetaBatch.builder(spark).tasksPerSlice(4).sumPerSlice().build()) {
            Result plain = threads.mean(learner, tasks, Varied::loss);
            Result summed = slices.mean(learner, tasks, Varied::loss);
            assertThat(summed.losses()).isEqualTo(plain.losses());
            boolean same = true;
            for (int i = 0; i < plain.gradients().size(); i++) {
                double[] expected = plain.gradients().get(i).toDoubles();
                double[] actual = summed.gradients().get(i).toDoubles();
                same &= Arrays.equals(actual, expected);
                for (int k = 0; k < expected.length; k++) {
                    assertThat(actual[k])
                            .isCloseTo(expected[k], within(1e-5 * (1 + Math.abs(expected[k]))));
                }
            }
            assertThat(same).as("else nothing has been summed there").isFalse();
            for (int again = 0; again < 5; again++) {
                assertThat(bits(slices.mean(learner, tasks, Varied::loss))).isEqualTo(bits(summed));
            }
        }
    }

    @Test
    void aSumPerSliceHasZerosWhereNothingIsReached() {
        Learner<Varied> learner = varied();
        List<Seed> tasks = Workloads.seeds(0, 5);
        try (JavaSparkContext spark = new JavaSparkContext(LocalSpark.conf(1));
                TaskRunner threads = new MetaBatch(1);
                TaskRunner slices =
                        SparkMetaBatch.builder(spark).tasksPerSlice(2).sumPerSlice().build()) {
            assertThat(bits(slices.sumOrZeros(learner, tasks, (m, t) -> m.digits.mul(t.value()))))
                    .isEqualTo(
                            bits(
                                    threads.sumOrZeros(
                                            learner, tasks, (m, t) -> m.digits.mul(t.value()))));
        }
    }

    private static String bits(Result result) {
        StringBuilder seen = new StringBuilder();
        add(seen, result);
        return seen.toString();
    }
}
