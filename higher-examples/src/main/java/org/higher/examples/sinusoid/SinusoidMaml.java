package org.higher.examples.sinusoid;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.higher.array.Backends;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            description = "Where to write the picture (default: ${DEFAULT-VALUE}).")
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
        return new CommandLine(new SinusoidMaml())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(SinusoidMaml::complain);
    }

    /** One line for the mistake and one for the way out, instead of the whole help text. */
    private static int complain(ParameterException mistake, String[] args) {
        PrintWriter console = mistake.getCommandLine().getErr();
        console.println(mistake.getMessage());
        console.println("--help lists the options.");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() {
        check();
        Settings settings = settings();
        Experiment experiment = new Experiment(settings, testTasks, threads);
        say("%s%n", settings);
        say("on %s%n", Backends.current());
        long start = System.nanoTime();
        Experiment.Results results = experiment.run(System.err);
        say("%n%s%n", experiment.table(results));
        boolean drawn = draw(experiment, results);
        say("took %.0f s%n", (System.nanoTime() - start) / 1e9);
        return drawn ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Draws the picture; where that is impossible, the table has at least been printed. */
    private boolean draw(Experiment experiment, Experiment.Results results) {
        try {
            Picture.write(experiment.panels(results), out);
            say("picture: %s%n", out.toAbsolutePath().normalize());
            return true;
        } catch (IOException | LinkageError | InternalError failure) {
            // The errors are those of a Java without fonts, as in a bare container.
            say(
                    "no picture: %s%n%s%n",
                    failure,
                    "on Linux, drawing needs the packages fontconfig and libfreetype6 and a font");
            return false;
        }
    }

    private void say(String format, Object... values) {
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, format, values);
        console.flush();
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
        atLeast(1, "--shots", shots);
        atLeast(1, "--inner-steps", innerSteps);
        atLeast(1, "--iterations", iterations);
        atLeast(1, "--meta-batch", metaBatch);
        atLeast(2, "--test-tasks", testTasks);
        atLeast(1, "--threads", threads);
        positive("--inner-lr", innerRate);
        positive("--outer-lr", outerRate);
        writable("--out", out);
    }

    /** Before hours of training, rather than after them. */
    private void writable(String option, Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("a folder");
            }
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            if (!Files.isWritable(folder)) {
                throw new IOException("no permission to write there");
            }
        } catch (IOException failure) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + file + ": " + failure + "; give a file in a writable folder",
                    failure);
        }
    }

    private void atLeast(int least, String option, @Nullable Integer value) {
        if (value != null && value < least) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + value + " is too few; give " + least + " or more");
        }
    }

    private void positive(String option, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + value + " is no step size; give a number above 0");
        }
    }
}
