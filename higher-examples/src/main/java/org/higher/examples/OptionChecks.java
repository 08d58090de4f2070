package org.higher.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Refuses values of options before hours of work rather than after them.
 *
 * <p>All methods throw a {@link ParameterException} that names option, value and remedy; an option
 * that was not given is null, and passes.
 */
public final class OptionChecks {
    private final CommandLine command;

    /** Checks options of a program. */
    public OptionChecks(CommandLine command) {
        this.command = command;
    }

    /** A whole number that is not too small. */
    public OptionChecks atLeast(int least, String option, @Nullable Number value) {
        if (value != null && value.longValue() < least) {
            throw refused(option + ": " + value + " is too few; give " + least + " or more");
        }
        return this;
    }

    /** A finite number above 0. */
    public OptionChecks positive(String option, @Nullable Double value) {
        if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw refused(option + ": " + value + " is out of range; give a finite number above 0");
        }
        return this;
    }

    /** A finite number of at least 0. */
    public OptionChecks notNegative(String option, @Nullable Double value) {
        if (value != null && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw refused(
                    option + ": " + value + " is out of range; give a finite number of at least 0");
        }
        return this;
    }

    /** A folder that can be written to; it is made if there is none. */
    public OptionChecks writableFolder(String option, Path folder) {
        return writable(option + ": " + folder, folder, "; give a writable folder");
    }

    /** A file in a folder that can be written to, which is made if there is none. */
    public OptionChecks writableFile(String option, Path file) {
        String remedy = "; give a file in a writable folder";
        if (Files.isDirectory(file)) {
            throw refused(option + ": " + file + " is a folder" + remedy);
        }
        Path folder = file.toAbsolutePath().getParent();
        return writable(
                option + ": " + file,
                Objects.requireNonNull(folder, "a root is a folder, and refused"),
                remedy);
    }

    private OptionChecks writable(String what, Path folder, String remedy) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw refused(what + ": " + failure + remedy);
        }
        if (!Files.isWritable(folder)) {
            throw refused(what + ": no permission to write there" + remedy);
        }
        return this;
    }

    /** What is wrong with an option, in one line. */
    public ParameterException refused(String mistake) {
        return new ParameterException(command, mistake);
    }
}
