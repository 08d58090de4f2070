package org.higher.processor.optimizer;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.RuntimeSources;

/** Compiles update rules against the runtime's own optimizers and the signatures of a tensor. */
public final class OptimizerCompiling {
    private static final Path STUBS = Path.of("src/test/resources/stubs");

    private static final List<File> CLASS_PATH =
            RuntimeSources.compile("optimizers-for-tests", sources());

    private OptimizerCompiling() {}

    public static Compilation compile(JavaFileObject... files) {
        return Compiling.compiler().withClasspath(CLASS_PATH).compile(files);
    }

    public static List<File> classPathFiles() {
        return CLASS_PATH;
    }

    /** Compiles against class files of another module as well. */
    public static Compilation compileAgainst(Path classes, JavaFileObject... files) {
        List<File> classPath = new ArrayList<>(CLASS_PATH);
        classPath.add(classes.toFile());
        return Compiling.compiler().withClasspath(classPath).compile(files);
    }

    /** One of the runtime's own rules. */
    public static JavaFileObject runtimeRule(String simpleName) {
        try {
            return JavaFileObjects.forResource(
                    RuntimeSources.folder("optim/rules")
                            .resolve(simpleName + ".java")
                            .toUri()
                            .toURL());
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() {
        try {
            List<Path> sources = new ArrayList<>(javaFiles(STUBS));
            sources.addAll(javaFiles(RuntimeSources.folder("functional")));
            sources.addAll(javaFiles(RuntimeSources.folder("optim")));
            sources.add(RuntimeSources.folder("internal").resolve("Ranges.java")); // for rules
            sources.add(RuntimeSources.folder("internal/optim").resolve("Moments.java"));
            sources.removeIf(f -> f.getParent().endsWith("testing")); // checks use layers
            sources.removeIf(f -> f.getParent().endsWith("nd4j/v1"));
            sources.removeIf(f -> f.getParent().endsWith("chain")); // of rules that are lifted
            sources.removeIf(OptimizerCompiling::isRule);
            sources.removeIf(f -> f.endsWith("Rules.java")); // which takes ND4J's settings
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rules are compiled by the tests themselves, with the processor; ND4J is not here. */
    private static boolean isRule(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("implements UpdateRule<")
                    || text.contains("implements JointRule<")
                    || text.contains("import org.nd4j.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java")).toList();
        }
    }
}
