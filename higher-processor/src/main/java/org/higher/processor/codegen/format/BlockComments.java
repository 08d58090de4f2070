package org.higher.processor.codegen.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.processor.codegen.format.layout.Doc;

/** Comments between {@code /*} and its end, whose lines go on in the next where too long. */
final class BlockComments {
    /** What a line begins with that is no word. */
    private static final Pattern START = Pattern.compile("(\\s*)(/\\*+|\\*(?!/))?\\s*");

    private final List<String> lines = new ArrayList<>();
    private boolean changed;

    private BlockComments() {}

    /**
     * A comment of which the lines that are too long are broken at blanks; empty if none is.
     *
     * @param column where it begins
     * @param shift how far its other lines are to be moved to the right
     */
    static Optional<String> wrapped(String comment, int column, int shift) {
        String[] original = Bodies.shifted(comment, shift).split("\n", -1);
        BlockComments wrapped = new BlockComments();
        wrapped.add(" ".repeat(column) + original[0]);
        for (int i = 1; i < original.length; i++) {
            wrapped.add(original[i]);
        }
        return wrapped.changed
                ? Optional.of(String.join("\n", wrapped.lines).substring(column))
                : Optional.empty();
    }

    private void add(String line) {
        Matcher start = START.matcher(line);
        int words = start.lookingAt() ? start.end() : 0;
        String mark = start.group(2) == null ? "" : start.group(2).length() > 1 ? " * " : "* ";
        String margin = start.group(1) + mark;
        String rest = line;
        while (rest.length() > Doc.MAX_WIDTH) {
            int end = rest.lastIndexOf(' ', Doc.MAX_WIDTH);
            if (end <= words) {
                break;
            }
            lines.add(rest.substring(0, end));
            rest = margin + rest.substring(end + 1);
            words = margin.length();
            changed = true;
        }
        lines.add(rest);
    }
}
