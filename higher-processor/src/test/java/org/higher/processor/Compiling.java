package org.higher.processor;

import static com.google.common.truth.Truth.assertWithMessage;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.processing.Processor;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;

/** Compiles sources with the processor, as strictly as the library itself is compiled. */
public final class Compiling {
    private static final Path EXPECTED = Path.of("src/test/resources/expected");

    /** The runtime's own sources of what twins are made of, compiled against the tests' tensor. */
    private static final List<File> CLASS_PATH =
            RuntimeSources.compile(
                    "runtime-for-tests",
                    List.of(
                            RuntimeSources.folder("functional").resolve("FunctionalModule.java"),
                            RuntimeSources.folder("functional/support/v1").resolve("Access.java"),
                            RuntimeSources.folder("functional/support/v1")
                                    .resolve("SourceLines.java"),
                            RuntimeSources.folder("functional/support/v1")
                                    .resolve("Configuration.java"),
                            RuntimeSources.folder("functional/support/v1").resolve("Values.java")));

    private Compiling() {}

    /** A source file in package p, with the imports that models need on its second line. */
    public static JavaFileObject source(String simpleName, String text) {
        return JavaFileObjects.forSourceString(
                "p." + simpleName,
                "package p;\n"
                        + "import org.higher.annotations.*; import org.higher.tensor.Tensor;"
                        + " import java.util.*; import java.util.function.*;\n"
                        + text);
    }

    /** A source file as it is. */
    public static JavaFileObject file(String qualifiedName, String text) {
        return JavaFileObjects.forSourceString(qualifiedName, text);
    }

    /** A model of the tests' resources. */
    public static JavaFileObject model(String simpleName) {
        return JavaFileObjects.forResource("models/" + simpleName + ".java");
    }

    public static Compiler compiler() {
        return with(new HigherProcessor());
    }

    public static Compiler with(Processor processor) {
        return withoutProcessor().withProcessors(processor);
    }

    public static Compiler withoutProcessor() {
        return Compiler.javac()
                .withClasspath(CLASS_PATH)
                .withOptions("-Xlint:all,-processing,-options", "-Werror");
    }

    /** The order in which javac attributes and generates; Error Prone asks for "simple". */
    public static Compiler withPolicy(String policy) {
        List<String> options = new ArrayList<>(compiler().options());
        options.add("-XDcompilePolicy=" + policy);
        return compiler().withOptions(options);
    }

    public static List<File> classPathFiles() {
        return CLASS_PATH;
    }

    public static Compilation compile(JavaFileObject... files) {
        return compiler().compile(files);
    }

    /** The text of a generated class, to be searched or shown. */
    public static String generated(Compilation compilation, String qualifiedName) {
        return compilation.generatedFiles().stream()
                .filter(f -> f.getName().endsWith(qualifiedName.replace('.', '/') + ".java"))
                .findFirst()
                .map(Compiling::text)
                .orElse("(no " + qualifiedName + ": " + compilation.diagnostics() + ")");
    }

    public static String text(JavaFileObject file) {
        try {
            return file.getCharContent(true).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compares a generated class with its golden file.
     *
     * <p>{@code -Dhigher.update=true} writes the golden files anew; look at the difference.
     */
    public static void assertGolden(Compilation compilation, String qualifiedName)
            throws IOException {
        String simpleName = qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
        Path golden = EXPECTED.resolve(simpleName + ".java");
        String actual = generated(compilation, qualifiedName);
        if (Boolean.getBoolean("higher.update")) {
            Files.createDirectories(EXPECTED);
            Files.writeString(golden, actual);
        }
        assertWithMessage(simpleName).that(actual).isEqualTo(Files.readString(golden));
    }

    /**
     * Leaves the class files of a compilation in a directory, as a build of another module would.
     */
    public static void writeClasses(Compilation compilation, Path directory) throws IOException {
        int prefix = StandardLocation.CLASS_OUTPUT.name().length() + 2;
        for (JavaFileObject file : compilation.generatedFiles()) {
            if (file.getKind() == JavaFileObject.Kind.CLASS) {
                Path target = directory.resolve(file.getName().substring(prefix));
                Files.createDirectories(target.getParent());
                try (InputStream in = file.openInputStream()) {
                    Files.copy(in, target);
                }
            }
        }
    }
}
