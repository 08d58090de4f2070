package org.higher.examples.energy.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.higher.data.DataException;
import org.higher.data.IdxFile;

/**
 * The MNIST database of handwritten digits.
 *
 * <p>Source: LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document
 * recognition, Proceedings of the IEEE, 1998.
 *
 * @param train to learn from
 * @param test to be judged by
 */
public record Mnist(Digits train, Digits test) {
    /** So that some are left for both purposes when they are divided. */
    private static final int FEWEST = 2;

    /** The four files, without the ending of compressed ones. */
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";

    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    /**
     * Reads a folder's files, compressed or not.
     *
     * <p>Without the training files, the test files serve for both: the first four fifths to train,
     * the rest to test.
     *
     * @throws DataException if a file is not there, not readable, or damaged
     */
    public static Mnist read(Path folder) {
        Digits test = digits(folder, TEST_IMAGES, TEST_LABELS);
        if (find(folder, TRAIN_IMAGES).isPresent() || find(folder, TRAIN_LABELS).isPresent()) {
            return new Mnist(digits(folder, TRAIN_IMAGES, TRAIN_LABELS), test);
        }
        int cut = test.count() * 4 / 5;
        return new Mnist(test.range(0, cut), test.range(cut, test.count()));
    }

    /** The same with the first images only to learn from, or all if there are fewer. */
    public Mnist withTrain(int count) {
        return new Mnist(train.range(0, Math.min(count, train.count())), test);
    }

    private static Digits digits(Path folder, String imageName, String labelName) {
        Path imageFile = require(folder, imageName);
        Path labelFile = require(folder, labelName);
        IdxFile images = IdxFile.read(imageFile, 3);
        IdxFile labels = IdxFile.read(labelFile, 1);
        int[] shape = images.shape();
        if (shape[1] != Digits.SIDE || shape[2] != Digits.SIDE) {
            throw new DataException(
                    String.format(
                            "%s: images of %d x %d pixels; MNIST has %d x %d",
                            imageFile, shape[1], shape[2], Digits.SIDE, Digits.SIDE));
        }
        if (shape[0] < FEWEST) {
            throw new DataException(
                    String.format(
                            "%s: %d images; there must be %d at least",
                            imageFile, shape[0], FEWEST));
        }
        if (shape[0] != labels.shape()[0]) {
            throw new DataException(
                    String.format(
                            "%s has %d images, %s %d labels; fetch both files from one place",
                            imageFile, shape[0], labelFile, labels.shape()[0]));
        }
        int[] classes = new int[shape[0]];
        Arrays.setAll(classes, i -> labels.elements()[i] & 0xff);
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] >= Digits.CLASSES) {
                throw new DataException(
                        String.format(
                                "%s: label %d is %d and no digit; fetch the file again",
                                labelFile, i, classes[i]));
            }
        }
        return new Digits(images.elements(), classes);
    }

    private static Path require(Path folder, String name) {
        return find(folder, name)
                .orElseThrow(
                        () ->
                                new DataException(
                                        folder.toAbsolutePath().normalize()
                                                + ": no "
                                                + name
                                                + ".gz; fetch the four files of MNIST from"
                                                + " https://ossci-datasets.s3.amazonaws.com/mnist/"
                                                + " into it, or give their folder by --data"));
    }

    private static Optional<Path> find(Path folder, String name) {
        return List.of(name + ".gz", name).stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
