package org.higher.examples.benchmarks;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** Runs one workload in this process. */
public final class Measurement {
    /** Of all gradients' norm, what is left in double of a gradient that is 0. */
    private static final double ROUNDING = 1e-12;

    private final Measured measured;
    private final int threads;
    private final Map<String, Object> report = new LinkedHashMap<>();

    public Measurement(Measured measured, int threads) {
        this.measured = measured;
        this.threads = threads;
    }

    /**
     * Measures.
     *
     * @return what was measured, by the names under which it is reported
     */
    public Map<String, Object> run() {
        report.put("workload", measured.label);
        report.put("threads", threads);
        report.putAll(measured.settings());
        report.put("java", System.getProperty("java.version"));
        measure();
        return report;
    }

    private void measure() {
        loadNatives();
        List<Double> seconds = new ArrayList<>();
        Map<String, List<Double>> parts = new LinkedHashMap<>();
        try (Workload workload = measured.open(DType.FLOAT32, threads)) {
            double base = ResidentMemory.now();
            double code = codeMemory();
            for (int i = 0; i < measured.warmUp; i++) {
                workload.run();
            }
            for (int i = 0; i < measured.repetitions; i++) {
                long start = System.nanoTime();
                Map<String, Double> times = workload.run();
                seconds.add((System.nanoTime() - start) / 1e9);
                times.forEach(
                        (name, time) ->
                                parts.computeIfAbsent(name, n -> new ArrayList<>()).add(time));
            }
            double peak = ResidentMemory.peak();
            double codeSince = codeMemory() - code;
            report.put("median_s", number("%.6f", median(seconds)));
            report.put(
                    "min_s", number("%.6f", seconds.stream().min(Double::compare).orElseThrow()));
            report.put("reps", measured.repetitions);
            report.put("warmup", measured.warmUp);
            report.put("base_rss_mb", Math.round(base));
            report.put("peak_rss_mb", Math.round(peak));
            report.put("jvm_code_mb", Math.round(codeSince));
        }
        parts.forEach((name, times) -> report.put(name, number("%.3f", median(times))));
    }

    /** What the JVM has taken for classes and compiled code, in MiB. */
    private static double codeMemory() {
        return ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted()
                / (double) (1 << 20);
    }

    /** So that OpenBLAS counts as the process's own memory, as PyTorch's libraries do. */
    private static void loadNatives() {
        Tensor square = Tensor.ones(64, 64);
        square.mmul(square);
    }

    /**
     * The largest distance of a gradient from that of a run in double, relative to its norm.
     *
     * <p>One that is 0 but for rounding, as that of a bias before batch norm is, has no norm to
     * speak of: its distance is relative to that of all gradients.
     *
     * @throws IllegalStateException if it is too large
     */
    public Number check() {
        double error = 0;
        try (Workload rough = measured.open(DType.FLOAT32, threads);
                Workload exact = measured.open(DType.FLOAT64, threads)) {
            List<Tensor> expected = exact.gradients();
            List<Tensor> actual = rough.gradients();
            double all = 0;
            for (Tensor gradient : expected) {
                all = Math.hypot(all, gradient.norm2().item());
            }
            for (int i = 0; i < expected.size(); i++) {
                Tensor difference = actual.get(i).to(DType.FLOAT64).sub(expected.get(i));
                double norm = expected.get(i).norm2().item();
                double scale = norm > ROUNDING * all ? norm : all;
                error = Math.max(error, difference.norm2().item() / scale);
            }
        }
        if (!(error <= measured.tolerance)) {
            throw new IllegalStateException(
                    String.format(
                            Locale.ROOT,
                            "%s: a gradient is %.1e from that of a float64 run, more than %.0e",
                            measured.label,
                            error,
                            measured.tolerance));
        }
        return number("%.1e", error);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A number as JSON writes it, with as many digits as it deserves. */
    private static Number number(String format, double value) {
        return new BigDecimal(String.format(Locale.ROOT, format, value));
    }
}
