package org.higher.examples.omniglot.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.higher.examples.DataException;
import org.higher.examples.omniglot.data.Episode.Examples;

/**
 * The official one-shot tasks: in each, {@link #WAYS} drawings are to be paired with as many by
 * somebody else.
 *
 * <p>Lake, Salakhutdinov and Tenenbaum, Human-level concept learning through probabilistic program
 * induction, Science 350, 2015.
 */
public final class OneShotRuns {
    /** Classes of a task. */
    public static final int WAYS = 20;

    private static final String PAIRS = "/class_labels.txt";

    private OneShotRuns() {}

    /**
     * Reads the tasks.
     *
     * @throws DataException if the archive is missing or damaged, or a task is of another size
     */
    public static List<Episode> read(Path archive) {
        List<Episode> episodes = new ArrayList<>();
        try (Images images = new Images(archive)) {
            for (String name : images.names()) {
                if (name.endsWith(PAIRS)) {
                    episodes.add(episode(archive, name, images));
                }
            }
            images.checkNames();
        }
        if (episodes.size() < 2) {
            throw new DataException(
                    archive
                            + ": holds no run01"
                            + PAIRS
                            + " and so on; fetch all_runs.zip from "
                            + Sources.URL);
        }
        return episodes;
    }

    /** The lines of the file name a test image and, after a space, the training image it is of. */
    private static Episode episode(Path archive, String name, Images images) {
        TreeMap<String, Integer> classes = new TreeMap<>();
        List<String> tests = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (String line : images.lines(name)) {
            String[] pair = line.trim().split("\\s+", -1);
            if (pair.length == 2) {
                tests.add(pair[0]);
                answers.add(pair[1]);
                classes.put(pair[1], 0);
            }
        }
        if (tests.size() != WAYS || classes.size() != WAYS) {
            throw new DataException(
                    String.format(
                            "%s: %s pairs %d test with %d training images instead of %d with %d;"
                                    + " fetch the archive again from %s",
                            archive, name, tests.size(), classes.size(), WAYS, WAYS, Sources.URL));
        }
        int next = 0;
        for (String trained : classes.navigableKeySet()) {
            classes.put(trained, next++);
        }
        return new Episode(
                Examples.of(
                        classes.keySet().stream().map(images::drawing).toList(),
                        classes.values().stream().mapToInt(label -> label).toArray()),
                Examples.of(
                        tests.stream().map(images::drawing).toList(),
                        answers.stream().mapToInt(classes::get).toArray()));
    }
}
