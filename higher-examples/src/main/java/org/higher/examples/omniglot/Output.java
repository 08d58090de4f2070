package org.higher.examples.omniglot;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of an experiment, all in one folder, which all algorithms share.
 *
 * @param folder where they are
 * @param algorithm whose they are
 */
record Output(Path folder, Algorithm algorithm) {
    Path checkpoint() {
        return folder.resolve(algorithm.id() + ".zip");
    }

    Path report() {
        return folder.resolve(algorithm.id() + ".txt");
    }

    Path picture() {
        return folder.resolve("learning-curve.png");
    }

    private static Path curve(Path folder, Algorithm algorithm) {
        return folder.resolve(algorithm.id() + ".csv");
    }

    /** Writes report and curve. */
    void write(String report, LearningCurve curve) throws IOException {
        Files.writeString(report(), report);
        Files.writeString(curve(folder, algorithm), curve.toCsv());
    }

    /** Draws the curves that are in the folder, whichever algorithm they are of. */
    BufferedImage curves(String task) throws IOException {
        Picture picture = new Picture(task);
        for (Algorithm each : Algorithm.values()) {
            Path file = curve(folder, each);
            if (Files.exists(file)) {
                LearningCurve curve = read(file);
                if (!curve.points().isEmpty()) {
                    picture.add(each, curve);
                }
            }
        }
        return picture.image();
    }

    private static LearningCurve read(Path file) throws IOException {
        try {
            return LearningCurve.ofCsv(Files.readString(file));
        } catch (IllegalArgumentException | CharacterCodingException damage) {
            throw new IOException(
                    file + ": damaged, " + damage.getMessage() + "; delete it, and run again",
                    damage);
        }
    }
}
