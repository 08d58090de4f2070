package org.higher.functional;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.functional.support.v1.SourceLines;
import org.jspecify.annotations.Nullable;

/** Stack traces in which the lines of generated classes are those that they were copied from. */
final class OriginalLines {
    /** A run of lines: first original, number of originals, first generated, lines of each. */
    private static final Pattern RUN = Pattern.compile("(\\d+)(?:,(\\d+))?:(\\d+)(?:,(\\d+))?");

    private static final ClassValue<List<Run>> RUNS =
            new ClassValue<>() {
                @Override
                protected List<Run> computeValue(Class<?> type) {
                    SourceLines lines = type.getAnnotation(SourceLines.class);
                    return lines == null ? List.of() : runs(lines);
                }
            };

    private record Run(String file, int original, int originals, int generated, int each) {
        Optional<Integer> originalOf(int line) {
            int offset = Math.floorDiv(line - generated, each);
            return offset >= 0 && offset < originals
                    ? Optional.of(original + offset)
                    : Optional.empty();
        }
    }

    private OriginalLines() {}

    /** Changes the stack traces of an error, of its causes, and of what they suppressed. */
    static void putInto(Throwable thrown) {
        putInto(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void putInto(Throwable thrown, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return;
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        for (int i = 0; i < trace.length; i++) {
            trace[i] = original(trace[i]);
        }
        thrown.setStackTrace(trace);
        if (thrown.getCause() != null) {
            putInto(thrown.getCause(), seen);
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            putInto(suppressed, seen);
        }
    }

    private static StackTraceElement original(StackTraceElement frame) {
        Optional<Class<?>> type = generated(frame);
        if (type.isEmpty()) {
            return frame;
        }
        for (Run run : RUNS.get(type.get())) {
            Optional<Integer> line = run.originalOf(frame.getLineNumber());
            if (line.isPresent()) {
                return new StackTraceElement(
                        frame.getClassLoaderName(),
                        frame.getModuleName(),
                        frame.getModuleVersion(),
                        frame.getClassName(),
                        frame.getMethodName(),
                        run.file,
                        line.get());
            }
        }
        return frame;
    }

    /** The top-level class whose file a frame is in; empty if it is not found. */
    private static Optional<Class<?>> generated(StackTraceElement frame) {
        String file = frame.getFileName();
        if (file == null) {
            return Optional.empty();
        }
        String name = frame.getClassName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        int end = file.lastIndexOf(".java");
        if (end < 0 || !simple.startsWith(file.substring(0, end))) {
            return Optional.empty(); // such as one whose line is an original already
        }
        String outermost = name.substring(0, name.length() - simple.length() + end);
        for (ClassLoader loader : loaders()) {
            try {
                return Optional.of(Class.forName(outermost, false, loader));
            } catch (ClassNotFoundException | LinkageError notHere) {
                // the next one may have it
            }
        }
        return Optional.empty();
    }

    private static List<ClassLoader> loaders() {
        List<ClassLoader> loaders = new ArrayList<>();
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        if (ofThread != null) {
            loaders.add(ofThread);
        }
        loaders.add(Twins.class.getClassLoader());
        return loaders;
    }

    private static List<Run> runs(SourceLines lines) {
        List<Run> runs = new ArrayList<>();
        for (String text : lines.value()) {
            int end = Math.max(0, text.indexOf(' '));
            Matcher run = RUN.matcher(text).region(end, text.length());
            while (run.find()) {
                runs.add(
                        new Run(
                                text.substring(0, end),
                                Integer.parseInt(run.group(1)),
                                number(run.group(2)),
                                Integer.parseInt(run.group(3)),
                                number(run.group(4))));
            }
        }
        return List.copyOf(runs);
    }

    private static int number(@Nullable String group) {
        return group == null ? 1 : Integer.parseInt(group);
    }
}
