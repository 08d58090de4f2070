package org.higher.examples.algorithms;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.data.Episode;
import org.higher.data.EpisodeSampler;
import org.higher.data.Examples;
import org.higher.data.LabeledData;
import org.higher.examples.Console;
import org.higher.examples.ConvNet;
import org.higher.examples.DataFolder;
import org.higher.examples.Downsampling;
import org.higher.examples.FunctionalConvNet;
import org.higher.examples.OptionChecks;
import org.higher.examples.omniglot.data.Drawing;
import org.higher.examples.omniglot.data.Sources;
import org.higher.examples.omniglot.data.Split;
import org.higher.examples.omniglot.data.Symbol;
import org.higher.meta.Cavia;
import org.higher.meta.Evaluation;
import org.higher.meta.ImplicitMaml;
import org.higher.meta.Maml;
import org.higher.meta.MamlPlusPlus;
import org.higher.meta.MetaLearner;
import org.higher.meta.MetaSgd;
import org.higher.meta.ProtoNets;
import org.higher.meta.R2d2;
import org.higher.meta.Reptile;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains every algorithm on Omniglot for the same time, and prints one table. */
@Command(
        name = "omniglot-algorithms",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Trains every algorithm that classifies on Omniglot for the same time, and measures"
                        + " each on characters that were never trained on.",
        optionListHeading = "%nOptions:%n")
public final class OmniglotAlgorithms implements Callable<Integer> {
    private static final int TASKS = 4;

    /** What Reptile is trained with, as in its paper: of one drawing there is little to learn. */
    private static final int SHOTS = 10;

