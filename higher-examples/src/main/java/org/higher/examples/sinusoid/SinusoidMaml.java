package org.higher.examples.sinusoid;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.higher.examples.Console;
import org.higher.examples.OptionChecks;
import org.higher.tensor.Backends;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the sinusoid experiment: train, measure, draw. */
@Command(
        name = "sinusoid-maml",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Learns initial weights from which a few gradient steps fit a new sine curve (MAML),"
                    + " and compares them with weights trained on all curves together.",
            "Tasks: y = a sin(x + b), a in [0.1, 5], b in [0, pi], x in [-5, 5]."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "The defaults are those of Finn et al. 2017, but for the number of iterations;",
            "--paper takes that, too.%n"
        })
public final class SinusoidMaml implements Callable<Integer> {
    private static final int DEFAULT_ITERATIONS = 10_000;

    @Option(
            names = "--paper",
            arity = "0..1",
            fallbackValue = "FINN",
            paramLabel = "finn|li",
            description = {
                "Repeat a published experiment; other options still count.",
                "finn (if no name is given): 70,000 iterations of 25 tasks, 10 shots.",
                "li: 60,000 iterations of 4 tasks, 5 shots, y = a sin(wx + b), w in [0.8, 1.2]."
            })
    private @Nullable Paper paper;

    @Option(
            names = "--shots",
            paramLabel = "K",
            description = "Points that a task gives to adapt to (default: 10).")
    private @Nullable Integer shots;

    @Option(
            names = "--inner-steps",
            paramLabel = "N",
            defaultValue = "1",
            description = "Inner steps in meta-training (default: ${DEFAULT-VALUE}).")
    private int innerSteps;

    @Option(
            names = "--inner-lr",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Inner step size (default: ${DEFAULT-VALUE}).")
    private double innerRate;

    @Option(
            names = "--learn-inner-lr",
            description = "Let the outer loop learn the inner step size, too.")
    private boolean learnInnerRate;

    @Option(
            names = "--order",
            paramLabel = "first|second",
            defaultValue = "SECOND",
            description = {
                "second (the default): differentiate through the inner steps.",
                "first: leave their second derivatives out (FOMAML)."
            })
    private Order order = Order.SECOND;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "Outer steps (default: " + DEFAULT_ITERATIONS + ").")
    private @Nullable Integer iterations;

    @Option(
            names = "--meta-batch",
            paramLabel = "N",
            description = "Tasks in one outer step (default: 25).")
    private @Nullable Integer metaBatch;

    @Option(
            names = "--outer-lr",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "Step size of the outer Adam (default: ${DEFAULT-VALUE}).")
    private double outerRate;

    @Option(
            names = "--test-tasks",
            paramLabel = "N",
            defaultValue = "600",
            description = "Held-out tasks to measure on (default: ${DEFAULT-VALUE}).")
    private int testTasks;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Where all random numbers come from (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = {
                "Threads that tasks run on (default: the number of processors).",
                "Results do not depend on it."
            })
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "target/sinusoid-maml.png",
            description = {
                "Where to write the picture (default: ${DEFAULT-VALUE}).",
                "A report of the run goes beside it, as .html."
            })
    private Path out = Path.of("target/sinusoid-maml.png");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    /** Runs the experiment. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The parser, for {@link #main} and for tests. */
    static CommandLine commandLine() {
        return Console.commandLine(new SinusoidMaml());
    }

    @Override
    public Integer call() {
        check();
        Console console = new Console(spec.commandLine());
        Settings settings = settings();
        Experiment experiment = new Experiment(settings, testTasks, threads);
        console.say("%s%n", settings);
        console.say("on %s%n", Backends.current());
        long start = System.nanoTime();
        Experiment.Results results = experiment.run(System.err);
        console.say("%n%s%n", experiment.table(results));
        boolean drawn = console.draw(out, () -> experiment.picture(results));
        drawn &= console.report(out, experiment.report());
        console.say("took %.0f s%n", (System.nanoTime() - start) / 1e9);
        return drawn ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** What the options amount to. */
    Settings settings() {
        Paper base = paper == null ? Paper.FINN : paper;
        int shortRun = paper == null ? DEFAULT_ITERATIONS : paper.iterations;
        return new Settings(
                base.tasks,
                shots == null ? base.shots : shots,
                innerSteps,
                innerRate,
                learnInnerRate,
                order.mode,
                iterations == null ? shortRun : iterations,
                metaBatch == null ? base.metaBatch : metaBatch,
                outerRate,
                seed);
    }

    private void check() {
        new OptionChecks(spec.commandLine())
                .atLeast(1, "--shots", shots)
                .atLeast(1, "--inner-steps", innerSteps)
                .atLeast(1, "--iterations", iterations)
                .atLeast(1, "--meta-batch", metaBatch)
                .atLeast(2, "--test-tasks", testTasks)
                .atLeast(1, "--threads", threads)
                .positive("--inner-lr", innerRate)
                .positive("--outer-lr", outerRate)
                .writableFile("--out", out);
    }
}
