package org.higher.examples.omniglot;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.higher.MetaBatch.TaskException;
import org.higher.examples.Console;
import org.higher.examples.DataFolder;
import org.higher.examples.Downsampling;
import org.higher.examples.OptionChecks;
import org.higher.examples.omniglot.data.Sources;
import org.higher.tensor.Backends;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the Omniglot experiment: train, measure, draw. */
@Command(
        name = "omniglot-maml",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Learns initial weights from which a few gradient steps tell new handwritten characters"
                    + " apart (MAML, FOMAML or iMAML), and measures them on characters that were never"
                    + " trained on.",
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Data: images_background.zip and images_evaluation.zip, or ..._small1.zip and"
                    + " ..._small2.zip, and all_runs.zip for the official one-shot tasks, from",
            Sources.URL + "%n"
        })
public final class OmniglotMaml implements Callable<Integer> {
    private static final double DEFAULT_MINUTES = 30;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the archives are (default: data/omniglot, here or one folder up).")
    private Path data = DataFolder.of("omniglot");

    @Option(
            names = "--train-archive",
            paramLabel = "FILE",
            description = {
                "Characters to train on.",
                "Default: images_background.zip if the full pair is there, else ..._small1.zip."
            })
    private @Nullable Path trainArchive;

    @Option(
            names = "--test-archive",
            paramLabel = "FILE",
            description = {
                "Characters to test on.",
                "Default: images_evaluation.zip if the full pair is there, else ..._small2.zip."
            })
    private @Nullable Path testArchive;

    @Option(
            names = "--algorithm",
            paramLabel = "maml|fomaml|imaml",
            defaultValue = "MAML",
            description = {
                "maml (the default): differentiate through the inner steps.",
                "fomaml: leave their second derivatives out.",
                "imaml: differentiate where they end, by the implicit function theorem."
            })
    private Algorithm algorithm = Algorithm.MAML;

    @Option(
            names = "--ways",
            paramLabel = "N",
            defaultValue = "5",
            description = "Classes of an episode (default: ${DEFAULT-VALUE}).")
    private int ways;

    @Option(
            names = "--shots",
            paramLabel = "K",
            defaultValue = "1",
            description = "Drawings of each class to adapt to (default: ${DEFAULT-VALUE}).")
    private int shots;

    @Option(
            names = "--queries",
            paramLabel = "N",
            defaultValue = "5",
            description = "Drawings of each class to be judged by (default: ${DEFAULT-VALUE}).")
    private int queries;

    @Option(
            names = "--inner-steps",
            paramLabel = "N",
            description = "Inner steps in meta-training (default: 1; 16 for imaml).")
    private @Nullable Integer innerSteps;

    @Option(
            names = "--test-steps",
            paramLabel = "N",
            description = "Inner steps when measuring (default: 3; 16 for imaml).")
    private @Nullable Integer testSteps;

    @Option(
            names = "--inner-lr",
            paramLabel = "RATE",
            description = "Inner step size (default: 0.4; 0.03 for imaml).")
    private @Nullable Double innerRate;

    @Mixin private ImplicitOptions implicitOptions = new ImplicitOptions();

    @Option(
            names = "--meta-lr",
            paramLabel = "RATE",
            defaultValue = "0.002",
            description = "Step size of the outer Adam (default: ${DEFAULT-VALUE}).")
    private double metaRate;

    @Option(
            names = "--meta-batch",
            paramLabel = "N",
            description = "Episodes in one meta-step (default: 8; 4 for more than 5 ways).")
    private @Nullable Integer metaBatch;

    @Option(
            names = "--downsampling",
            paramLabel = "pool|stride",
            defaultValue = "POOL",
            description = {
                "pool (the default): convolutions at every place, then the largest of 2 x 2.",
                "stride: at every other place, which is less than half the work, but less accurate"
                        + " with few characters."
            })
    private Downsampling downsampling = Downsampling.POOL;

