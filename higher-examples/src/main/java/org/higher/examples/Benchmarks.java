package org.higher.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.higher.examples.benchmarks.Measured;
import org.higher.examples.benchmarks.Measurement;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures time and memory of whole meta-learning workloads.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.Benchmarks -Dargs="W1 W2 W3 W4 --threads 2"}
 *
 * <p>Expect: one line of JSON for each workload, from a JVM of its own. Times are of runs after the
 * number of warm-up runs that the line states. {@code base_rss_mb} is the resident memory when the
 * JVM, its classes, OpenBLAS and the inputs are there, but nothing has run; {@code peak_rss_mb} the
 * most until the last measured run. Their difference is what the workload took; what the JVM grows
 * by meanwhile, compiled code and free heap, counts as the workload's. The gradients are then
 * checked against those of a run in double; {@code gradient_error} is the largest relative distance
 * of one of them.
 */
@Command(
        name = "benchmarks",
        sortOptions = false,
        description = "Measures meta-learning workloads, each in a JVM of its own.")
public final class Benchmarks implements Callable<Integer> {
    private static final List<String> NAMES =
            Stream.of(Measured.values()).map(Measured::group).distinct().toList();

    @Parameters(
            paramLabel = "WORKLOAD",
            description = {
                "What to measure (default: all).",
                "W1: a meta-step of sinusoid MAML.",
                "W2: a meta-step of Omniglot MAML.",
                "W3: a long unroll of Adam.",
                "W4: the cost of a small operation."
            })
    private List<String> workloads = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads, of ours or of OpenBLAS (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--child", hidden = true)
    private @Nullable Measured child;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    /** Measures what the arguments name. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--threads: " + threads + " is too few; give 1 or more");
        }
        if (child != null) {
            say(new Measurement(child, threads).run());
            return CommandLine.ExitCode.OK;
        }
        for (String name : workloads) {
            if (!NAMES.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), name + " is no workload; known are " + NAMES);
            }
        }
        for (String name : workloads.isEmpty() ? NAMES : workloads) {
            for (Measured measured : Measured.values()) {
                if (measured.group().equals(name)) {
                    measureInOwnProcess(measured);
                }
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void measureInOwnProcess(Measured measured) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Benchmarks.class.getName());
        command.addAll(List.of("--child", measured.name(), "--threads", "" + threads));
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().put("OMP_NUM_THREADS", "" + threads);
        process.environment().put("OPENBLAS_NUM_THREADS", "" + threads);
        int status = process.start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(measured + " ended with status " + status);
        }
    }

    private void say(String line) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(line);
        console.flush();
    }
}
