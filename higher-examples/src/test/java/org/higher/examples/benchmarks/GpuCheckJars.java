package org.higher.examples.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Puts all that {@code gpu-check.sh} needs beside a JDK into {@code target/gpu-check}.
 *
 * <p>Run: {@code mvn -q test-compile exec:exec -pl higher-examples -am -Dexec.classpathScope=test
 * -Dmain=org.higher.examples.benchmarks.GpuCheckJars}
 */
public final class GpuCheckJars {
    /** What no check needs, some of it large. */
    private static final List<String> LEFT_OUT =
            List.of(
                    "nd4j-native",
                    "nd4j-presets",
                    "ecj",
                    "xchart",
                    "jmh",
                    "jopt",
                    "progressbar",
                    "jline",
                    "jackson-1",
                    "guava",
                    "protobuf",
                    "neoitertools",
                    "byte-buddy",
                    "commons-",
                    "javapoet",
                    "higher-processor");

    private GpuCheckJars() {}

    /** Writes the folder anew. */
    public static void main(String[] args) throws IOException {
        Path examples = Path.of("higher-examples");
        Path home = Files.isDirectory(examples) ? examples : Path.of("");
        Path target = home.resolve("target/gpu-check");
        Path lib = Files.createDirectories(target.resolve("lib"));
        try (Stream<Path> old = Files.list(lib)) {
            for (Path jar : old.toList()) {
                Files.delete(jar);
            }
        }
        List<Path> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry));
        }
        Path runtime = home.toAbsolutePath().resolveSibling("higher-runtime/target");
        entries.add(runtime.resolve("test-classes"));
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry)) {
                Path module = entry.toAbsolutePath().getParent().getParent().getFileName();
                if (LEFT_OUT.stream().noneMatch(module.toString()::startsWith)) {
                    jar(entry, lib.resolve(module + "-" + name + ".jar"));
                }
            } else if (LEFT_OUT.stream().noneMatch(name::startsWith)) {
                Files.copy(entry, lib.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        copy(runtime.resolve("test-classes/golden"), target.resolve("golden"));
        Path script = target.resolve("gpu-check.sh");
        Files.copy(home.resolve("gpu-check.sh"), script, StandardCopyOption.REPLACE_EXISTING);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " can't be made executable");
        }
        System.out.printf("%s: %.1f MB%n", target, size(target) / 1e6);
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith("golden/")) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(file, out);
                    out.closeEntry();
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(GpuCheckJars::bytes).sum();
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
