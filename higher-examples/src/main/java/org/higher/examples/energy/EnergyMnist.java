package org.higher.examples.energy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.higher.examples.Console;
import org.higher.examples.DataFolder;
import org.higher.examples.OptionChecks;
import org.higher.examples.energy.Experiment.Results;
import org.higher.examples.energy.data.Digits;
import org.higher.examples.energy.data.Mnist;
import org.higher.tensor.Backends;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the deep-energy experiment: train, measure, draw. */
@Command(
        name = "energy-mnist",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Learns energies of images and labels whose minimum, found by a few gradient steps on the"
                    + " label, says which digit an image shows; compares them with a network that"
                    + " computes the label.",
            "Trains through the steps, on MNIST."
        },
        optionListHeading = "%nOptions:%n",
        footer = {"", "Energies: Belanger and McCallum 2016 (spen), Amos et al. 2017 (icnn).%n"})
public final class EnergyMnist implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Where the files of MNIST are, as *.gz or unpacked",
                "(default: data/mnist, here or one folder up).",
                "Of the t10k files alone, the first 8,000 images are for training."
            })
    private Path data = DataFolder.of("mnist");

    @Option(
            names = "--model",
            paramLabel = "spen|icnn|both",
            defaultValue = "BOTH",
            description = {
                "spen: an energy of any form.",
                "icnn: one that is convex in the label.",
                "both (the default)."
            })
    private Choice model = Choice.BOTH;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Passes through the training images (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--train",
            paramLabel = "N",
            description = "Use the first N training images only (default: all).")
    private @Nullable Integer train;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Images in one outer step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--inner-steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps on the label (default: ${DEFAULT-VALUE}).")
    private int innerSteps;

    @Option(
            names = "--inner-lr",
            paramLabel = "RATE",
            defaultValue = "0.1",
            description = "Their size (default: ${DEFAULT-VALUE}).")
    private double innerRate;

    @Option(
            names = "--learn-rate",
            description = "Let the outer loop learn the inner step size, too.")
    private boolean learnRate;

    @Option(
            names = "--outer-lr",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "Step size of the outer Adam (default: ${DEFAULT-VALUE}).")
    private double outerRate;

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
                "Threads that parts of a batch run on (default: the number of processors).",
                "Results do not depend on it."
            })
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/energy-mnist",
            description = "Where to write the pictures (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target/energy-mnist");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    /** What {@code --model} accepts. */
    enum Choice {
        SPEN(Kind.SPEN),
        ICNN(Kind.ICNN),
        BOTH(Kind.SPEN, Kind.ICNN);

        final List<Kind> kinds;

        Choice(Kind... kinds) {
            this.kinds = List.of(kinds);
        }
    }

    /** Runs the experiment. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The parser, for {@link #main} and for tests. */
    static CommandLine commandLine() {
        return Console.commandLine(new EnergyMnist());
    }

    @Override
    public Integer call() {
        check();
        Console console = new Console(spec.commandLine());
        Mnist all = Mnist.read(data);
        Mnist mnist = train == null ? all : all.withTrain(train);
        Digits test = mnist.test();
        Settings settings = settings();
        console.say("%s%n", settings);
        console.say("%,d training images, %,d test images", mnist.train().count(), test.count());
        console.say(", on %s%n", Backends.current());
        long start = System.nanoTime();
        Experiment experiment = new Experiment(settings, mnist, threads);
        Results results = experiment.run(System.err);
        console.say("%n%s%n", Report.of(results, test.count()));
        boolean drawn =
                console.draw(out.resolve("learning.png"), () -> Curves.draw(results, test.count()))
                        && console.draw(
                                out.resolve("descent.png"),
                                () -> Descents.draw(results, test, innerSteps));
        drawn &= console.report(out.resolve("learning.png"), experiment.report());
        console.say("took %.0f s%n", (System.nanoTime() - start) / 1e9);
        return drawn ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** What the options amount to. */
    Settings settings() {
        return new Settings(
                model.kinds, epochs, batch, innerSteps, innerRate, learnRate, outerRate, seed);
    }

    private void check() {
        new OptionChecks(spec.commandLine())
                .atLeast(1, "--epochs", epochs)
                .atLeast(1, "--train", train)
                .atLeast(1, "--batch", batch)
                .atLeast(1, "--inner-steps", innerSteps)
                .atLeast(1, "--threads", threads)
                .positive("--inner-lr", innerRate)
                .positive("--outer-lr", outerRate)
                .writableFolder("--out", out);
    }
}