    /** Context parameters of CAVIA; as many as in its paper, for larger images. */
    private static final int CONTEXT = 100;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the archives are (default: data/omniglot, here or one folder up).")
    private Path data = DataFolder.of("omniglot");

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds of training for each (default: ${DEFAULT-VALUE}).")
    private double seconds;

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
            names = "--filters",
            paramLabel = "N",
            defaultValue = "32",
            description = "Filters of each of the four convolutions (default: ${DEFAULT-VALUE}).")
    private int filters;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "300",
            description = "Episodes to measure on (default: ${DEFAULT-VALUE}).")
    private int episodes;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "Train this one alone, such as MAML.")
    private @Nullable String only;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Spec private CommandSpec spec;

    /** Runs the comparison. */
    public static void main(String[] args) {
        System.exit(Console.commandLine(new OmniglotAlgorithms()).execute(args));
    }

    @Override
    public Integer call() {
        OptionChecks checks = new OptionChecks(spec.commandLine());
        checks.atLeast(2, "--ways", ways)
                .atLeast(1, "--shots", shots)
                .atLeast(1, "--filters", filters)
                .atLeast(2, "--episodes", episodes)
                .positive("--seconds", seconds);
        Sources sources = Sources.in(data, Optional.empty(), Optional.empty());
        Split split =
                Split.of(
                        Sources.symbols(sources.train()),
                        Sources.symbols(sources.test()),
                        ways,
                        new SplittableRandom(1));
        Table table = new Table(ways, shots, filters, seconds, episodes);
        Console console = new Console(spec.commandLine());
        console.say("%s%n", Table.HEAD);
        table.rows(labeled(split.train()).withRotations(), labeled(split.test()))
                .forEach(
                        (name, row) -> {
                            if (only == null || only.equals(name)) {
                                console.say("%s%n", row.get());
                            }
                        });
        return CommandLine.ExitCode.OK;
    }

    private static LabeledData labeled(List<Symbol> symbols) {
        LabeledData.Builder labeled = LabeledData.builder(1, Drawing.EXTENT, Drawing.EXTENT);
        for (Symbol symbol : symbols) {
            for (int i = 0; i < symbol.drawings().size(); i++) {
                labeled.add(symbol.name(), symbol.drawing(i).ink());
            }
        }
        return labeled.build();
    }

    /** What is compared, and how long each is trained. */
    record Table(int ways, int shots, int filters, double seconds, int episodes) {
        static final String HEAD =
                String.format(
                        "%-10s %9s %8s  %-16s %s",
                        "", "steps", "ms/step", "accuracy, %", "peak MB");

        /** A row for each algorithm, which is computed when it is asked for. */
        Map<String, Supplier<String>> rows(LabeledData train, LabeledData test) {
            Map<String, Supplier<String>> rows = new LinkedHashMap<>();
            learners()
                    .forEach(
                            (name, learner) ->
                                    rows.put(name, () -> row(name, learner.get(), train, test)));
            return rows;
        }

        private Map<String, Supplier<MetaLearner<?, Examples>>> learners() {
            Map<String, Supplier<MetaLearner<?, Examples>>> all = new LinkedHashMap<>();
            all.put("MAML", () -> maml(1).build());
            all.put("FOMAML", () -> maml(3).firstOrder().build());
            all.put("ANIL", () -> maml(3).anil("out").build());
            all.put("BOIL", () -> maml(1).boil("out").build());
            all.put(
                    "Meta-SGD",
                    () ->
                            MetaSgd.of(net(ways), Table::loss)
                                    .initialRates(0.1, 0.1, 1)
                                    .score(Table::accuracy)
                                    .outer(new Adam(2e-3))
                                    .build());
            all.put(
                    "MAML++",
                    () ->
                            MamlPlusPlus.of(net(ways), Table::loss)
                                    .innerSteps(3)
                                    .lossAnnealing(500)
                                    .score(Table::accuracy)
                                    .outer(new Adam(2e-3))
                                    .build());
            all.put(
                    "Reptile",
                    () ->
                            Reptile.of(net(ways), Table::loss)
                                    .innerRate(0.1)
                                    .testSteps(50)
                                    .score(Table::accuracy)
                                    .build());
            all.put(
                    "iMAML",
                    () ->
                            ImplicitMaml.of(net(ways), Table::loss)
                                    .innerRate(0.03)
                                    .damping(1)
                                    .lenient()
                                    .score(Table::accuracy)
                                    .outer(new Adam(2e-3))
                                    .build());
            all.put(
                    "CAVIA",
                    () ->
                            Cavia.of(filmNet(), CONTEXT, Table::contextLoss)
                                    .innerRate(20) // the paper's, 1, is slow to begin here
                                    .innerSteps(2)
                                    .score(Table::contextAccuracy)
                                    .outer(new Adam(2e-3))
                                    .build());
            all.put(
                    "ProtoNets",
                    () ->
                            ProtoNets.of(net(64), FunctionalConvNet.Bound::forward)
                                    .outer(new Adam(2e-3))
                                    .build());
            all.put(
                    "R2-D2",
                    () ->
                            R2d2.of(net(64), FunctionalConvNet.Bound::forward)
                                    .initialScale(10)
                                    .outer(new Adam(2e-3))
                                    .build());
            return all;
        }

        private Maml.Builder<FunctionalConvNet.Params, FunctionalConvNet.Bound, Examples> maml(
                int innerSteps) {
            return Maml.of(net(ways), Table::loss)
                    .innerRate(0.4)
                    .innerSteps(innerSteps)
                    .testSteps(3)
                    .score(Table::accuracy)
                    .outer(new Adam(2e-3));
        }

        private FunctionalConvNet net(int outputs) {
            return FunctionalConvNet.of(
                    new ConvNet(
                            DType.FLOAT32,
                            new SplittableRandom(1),
                            Downsampling.STRIDE,
                            4,
                            filters,
                            outputs));
        }

        private FunctionalFilmNet filmNet() {
            return FunctionalFilmNet.of(
                    new FilmNet(new SplittableRandom(1), CONTEXT, filters, ways));
        }

        private static Tensor contextLoss(
                Cavia.Adapted<FunctionalFilmNet.Bound> adapted, Examples examples) {
            return examples.crossEntropy(logits(adapted, examples));
        }

        private static double contextAccuracy(
                Cavia.Adapted<FunctionalFilmNet.Bound> adapted, Examples examples) {
            return examples.accuracy(logits(adapted, examples));
        }

        private static Tensor logits(
                Cavia.Adapted<FunctionalFilmNet.Bound> adapted, Examples examples) {
            return adapted.model().forward(examples.inputs(), adapted.context());
        }

        private static Tensor loss(FunctionalConvNet.Bound model, Examples examples) {
            return examples.crossEntropy(model.forward(examples.inputs()));
        }

        private static double accuracy(FunctionalConvNet.Bound model, Examples examples) {
            return examples.accuracy(model.forward(examples.inputs()));
        }

        private String row(
                String name,
                MetaLearner<?, Examples> learner,
                LabeledData train,
                LabeledData test) {
            EpisodeSampler training =
                    EpisodeSampler.of(train)
                            .ways(ways)
                            .shots(learner instanceof Reptile ? Math.max(shots, SHOTS) : shots)
                            .queries(5)
                            .seed(1);
            System.gc();
            heap().forEach(MemoryPoolMXBean::resetPeakUsage);
            long begin = System.nanoTime();
            long end = begin + (long) (seconds * 1e9);
            do {
                learner.metaStep(training.batch(learner.steps(), TASKS));
            } while (System.nanoTime() < end);
            double millis = (System.nanoTime() - begin) / 1e6 / learner.steps();
            double peak = heap().stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum() / 1e6;
            List<Episode> unseen =
                    EpisodeSampler.of(test)
                            .ways(ways)
                            .shots(shots)
                            .queries(5)
                            .seed(2)
                            .batch(0, episodes);
            Evaluation measured = learner.evaluate(unseen);
            return String.format(
                    Locale.ROOT,
                    "%-10s %9d %8.1f  %5.2f +- %-7.2f %8.0f",
                    name,
                    learner.steps(),
                    millis,
                    100 * measured.meanScore(),
                    100 * measured.scoreHalfWidth(),
                    peak);
        }

        private static List<MemoryPoolMXBean> heap() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .toList();
        }
    }
}
