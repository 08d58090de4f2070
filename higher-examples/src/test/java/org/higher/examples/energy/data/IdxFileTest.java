package org.higher.examples.energy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.higher.examples.DataException;
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

    private void fails(String message) {
        assertThatThrownBy(() -> IdxFile.read(file, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(file + message + "; fetch the file again");
    }

    @Test
    void readsShapeAndElements() throws IOException {
        TestDigits.write(file, TestDigits.idx(SIX, 2, 3));

        IdxFile read = IdxFile.read(file, 2);

        assertThat(read.shape()).containsExactly(2, 3);
        assertThat(read.elements()).containsExactly(SIX);
    }

    @Test
    void anUnpackedFileDoesAsWell() throws IOException {
        Files.write(file, TestDigits.idx(SIX, 6));

        assertThat(IdxFile.read(file, 1).elements()).containsExactly(SIX);
    }

    @Test
    void anotherMagicNumberIsRefused() throws IOException {
        TestDigits.write(file, TestDigits.idx(SIX, 6));

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
        byte[] whole = TestDigits.idx(SIX, 2, 3);

        TestDigits.write(file, Arrays.copyOf(whole, 3));
        fails(": ends after 3 of the 4 bytes of the magic number");
        TestDigits.write(file, Arrays.copyOf(whole, 10));
        fails(": ends after 6 of the 8 bytes of the extents");
        TestDigits.write(file, Arrays.copyOf(whole, whole.length - 2));
        fails(": ends after 4 of the 6 bytes of the elements");
    }

    @Test
    void aFileThatGoesOnIsRefused() throws IOException {
        TestDigits.write(file, TestDigits.idx(SIX, 1, 3));

        fails(": goes on after the 3 bytes of its shape, [1, 3]");
    }

    @Test
    void aBrokenDownloadIsRefused() throws IOException {
        TestDigits.write(file, TestDigits.idx(SIX, 2, 3));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        fails(": damaged, Unexpected end of ZLIB input stream");
        Files.write(file, Arrays.copyOf(whole, 5));
        fails(": damaged, it ends too early");
    }

    @Test
    void bytesThatGotChangedAreNoticed() throws IOException {
        TestDigits.write(file, TestDigits.idx(SIX, 2, 3));
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length - 8] ^= 1; // the check sum
        Files.write(file, whole);

        fails(": damaged, Corrupt GZIP trailer");
    }

    /** The exceptions themselves say no more than the path, or nothing of it. */
    @Test
    void whatCannotBeReadIsNamedWithTheRemedy() throws IOException {
        String remedy = "; check its permissions, or fetch the file again";
        assertThatThrownBy(() -> IdxFile.read(file, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ": not readable, java.nio.file.NoSuchFileException: "
                                + file
                                + remedy);

        Files.createDirectory(file);
        assertThatThrownBy(() -> IdxFile.read(file, 2))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": not readable, java.")
                .hasMessageEndingWith(remedy);
    }

    @Test
    void anAbsurdShapeIsRefused() throws IOException {
        TestDigits.write(file, TestDigits.idx(SIX, 1 << 20, 1 << 20));
        fails(": announces a shape of [1048576, 1048576]");
        TestDigits.write(file, TestDigits.idx(SIX, -2, -3));
        fails(": announces a shape of [-2, -3]");
    }

    /** Two hundred bytes that inflate to as many kilobytes, and announce gigabytes. */
    @Test
    void aSmallFileCannotFillMemory() throws IOException {
        TestDigits.write(file, TestDigits.idx(new byte[200_000], 1 << 15, 1 << 15));
        fails(": announces a shape of [32768, 32768]");
        TestDigits.write(file, TestDigits.idx(new byte[1 << 25], 1 << 10, 1 << 15));
        fails(": announces a shape of [1024, 32768]");
    }

    @Test
    void anEmptyAxisDoesNotExcuseTheOthers() throws IOException {
        TestDigits.write(file, TestDigits.idx(new byte[0], 0, Integer.MAX_VALUE));
        fails(": announces a shape of [0, 2147483647]");
        TestDigits.write(file, TestDigits.idx(new byte[0], 0, 28));
        assertThat(IdxFile.read(file, 2).elements()).isEmpty();
    }
}
