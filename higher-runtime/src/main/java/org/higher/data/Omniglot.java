package org.higher.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Omniglot: 1,623 handwritten characters of 50 alphabets, each drawn by 20 people.
 *
 * <pre>{@code
 * LabeledData characters = Omniglot.read(Path.of("images_background.zip"));
 * EpisodeSampler episodes = EpisodeSampler.of(characters.withRotations()).ways(5).shots(1);
 * }</pre>
 *
 * <p>Archives are read as they were downloaded, and their names and contents checked. Images are
 * scaled from 105 x 105 pixels to 28 x 28, by the mean of the area that each pixel covers.
 *
 * <p>Source: Lake, Salakhutdinov and Tenenbaum, Human-level concept learning through probabilistic
 * program induction, Science 350, 2015.
 */
public final class Omniglot {
    /** Where the archives come from. */
    static final String URL = "https://github.com/brendenlake/omniglot (folder python)";

    /** Classes of an official one-shot task. */
    private static final int WAYS = 20;

    private static final String PAIRS = "/class_labels.txt";

    private static final int[] IMAGE = {1, Downscaling.EXTENT, Downscaling.EXTENT};

    /** Set, alphabet, character, drawing. */
    private static final Pattern DRAWING =
            Pattern.compile("[^/]+/([^/]+/character\\d+)/[^/]+\\.png");

    private Omniglot() {}

    /**
     * All characters of an archive of images, in alphabetical order.
     *
     * @return classes named as {@code Greek/character01}, of images of shape [1, 28, 28], 0 for
     *     paper and 1 for ink
     * @throws DataException if the archive is missing, damaged, or holds no characters
     */
    public static LabeledData read(Path archive) {
        TreeMap<String, List<float[]>> characters = new TreeMap<>();
        try (ImageArchive images = new ImageArchive(archive)) {
            for (String name : images.names()) {
                Matcher path = DRAWING.matcher(name);
                if (path.matches()) {
                    characters
                            .computeIfAbsent(path.group(1), unseen -> new ArrayList<>())
                            .add(images.ink(name));
                }
            }
            images.checkNames();
        }
        if (characters.isEmpty()) {
            throw new DataException(
                    archive
                            + ": holds no images_.../ALPHABET/characterNN/NNNN_MM.png; fetch one of"
                            + " the images_*.zip from "
                            + URL);
        }
        LabeledData.Builder data = LabeledData.builder(IMAGE);
        characters.forEach((name, drawn) -> drawn.forEach(ink -> data.add(name, ink)));
        return data.build();
    }

    /**
     * The official one-shot tasks: in each, 20 drawings are to be paired with as many by somebody
     * else.
     *
     * @throws DataException if the archive is missing or damaged, or a task is of another size
     */
    public static List<Episode> oneShotRuns(Path archive) {
        List<Episode> episodes = new ArrayList<>();
        try (ImageArchive images = new ImageArchive(archive)) {
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
                            + URL);
        }
        return episodes;
    }

    /** The lines of the file name a test image and, after a space, the training image it is of. */
    private static Episode episode(Path archive, String name, ImageArchive images) {
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
                            archive, name, tests.size(), classes.size(), WAYS, WAYS, URL));
        }
        int next = 0;
        for (String trained : classes.navigableKeySet()) {
            classes.put(trained, next++);
        }
        return new Episode(
                examples(
                        classes.keySet().stream().map(images::ink).toList(),
                        classes.values().stream().mapToInt(label -> label).toArray()),
                examples(
                        tests.stream().map(images::ink).toList(),
                        answers.stream().mapToInt(classes::get).toArray()));
    }

    private static Examples examples(List<float[]> drawings, int[] labels) {
        return Draws.examples(drawings, IMAGE, WAYS, labels);
    }
}
