package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

class OptionChecksTest {
    private final OptionChecks checks = new OptionChecks(new CommandLine(new Program()));

    @TempDir private Path folder;

    @Command
    private static final class Program {}

    private static void refuses(ThrowingCallable check, String message) {
        assertThatThrownBy(check).isInstanceOf(ParameterException.class).hasMessage(message);
    }

    @Test
    void aNumberThatIsTooSmallIsRefused() {
        refuses(() -> checks.atLeast(2, "--ways", 1), "--ways: 1 is too few; give 2 or more");
        refuses(
                () -> checks.atLeast(1, "--steps", -5_000_000_000L),
                "--steps: -5000000000 is too few; give 1 or more");
        assertThatCode(() -> checks.atLeast(2, "--ways", 2).atLeast(1, "--steps", null))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aNumberThatIsNotPositiveIsRefused(double value) {
        refuses(
                () -> checks.positive("--lr", value),
                "--lr: " + value + " is out of range; give a finite number above 0");
    }

    @Test
    void aPositiveNumberPasses() {
        assertThatCode(() -> checks.positive("--lr", Double.MIN_VALUE).positive("--lr", null))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
    void aNumberThatIsNegativeIsRefused(double value) {
        refuses(
                () -> checks.notNegative("--damping", value),
                "--damping: " + value + " is out of range; give a finite number of at least 0");
    }

    @Test
    void aNumberThatIsNotNegativePasses() {
        assertThatCode(() -> checks.notNegative("--damping", 0.0).notNegative("--damping", null))
                .doesNotThrowAnyException();
    }

    @Test
    void foldersAreMade() {
        checks.writableFolder("--out", folder.resolve("new/folder"))
                .writableFile("--picture", folder.resolve("other/picture.png"));

        assertThat(folder.resolve("new/folder")).isEmptyDirectory();
        assertThat(folder.resolve("other")).isEmptyDirectory();
    }

    @Test
    void whatCannotBeWrittenToIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        refuses(
                () -> checks.writableFolder("--out", file),
                String.format(
                        "--out: %s: java.nio.file.FileAlreadyExistsException: %s;"
                                + " give a writable folder",
                        file, file));
        refuses(
                () -> checks.writableFile("--out", folder),
                "--out: " + folder + " is a folder; give a file in a writable folder");
        refuses(
                () -> checks.writableFile("--out", file.resolve("x")),
                String.format(
                        "--out: %s: java.nio.file.FileAlreadyExistsException: %s;"
                                + " give a file in a writable folder",
                        file.resolve("x"), file));
    }
}
