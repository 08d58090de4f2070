package org.higher.processor;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/**
 * What Eclipse's compiler makes of sources, which it wants to be files.
 *
 * @param folder where the sources, the generated sources and the classes are
 */
public record EcjCompilation(
        Path folder, boolean succeeded, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    /** Compiles with processors. */
    public static EcjCompilation of(
            Path folder,
            List<File> classPath,
            List<? extends Processor> processors,
            JavaFileObject... sources)
            throws IOException {
        List<File> files = new ArrayList<>();
        for (JavaFileObject source : sources) {
            Path file = folder.resolve("src/" + source.getName());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, Compiling.text(source)).toFile());
        }
        JavaCompiler ecj = new EclipseCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = ecj.getStandardFileManager(null, null, null)) {
            for (var location :
                    List.of(StandardLocation.CLASS_OUTPUT, StandardLocation.SOURCE_OUTPUT)) {
                Path output = Files.createDirectories(folder.resolve(location.name()));
                manager.setLocation(location, List.of(output.toFile()));
            }
            manager.setLocation(StandardLocation.CLASS_PATH, classPath);
            JavaCompiler.CompilationTask task =
                    ecj.getTask(
                            new StringWriter(),
                            manager,
                            diagnostics,
                            List.of("-source", "17", "-target", "17"),
                            null,
                            manager.getJavaFileObjectsFromFiles(files));
            task.setProcessors(processors);
            return new EcjCompilation(folder, task.call(), diagnostics.getDiagnostics());
        }
    }

    /** The errors, ours and ecj's own, as {@code Net.java:3 text}. */
    public List<String> errors() {
        return diagnostics.stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(EcjCompilation::text)
                .toList();
    }

    private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        String name = source == null ? "" : Path.of(source.toUri()).getFileName().toString();
        return "%s:%d %s"
                .formatted(name, diagnostic.getLineNumber(), diagnostic.getMessage(Locale.ROOT));
    }

    /** The generated sources, by the qualified names of their classes. */
    public Map<String, String> generated() {
        Path output = folder.resolve(StandardLocation.SOURCE_OUTPUT.name());
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(output)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
                String name = output.relativize(file).toString();
                String type = name.substring(0, name.length() - ".java".length());
                texts.put(type.replace(File.separatorChar, '.'), Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the classes. */
    public Path classes() {
        return folder.resolve(StandardLocation.CLASS_OUTPUT.name());
    }

    /** The names of the sources that have an error, for messages. */
    @Override
    public String toString() {
        return errors() + " in " + Arrays.toString(folder.toFile().list());
    }
}
