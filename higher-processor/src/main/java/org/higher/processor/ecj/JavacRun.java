package org.higher.processor.ecj;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.annotation.processing.Processor;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.higher.processor.codegen.GeneratedFile;
import org.higher.processor.pipeline.Observer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the processor in a javac that attributes all and writes nothing.
 *
 * @param lacked the qualified names of types whose source it would have read
 */
record JavacRun(List<GeneratedFile> files, List<Found> found, Set<String> lacked) {
    /** Reads and attributes sources, whose other classes are on a path. */
    static JavacRun of(
            Collection<SourceUnit> sources,
            SearchPath path,
            List<String> options,
            Function<Observer, Processor> processor) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard = javac.getStandardFileManager(null, null, null)) {
            standard.setLocation(StandardLocation.CLASS_PATH, path.classes());
            standard.setLocation(StandardLocation.SOURCE_PATH, path.sources());
            Notes notes = new Notes(new ArrayList<>(), new LinkedHashSet<>());
            JavacTask task =
                    (JavacTask)
                            javac.getTask(
                                    new StringWriter(),
                                    new Memory(standard),
                                    diagnostics,
                                    options,
                                    null,
                                    sources);
            task.setProcessors(List.of(processor.apply(notes)));
            task.analyze();
            List<Found> found = diagnostics.getDiagnostics().stream().map(Found::of).toList();
            return new JavacRun(notes.files, found, notes.types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Notes(List<GeneratedFile> files, Set<String> types) implements Observer {
        @Override
        public void wrote(GeneratedFile file) {
            files.add(file);
        }

        @Override
        public void lacked(TypeElement type) {
            Element outermost = type;
            while (outermost.getEnclosingElement() instanceof TypeElement around) {
                outermost = around;
            }
            types.add(outermost.toString());
        }
    }

    /** Keeps what is generated, for javac to read again. */
    private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, Generated> generated = new HashMap<>();

        Memory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String name,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            return generated.computeIfAbsent(name, Generated::new);
        }
    }

    private static final class Generated extends SimpleJavaFileObject {
        private final StringWriter text = new StringWriter();

        Generated(String name) {
            super(URI.create("generated:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
        }

        @Override
        public Writer openWriter() {
            return text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text.toString();
        }
    }
}
