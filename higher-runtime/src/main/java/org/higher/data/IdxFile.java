package org.higher.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of unsigned bytes in the IDX format, in which MNIST comes.
 *
 * <p>It begins with two zeros, the code of the element type, 8, and the number of axes; then come
 * the extents, as four bytes each, most significant first, and the elements in row-major order.
 *
 * @param shape the extents, outermost first
 * @param elements one unsigned byte each
 */
public record IdxFile(int[] shape, byte[] elements) {
    private static final int UNSIGNED_BYTE = 8;
    private static final int GZIP = 0x1f;
    private static final String REMEDY = "; fetch the file again";

    /** What the elements may have more than the file, as a factor; MNIST's have 5 times as much. */
    private static final long EXPANSION = 32;

    /** What small files may have beyond that, in bytes. */
    private static final long ALLOWANCE = 1 << 24;

    /**
     * Reads a file, which may be compressed by gzip.
     *
     * @param axes how many axes are expected
     * @throws DataException if it cannot be read, or is no whole IDX file of unsigned bytes with as
     *     many axes
     */
    public static IdxFile read(Path file, int axes) {
        try (InputStream in = opened(file)) {
            byte[] magic = exactly(4, "the magic number", file, in);
            byte[] expected = {0, 0, UNSIGNED_BYTE, (byte) axes};
            if (!Arrays.equals(magic, expected)) {
                throw new DataException(
                        String.format(
                                "%s: begins with %08x and not with %08x, so it is no IDX file of"
                                        + " bytes with %d axes%s",
                                file,
                                ByteBuffer.wrap(magic).getInt(),
                                ByteBuffer.wrap(expected).getInt(),
                                axes,
                                REMEDY));
            }
            int[] shape = new int[axes];
            ByteBuffer.wrap(exactly(4 * axes, "the extents", file, in)).asIntBuffer().get(shape);
            byte[] elements = exactly(size(file, shape), "the elements", file, in);
            if (in.read() >= 0) {
                throw new DataException(
                        String.format(
                                "%s: goes on after the %d bytes of its shape, %s%s",
                                file, elements.length, Arrays.toString(shape), REMEDY));
            }
            return new IdxFile(shape, elements);
        } catch (ZipException | EOFException damage) {
            throw new DataException(
                    file + ": damaged, " + DataException.fact(damage) + REMEDY, damage);
        } catch (IOException failure) {
            // Some exceptions have but the path for a message.
            throw new DataException(
                    file
                            + ": not readable, "
                            + failure
                            + "; check its permissions, or fetch the file again",
                    failure);
        }
    }

    /**
     * Images with labels, as MNIST, Fashion-MNIST and EMNIST come.
     *
     * @param images a file of shape [n, rows, columns]
     * @param labels a file of shape [n]
     * @return images of shape [1, rows, columns], from 0 to 1, by their label
     * @throws DataException if a file cannot be read, there are no images, or not one label for
     *     each
     */
    public static LabeledData labeled(Path images, Path labels) {
        IdxFile pixels = read(images, 3);
        IdxFile classes = read(labels, 1);
        int count = pixels.shape[0];
        if (count == 0 || count != classes.shape[0]) {
            throw new DataException(
                    String.format(
                            "%s has %d images, %s %d labels; fetch both files from one place",
                            images, count, labels, classes.shape[0]));
        }
        int area = pixels.elements.length / count;
        TreeMap<Integer, List<float[]>> byLabel = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            float[] image = new float[area];
            for (int j = 0; j < area; j++) {
                image[j] = (pixels.elements[i * area + j] & 0xff) / 255f;
            }
            byLabel.computeIfAbsent(classes.elements[i] & 0xff, unseen -> new ArrayList<>())
                    .add(image);
        }
        LabeledData.Builder data = LabeledData.builder(1, pixels.shape[1], pixels.shape[2]);
        byLabel.forEach(
                (label, list) -> list.forEach(image -> data.add(String.valueOf(label), image)));
        return data.build();
    }

    private static InputStream opened(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new DataException(
                    file + ": no such file; give the name of one, or fetch it to that place");
        }
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": a folder; give the name of a file in it");
        }
        PushbackInputStream raw = new PushbackInputStream(Files.newInputStream(file));
        try {
            int first = raw.read();
            if (first < 0) {
                throw new DataException(file + ": empty" + REMEDY);
            }
            raw.unread(first);
            return first == GZIP ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (IOException | RuntimeException failure) {
            raw.close();
            throw failure;
        }
    }

    /** The number of elements, of which a small file can announce any. */
    private static int size(Path file, int... shape) throws IOException {
        long most = Math.min(Integer.MAX_VALUE - 8, EXPANSION * Files.size(file) + ALLOWANCE);
        long size = 1;
        for (int extent : shape) {
            // An empty axis does not make the others sensible.
            size = extent < 0 ? Long.MAX_VALUE : size * Math.max(1, extent);
            if (size > most) {
                throw new DataException(
                        file + ": announces a shape of " + Arrays.toString(shape) + REMEDY);
            }
        }
        return Arrays.stream(shape).anyMatch(extent -> extent == 0) ? 0 : (int) size;
    }

    private static byte[] exactly(int count, String what, Path file, InputStream in)
            throws IOException {
        byte[] read = in.readNBytes(count);
        if (read.length < count) {
            throw new DataException(
                    String.format(
                            "%s: ends after %d of the %d bytes of %s%s",
                            file, read.length, count, what, REMEDY));
        }
        return read;
    }
}
