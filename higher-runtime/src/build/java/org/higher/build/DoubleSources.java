package org.higher.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Source generator: derives classes over {@code double[]} from the text of those over {@code
 * float[]}.
 *
 * <p>Each class {@code Float*} that is annotated with {@code @AlsoForDouble} gives a class {@code
 * Double*}, line by line, so that both have the same line numbers. The rules:
 *
 * <ul>
 *   <li>{@code float}, {@code Float} in names, {@code FLOAT32}: the same of double
 *   <li>literals: {@code 0.5f} becomes {@code 0.5}, {@code 1f} becomes {@code 1.0}
 *   <li>casts to {@code float} go: what they round is a double already
 *   <li>conversions to and from bits, and OpenBLAS's {@code sgemm}: those of double
 *   <li>in a line that ends with the comment {@code // long for double}, {@code int} and {@code
 *       Integer} become {@code long} and {@code Long}: for bits
 * </ul>
 *
 * <p>Where float and double need different algorithms, those are overloaded methods, or methods of
 * two classes that are both written by hand: {@code FloatFunctions} and {@code DoubleFunctions}.
 *
 * <p>The build runs this file as it is, by {@code java DoubleSources.java SOURCES OUTPUT}.
 */
public final class DoubleSources {
    private static final String ANNOTATION = "@AlsoForDouble";
    private static final String LONG_FOR_DOUBLE = " // long for double";

    /** A float in binary notation has no double of the same use. */
    private static final Pattern BINARY_LITERAL = Pattern.compile("0x[0-9a-fA-F.]+p[-+]?\\d+f?");

    private static final Pattern DECIMAL_LITERAL =
            Pattern.compile("(?<![\\w.])(\\d+\\.\\d+(?:e-?\\d+)?|\\d+e-?\\d+)[fF]\\b");
    private static final Pattern WHOLE_LITERAL = Pattern.compile("(?<![\\w.])(\\d+)[fF]\\b");

    private DoubleSources() {}

    /**
     * Writes the derived classes, and deletes what is there besides.
     *
     * @param args the folder of the sources, and that of the derived ones
     */
    public static void main(String[] args) throws IOException {
        Path sources = Path.of(args[0]);
        Path output = Path.of(args[1]);
        List<Path> written = new ArrayList<>();
        for (Path source : files(sources)) {
            String name = source.getFileName().toString();
            String text = Files.readString(source);
            if (!name.startsWith("Float") || !text.contains("\n" + ANNOTATION)) {
                continue;
            }
            Path twin = source.resolveSibling(name.replace("Float", "Double"));
            if (Files.exists(twin)) {
                throw new IllegalStateException(
                        twin
                                + " is derived from "
                                + name
                                + ", but also written by hand: delete it");
            }
            Path target = output.resolve(sources.relativize(twin));
            written.add(target);
            writeIfChanged(target, derived(name, text));
        }
        for (Path file : Files.isDirectory(output) ? files(output) : List.<Path>of()) {
            if (!written.contains(file)) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** A file that stays as it is isn't compiled again. */
    private static void writeIfChanged(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The text of the class over {@code double[]}, with a line for each of the other's. */
    static String derived(String name, String text) {
        String[] lines = text.replace("\r\n", "\n").split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            try {
                lines[i] = derived(lines[i]);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        name + ":" + (i + 1) + ": " + e.getMessage() + ": " + lines[i].strip());
            }
        }
        lines[0] = "/* Derived from " + name + " by DoubleSources: change that. */ " + lines[0];
        return String.join("\n", lines)
                .replace(
                        "\n" + ANNOTATION,
                        "\n@javax.annotation.processing.Generated(\"" + name + "\")");
    }

    private static String derived(String line) {
        if (BINARY_LITERAL.matcher(line).find()) {
            throw new IllegalArgumentException(
                    "a literal in binary notation can't be derived: compute it from constants of"
                            + " java.lang.Float");
        }
        String derived = withLongs(line);
        derived = DECIMAL_LITERAL.matcher(derived).replaceAll("$1");
        derived = WHOLE_LITERAL.matcher(derived).replaceAll("$1.0");
        return derived.replace("(float) ", "")
                .replace("floatToRawIntBits", "doubleToRawLongBits")
                .replace("intBitsToFloat", "longBitsToDouble")
                .replace("cblas_sgemm", "cblas_dgemm")
                .replace("FLOAT32", "FLOAT64")
                .replace("Float", "Double")
                .replaceAll("\\bfloat(s?)\\b", "double$1");
    }

    private static String withLongs(String line) {
        if (!line.endsWith(LONG_FOR_DOUBLE)) {
            return line;
        }
        String code = line.substring(0, line.length() - LONG_FOR_DOUBLE.length());
        String derived = code.replaceAll("\\bint\\b", "long").replaceAll("\\bInteger\\b", "Long");
        if (derived.equals(code)) {
            throw new IllegalArgumentException("nothing is an int here");
        }
        return derived;
    }
}
