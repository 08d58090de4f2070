package org.higher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    private static final byte[] SIX = {1, 2, 3, 4, 5, (byte) 250};

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("numbers.gz");
    }

    private static byte[] idx(byte[] elements, int... shape) {
        ByteBuffer idx = ByteBuffer.allocate(4 + 4 * shape.length + elements.length);
        idx.put(new byte[] {0, 0, 8, (byte) shape.length});
        Arrays.stream(shape).forEach(idx::putInt);
        return idx.put(elements).array();
    }

    /** As gzip. */
    private static void write(Path file, byte[] contents) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(contents);
        }
    }

    @Test
    void imagesByTheirLabels() throws IOException {
        Path labels = folder.resolve("labels.gz");
        write(file, idx(SIX, 3, 1, 2));
        write(labels, idx(new byte[] {7, 2, 7}, 3));

        LabeledData data = IdxFile.labeled(file, labels);

        assertThat(data.shape()).containsExactly(1, 1, 2);
        assertThat(data.classCount()).isEqualTo(2);
        assertThat(data.name(1)).isEqualTo("7");
        assertThat(data.example(1, 1)).containsExactly(5 / 255f, 250 / 255f);
        assertThat(data.example(0, 0)).containsExactly(3 / 255f, 4 / 255f);

        write(labels, idx(new byte[] {7, 2}, 2));
        assertThatThrownBy(() -> IdxFile.labeled(file, labels))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("2 labels; fetch both files from one place");
    }

    private void fails(String message) {
        assertThatThrownBy(() -> IdxFile.read(file, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(file + message + "; fetch the file again");
    }

    @Test
    void readsShapeAndElements() throws IOException {
        write(file, idx(SIX, 2, 3));

        IdxFile read = IdxFile.read(file, 2);

        assertThat(read.shape()).containsExactly(2, 3);
        assertThat(read.elements()).containsExactly(SIX);
    }

    @Test
    void anUnpackedFileDoesAsWell() throws IOException {
        Files.write(file, idx(SIX, 6));

        assertThat(IdxFile.read(file, 1).elements()).containsExactly(SIX);
    }

    @Test
    void anotherMagicNumberIsRefused() throws IOException {
        write(file, idx(SIX, 6));

        fails(
                ": begins with 00000801 and not with 00000802, so it is no IDX file of bytes with 2"
                        + " axes");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.write(file, new byte[0]);

        fails(": empty");
    }

    @Test
    void aFileThatEndsEarlyIsRefused() throws IOException {
        byte[] whole = idx(SIX, 2, 3);

        write(file, Arrays.copyOf(whole, 3));
        fails(": ends after 3 of the 4 bytes of the magic number");
        write(file, Arrays.copyOf(whole, 10));
        fails(": ends after 6 of the 8 bytes of the extents");
        write(file, Arrays.copyOf(whole, whole.length - 2));
        fails(": ends after 4 of the 6 bytes of the elements");
    }

    @Test
    void aFileThatGoesOnIsRefused() throws IOException {
        write(file, idx(SIX, 1, 3));

        fails(": goes on after the 3 bytes of its shape, [1, 3]");
    }

    @Test
    void aBrokenDownloadIsRefused() throws IOException {
        write(file, idx(SIX, 2, 3));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        fails(": damaged, Unexpected end of ZLIB input stream");
        Files.write(file, Arrays.copyOf(whole, 5));
        fails(": damaged, it ends too early");
    }

    @Test
    void bytesThatGotChangedAreNoticed() throws IOException {
        write(file, idx(SIX, 2, 3));
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length - 8] ^= 1; // the check sum
        Files.write(file, whole);

        fails(": damaged, Corrupt GZIP trailer");
    }

    /** The exceptions themselves say no more than the path, or nothing of it. */
    @Test
    void whatCannotBeReadIsNamedWithTheRemedy() throws IOException {
        assertThatThrownBy(() -> IdxFile.read(file, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file + ": no such file; give the name of one, or fetch it to that place");

        Files.createDirectory(file);
        assertThatThrownBy(() -> IdxFile.read(file, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": a folder; give the name of a file in it");
    }

    @Test
    void anAbsurdShapeIsRefused() throws IOException {
        write(file, idx(SIX, 1 << 20, 1 << 20));
        fails(": announces a shape of [1048576, 1048576]");
        write(file, idx(SIX, -2, -3));
        fails(": announces a shape of [-2, -3]");
    }

    /** Two hundred bytes that inflate to as many kilobytes, and announce gigabytes. */
    @Test
    void aSmallFileCannotFillMemory() throws IOException {
        write(file, idx(new byte[200_000], 1 << 15, 1 << 15));
        fails(": announces a shape of [32768, 32768]");
        write(file, idx(new byte[1 << 25], 1 << 10, 1 << 15));
        fails(": announces a shape of [1024, 32768]");
    }

    @Test
    void anEmptyAxisDoesNotExcuseTheOthers() throws IOException {
        write(file, idx(new byte[0], 0, Integer.MAX_VALUE));
        fails(": announces a shape of [0, 2147483647]");
        write(file, idx(new byte[0], 0, 28));
        assertThat(IdxFile.read(file, 2).elements()).isEmpty();
    }
}
