package org.higher.processor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The runtime's own sources, compiled for the tests against a stand-in for its tensor.
 *
 * <p>What the given sources need of the runtime is found on the source path, except for the classes
 * that the tests replace.
 */
public final class RuntimeSources {
    private static final Path ROOT = Path.of("../higher-runtime/src/main/java");

    /** Packages and classes that the tests have stand-ins for. */
    private static final Set<String> REPLACED =
            Set.of("org.higher.tensor", "org.higher.internal.fusion");

    /** What sources of the tests may use beside folders: javac opens every JAR, each time. */
    private static final Pattern JARS =
            Pattern.compile(
                    "(higher-annotations|jspecify|nd4j-api|lombok|junit-jupiter-api"
                            + "|junit-platform-commons|apiguardian-api|opentest4j)-.*[.]jar");

    private RuntimeSources() {}

    /** The folder of a package of the runtime below {@code org.higher}. */
    public static Path folder(String name) {
        return ROOT.resolve("org/higher").resolve(name);
    }

    /** Compiles into a folder of this JVM's below {@code target}; the class path with it first. */
    public static List<File> compile(String target, List<Path> sources) {
        List<File> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            File file = new File(entry);
            if (file.isDirectory() || JARS.matcher(file.getName()).matches()) {
                classPath.add(file);
            }
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            String folder = target + "-" + System.getProperty("higher.test.fork", "1");
            Path out = Files.createDirectories(Path.of("target").resolve(folder));
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(out.toFile()));
            files.setLocation(StandardLocation.CLASS_PATH, classPath);
            files.setLocation(StandardLocation.SOURCE_PATH, List.of(ROOT.toFile()));
            boolean compiled =
                    javac.getTask(
                                    null,
                                    new WithoutReplaced(files),
                                    null,
                                    List.of("-proc:none", "-implicit:class"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            if (!compiled) {
                throw new IllegalStateException("the runtime's sources do not compile");
            }
            classPath.add(0, out.toFile());
            return List.copyOf(classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hides sources that the tests have stand-ins for. */
    private static final class WithoutReplaced
            extends ForwardingJavaFileManager<StandardJavaFileManager> {
        WithoutReplaced(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public Iterable<JavaFileObject> list(
                JavaFileManager.Location location,
                String packageName,
                Set<JavaFileObject.Kind> kinds,
                boolean recurse)
                throws IOException {
            Iterable<JavaFileObject> all = super.list(location, packageName, kinds, recurse);
            if (location != StandardLocation.SOURCE_PATH) {
                return all;
            }
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(file -> !isReplaced(packageName, inferBinaryName(location, file)))
                    .toList();
        }

        private static boolean isReplaced(String packageName, String className) {
            return REPLACED.contains(packageName) || REPLACED.contains(className);
        }
    }
}
