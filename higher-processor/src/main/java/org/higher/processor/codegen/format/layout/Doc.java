package org.higher.processor.codegen.format.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * Code as a tree of levels: a level is written on one line if it fits, and broken at its breaks if
 * not.
 *
 * <p>These are the levels and breaks of google-java-format, after Oppen, "Prettyprinting" (1980).
 */
public abstract sealed class Doc {
    public static final int MAX_WIDTH = 100;

    /** The width of what is never on one line. */
    private static final int INFINITE = 100_000;

    /** How many columns it takes on one line. */
    abstract int width();

    /** Writes it, breaking lines where it has to. */
    public abstract void write(Lines out, int indent);

    static int width(List<Doc> docs) {
        int width = 0;
        for (Doc doc : docs) {
            width = Math.min(INFINITE, width + doc.width());
        }
        return width;
    }

    /** Text without a break. */
    static final class Text extends Doc {
        private final String text;

        Text(String text) {
            this.text = text;
        }

        @Override
        int width() {
            int end = text.indexOf('\n');
            return end < 0 ? text.length() : INFINITE;
        }

        @Override
        public void write(Lines out, int indent) {
            out.append(text);
        }
    }

    /** A comment to the end of the line, after which there has to be a break. */
    static final class LineComment extends Doc {
        private final String text;

        LineComment(String text) {
            this.text = text;
        }

        @Override
        int width() {
            return text.length();
        }

        @Override
        public void write(Lines out, int indent) {
            out.comment(text);
        }
    }

    /** Lines that know how to write themselves, given the indentation. */
    static final class Block extends Doc {
        private final Lines.Writer lines;

        Block(Lines.Writer lines) {
            this.lines = lines;
        }

        @Override
        int width() {
            return INFINITE;
        }

        @Override
        public void write(Lines out, int indent) {
            lines.write(out, indent);
        }
    }

    public enum Mode {
        /** Broken with the others of its level. */
        ALL,
        /** Broken if what follows does not fit. */
        FILL,
        FORCED
    }

    /** Whether one of some breaks was taken. */
    public static final class Tag {
        private boolean taken;
    }

    /** Columns of indentation, which may depend on whether an earlier break was taken. */
    public record Indent(Tag tag, int ifTaken, int otherwise) {
        public static Indent of(int columns) {
            return new Indent(new Tag(), columns, columns);
        }

        int value() {
            return tag.taken ? ifTaken : otherwise;
        }
    }

    /** A place at which a line may be broken. */
    static final class Break extends Doc {
        private final Mode mode;
        private final String flat;
        private final int plus;
        private final Tag tag;

        /**
         * A break.
         *
         * @param flat what stands there if it is not taken
         * @param plus additional columns of indentation if it is
         */
        Break(Mode mode, String flat, int plus, Tag tag) {
            this.mode = mode;
            this.flat = flat;
            this.plus = plus;
            this.tag = tag;
        }

        @Override
        int width() {
            return mode == Mode.FORCED ? INFINITE : flat.length();
        }

        @Override
        public void write(Lines out, int indent) {
            out.append(flat);
        }

        private void take(Lines out, int indent) {
            tag.taken = true;
            out.freshLine(indent + plus);
        }
    }

    /** What is broken together. */
    static final class Level extends Doc {
        private final Indent plus;
        private final List<Doc> docs = new ArrayList<>();
        private int width = -1;

        /** A level whose lines after a break are indented further by some columns. */
        Level(Indent plus) {
            this.plus = plus;
        }

        void add(Doc doc) {
            docs.add(doc);
        }

        @Override
        int width() {
            if (width < 0) {
                width = width(docs);
            }
            return width;
        }

        @Override
        public void write(Lines out, int indent) {
            if (out.column() + width() <= MAX_WIDTH) {
                docs.forEach(doc -> doc.write(out, indent));
            } else {
                writeBroken(out, indent + plus.value());
            }
        }

        private void writeBroken(Lines out, int indent) {
            boolean breakNext = false;
            int from = 0;
            while (from < docs.size()) {
                Doc first = docs.get(from);
                int start = first instanceof Break ? from + 1 : from;
                int end = start;
                while (end < docs.size() && !(docs.get(end) instanceof Break)) {
                    end++;
                }
                List<Doc> piece = docs.subList(start, end);
                int needed = width(piece);
                if (first instanceof Break b) {
                    boolean fits = out.column() + b.width() + needed <= MAX_WIDTH;
                    if (b.mode == Mode.FILL && fits && !breakNext) {
                        b.write(out, indent);
                    } else {
                        b.take(out, indent);
                    }
                }
                breakNext = out.column() + needed > MAX_WIDTH;
                piece.forEach(doc -> doc.write(out, indent));
                from = end;
            }
        }
    }
}