    @Option(
            names = "--filters",
            paramLabel = "N",
            defaultValue = "32",
            description = "Filters of each of the four convolutions (default: ${DEFAULT-VALUE}).")
    private int filters;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Meta-steps to train for, those before --resume included.")
    private @Nullable Long steps;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = {
                "Minutes to train for, those before --resume included.",
                "With --steps, whichever is over first; without either, 30."
            })
    private @Nullable Double minutes;

    @Option(
            names = "--interval",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "Meta-steps from one look at held-out characters, and one checkpoint, to the"
                            + " next (default: ${DEFAULT-VALUE}).")
    private int interval;

    @Option(
            names = "--validation-episodes",
            paramLabel = "N",
            defaultValue = "200",
            description = "Episodes of held-out characters in a look (default: ${DEFAULT-VALUE}).")
    private int validationEpisodes;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "600",
            description = "Episodes of test characters to measure on (default: ${DEFAULT-VALUE}).")
    private int testEpisodes;

    @Option(
            names = "--turn-tests",
            description = {
                "Turn test characters by quarters, too, as published results do.",
                "Default: as they are, which is harder."
            })
    private boolean rotatesTests;

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
                "Threads that episodes run on (default: the number of processors).",
                "Results do not depend on it."
            })
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Where to write checkpoint, curve, report and picture; all algorithms fit into one"
                        + " folder (default: target/omniglot/5-way-1-shot and the like)."
            })
    private @Nullable Path out;

    @Option(
            names = "--resume",
            description = "Go on from the checkpoint in --out; measure only, if its time is up.")
    private boolean resume;

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
        return Console.commandLine(new OmniglotMaml());
    }

    @Override
    public Integer call() throws IOException {
        check();
        Console console = new Console(spec.commandLine());
        Settings settings = settings();
        Sources sources =
                Sources.in(
                        data, Optional.ofNullable(trainArchive), Optional.ofNullable(testArchive));
        Output output = output(settings);
        console.say("%s%n", settings);
        console.say("%s and %s, on %s%n", sources.train(), sources.test(), Backends.current());
        Experiment experiment =
                new Experiment(settings, sources, budget(), testEpisodes, rotatesTests, threads);
        Experiment.Results results = results(experiment, output);
        String report = new Report(settings, results).toString();
        output.write(report, results.run().curve());
        console.say("%n%s%n", report);
        boolean drawn = true;
        if (results.run().curve().points().isEmpty()) {
            console.say(
                    "no picture: its first point is that of meta-step %d; see --interval%n",
                    interval);
        } else {
            drawn = console.draw(output.picture(), () -> output.curves(settings.task()));
        }
        drawn &= console.report(output.report(), results.run().report());
        return drawn ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Experiment.Results results(Experiment experiment, Output output) throws IOException {
        try {
            return experiment.run(output.checkpoint(), resume, System.err);
        } catch (TaskException failure) {
            if (failure.getCause() instanceof ArithmeticException unsolved) {
                throw checks().refused(
                                unsolved.getMessage()
                                        + "; here, give a larger --cg-damping, --proximal or"
                                        + " --filter-scale, or a smaller --inner-lr");
            }
            throw failure;
        }
    }

    /**
     * What the options amount to.
     *
     * <p>Of MAML, inner steps and their size are those of Finn et al. 2017, appendix A.1, for 5
     * ways, filters and meta-batch smaller, and the outer step size larger: found by short trials.
     */
    Settings settings() {
        return new Settings(
                algorithm,
                ways,
                shots,
                queries,
                requireNonNullElse(innerSteps, algorithm.innerSteps),
                requireNonNullElse(testSteps, algorithm.testSteps),
                requireNonNullElse(innerRate, algorithm.innerRate),
                implicitOptions.settings(algorithm),
                metaRate,
                metaBatch == null ? (ways > 5 ? 4 : 8) : metaBatch,
                downsampling,
                filters,
                interval,
                validationEpisodes,
                seed);
    }

    private Budget budget() {
        double most = steps == null ? DEFAULT_MINUTES : Double.POSITIVE_INFINITY;
        return new Budget(
                steps == null ? Long.MAX_VALUE : steps, 60 * (minutes == null ? most : minutes));
    }

    private Output output(Settings settings) {
        Path folder =
                out == null
                        ? Path.of("target", "omniglot", settings.task().replace(' ', '-'))
                        : out;
        OptionChecks checks = checks().writableFolder("--out", folder);
        Output output = new Output(folder, settings.algorithm());
        if (!resume && Files.exists(output.checkpoint())) {
            throw checks.refused(
                    output.checkpoint()
                            + ": there is a run here; go on with it by --resume, or give another"
                            + " --out");
        }
        return output;
    }

    private void check() {
        checks().atLeast(2, "--ways", ways)
                .atLeast(1, "--shots", shots)
                .atLeast(1, "--queries", queries)
                .atLeast(1, "--inner-steps", innerSteps)
                .atLeast(1, "--test-steps", testSteps)
                .atLeast(1, "--meta-batch", metaBatch)
                .atLeast(1, "--filters", filters)
                .atLeast(1, "--steps", steps)
                .atLeast(1, "--interval", interval)
                .atLeast(2, "--validation-episodes", validationEpisodes)
                .atLeast(2, "--episodes", testEpisodes)
                .atLeast(1, "--threads", threads)
                .positive("--inner-lr", innerRate)
                .positive("--meta-lr", metaRate)
                .positive("--minutes", minutes);
        implicitOptions.check(algorithm, checks());
    }

    private OptionChecks checks() {
        return new OptionChecks(spec.commandLine());
    }
}
