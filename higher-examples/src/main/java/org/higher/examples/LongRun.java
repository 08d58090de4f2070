package org.higher.examples;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.higher.examples.benchmarks.Endurance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Takes very many meta-steps and watches the memory.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.LongRun -Dargs="--steps 100000"}
 *
 * <p>Expect: columns that stay as they are after the first lines, in which the JVM compiles and
 * sizes its heap. The heap is what the emptiest of the garbage collections of a line's steps has
 * left; the resident memory, what the process has at its end.
 */
@Command(
        name = "long-run",
        sortOptions = false,
        description = "Takes many meta-steps of sinusoid MAML and reports on memory.")
public final class LongRun implements Callable<Integer> {
    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Meta-steps, each of 25 tasks and 5 inner steps (default: 1000).")
    private int steps;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "10",
            description = "Lines to report in (default: 10).")
    private int lines;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    /** Runs, with the settings that the arguments give. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LongRun()).execute(args));
    }

    @Override
    public Integer call() {
        if (lines < 1 || steps < lines) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format("--steps: %d steps do not fill %d lines", steps, lines));
        }
        PrintWriter console = spec.commandLine().getOut();
        console.println("   steps   heap after collection   resident memory");
        try (Endurance run = new Endurance()) {
            for (int line = 1; line <= lines; line++) {
                int done = (int) ((long) steps * line / lines);
                Endurance.Memory memory = run.to(done);
                console.printf(
                        Locale.ROOT,
                        "%8d %19.1f MiB %13.0f MiB%n",
                        done,
                        memory.heap(),
                        memory.resident());
                console.flush();
            }
        }
        return CommandLine.ExitCode.OK;
    }
}
