package org.higher.processor.codegen.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.processor.codegen.format.layout.Doc;

/** Documentation comments: filled into lines, on one line if it fits. */
final class Javadocs {
    /** What must keep its lines. */
    private static final Pattern VERBATIM =
            Pattern.compile(
                    "<(pre|table|code|blockquote|dl|h[1-6]|!--)|\\{@snippet",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern CODE =
            Pattern.compile("<(?:pre|table)|\\{@snippet", Pattern.CASE_INSENSITIVE);

    private static final Pattern CODE_END =
            Pattern.compile("</(?:pre|table)|^\\s*}\\s*$", Pattern.CASE_INSENSITIVE);

    private static final Pattern MARGIN = Pattern.compile("^\\s*\\*? ?");
    private static final Pattern TAG = Pattern.compile("(?i)</?(?:p|ul|ol|li|br)\\s*/?>");
    private static final Pattern TYPE_PARAMETER = Pattern.compile("@param\\s+(<\\w+>)");
    private static final Pattern DROPPED = Pattern.compile("(?i)</(?:p|li)\\s*>");

    private final int indent;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private int lists;
    private boolean inItem;
    private boolean inFooter;
    private boolean glued;
    private boolean paragraph;

    private Javadocs(int indent) {
        this.indent = indent;
    }

    /** A comment whose lines, but for the first, are indented by some columns. */
    static String format(String comment, int indent) {
        List<String> text =
                comment.substring(3, comment.length() - 2)
                        .lines()
                        .map(line -> MARGIN.matcher(line).replaceFirst(""))
                        .map(String::stripTrailing)
                        .toList();
        Javadocs docs = new Javadocs(indent);
        if (VERBATIM.matcher(comment).find()) {
            docs.keep(text);
        } else {
            text.forEach(docs::add);
            docs.endLine();
        }
        return docs.written();
    }

    // ---- lines of the original

    /** Keeps lines, except that those of running text end in time. */
    private void keep(List<String> text) {
        boolean code = false;
        for (String original : text) {
            code |= CODE.matcher(original).find();
            String rest = original;
            int end = code ? -1 : rest.lastIndexOf(' ', width());
            while (rest.length() > width() && end > margin(rest).length()) {
                lines.add(rest.substring(0, end));
                rest = margin(rest) + rest.substring(end + 1);
                end = rest.lastIndexOf(' ', width());
            }
            lines.add(rest);
            code &= !CODE_END.matcher(original).find();
        }
    }

    private static String margin(String line) {
        boolean tag = line.startsWith("@");
        return tag ? "    " : line.substring(0, line.length() - line.stripLeading().length());
    }

    private void add(String original) {
        if (original.isBlank()) {
            paragraph = !isEmpty();
            return;
        }
        String rest = original.strip();
        if (rest.startsWith("@")) {
            footer();
        }
        Matcher tag = TAG.matcher(rest);
        Matcher typeParameter = TYPE_PARAMETER.matcher(rest);
        int at = 0;
        if (typeParameter.lookingAt()) {
            words("@param");
            word(typeParameter.group(1), true);
            at = typeParameter.end();
            tag.region(at, rest.length());
        }
        while (tag.find()) {
            words(rest.substring(at, tag.start()));
            tag(tag.group());
            at = tag.end();
        }
        words(rest.substring(at));
    }

    private void footer() {
        endLine();
        if (!inFooter && !lines.isEmpty()) {
            blankLine();
        }
        inFooter = false; // its first line is not indented
        paragraph = false;
        lists = 0;
        inItem = false;
    }

    private void words(String text) {
        if (text.isBlank()) {
            return;
        }
        if (paragraph) {
            startParagraph();
        }
        boolean space = !glued && (line.length() > 0 || !text.startsWith(" "));
        for (String word : text.strip().split("\\s+", -1)) {
            word(word, space);
            space = true;
        }
        glued = false;
        if (text.startsWith("@")) {
            inFooter = true;
        }
    }

    private void word(String word, boolean space) {
        boolean first = line.toString().isBlank() || !space;
        if (!first && line.length() + 1 + word.length() > width()) {
            endLine();
            first = true;
        }
        if (line.length() == 0) {
            line.append(margin());
        }
        line.append(first ? "" : " ").append(word);
        if (word.startsWith("@") && line.length() == word.length()) {
            inFooter = true;
        }
    }

    private void startParagraph() {
        paragraph = false;
        endLine();
        if (!inFooter && lists == 0) {
            blankLine();
        }
        line.append(margin()).append("<p>");
        glued = true;
    }

    private void tag(String tag) {
        String name = tag.toLowerCase(Locale.ROOT).replaceAll("[\\s/]", "");
        boolean closing = tag.startsWith("</");
        if (DROPPED.matcher(tag).matches()) {
            return;
        }
        if (name.equals("<p>")) {
            if (!isEmpty()) {
                startParagraph();
            }
        } else if (name.equals("<br>")) {
            word("<br>", false);
            endLine();
        } else if (name.equals("<li>")) {
            endLine();
            inItem = false;
            line.append(margin()).append("<li>");
            inItem = true;
            glued = true;
        } else {
            list(tag, closing);
        }
        paragraph = paragraph && closing;
    }

    private void list(String tag, boolean closing) {
        endLine();
        if (closing) {
            lists--;
            inItem = lists > 0;
        } else if (!inFooter && lists == 0) {
            blankLine();
        }
        boolean outer = inItem;
        line.append(margin()).append(tag);
        endLine();
        if (!closing) {
            lists++;
            inItem = false;
        } else if (!outer) {
            paragraph = true;
        }
    }

    // ---- lines that are written

    private boolean isEmpty() {
        return lines.isEmpty() && line.length() == 0;
    }

    private String margin() {
        int columns = 2 * lists + (inItem ? 4 * lists : 4 * Math.max(0, lists - 1));
        return " ".repeat(columns + (inFooter ? 4 : 0));
    }

    private int width() {
        return Doc.MAX_WIDTH - indent - " * ".length();
    }

    private void endLine() {
        if (line.length() > 0) {
            lines.add(line.toString());
            line.setLength(0);
        }
    }

    private void blankLine() {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
    }

    private String written() {
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        while (!lines.isEmpty() && lines.get(0).isEmpty()) {
            lines.remove(0);
        }
        String only = lines.size() == 1 ? lines.get(0) : "";
        boolean fits = indent + "/**  */".length() + only.length() <= Doc.MAX_WIDTH;
        if (!only.isEmpty() && fits && !only.startsWith("@")) {
            return "/** " + only + " */";
        }
        String margin = "\n" + " ".repeat(indent) + " *";
        StringBuilder out = new StringBuilder("/**");
        lines.forEach(l -> out.append(margin).append(l.isEmpty() ? "" : " ").append(l));
        return out.append(margin).append("/").toString();
    }
}
