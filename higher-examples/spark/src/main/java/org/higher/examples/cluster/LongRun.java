package org.higher.examples.cluster;

import static org.higher.nn.Losses.mse;

import java.io.PrintWriter;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.examples.benchmarks.ResidentMemory;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.spark.LocalCluster;
import org.higher.spark.SparkMetaBatch;
import org.higher.tensor.Tensor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Takes many meta-steps on a cluster of this machine and watches the memory of all processes.
 *
 * <p>Run: {@code mvn -q compile exec:exec@cluster -pl higher-examples/spark -am
 * -Dmain=org.higher.examples.cluster.LongRun}
 *
 * <p>Expect: columns that stay as they are after the first lines.
 */
@Command(
        name = "long-run",
        sortOptions = false,
        description = "Takes many meta-steps on two executors and reports on memory.")
public final class LongRun implements Callable<Integer> {
    private static final int EXECUTORS = 2;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Meta-steps of 4 tasks and 2 inner steps (default: 2000).")
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

    /** A task is drawn from its seed. */
    record Seed(long value) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** MiB that a process uses, after a garbage collection. */
    record Memory(double heap, double resident) implements Serializable {
        private static final long serialVersionUID = 1;

        static Memory now() {
            System.gc();
            Runtime jvm = Runtime.getRuntime();
            return new Memory(
                    (jvm.totalMemory() - jvm.freeMemory()) / 0x1p20, ResidentMemory.now());
        }
    }

    @Override
    public Integer call() {
        if (lines < 1 || steps < lines) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format("--steps: %d steps do not fill %d lines", steps, lines));
        }
        PrintWriter console = spec.commandLine().getOut();
        console.println("          driver, MiB        executors, MiB                  a meta-step");
        console.println("   steps    heap  resident    heap          resident               ms");
        try (JavaSparkContext spark =
                        new JavaSparkContext(
                                LocalCluster.conf(EXECUTORS, 1, 512).setAppName("long run"));
                TaskRunner batch = new SparkMetaBatch(spark)) {
            run(batch, console);
        }
        return CommandLine.ExitCode.OK;
    }

    private void run(TaskRunner batch, PrintWriter console) {
        Learner<FunctionalNet> learner = Learner.of(() -> FunctionalNet.of(new Net()));
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(1e-3));
        int done = 0;
        for (int line = 1; line <= lines; line++) {
            int until = (int) ((long) steps * line / lines);
            int first = done;
            long start = System.nanoTime();
            for (; done < until; done++) {
                outer.step(batch.mean(learner, seeds(4L * done, 4), LongRun::loss).gradients());
            }
            double millis = (System.nanoTime() - start) / 1e6 / (until - first);
            Memory driver = Memory.now();
            List<Memory> executors =
                    batch.map(learner, seeds(0, EXECUTORS), (net, seed) -> Memory.now());
            console.printf(
                    Locale.ROOT,
                    "%8d %7.1f %9.0f %7.1f %7.1f %9.0f %7.0f %14.0f%n",
                    done,
                    driver.heap(),
                    driver.resident(),
                    executors.get(0).heap(),
                    executors.get(1).heap(),
                    executors.get(0).resident(),
                    executors.get(1).resident(),
                    millis);
            console.flush();
        }
    }

    private static List<Seed> seeds(long first, int count) {
        return IntStream.range(0, count).mapToObj(i -> new Seed(first + i)).toList();
    }

    private static Tensor loss(FunctionalNet net, Seed seed) {
        SplittableRandom random = new SplittableRandom(seed.value());
        Tensor x = Tensor.uniform(random, DType.FLOAT32, 10, 1);
        Tensor y = x.mul(random.nextDouble(1, 5)).sin();
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < 2; k++) {
                loop.step(mse(loop.model().forward(x), y));
            }
            return mse(loop.model().forward(x), y);
        }
    }
}
