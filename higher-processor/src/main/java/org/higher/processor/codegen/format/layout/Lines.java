package org.higher.processor.codegen.format.layout;

/** Text in the making, and the column at which it goes on. */
public final class Lines {
    private final StringBuilder text = new StringBuilder();
    private int column;

    /** Writes something, given how far its lines are indented. */
    public interface Writer {
        void write(Lines out, int indent);
    }

    /** Text that goes on at a column of a line that has begun elsewhere. */
    public static Lines from(int column) {
        Lines lines = new Lines();
        lines.column = column;
        return lines;
    }

    public int column() {
        return column;
    }

    public Lines append(String more) {
        text.append(more);
        int newline = more.lastIndexOf('\n');
        column = newline < 0 ? column + more.length() : more.length() - newline - 1;
        return this;
    }

    /** Appends a comment to the end of the line, on more than one line if it is too long. */
    public Lines comment(String comment) {
        int start = column;
        String rest = comment;
        while (start + rest.length() > Doc.MAX_WIDTH) {
            int end = rest.lastIndexOf(' ', Doc.MAX_WIDTH - start);
            if (end <= "// ".length()) {
                break;
            }
            append(rest.substring(0, end)).newLine(start);
            rest = "// " + rest.substring(end + 1);
        }
        return append(rest);
    }

    /** Ends the line, without blanks at its end. */
    public Lines newLine(int indent) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n').append(" ".repeat(indent));
        column = indent;
        return this;
    }

    /** Ends the line if there is anything on it; comments have breaks around them, too. */
    Lines freshLine(int indent) {
        int end = text.lastIndexOf("\n");
        if (end >= 0 && text.substring(end).isBlank()) {
            text.setLength(end);
        }
        return newLine(indent);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
