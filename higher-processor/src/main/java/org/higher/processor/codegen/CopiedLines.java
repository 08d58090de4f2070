package org.higher.processor.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.higher.processor.codegen.format.JavaFormatter.Formatted;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.text.LineMarks.Mark;

/** Finds the lines of a formatted text that begin with what was copied. */
final class CopiedLines {
    /** What a line may begin with before the expression that it is about. */
    private static final Set<String> OPERATORS =
            Set.of(
                    "?", ":", "+", "-", "*", "/", "%", "&&", "||", "&", "|", "^", "==", "!=", "<",
                    ">", "<=", ">=", "->");

    private final List<Line> lines = new ArrayList<>();
    private final List<Mark> marks;
    private int next;
    private String file = "";

    /** The original line of what follows the last mark; 0 if that is no copy. */
    private int original;

    private CopiedLines(List<Mark> marks) {
        this.marks = marks;
    }

    /** A line that begins with copied text, and the line that this is from. */
    record Line(int generated, String file, int original) {
        Line movedTo(int line) {
            return new Line(line, file, original);
        }
    }

    /** The lines in their order. */
    static List<Line> of(Formatted formatted, List<Mark> marks) {
        CopiedLines copied = new CopiedLines(marks);
        formatted
                .original()
                .ifPresent(
                        original ->
                                formatted
                                        .tokens()
                                        .ifPresent(tokens -> copied.read(original, tokens)));
        return copied.lines;
    }

    private void read(Code original, Code tokens) {
        int line = 1;
        int position = 0;
        int first = -1; // of the tokens of a line
        for (int i = 0; i < tokens.size(); i++) {
            int start = tokens.token(i).start();
            int ends = LineTable.lineEnds(tokens.source(), position, start);
            boolean begins = ends > 0 || i == 0;
            line += ends;
            position = start;
            pass(original.token(i).start());
            if (begins) {
                first = i;
            }
            boolean operand = i == first + 1 && OPERATORS.contains(tokens.text(first));
            if (this.original > 0 && (begins || operand)) {
                add(new Line(line, file, this.original));
            }
        }
    }

    /** Reads the marks up to a position. */
    private void pass(int position) {
        while (next < marks.size() && marks.get(next).position() <= position) {
            String place = marks.get(next++).place();
            int colon = place.indexOf(':');
            file = colon < 0 ? file : place.substring(0, colon);
            original = place.isEmpty() ? 0 : Integer.parseInt(place.substring(colon + 1));
        }
    }

    private void add(Line line) {
        int last = lines.size() - 1;
        if (last >= 0 && lines.get(last).generated == line.generated) {
            lines.set(last, line);
        } else {
            lines.add(line);
        }
    }
}
