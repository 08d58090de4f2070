package org.higher.processor.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Marks in the text of a generated file that say from which line of the original it goes on.
 *
 * <p>Copies are marked while they are put together; the marks go before the file is written.
 */
public final class LineMarks {
    private static final char OPEN = '\u0001';
    private static final char CLOSE = '\u0002';

    /** Marks the end of what is copied. */
    public static final String END = mark("");

    private LineMarks() {}

    /**
     * Text without marks, and where they were.
     *
     * @param marks in their order
     */
    public record Unmarked(String text, List<Mark> marks) {
        public Unmarked {
            marks = List.copyOf(marks);
        }
    }

    /**
     * A mark that was before a position of a text.
     *
     * @param place a line, as in {@code 12}; with its file where another begins, as in {@code
     *     Net.java:12}; empty where the copy ends
     */
    public record Mark(int position, String place) {}

    /** Marks a line, as in {@code 12}, or a line of a file, as in {@code Net.java:12}. */
    public static String mark(String place) {
        return OPEN + place + CLOSE;
    }

    /** Whether a text has such characters of its own, which Java allows in comments. */
    static boolean areTaken(CharSequence text) {
        return text.chars().anyMatch(c -> c == OPEN || c == CLOSE);
    }

    /** Takes the marks out of a text. */
    public static Unmarked takeOut(String text) {
        List<Mark> marks = new ArrayList<>();
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            int close = text.indexOf(CLOSE, open);
            out.append(text, at, open);
            marks.add(new Mark(out.length(), text.substring(open + 1, close)));
            at = close + 1;
        }
        return new Unmarked(out.append(text, at, text.length()).toString(), marks);
    }
}
