package org.higher.examples.cluster;

import static org.higher.nn.Losses.crossEntropy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.examples.ConvNet;
import org.higher.examples.Downsampling;
import org.higher.examples.FunctionalConvNet;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.spark.SparkMetaBatch;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** Measures what a job and a task cost, on a cluster of this machine. */
final class Measurement {
    private static final int JOBS = 30;

    /** Jobs before those that count: Spark's own code is slow until it is compiled. */
    private static final int WARM_UP = 500;

    private static final int SLICES = 100;
    private static final int TASKS = 30;
    private static final int CLASSES = 5;
    private static final int EXTENT = 28;
    private static final int INNER_STEPS = 5;

    private final JavaSparkContext spark;

    Measurement(JavaSparkContext spark) {
        this.spark = spark;
    }

    /** A task is noise of its seed: how long it takes does not depend on the images. */
    record Seed(long value) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** A learner of one vector, to see what moving it costs. */
    static Learner<Tensor> vector(int size) {
        return Learner.builder(() -> Tensor.parameter(Tensor.zeros(size)))
                .tensors("own", tensor -> Map.of("vector", tensor))
                .build();
    }

    /** The usual network for Omniglot: four blocks of 64 filters. */
    static Learner<FunctionalConvNet> network() {
        return Learner.of(
                () ->
                        FunctionalConvNet.of(
                                new ConvNet(
                                        DType.FLOAT32,
                                        new SplittableRandom(0),
                                        Downsampling.POOL,
                                        4,
                                        64,
                                        CLASSES)));
    }

    /** The query loss after five inner steps of MAML on 5 classes, 1 shot, 15 queries. */
    static Tensor loss(FunctionalConvNet net, Seed seed) {
        SplittableRandom random = new SplittableRandom(seed.value());
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        Tensor support = images(random, 1);
        Tensor query = images(random, 15);
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < INNER_STEPS; k++) {
                loop.step(crossEntropy(loop.model().forward(support), labels(1)));
            }
            return crossEntropy(loop.model().forward(query), labels(15));
        }
    }

    private static Tensor images(SplittableRandom random, int perClass) {
        return Tensor.uniform(random, DType.FLOAT32, perClass * CLASSES, 1, EXTENT, EXTENT);
    }

    private static int[] labels(int perClass) {
        return IntStream.range(0, perClass * CLASSES).map(i -> i / perClass).toArray();
    }

    /** All figures. */
    Simulation.Figures take() {
        jobSeconds(1, 2, WARM_UP);
        double many = jobSeconds(1, SLICES, JOBS);
        double job = jobSeconds(1, 2, JOBS);
        int size = 1 << 22;
        double[] tasks = taskSeconds();
        double moving = jobSeconds(size, 2, JOBS) - job;
        long bytes = 0;
        for (Tensor tensor : network().parameters()) {
            bytes += (long) Float.BYTES * tensor.size();
        }
        // out once, back and added twice
        double perByte = moving / 3 / (Float.BYTES * (double) size);
        return new Simulation.Figures(
                job, Math.max(0, (many - job) / (SLICES - 2)), tasks, bytes, perByte);
    }

    /** Seconds of a meta-batch of trivial tasks by a vector's elements; the median of the last. */
    private double jobSeconds(int size, int slices, int jobs) {
        Learner<Tensor> learner = vector(size);
        List<Seed> seeds = seeds(slices);
        double[] seconds = new double[jobs];
        try (TaskRunner batch = new SparkMetaBatch(spark)) {
            for (int i = 0; i < jobs; i++) {
                long start = System.nanoTime();
                batch.mean(learner, seeds, (vector, seed) -> vector.sum());
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        double[] last = Arrays.copyOfRange(seconds, jobs - Math.min(jobs, JOBS), jobs);
        Arrays.sort(last);
        return last[last.length / 2];
    }

    /** Seconds of tasks that run alone on an executor, once it is warm. */
    private double[] taskSeconds() {
        Learner<FunctionalConvNet> learner = network();
        try (TaskRunner batch = SparkMetaBatch.builder(spark).tasksPerSlice(TASKS).build()) {
            List<Double> seconds = new ArrayList<>();
            for (int warm = 0; warm < 3; warm++) {
                seconds = batch.map(learner, seeds(TASKS), Measurement::timed);
            }
            return seconds.stream().mapToDouble(one -> one).toArray();
        }
    }

    private static Double timed(FunctionalConvNet net, Seed seed) {
        long start = System.nanoTime();
        Grad.grad(loss(net, seed), net.parameters());
        return (System.nanoTime() - start) / 1e9;
    }

    private static List<Seed> seeds(int count) {
        return IntStream.range(0, count).mapToObj(Seed::new).toList();
    }
}
