package org.higher.examples.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.higher.examples.Console;
import org.higher.examples.OptionChecks;
import org.higher.examples.cluster.data.SalesTable;
import org.higher.tensor.Backends;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the experiment: generate a table, train on a cluster, measure, draw. */
@Command(
        name = "shop-forecasts",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Learns on a Spark cluster how to forecast the sales of a new shop from a few of its"
                    + " days (MAML), and compares that with one model for all shops.",
            "The table is generated: kiosks that sell drinks, each of which responds to price,"
                    + " weekday, temperature and promotions in its own way."
        },
        optionListHeading = "%nOptions:%n")
public final class ShopForecasts implements Callable<Integer> {
    private static final int META_BATCH = 64;
    private static final double OUTER_RATE = 0.005;

    /** A tenth is held out, and an interval needs two of them. */
    private static final int LEAST_SHOPS = 100;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = {
                "The cluster, such as local[2] or spark://host:7077. Default: what spark-submit"
                        + " has given, or else local-cluster[2,1,1024], two executors of one core"
                        + " in JVMs of their own."
            })
    private @Nullable String master;

    @Option(
            names = "--shops",
            paramLabel = "N",
            defaultValue = "4000",
            description =
                    "Shops in the table, of which a tenth is held out (default: ${DEFAULT-VALUE}).")
    private int shops;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "200",
            description = "Outer steps (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Where all random numbers come from (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "target",
            description =
                    "Where the table is written, as "
                            + SalesTable.NAME
                            + ", over one that is there; on a cluster of several machines, a place"
                            + " that all of them see (default: ${DEFAULT-VALUE}).")
    private String data = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "target/shop-forecasts.png",
            description = "Where to write the picture (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target/shop-forecasts.png");

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
        return Console.commandLine(new ShopForecasts());
    }

    @Override
    public Integer call() throws IOException {
        new OptionChecks(spec.commandLine())
                .atLeast(LEAST_SHOPS, "--shops", shops)
                .atLeast(1, "--iterations", iterations)
                .writableFile("--out", out);
        Console console = new Console(spec.commandLine());
        Settings settings = new Settings(shops, iterations, META_BATCH, OUTER_RATE, seed, data);
        console.say("%s%n", settings);
        long start = System.nanoTime();
        try (SparkSession spark = Master.session(spec.commandLine(), master)) {
            console.say("on %s, %s%n", spark.sparkContext().master(), Backends.current());
            Experiment experiment = new Experiment(settings, spark);
            Experiment.Results results = experiment.run(System.err);
            console.say("%n%s%n%n", Report.of(results));
            console.say(
                    "an outer step took %.2f s, and %.2f s where nothing is adapted%n",
                    results.metaSeconds(), results.plainSeconds());
            console.say(
                    "on threads of the driver it takes %.2f s, with %s%n",
                    results.onThreads().seconds(),
                    results.onThreads().sameBits() ? "the same bits" : "other bits");
            boolean drawn = console.draw(out, () -> Picture.of(results));
            drawn &= console.report(out, experiment.report());
            console.say("took %.0f s%n", (System.nanoTime() - start) / 1e9);
            return drawn ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
