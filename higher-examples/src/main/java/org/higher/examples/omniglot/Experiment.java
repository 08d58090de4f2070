package org.higher.examples.omniglot;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.higher.MetaBatch;
import org.higher.data.DataException;
import org.higher.examples.omniglot.data.Drawing;
import org.higher.examples.omniglot.data.Episode;
import org.higher.examples.omniglot.data.Episodes;
import org.higher.examples.omniglot.data.OneShotRuns;
import org.higher.examples.omniglot.data.Sources;
import org.higher.examples.omniglot.data.Split;
import org.higher.examples.omniglot.data.Symbol;

/** The experiment: meta-trains on some characters, and measures on others. */
final class Experiment {
    private final Settings settings;
    private final Sources sources;
    private final Budget budget;
    private final int testEpisodes;
    private final boolean rotatesTests;
    private final int threads;

    /**
     * An experiment that has not begun.
     *
     * @param testEpisodes how many to measure on
     * @param rotatesTests whether test characters are rotated, too
     * @param threads that episodes run on
     */
    Experiment(
            Settings settings,
            Sources sources,
            Budget budget,
            int testEpisodes,
            boolean rotatesTests,
            int threads) {
        this.settings = settings;
        this.sources = sources;
        this.budget = budget;
        this.testEpisodes = testEpisodes;
        this.rotatesTests = rotatesTests;
        this.threads = threads;
    }

    /**
     * Runs everything; progress goes to a stream, results come back.
     *
     * @param checkpoint where the run is saved
     * @param resume whether to go on from there
     * @throws DataException if data are missing, damaged or too little, or the checkpoint is of
     *     something else
     * @throws IOException if the checkpoint can't be read or written
     */
    Results run(Path checkpoint, boolean resume, PrintStream progress) throws IOException {
        List<Symbol> background = Sources.symbols(sources.train());
        Split split =
                Split.of(
                        background,
                        Sources.symbols(sources.test()),
                        settings.ways(),
                        new SplittableRandom(Purpose.SPLIT.seed(settings.seed())));
        Optional<List<Episode>> oneShotRuns = oneShotRuns();
        List<Symbol> tested = rotatesTests ? Episodes.withTurned(split.test()) : split.test();
        Episodes test = episodes("testing", tested);
        try (MetaBatch batch = new MetaBatch(threads)) {
            TrainingRun run =
                    new TrainingRun(
                            settings,
                            fingerprint(background),
                            episodes("training", Episodes.withTurned(split.train())),
                            episodes("validation", split.validation()),
                            batch);
            if (resume) {
                run.resume(checkpoint);
            }
            run.train(budget, checkpoint, progress);
            SplittableRandom random = new SplittableRandom(Purpose.TEST.seed(settings.seed()));
            List<Episode> drawn = test.draw(testEpisodes, random);
            Learner best = run.best();
            int steps = settings.testSteps();
            return new Results(
                    split,
                    rotatesTests,
                    run,
                    best.accuracy(drawn, steps, batch),
                    oneShotRuns.map(runs -> best.accuracy(runs, steps, batch)));
        }
    }

    private Episodes episodes(String purpose, List<Symbol> symbols) {
        return new Episodes(
                purpose, symbols, settings.ways(), settings.shots(), settings.queries());
    }

    /** The official tasks, where they are there and of the size that is being learned. */
    private Optional<List<Episode>> oneShotRuns() {
        boolean suits = settings.ways() == OneShotRuns.WAYS && settings.shots() == 1;
        return suits && Files.exists(sources.oneShotRuns())
                ? Optional.of(OneShotRuns.read(sources.oneShotRuns()))
                : Optional.empty();
    }

    /** Says which characters these are; checkpoints keep it, so it is the same in every locale. */
    static String fingerprint(List<Symbol> symbols) {
        CRC32 crc = new CRC32();
        for (Symbol symbol : symbols) {
            for (Drawing drawing : symbol.drawings()) {
                crc.update(drawing.bytes());
            }
        }
        return String.format(Locale.ROOT, "%d characters (%08x)", symbols.size(), crc.getValue());
    }

    /**
     * What came out.
     *
     * @param split the characters
     * @param rotatesTests whether those to test on were rotated
     * @param run the training
     * @param test on new characters, with the best weights of the run
     * @param oneShotRuns the same on the official tasks, where they were there
     */
    record Results(
            Split split,
            boolean rotatesTests,
            TrainingRun run,
            Accuracy test,
            Optional<Accuracy> oneShotRuns) {}
}
