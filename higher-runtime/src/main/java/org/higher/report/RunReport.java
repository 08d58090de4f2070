package org.higher.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.higher.tensor.Backends;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A report of a training run: one HTML file that needs no network, with learning curves, gradients
 * and updates by layer, learned hyperparameters, time and memory, settings and versions.
 *
 * <pre>{@code
 * RunReport report = new RunReport("MAML on sine curves").setting("inner steps", 5);
 * for (int i = 0; i < 1000; i++) {
 *     MetaBatch.Result result = batch.mean(net.parameters(), tasks, this::adaptedLoss);
 *     report.add("loss", "meta-training", i, result.losses());
 *     report.gradients(i, Params.named(net.params()), result.gradients());
 *     outer.step(result.gradients());
 *     report.step(i);
 * }
 * report.write(Path.of("run.html"));
 * }</pre>
 *
 * <p>It keeps numbers, never tensors, and may be written again and again while the run goes on. It
 * belongs to one thread.
 */
public final class RunReport {
    private static final String META_STEP = "meta-step";

    /** Of a 95% confidence interval, in standard errors. */
    private static final double WIDTH = 1.96;

    private final String title;
    private final Map<String, Chart> charts = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, double[]> before = new LinkedHashMap<>();
    private long lastNanos = System.nanoTime();
    private @Nullable Long lastStep;

    /** A report without curves yet. */
    public RunReport(String title) {
        this.title = title;
        settings.put(
                "started",
                LocalDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        settings.put("library", version());
        settings.put(
                "Java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        settings.put(
                "system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
        settings.put("computes on", Backends.current().toString());
    }

    private static String version() {
        String version = RunReport.class.getPackage().getImplementationVersion();
        return version == null ? "not from a JAR" : version;
    }

    /** Notes a setting of the run, for the table at the end. */
    public RunReport setting(String name, Object value) {
        settings.put(name, String.valueOf(value));
        return this;
    }

    /**
     * A point of a curve.
     *
     * @param chart the chart's heading, as "loss"
     * @param curve the curve's name, as "validation"
     * @param step where it is, usually the number of the meta-step
     */
    public void add(String chart, String curve, long step, double value) {
        chart(chart, META_STEP).curve(curve).add((double) step, value, 0);
    }

    /** The mean of several values, as of the tasks of a batch, with a 95% confidence interval. */
    public void add(String chart, String curve, long step, List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("RunReport: no values for " + chart + ", " + curve);
        }
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        int count = values.size();
        double half = count > 1 ? WIDTH * Math.sqrt(squares / (count - 1) / count) : 0;
        chart(chart, META_STEP).curve(curve).add((double) step, mean, half);
    }

    /**
     * The loss before and after each inner step; of one name the last ones given are shown.
     *
     * @param curve as "before training" or "after 1000 meta-steps"
     * @param losses after 0, 1, ... steps
     */
    public void innerLosses(String curve, double... losses) {
        Chart chart = chart("loss by inner step", "inner step");
        chart.curves().remove(curve);
        for (int step = 0; step < losses.length; step++) {
            chart.curve(curve).add(step, losses[step], 0);
        }
    }

    /**
     * The norms of gradients, and of what parameters have moved since the last call.
     *
     * @param parameters by name, as {@code Params.named(net.params())}
     * @param gradients in the same order; there may be more, which are left out
     */
    public void gradients(long step, Map<String, Tensor> parameters, List<Tensor> gradients) {
        if (gradients.size() < parameters.size()) {
            throw new IllegalArgumentException(
                    "RunReport.gradients: "
                            + parameters.size()
                            + " parameters and "
                            + gradients.size()
                            + " gradients; give one for each");
        }
        int i = 0;
        for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            add("gradient norm", name, step, norm(gradients.get(i++).toDoubles()));
            double[] now = parameter.getValue().toDoubles();
            double[] last = before.put(name, now);
            if (last != null) {
                double[] moved = new double[now.length];
                Arrays.setAll(moved, k -> now[k] - last[k]);
                add("change since the last point", name, step, norm(moved));
            }
        }
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    }

    /** A learned hyperparameter, as a step size; each element of a tensor has a curve. */
    public void hyperparameter(long step, String name, Tensor value) {
        double[] values = value.toDoubles();
        for (int i = 0; i < values.length; i++) {
            add(
                    "learned hyperparameters",
                    values.length == 1 ? name : name + "[" + i + "]",
                    step,
                    values[i]);
        }
    }

    /**
     * Ends a meta-step, or several: notes the time that each has taken since the last call, and the
     * heap in use.
     */
    public void step(long step) {
        long now = System.nanoTime();
        add(
                "time",
                "milliseconds a meta-step",
                step,
                (now - lastNanos) / 1e6 / (lastStep == null ? 1 : Math.max(1, step - lastStep)));
        lastNanos = now;
        lastStep = step;
        Runtime runtime = Runtime.getRuntime();
        double used = runtime.totalMemory() - runtime.freeMemory();
        add("memory", "heap in use, MB", step, used / 1e6);
    }

    private Chart chart(String name, String horizontal) {
        return charts.computeIfAbsent(name, n -> new Chart(horizontal));
    }

    /**
     * Writes the report, over an earlier one.
     *
     * @throws IOException if the file can't be written; an earlier one then stays
     */
    public void write(Path html) throws IOException {
        replace(html, Html.page(title, charts, settings));
    }

    /**
     * Writes every point as a line {@code chart,curve,step,value,half}, the last being half the
     * width of the interval.
     *
     * @throws IOException if the file can't be written; an earlier one then stays
     */
    public void writeCsv(Path csv) throws IOException {
        StringBuilder lines = new StringBuilder("chart,curve,step,value,half\n");
        charts.forEach(
                (chart, drawn) ->
                        drawn.curves()
                                .forEach(
                                        (curve, points) ->
                                                points.points()
                                                        .forEach(
                                                                p ->
                                                                        lines.append(
                                                                                line(
                                                                                        chart,
                                                                                        curve,
                                                                                        p)))));
        replace(csv, lines.toString());
    }

    private static String line(String chart, String curve, Curve.Point p) {
        return quoted(chart)
                + ','
                + quoted(curve)
                + ','
                + (long) p.step()
                + ','
                + p.value()
                + ','
                + p.half()
                + '\n';
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void replace(Path file, String text) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file name");
        Files.createDirectories(folder);
        Path written = folder.resolve("." + file.getFileName() + ".tmp");
        try {
            Files.writeString(written, text);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
