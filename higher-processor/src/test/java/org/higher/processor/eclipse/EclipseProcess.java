package org.higher.processor.eclipse;

import static com.google.common.truth.Truth.assertWithMessage;

import com.palantir.javapoet.JavaFile;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.higher.annotations.Functional;
import org.higher.processor.Compiling;
import org.higher.processor.HigherProcessor;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** Runs {@link HeadlessEclipse} in a JVM of its own, which has no processor on its class path. */
final class EclipseProcess {
    private static final int SECONDS = 180;

    private final Path folder;

    private EclipseProcess(Path folder) {
        this.folder = folder;
    }

    static void run(Path folder) throws IOException, InterruptedException {
        new EclipseProcess(folder).run();
    }

    private void run() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(command())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertWithMessage(Files.readString(log)).that(ended).isTrue();
        assertWithMessage(Files.readString(log)).that(process.exitValue()).isEqualTo(0);
        assertWithMessage("what was not said at a line")
                .that(Files.readString(log))
                .doesNotContain("org.eclipse.jdt.apt");
    }

    private List<String> command() throws IOException {
        Path harness = Files.createDirectories(folder.resolve("harness"));
        for (Class<?> type : List.of(HeadlessEclipse.class, Saves.class)) {
            String file = type.getName().replace('.', '/') + ".class";
            Files.createDirectories(harness.resolve(file).getParent());
            Files.copy(place(type).resolve(file), harness.resolve(file));
        }
        String annotations = jar(place(Functional.class));
        String runtime = jar(Compiling.classPathFiles().get(0).toPath());
        String tensor = jar(place(EclipseProcess.class));
        String processor = jar(place(HigherProcessor.class));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                path(place(Framework.class).toString(), harness.toString()),
                HeadlessEclipse.class.getName(),
                path(bundles()),
                folder.toString(),
                path(annotations, runtime, tensor),
                path(processor, annotations, place(JavaFile.class).toString()));
    }

    private static String path(String... files) {
        return String.join(File.pathSeparator, files);
    }

    /** Eclipse's plug-ins, and what they need, on the class path of this test. */
    private static String[] bundles() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String file : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = file.endsWith(".jar") ? bundleName(file) : "";
            if (name.matches("(org\\.eclipse|org\\.osgi|org\\.apache\\.felix|com\\.sun\\.jna).*")) {
                files.putIfAbsent(name, file);
            }
        }
        files.remove(bundleName(place(Framework.class).toString())); // the one that runs the others
        return files.values().toArray(String[]::new);
    }

    private static String bundleName(String file) throws IOException {
        try (JarFile jar = new JarFile(file)) {
            String name =
                    jar.getManifest() == null
                            ? null
                            : jar.getManifest()
                                    .getMainAttributes()
                                    .getValue(Constants.BUNDLE_SYMBOLICNAME);
            return name == null ? "" : name.replaceFirst(";.*", "").strip();
        }
    }

    private static Path place(Class<?> type) {
        return Path.of(
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** Eclipse takes processors from JARs alone. */
    private String jar(Path classes) throws IOException {
        if (Files.isRegularFile(classes)) {
            return classes.toString();
        }
        Path jar = Files.createTempFile(folder, "classes", ".jar");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(classes)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                String name = classes.relativize(file).toString();
                out.putNextEntry(new ZipEntry(name.replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar.toString();
    }
}
