package org.higher.examples.energy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.higher.array.Backends;
import org.higher.examples.DataException;
import org.higher.examples.DataFolder;
import org.higher.examples.energy.Experiment.Results;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
        return new CommandLine(new EnergyMnist())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(EnergyMnist::complain);
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
        Mnist mnist = load();
        Settings settings = settings();
        say("%s%n", settings);
        say("%,d training images, %,d test images", mnist.train().count(), mnist.test().count());
        say(", on %s%n", Backends.current());
        long start = System.nanoTime();
        Results results = new Experiment(settings, mnist, threads).run(System.err);
        say("%n%s%n", Report.of(results, mnist.test().count()));
        boolean drawn = draw(results, mnist.test());
        say("took %.0f s%n", (System.nanoTime() - start) / 1e9);
        return drawn ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Mnist load() {
        try {
            Mnist mnist = Mnist.read(data);
            return train == null ? mnist : mnist.withTrain(train);
        } catch (DataException failure) {
            throw new ParameterException(spec.commandLine(), failure.getMessage(), failure);
        }
    }

    /** Draws the pictures; where that is impossible, the table has at least been printed. */
    private boolean draw(Results results, Digits test) {
        try {
            write(Curves.draw(results, test.count()), "learning.png");
            write(Descents.draw(results, test, innerSteps), "descent.png");
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

    private void write(BufferedImage image, String name) throws IOException {
        Path file = out.resolve(name);
        try (OutputStream stream = Files.newOutputStream(file)) {
            ImageIO.write(image, "png", stream);
        }
        say("picture: %s%n", file.toAbsolutePath().normalize());
    }

    private void say(String format, Object... values) {
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, format, values);
        console.flush();
    }

    /** What the options amount to. */
    Settings settings() {
        return new Settings(
                model.kinds, epochs, batch, innerSteps, innerRate, learnRate, outerRate, seed);
    }

    private void check() {
        atLeast(1, "--epochs", epochs);
        atLeast(1, "--train", train);
        atLeast(1, "--batch", batch);
        atLeast(1, "--inner-steps", innerSteps);
        atLeast(1, "--threads", threads);
        positive("--inner-lr", innerRate);
        positive("--outer-lr", outerRate);
        writable("--out", out);
    }

    /** Before training, rather than after it. */
    private void writable(String option, Path folder) {
        try {
            if (!Files.isWritable(Files.createDirectories(folder))) {
                throw new IOException("no permission to write there");
            }
        } catch (IOException failure) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + folder + ": " + failure + "; give a writable folder",
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
