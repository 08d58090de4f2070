package org.higher.examples.cluster;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.spark.LocalCluster;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a meta-step of MAML on images would take on 1 to 1,000 executors.
 *
 * <p>Run: {@code mvn -q compile exec:exec@cluster -pl higher-examples/spark -am
 * -Dmain=org.higher.examples.cluster.Scaling}
 *
 * <p>Expect: a line of figures that were measured on this machine, and a table that {@link
 * Simulation} computes from them, for meta-batches of 32 and of 1,000 tasks.
 */
@Command(
        name = "scaling",
        sortOptions = false,
        description = "Measures a job and a task, and simulates clusters of 1 to 1,000 executors.")
public final class Scaling implements Callable<Integer> {
    private static final int[] EXECUTORS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

    @Option(
            names = "--gigabits",
            paramLabel = "G",
            defaultValue = "10",
            description = "Of the simulated network, in a second (default: 10).")
    private double gigabits;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    /** Runs, with the settings that the arguments give. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Scaling()).execute(args));
    }

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        Simulation.Figures figures;
        try (JavaSparkContext spark =
                new JavaSparkContext(LocalCluster.conf(2, 1, 1024).setAppName("scaling"))) {
            figures = new Measurement(spark).take();
        }
        console.printf(
                Locale.ROOT,
                "measured: a job %.0f ms, each further slice %.2f ms, a task %.0f ms, a gradient of"
                        + " %.2f MB, reading and adding it %.2f ms%n%n",
                1e3 * figures.job(),
                1e3 * figures.slice(),
                1e3 * figures.meanTask(),
                figures.bytes() / 1e6,
                1e3 * figures.bytes() * figures.addingPerByte());
        Simulation cluster = new Simulation(figures, gigabits * 1e9 / 8);
        console.println(
                "             32 tasks           1,000 tasks        1,000, 10 to a slice, summed");
        console.println("executors    seconds  speedup   seconds  speedup   seconds  speedup");
        for (int executors : EXECUTORS) {
            console.printf(Locale.ROOT, "%9d", executors);
            print(console, figures, cluster, executors, 32, 1, false);
            print(console, figures, cluster, executors, 1000, 1, false);
            print(console, figures, cluster, executors, 1000, 10, true);
            console.println();
        }
        console.flush();
        return CommandLine.ExitCode.OK;
    }

    private static void print(
            PrintWriter console,
            Simulation.Figures figures,
            Simulation cluster,
            int executors,
            int tasks,
            int perSlice,
            boolean summed) {
        double seconds = cluster.seconds(executors, tasks, perSlice, summed);
        double alone = tasks * figures.meanTask();
        console.printf(Locale.ROOT, "   %8.2f %8.1f", seconds, alone / seconds);
    }
}
