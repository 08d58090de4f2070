package org.higher.examples.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures what the processor adds to the time of a build.
 *
 * <p>Models of 14 lines are compiled with the processor; then they and the twins that came out are
 * compiled as plain sources. Both happen in turn, each time in a new JVM of javac's.
 */
public final class CompileTime {
    private static final String MODEL =
            """
            package models;

            import org.higher.annotations.Functional;
            import org.higher.nn.Linear;
            import org.higher.tensor.Tensor;

            @Functional
            public final class %s {
                private final Linear hidden = new Linear(1, 40);
                private final Linear out = new Linear(40, 1);

                public Tensor forward(Tensor x) {
                    return out.forward(hidden.forward(x).relu());
                }
            }
            """;

    private final Path folder;
    private final Path models;

    private CompileTime(Path folder) {
        this.folder = folder;
        this.models = folder.resolve("models");
    }

    /**
     * Prints the seconds of each round, and their ratio.
     *
     * @param arguments the number of models and the number of rounds; 500 and 3 if absent
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Path folder = Files.createTempDirectory("compile-time");
        try {
            CompileTime build = new CompileTime(folder);
            build.writeModels(count);
            for (int round = 0; round < rounds; round++) {
                build.measure(count);
            }
        } finally {
            delete(folder);
        }
    }

    private void writeModels(int count) throws IOException {
        Files.createDirectories(models);
        for (int i = 0; i < count; i++) {
            String name = "Model" + i;
            Files.writeString(models.resolve(name + ".java"), MODEL.formatted(name));
        }
    }

    private void measure(int count) throws IOException, InterruptedException {
        Path twins = fresh("twins");
        String own = fresh("with").toString();
        List<String> processor =
                List.of("-processorpath", classPath(), "-s", twins.toString(), "-d", own);
        double with = seconds(processor, models);
        List<Path> written = sources(twins);
        if (written.size() != count) {
            throw new IllegalStateException(
                    "%d models have %d twins".formatted(count, written.size()));
        }
        List<String> plain = List.of("-proc:none", "-d", fresh("without").toString());
        double without = seconds(plain, models, twins);
        System.out.printf(
                Locale.ROOT,
                "%d models: %.2f s with the processor, %.2f s with their twins as sources, ratio"
                        + " %.2f; a twin has %d lines%n",
                count,
                with,
                without,
                with / without,
                Files.readAllLines(written.get(0)).size());
    }

    private Path fresh(String name) throws IOException {
        Path fresh = folder.resolve(name);
        delete(fresh);
        return Files.createDirectories(fresh);
    }

    private double seconds(List<String> options, Path... roots)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(options);
        lines.addAll(List.of("-nowarn", "-classpath", classPath()));
        for (Path root : roots) {
            sources(root).forEach(file -> lines.add(file.toString()));
        }
        Path arguments = Files.write(folder.resolve("arguments"), lines);
        Path report = folder.resolve("report");
        String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
        ProcessBuilder command =
                new ProcessBuilder(javac, "@" + arguments)
                        .redirectErrorStream(true)
                        .redirectOutput(report.toFile());
        long start = System.nanoTime();
        int status = command.start().waitFor();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (status != 0) {
            throw new IllegalStateException("javac: " + Files.readString(report));
        }
        return seconds;
    }

    /** Without what this module was compiled to. */
    private static String classPath() {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
        Path own = Path.of("target").toAbsolutePath();
        return String.join(
                File.pathSeparator,
                Arrays.stream(entries).filter(e -> !Path.of(e).startsWith(own)).toList());
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(CompileTime::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
