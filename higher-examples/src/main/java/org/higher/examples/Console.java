package org.higher.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.higher.data.DataException;
import org.higher.io.CheckpointException;
import org.higher.report.RunReport;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How a program talks to whoever runs it: results, pictures, and what went wrong. */
public final class Console {
    private static final String FONTS =
            "on Linux, drawing needs the packages fontconfig and libfreetype6 and a font";

    private final PrintWriter out;

    /** Of a program that is running. */
    public Console(CommandLine command) {
        out = command.getOut();
    }

    /** The parser of a program, whose complaints are short. */
    public static CommandLine commandLine(Callable<Integer> program) {
        return new CommandLine(program)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Console::complain)
                .setExecutionExceptionHandler(Console::complain);
    }

    /** One line for the mistake and one for the way out, instead of the whole help text. */
    private static int complain(ParameterException mistake, String[] args) {
        PrintWriter err = mistake.getCommandLine().getErr();
        err.println(mistake.getMessage());
        err.println("--help lists the options.");
        return CommandLine.ExitCode.USAGE;
    }

    /** What is wrong with files says so itself; anything else is a mistake of ours. */
    private static int complain(Exception failure, CommandLine command, ParseResult arguments)
            throws Exception {
        if (failure instanceof DataException || failure instanceof CheckpointException) {
            command.getErr().println(failure.getMessage());
        } else if (failure instanceof IOException) {
            command.getErr().println(failure);
        } else {
            throw failure;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Prints at once, in English. */
    public void say(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }

    /**
     * Draws a picture into a PNG file and says where it is, or why there is none.
     *
     * <p>It does not throw what drawing is prone to, so that results survive a failure of it.
     *
     * @return whether there is a picture
     */
    public boolean draw(Path file, Drawer drawer) {
        try {
            BufferedImage image = drawer.draw();
            try (OutputStream stream = Files.newOutputStream(file)) {
                ImageIO.write(image, "png", stream);
            }
            say("picture: %s%n", file.toAbsolutePath().normalize());
            return true;
        } catch (IOException failure) {
            say("no picture: %s: %s%n", file.toAbsolutePath().normalize(), failure);
        } catch (LinkageError | InternalError failure) {
            // Those of a Java without fonts, as in a bare container.
            say("no picture: %s%n%s%n", failure, FONTS);
        }
        return false;
    }

    /** Writes the report of a run beside its picture or text, and says where it is, or why not. */
    public boolean report(Path other, RunReport report) {
        String name = other.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Path file = other.resolveSibling(name + ".html");
        try {
            report.write(file);
            say("report: %s%n", file.toAbsolutePath().normalize());
            return true;
        } catch (IOException failure) {
            say("no report: %s: %s%n", file.toAbsolutePath().normalize(), failure);
            return false;
        }
    }

    /** Makes a picture. */
    @FunctionalInterface
    public interface Drawer {
        /**
         * Draws it.
         *
         * @throws IOException if what is to be drawn can't be read
         */
        BufferedImage draw() throws IOException;
    }
}
