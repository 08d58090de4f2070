package org.higher.examples.omniglot.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.higher.data.DataException;
import org.higher.data.LabeledData;
import org.higher.data.Omniglot;

/**
 * The archives that an experiment reads.
 *
 * @param train characters for meta-training and validation
 * @param test characters for meta-testing
 * @param oneShotRuns the official one-shot tasks; may be missing
 */
public record Sources(Path train, Path test, Path oneShotRuns) {
    /** Where the archives come from. */
    public static final String URL = "https://github.com/brendenlake/omniglot (folder python)";

    /** Pairs for training and testing, the larger one first. */
    private static final List<List<String>> PAIRS =
            List.of(
                    List.of("images_background.zip", "images_evaluation.zip"),
                    List.of("images_background_small1.zip", "images_background_small2.zip"));

    private static final String ONE_SHOT_RUNS = "all_runs.zip";

    /**
     * Chooses archives of a folder: the full pair if both are there, else the small one.
     *
     * @param train an archive to train on in place of the chosen one
     * @param test an archive to test on in place of the chosen one
     * @throws DataException if such an archive is missing, or there is neither pair to take the
     *     others from
     */
    public static Sources in(Path folder, Optional<Path> train, Optional<Path> test) {
        train.ifPresent(archive -> require("--train-archive", archive));
        test.ifPresent(archive -> require("--test-archive", archive));
        Path runs = folder.resolve(ONE_SHOT_RUNS);
        if (train.isPresent() && test.isPresent()) {
            return new Sources(train.get(), test.get(), runs);
        }
        for (List<String> pair : PAIRS) {
            Path first = train.orElse(folder.resolve(pair.get(0)));
            Path second = test.orElse(folder.resolve(pair.get(1)));
            if (Files.exists(first) && Files.exists(second)) {
                return new Sources(first, second, runs);
            }
        }
        throw new DataException(
                String.format(
                        "%s: no Omniglot here; fetch %s and %s (or %s and %s) from %s into this"
                                + " folder, or name another one by --data",
                        folder,
                        PAIRS.get(0).get(0),
                        PAIRS.get(0).get(1),
                        PAIRS.get(1).get(0),
                        PAIRS.get(1).get(1),
                        URL));
    }

    private static void require(String option, Path archive) {
        if (!Files.isRegularFile(archive)) {
            throw new DataException(
                    String.format(
                            "%s: %s: no such file; give one that is there, or leave the option out"
                                    + " to take one from the folder of --data",
                            option, archive.toAbsolutePath().normalize()));
        }
    }

    /**
     * Reads all characters of an archive, in alphabetical order.
     *
     * @throws DataException if it is missing, damaged, or holds no characters
     */
    public static List<Symbol> symbols(Path archive) {
        LabeledData characters = Omniglot.read(archive);
        List<Symbol> symbols = new ArrayList<>();
        for (int c = 0; c < characters.classCount(); c++) {
            int character = c;
            List<Drawing> drawings =
                    IntStream.range(0, characters.count(c))
                            .mapToObj(i -> new Drawing(characters.example(character, i)))
                            .toList();
            symbols.add(new Symbol(characters.name(c), drawings));
        }
        return symbols;
    }
}
