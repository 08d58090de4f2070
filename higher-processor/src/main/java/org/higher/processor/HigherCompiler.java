package org.higher.processor;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.higher.annotations.Functional;

/**
 * Compiles models and their twins while a program runs, for JShell and notebooks: these compile
 * what is typed into them without annotation processors.
 *
 * <pre>{@code
 * HigherCompiler.compile(Path.of("classes"), """
 *     import org.higher.annotations.Functional;
 *     import org.higher.nn.Linear;
 *     import org.higher.tensor.Tensor;
 *
 *     @Functional
 *     public class Net {
 *         private final Linear linear = new Linear(2, 1);
 *
 *         public Tensor forward(Tensor x) {
 *             return linear.forward(x);
 *         }
 *     }
 *     """);
 * }</pre>
 *
 * <p>The folder has to be on the class path of what uses the classes. A class that has been used
 * stays as it was loaded: to change a model, give it another name, or start anew.
 */
public final class HigherCompiler {
    private HigherCompiler() {}

    /**
     * Compiles the text of files, of which each may declare several classes.
     *
     * @param folder where the class files go; it is made if it is not there
     * @return the names of the classes, those of twins among them
     * @throws IllegalArgumentException if there are errors, each with its line; then no class file
     *     is written
     * @throws IllegalStateException if this Java has no compiler
     * @throws UncheckedIOException if class files can't be written
     */
    public static List<String> compile(Path folder, String... sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(
                    "HigherCompiler: this Java has no compiler; start it with a JDK");
        }
        try {
            Path made = Files.createTempDirectory("higher");
            try {
                compile(compiler, made, folder, files(compiler, sources));
                return move(made, folder);
            } finally {
                delete(made);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Source> files(JavaCompiler compiler, String... sources) throws IOException {
        List<Source> files = new ArrayList<>();
        for (String source : sources) {
            files.add(new Source(name(compiler, source), source));
        }
        return files;
    }

    /** The name of the public class that a text declares, or else of its first. */
    private static String name(JavaCompiler compiler, String source) throws IOException {
        DiagnosticCollector<JavaFileObject> ignored = new DiagnosticCollector<>();
        List<Source> file = List.of(new Source("Source", source));
        JavacTask task = (JavacTask) compiler.getTask(null, null, ignored, List.of(), null, file);
        List<ClassTree> types = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            for (Tree declared : unit.getTypeDecls()) {
                if (declared instanceof ClassTree type) {
                    types.add(type);
                }
            }
        }
        return types.stream()
                .filter(t -> t.getModifiers().getFlags().contains(Modifier.PUBLIC))
                .findFirst()
                .or(() -> types.stream().findFirst())
                .map(t -> t.getSimpleName().toString())
                .filter(SourceVersion::isIdentifier) // what is missing is an error of javac's
                .orElse("Source");
    }

    private static void compile(JavaCompiler compiler, Path made, Path folder, List<Source> files) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-d", made.toString(), "-classpath", classPath(folder), "-parameters");
        JavaCompiler.CompilationTask task =
                compiler.getTask(new StringWriter(), null, found, options, null, files);
        task.setProcessors(List.of(new HigherProcessor()));
        if (!task.call()) {
            throw new IllegalArgumentException(
                    found.getDiagnostics().stream()
                            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                            .map(HigherCompiler::text)
                            .collect(Collectors.joining("\n", "HigherCompiler:\n", "")));
        }
    }

    private static String text(Diagnostic<? extends JavaFileObject> error) {
        JavaFileObject file = error.getSource();
        String message = error.getMessage(null);
        return file == null
                ? message
                : file.getName() + ":" + error.getLineNumber() + ": error: " + message;
    }

    /** What this program runs with, and what has been compiled here before. */
    private static String classPath(Path folder) {
        Set<String> path = new LinkedHashSet<>();
        path.add(folder.toString());
        path.addAll(
                Arrays.asList(System.getProperty("java.class.path", "").split(File.pathSeparator)));
        addLoaded(path, Thread.currentThread().getContextClassLoader());
        addLoaded(path, HigherCompiler.class.getClassLoader());
        addSource(path, Functional.class);
        path.remove("");
        return String.join(File.pathSeparator, path);
    }

    private static void addLoaded(Set<String> path, ClassLoader loader) {
        for (ClassLoader l = loader; l != null; l = l.getParent()) {
            if (l instanceof URLClassLoader urls) {
                Stream.of(urls.getURLs()).forEach(url -> add(path, url));
            }
        }
    }

    private static void addSource(Set<String> path, Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source != null) {
            add(path, source.getLocation());
        }
    }

    private static void add(Set<String> path, URL url) {
        if (url.getProtocol().equals("file")) {
            path.add(Path.of(URI.create(url.toString())).toString());
        }
    }

    /** Moves class files, now that all are there; returns the names of their classes. */
    private static List<String> move(Path made, Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : all(made)) {
            Path relative = made.relativize(file);
            if (Files.isDirectory(file)) {
                Files.createDirectories(folder.resolve(relative.toString()));
            } else {
                Files.move(
                        file,
                        folder.resolve(relative.toString()),
                        StandardCopyOption.REPLACE_EXISTING);
                String name = relative.toString().replace(File.separatorChar, '.');
                if (name.endsWith(".class") && !name.contains("$")) {
                    names.add(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
        return names;
    }

    private static void delete(Path made) throws IOException {
        List<Path> files = new ArrayList<>(all(made));
        files.sort(Comparator.reverseOrder());
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    /** A text as a file. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("text:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public String getName() {
            return toUri().getPath().substring(1);
        }
    }
}
