package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.higher.data.DataException;
import org.higher.io.Checkpoint;
import org.higher.io.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ConsoleTest {
    private static final BufferedImage IMAGE = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);

    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    @TempDir private Path folder;

    @Command
    private static final class Program implements Callable<Integer> {
        private final Exception failure;

        @Option(names = "--locale")
        private Locale.Category category = Locale.Category.FORMAT;

        Program(Exception failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }

    private CommandLine command(Exception failure) {
        CommandLine command = Console.commandLine(new Program(failure));
        command.setOut(new PrintWriter(printed));
        command.setErr(new PrintWriter(complaints, true));
        return command;
    }

    private int fail(Exception failure) {
        return command(failure).execute("--locale", "display");
    }

    private boolean draw(Console.Drawer drawer) {
        return new Console(command(new IOException())).draw(folder.resolve("a.png"), drawer);
    }

    @Test
    void aMistakeTakesTwoLines() {
        assertThat(command(new IOException()).execute("--local"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString().lines())
                .containsExactly("Unknown option: '--local'", "--help lists the options.");
    }

    @Test
    void whatIsWrongWithFilesTakesOneLine() throws IOException {
        Path run = Files.writeString(folder.resolve("run.zip"), "no checkpoint");
        Exception damage = catchException(() -> Checkpoint.load(run));
        assertThat(damage).isInstanceOf(CheckpointException.class);
        assertThat(fail(new DataException("a.zip: damaged; fetch it again")))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(fail(damage)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(fail(new IOException("No space left on device")))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString().lines())
                .containsExactly(
                        "a.zip: damaged; fetch it again",
                        damage.getMessage(),
                        "java.io.IOException: No space left on device");
    }

    @Test
    void aMistakeOfOursShowsWhereItIs() {
        assertThat(fail(new IllegalStateException("odd"))).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString())
                .startsWith("java.lang.IllegalStateException: odd")
                .contains("at org.higher.examples.ConsoleTest");
    }

    @Test
    void whatIsSaidIsThereAtOnceAndInEnglish() {
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            new Console(command(new IOException())).say("%.1f and %,d%n", 0.5, 1000);
        } finally {
            Locale.setDefault(usual);
        }
        assertThat(printed.toString().lines()).containsExactly("0.5 and 1,000");
    }

    @Test
    void aPictureIsWrittenAndNamed() throws IOException {
        assertThat(draw(() -> IMAGE)).isTrue();

        Path file = folder.resolve("a.png");
        assertThat(printed.toString().lines()).containsExactly("picture: " + file);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(3);
    }

    /** As on a full disk: fonts would not help. */
    @Test
    void withoutRoomForAPictureOnlyThatIsSaid() throws IOException {
        Path file = folder.resolve("a.png");
        assertThat(
                        draw(
                                () -> {
                                    throw new IOException("No space left on device");
                                }))
                .isFalse();
        assertThat(printed.toString().lines())
                .containsExactly(
                        "no picture: " + file + ": java.io.IOException: No space left on device");
    }

    @Test
    void withoutFontsTheRemedyIsNamed() {
        assertThat(
                        draw(
                                () -> {
                                    throw new NoClassDefFoundError("sun.awt.X11FontManager");
                                }))
                .isFalse();
        assertThat(
                        draw(
                                () -> {
                                    throw new InternalError("Fontconfig head is null");
                                }))
                .isFalse();
        assertThat(printed.toString().lines())
                .containsExactly(
                        "no picture: java.lang.NoClassDefFoundError: sun.awt.X11FontManager",
                        "on Linux, drawing needs the packages fontconfig and libfreetype6 and a"
                                + " font",
                        "no picture: java.lang.InternalError: Fontconfig head is null",
                        "on Linux, drawing needs the packages fontconfig and libfreetype6 and a"
                                + " font");
    }
}
