package org.higher.examples.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.examples.OptionChecks;
import org.higher.tensor.Backends;
import org.higher.tensor.Tensor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Checks a backend on the machine that it is started on: suites, gradients, memory, speed.
 *
 * <p>{@code gpu-check.sh} starts it. Expect one line for each check, which begins with {@code
 * PASS}, {@code FAIL}, {@code SKIP} or {@code TIME}; the status is 1 if one has failed.
 */
@Command(
        name = "gpu-check",
        sortOptions = false,
        description = "Checks a backend on this machine, one line for each check.")
public final class GpuCheck implements Callable<Integer> {
    /** Of the whole time, what is kept for ending. */
    private static final double RESERVE = 0.97;

    /** What all checks share if they are to be quick. */
    private static final int QUICK_SECONDS = 20;

    /** How far gradients may be from those of {@code host}, of their norm: both in double. */
    private static final double DOUBLE_TOLERANCE = 1e-8;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "cuda",
            description = "The backend, or a device such as cuda:1 (default: ${DEFAULT-VALUE}).")
    private String backend = "cuda";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "350",
            description = "When to end; what has not run by then is skipped (default: 350).")
    private int seconds = 350;

    @Option(
            names = "--quick",
            description = "A few seconds for each check: to see whether this runs at all.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only checks with this in their names.")
    private String only = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final long start = System.nanoTime();
    private boolean failed;
    private volatile String running = "";

    /** What a check has found. */
    record Outcome(String mark, String text) {
        static Outcome pass(String text, Object... values) {
            return new Outcome("PASS", String.format(Locale.ROOT, text, values));
        }

        static Outcome fail(String text, Object... values) {
            return new Outcome("FAIL", String.format(Locale.ROOT, text, values));
        }

        static Outcome skip(String text, Object... values) {
            return new Outcome("SKIP", String.format(Locale.ROOT, text, values));
        }

        static Outcome time(String text, Object... values) {
            return new Outcome("TIME", String.format(Locale.ROOT, text, values));
        }
    }

    /** A check, with the time by {@link System#nanoTime} at which it should end. */
    interface Check {
        Outcome run(long end) throws IOException;
    }

    /**
     * A line.
     *
     * @param share of the time, to that of the others
     */
    private record Item(int share, String name, Check check) {}

    /** Checks, and exits with the status. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new GpuCheck()).execute(args));
    }

    @Override
    public Integer call() {
        new OptionChecks(spec.commandLine()).atLeast(1, "--seconds", seconds);
        watch();
        Device host = Backends.device("host");
        Device device;
        try {
            device = Backends.device(backend);
        } catch (IllegalArgumentException | IllegalStateException missing) {
            report("backend", Outcome.fail("%s", missing.getMessage()));
            return 1;
        }
        Backends.use(device);
        report(
                "backend",
                Outcome.pass(
                        "%s, JDK %s, %s",
                        device, System.getProperty("java.version"), System.getProperty("os.name")));
        String name = backend.split(":")[0];
        List<Item> checks = new ArrayList<>();
        checks.add(new Item(3, "gradients of sinusoid MAML", end -> sinusoid(host, device, end)));
        checks.add(new Item(4, "gradients of Omniglot MAML", end -> omniglot(host, device, end)));
        checks.add(new Item(10, "kernel suites", end -> Suites.run(name, Suites.KERNELS, end)));
        checks.add(
                new Item(14, "operation tables", end -> Suites.run(name, Suites.OPERATIONS, end)));
        checks.add(new Item(8, "golden cases", end -> Suites.run(name, Suites.GOLDEN, end)));
        checks.add(new Item(10, "memory", end -> Steadiness.of(device, end)));
        try (Times times = new Times(device)) {
            for (String workload : Times.WORKLOADS) {
                checks.add(new Item(5, "time of " + workload, end -> times.of(workload, end)));
            }
            run(checks.stream().filter(item -> item.name().contains(only)).toList());
        }
        return failed ? 1 : 0;
    }

    /** One after the other, each with its share of the time that is left. */
    private void run(List<Item> checks) {
        int shares = checks.stream().mapToInt(Item::share).sum();
        for (Item item : checks) {
            long now = System.nanoTime();
            long left = start + (long) (RESERVE * seconds * 1e9) - now;
            Outcome outcome;
            if (left <= 0) {
                outcome = Outcome.skip("no time is left");
            } else {
                running = item.name();
                long share = quick ? (long) (QUICK_SECONDS * 1e9) : left;
                outcome = outcome(item.check(), now + share / shares * item.share());
                running = "";
            }
            report(item.name(), outcome, (System.nanoTime() - now) / 1e9);
            shares -= item.share();
        }
    }

    /** With what it and its libraries print kept off the lines. */
    private static Outcome outcome(Check check, long end) {
        PrintStream before = System.out;
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return check.run(end);
        } catch (IOException | RuntimeException | LinkageError failure) {
            return Outcome.fail("%s", failure);
        } finally {
            System.setOut(before);
        }
    }

    private void report(String name, Outcome outcome, double... took) {
        failed |= outcome.mark().equals("FAIL");
        String time = took.length == 0 ? "" : String.format(Locale.ROOT, " (%.1f s)", took[0]);
        out.printf("%s  %-28s %s%s%n", outcome.mark(), name, oneLine(outcome.text()), time);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " | ");
    }

    /** Ends the process when the time is up, if a check does not. */
    private void watch() {
        Thread watch =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(seconds * 1000L);
                            } catch (InterruptedException e) {
                                return;
                            }
                            report(running, Outcome.fail("did not end within %d s", seconds));
                            Runtime.getRuntime().halt(1);
                        },
                        "time limit");
        watch.setDaemon(true);
        watch.start();
    }

    private static Outcome sinusoid(Device host, Device device, long end) {
        return gradients(host, device, end, 1e-3, dtype -> new SinusoidMetaStep(dtype, 1, 1));
    }

    private Outcome omniglot(Device host, Device device, long end) {
        int steps = quick ? 1 : 5;
        return gradients(
                host,
                device,
                end,
                1e-2,
                dtype -> new OmniglotMetaStep(dtype, 1, steps, Memory.full(), quick ? 1 : 2, 3));
    }

    /** Makes a workload on the current device. */
    private interface Factory {
        Workload of(DType dtype);
    }

    /** Against those of {@code host} in double; the numbers that go in are the same. */
    private static Outcome gradients(
            Device host, Device device, long end, double tolerance, Factory make) {
        List<double[]> expected = gradients(host, DType.FLOAT64, make);
        double single = distance(gradients(device, DType.FLOAT32, make), expected);
        boolean right = single <= tolerance;
        String wide;
        if (System.nanoTime() > end) {
            wide = "not asked, as no time was left";
        } else {
            try {
                double error = distance(gradients(device, DType.FLOAT64, make), expected);
                right &= error <= DOUBLE_TOLERANCE;
                wide = String.format(Locale.ROOT, "%.1e", error);
            } catch (IllegalArgumentException | IllegalStateException none) {
                wide = "not there: " + none.getMessage();
            }
        }
        String text = "%.1e of their norm from those of host in double; in double %s";
        return right ? Outcome.pass(text, single, wide) : Outcome.fail(text, single, wide);
    }

    private static List<double[]> gradients(Device where, DType dtype, Factory make) {
        Device before = Backends.current();
        Backends.use(where);
        try (Workload workload = make.of(dtype)) {
            return workload.gradients().stream().map(Tensor::toDoubles).toList();
        } finally {
            Backends.use(before);
        }
    }

    /** The largest of the distances, each of the norm of all. */
    private static double distance(List<double[]> actual, List<double[]> expected) {
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < expected.size(); i++) {
            double[] x = actual.get(i);
            double[] y = expected.get(i);
            double square = 0;
            for (int j = 0; j < y.length; j++) {
                square += (x[j] - y[j]) * (x[j] - y[j]);
                norm += y[j] * y[j];
            }
            largest = Math.max(largest, square);
            if (Double.isNaN(square)) {
                return Double.NaN;
            }
        }
        return Math.sqrt(largest / norm);
    }
}
