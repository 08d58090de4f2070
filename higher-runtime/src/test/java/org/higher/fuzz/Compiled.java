package org.higher.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Sources compiled with the processor, in memory: those that it accepts, and what it says of the
 * others.
 */
final class Compiled extends ClassLoader {
    private static final Pattern TAG = Pattern.compile("\\[([A-Z]\\w+)] .*", Pattern.DOTALL);

    private final Map<String, byte[]> classes = new HashMap<>();

    /** By package: the tag of the first of the processor's messages. */
    final Map<String, String> refused = new TreeMap<>();

    /** By package: an error that is none of the processor's, or in a file that it has written. */
    final Map<String, String> broken = new TreeMap<>();

    private Compiled() {
        super(Compiled.class.getClassLoader());
    }

    /** Compiles sources of classes {@code Net}, by their packages. */
    static Compiled of(Map<String, String> sources) {
        Compiled compiled = new Compiled();
        Map<String, String> rest = new LinkedHashMap<>(sources);
        // an error in one file keeps javac from finishing the others
        for (boolean finished = false; !finished && !rest.isEmpty(); ) {
            finished = compiled.compile(rest);
            rest.keySet().removeAll(compiled.refused.keySet());
            rest.keySet().removeAll(compiled.broken.keySet());
        }
        return compiled;
    }

    private boolean compile(Map<String, String> sources) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((name, text) -> files.add(new Source(name + ".Net", text)));
        Map<String, Bytes> written = new HashMap<>();
        JavaFileManager manager =
                new Memory(javac.getStandardFileManager(found, null, null), written);
        JavaCompiler.CompilationTask task =
                javac.getTask(
                        null,
                        manager,
                        found,
                        List.of(
                                "--release",
                                "17",
                                "-Xlint:none",
                                "-nowarn",
                                "-cp",
                                System.getProperty("java.class.path")),
                        null,
                        files);
        task.setProcessors(List.of(processor()));
        boolean success;
        try {
            success = task.call();
        } catch (RuntimeException e) {
            sources.keySet().forEach(name -> broken.put(name, "javac crashed: " + e));
            return true;
        }
        found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .forEach(d -> file(d, sources));
        if (success) {
            written.forEach((name, bytes) -> classes.put(name, bytes.out.toByteArray()));
        }
        return success;
    }

    private static Processor processor() {
        try {
            Class<?> type = Class.forName("org.higher.processor.HigherProcessor");
            return (Processor) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void file(Diagnostic<? extends JavaFileObject> error, Map<String, String> sources) {
        String text = error.getMessage(Locale.ROOT);
        String path = error.getSource() == null ? "" : error.getSource().toUri().getPath();
        String name = path.replaceAll("^/|/[^/]*$", "").replace('/', '.');
        Matcher tag = TAG.matcher(text);
        if (error.getSource() instanceof Source && tag.matches()) {
            refused.putIfAbsent(name, tag.group(1));
        } else if (sources.containsKey(name)) {
            String line = path + ":" + error.getLineNumber() + " " + text;
            broken.putIfAbsent(name, line + "\n" + lineOf(error));
        } else {
            sources.keySet().forEach(each -> broken.putIfAbsent(each, path + " " + text));
        }
    }

    private static String lineOf(Diagnostic<? extends JavaFileObject> error) {
        try {
            return error.getSource()
                    .getCharContent(true)
                    .toString()
                    .lines()
                    .skip(Math.max(0, error.getLineNumber() - 1))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static URI uri(String name, JavaFileObject.Kind kind) {
        return URI.create("memory:///" + name.replace('.', '/') + kind.extension);
    }

    /** A source that was made up. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(uri(name, Kind.SOURCE), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** What the compiler or the processor writes. */
    private static final class Bytes extends SimpleJavaFileObject {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes(String name, Kind kind) {
            super(uri(name, kind), kind);
        }

        @Override
        public OutputStream openOutputStream() {
            return out;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return out.toString(java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Bytes> classes;

        Memory(JavaFileManager files, Map<String, Bytes> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            Bytes file = new Bytes(name, kind);
            if (location == StandardLocation.CLASS_OUTPUT && kind == JavaFileObject.Kind.CLASS) {
                classes.put(name, file);
            }
            return file;
        }

        /** Every file is a new one. */
        @Override
        public FileObject getFileForInput(Location location, String packageName, String name)
                throws IOException {
            throw new IOException("no resources");
        }
    }
}
