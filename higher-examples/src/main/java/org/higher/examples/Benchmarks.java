package org.higher.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * most until the last measured run; {@code jvm_code_mb} what the JVM has taken meanwhile for
 * classes and compiled code. The peak less the other two is what the workload took, free heap
 * included. In yet another JVM the gradients are checked against those of a run in double; {@code
 * gradient_error} is the largest relative distance of one of them.
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
                "W4: the cost of a small operation.",
                "W5: W3 within a budget of memory, steps taken again.",
                "W6: W2 with 20 inner steps, and with their gradients saved."
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

    @Option(names = "--check", hidden = true)
    private @Nullable Measured check;

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
        new OptionChecks(spec.commandLine()).atLeast(1, "--threads", threads);
        if (child != null) {
            say(json(new Measurement(child, threads).run()));
            return CommandLine.ExitCode.OK;
        }
        if (check != null) {
            say(new Measurement(check, threads).check().toString());
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

    /** The check has another process: it takes several times the memory that is measured. */
    private void measureInOwnProcess(Measured measured) throws IOException, InterruptedException {
        String report = inOwnProcess("--child", measured, measured.heapOptions());
        String error = inOwnProcess("--check", measured, List.of());
        String full = measured.fullTape().isPresent() ? fullTape(measured.fullTape().get()) : "";
        say(
                report.substring(0, report.length() - 1)
                        + full
                        + ", \"gradient_error\": "
                        + error
                        + "}");
    }

    /** The time on the full tape, of the same run. */
    private String fullTape(Measured measured) throws IOException, InterruptedException {
        String report = inOwnProcess("--child", measured, measured.heapOptions());
        Matcher time = Pattern.compile("\"median_s\": ([0-9.]+)").matcher(report);
        if (!time.find()) {
            throw new IllegalStateException(measured + " reported no time: " + report);
        }
        return ", \"full_tape_s\": " + time.group(1);
    }

    private String inOwnProcess(String mode, Measured measured, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.addAll(List.of("-Dhigher.threads=" + threads, "-XX:+UseParallelGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Benchmarks.class.getName());
        command.addAll(List.of(mode, measured.name(), "--threads", "" + threads));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(measured + " ended with status " + status);
        }
        return output;
    }

    private static String json(Map<String, Object> report) {
        return report.entrySet().stream()
                .map(
                        entry ->
                                entry.getValue() instanceof Number
                                        ? "\"%s\": %s".formatted(entry.getKey(), entry.getValue())
                                        : "\"%s\": \"%s\""
                                                .formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void say(String line) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(line);
        console.flush();
    }
}
