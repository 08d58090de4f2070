package org.higher.processor.codegen;

import com.palantir.javapoet.AnnotationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.processor.codegen.CopiedLines.Line;
import org.higher.processor.types.RuntimeTypes;

/**
 * Which lines of the user's files the lines of a generated file were copied from.
 *
 * <p>It stands in an annotation of the generated class, in the syntax of JSR 45: {@code 12,3:40}
 * for three lines from 12 on that are those from 40 on, {@code 12:40,3} for line 12 on three lines.
 */
final class LineTable {
    /** The annotation, empty. */
    static final AnnotationSpec ANNOTATION =
            AnnotationSpec.builder(RuntimeTypes.SOURCE_LINES).addMember("value", "$S", "").build();

    private static final Pattern EMPTY =
            Pattern.compile("(?m)^(@(?:\\w+\\.)*SourceLines\\()\"\"\\)$");

    /** How long the text on a line may be, within an annotation. */
    private static final int WIDTH = 80;

    private static final int COLUMNS = 100;

    /** Lines that follow each other on both sides, or lines that one line has become. */
    private record Run(Line first, int originals, int generated) {
        boolean takes(Line next) {
            int offset = next.generated() - first.generated();
            return next.file().equals(first.file())
                    && (isOneLine() && next.original() == first.original()
                            || isParallel() && next.original() - first.original() == offset);
        }

        Run with(Line next) {
            int lines = next.generated() - first.generated() + 1;
            return next.original() == first.original()
                    ? new Run(first, 1, lines)
                    : new Run(first, lines, lines);
        }

        private boolean isOneLine() {
            return originals == 1;
        }

        private boolean isParallel() {
            return originals == generated;
        }

        /** The run, if lines are added before those that are generated. */
        String text(int added) {
            String start = first.original() + (originals == 1 ? "" : "," + originals);
            String lines = isParallel() ? "" : "," + generated;
            return start + ":" + (first.generated() + added) + lines;
        }
    }

    private LineTable() {}

    /** Writes the table into the annotation that a text has for it. */
    static String write(String text, List<Line> lines) {
        Matcher empty = EMPTY.matcher(text);
        if (!empty.find()) {
            return text;
        }
        List<Run> runs = runs(lines);
        int added = 0;
        int room = COLUMNS - empty.group(1).length() - 1;
        String table = table(runs, added, room);
        while (lineEnds(table, 0, table.length()) > added) {
            added = lineEnds(table, 0, table.length());
            table = table(runs, added, room);
        }
        return text.substring(0, empty.end(1)) + table + ")" + text.substring(empty.end());
    }

    static int lineEnds(String text, int from, int to) {
        int ends = 0;
        for (int i = from; i < to; i++) {
            ends += text.charAt(i) == '\n' ? 1 : 0;
        }
        return ends;
    }

    private static List<Run> runs(List<Line> lines) {
        List<Run> runs = new ArrayList<>();
        for (Line line : lines) {
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).takes(line)) {
                runs.set(last, runs.get(last).with(line));
            } else {
                runs.add(new Run(line, 1, 1));
            }
        }
        return runs;
    }

    /** The texts of the annotation, with a file and its runs in each; one on a line if need be. */
    private static String table(List<Run> runs, int added, int room) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String file = "";
        for (Run run : runs) {
            String more = " " + run.text(added);
            if (!run.first.file().equals(file) || text.length() + more.length() > WIDTH) {
                addTo(texts, text);
                file = run.first.file();
                text.append(file);
            }
            text.append(more);
        }
        addTo(texts, text);
        if (texts.size() == 1) {
            return texts.get(0);
        }
        String line = "{" + String.join(", ", texts) + "}";
        return line.length() <= room ? line : "{\n    " + String.join(",\n    ", texts) + "\n}";
    }

    private static void addTo(List<String> texts, StringBuilder text) {
        if (!text.isEmpty()) {
            texts.add('"' + text.toString() + '"');
            text.setLength(0);
        }
    }
}
