package org.higher.examples.energy.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.higher.examples.RealData;

/** Digits for tests: made up here, or the real ones where they are at hand. */
public final class TestDigits {
    private TestDigits() {}

    /** Bars whose height in the image says which digit they stand for, in noise. */
    public static Digits bars(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * Digits.SIDE * Digits.SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(Digits.CLASSES);
            int left = random.nextInt(10);
            for (int row = 0; row < Digits.SIDE; row++) {
                for (int column = 0; column < Digits.SIDE; column++) {
                    boolean bar = row / 2 == labels[i] + 2 && column >= left && column < left + 16;
                    int ink = random.nextInt(120) + (bar ? 130 : 0);
                    pixels[(i * Digits.SIDE + row) * Digits.SIDE + column] = (byte) ink;
                }
            }
        }
        return new Digits(pixels, labels);
    }

    /** Writes two files as MNIST has them. */
    public static void write(Digits digits, Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        byte[] labels = new byte[digits.count()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) digits.labels()[i];
        }
        write(
                folder.resolve(name + "-images-idx3-ubyte.gz"),
                idx(digits.pixels(), digits.count(), Digits.SIDE, Digits.SIDE));
        write(folder.resolve(name + "-labels-idx1-ubyte.gz"), idx(labels, labels.length));
    }

    /** The bytes of an IDX file. */
    public static byte[] idx(byte[] elements, int... shape) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + elements.length);
        file.put(new byte[] {0, 0, 8, (byte) shape.length});
        Arrays.stream(shape).forEach(file::putInt);
        return file.put(elements).array();
    }

    /** Writes a file as gzip. */
    public static void write(Path file, byte[] contents) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(contents);
        }
    }

    /** The real digits; a test that asks for them is skipped where they are not. */
    public static Mnist real() {
        Mnist mnist = Mnist.read(RealData.folder("mnist"));
        assertThat(mnist.test().count()).isGreaterThanOrEqualTo(2000);
        return mnist;
    }
}
