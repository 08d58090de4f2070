package org.higher.examples.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.Memory;
import org.higher.array.DType;

/** The workloads with how often they run. */
public enum Measured {
    W1("W1", "W1", "", 3000, 100, 1e-3, SinusoidMetaStep::new),
    W2("W2", "W2", "-Xmx2g -Xmn1g", 20, 7, 1e-2, metaStep(5, Memory.full())),
    W3_100(
            "W3",
            "W3 K=100",
            "-Xmx300m -Xmn120m -XX:MaxTenuringThreshold=0",
            60,
            5,
            1e-2,
            (dtype, threads) -> new LongUnroll(dtype, 100, Memory.full())),
    W3_1000(
            "W3",
            "W3 K=1000",
            "-Xmx1600m -Xmn120m -XX:MaxTenuringThreshold=0",
            3,
            2,
            1e-2,
            (dtype, threads) -> new LongUnroll(dtype, 1000, Memory.full())),
    /**
     * Single operations: what the system takes to hand out memory for the first time is left out.
     */
    W4(
            "W4",
            "W4",
            "-Xms1g -Xmn600m -XX:+AlwaysPreTouch",
            20,
            7,
            1e-3,
            (dtype, threads) -> new OpOverhead(dtype)),
    W5_1000("W5", "W5 K=1000", "-Xmx90m", 3, 3, 1e-2, new Budgeted(1000, 96)),
    W5_10000("W5", "W5 K=10000", "-Xmx256m", 0, 1, 1e-2, new Budgeted(10_000, 128)),
    W6_FULL("W6", "W6 full tape", "-Xmx900m -Xmn400m", 5, 5, 1e-2, metaStep(20, Memory.full())),
    W6_SAVED(
            "W6",
            "W6 saved gradients",
            "-Xmx420m -Xmn180m",
            5,
            5,
            1e-2,
            metaStep(20, Memory.savedGradients())),
    W6_MIXED(
            "W6",
            "W6 mixed mode",
            "-Xmx330m -Xmn150m",
            5,
            5,
            1e-2,
            metaStep(20, Memory.mixedMode()));

    private final String group;
    final String label;

    /** How large the heap may grow; empty for as large as the JVM likes. */
    private final String heap;

    /** Runs before the measured ones, for the JIT compiler. */
    final int warmUp;

    final int repetitions;

    /** How far the float gradients may be from the double ones, relative to their norm. */
    final double tolerance;

    private final Factory factory;

    Measured(
            String group,
            String label,
            String heap,
            int warmUp,
            int repetitions,
            double tolerance,
            Factory factory) {
        this.group = group;
        this.label = label;
        this.heap = heap;
        this.warmUp = warmUp;
        this.repetitions = repetitions;
        this.tolerance = tolerance;
        this.factory = factory;
    }

    /** What it is asked for by: a name such as W1. */
    public String group() {
        return group;
    }

    /** The options that bound the heap. */
    public List<String> heapOptions() {
        return heap.isEmpty() ? List.of() : List.of(heap.split(" "));
    }

    /** What the workload is given, by the names under which it is reported. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (factory instanceof Budgeted budgeted) {
            settings.put("steps", budgeted.steps());
            settings.put("budget_mb", budgeted.megabytes());
        }
        return settings;
    }

    /** The same work on the full tape, for its time; empty if there is none that fits. */
    public Optional<Measured> fullTape() {
        return this == W5_1000 ? Optional.of(W3_1000) : Optional.empty();
    }

    Workload open(DType dtype, int threads) {
        return factory.of(dtype, threads);
    }

    private static Factory metaStep(int innerSteps, Memory memory) {
        return (dtype, threads) -> new OmniglotMetaStep(dtype, threads, innerSteps, memory);
    }

    /** Makes a workload whose tensors have an element type; the numbers are the same floats. */
    private interface Factory {
        Workload of(DType dtype, int threads);
    }

    /** An unroll within a budget of memory. */
    private record Budgeted(int steps, int megabytes) implements Factory {
        @Override
        public Workload of(DType dtype, int threads) {
            return new LongUnroll(dtype, steps, Memory.budget(megabytes + "MB"));
        }
    }
}
