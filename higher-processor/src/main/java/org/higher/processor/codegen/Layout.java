package org.higher.processor.codegen;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.processor.text.Splicer;

/** Lays generated code out as one would by hand where JavaPoet does not. */
public final class Layout {
    private static final int WIDTH = 100;

    /** A field at the level of members, never a line of a body, which is indented deeper. */
    private static final Pattern FIELD =
            Pattern.compile(
                    "( {4}| {8})(private |protected |public )?(static )?(final )?[\\w.<>\\[\\], ?]+"
                            + " \\w+( = .*)?;");

    private static final Pattern SHORT_JAVADOC =
            Pattern.compile("(?m)^( *)/\\*\\*\\n *\\* (\\S.*)\\n *\\*/$");

    private static final Pattern LONG_CONSTANT =
            Pattern.compile(
                    "(?m)^( {4}(?:private|public) static final (?:VarHandle|Key<[\\w.]+>) \\w+ =)"
                            + " (.{40,};)$");

    private static final Pattern LONG_HEADER =
            Pattern.compile(
                    "(?m)^( *(?:[\\w-]+ )*(?:class|interface) .*)( (?:implements|extends) .* \\{)$");

    private static final Pattern LONG_PERMITS =
            Pattern.compile("(?m)^( *\\w*sealed interface .*)( permits .* \\{)$");

    private static final Pattern RECORD =
            Pattern.compile("(?ms)^( {4}public record \\w+\\()([^{]*?)\\)( implements [^{]*) \\{$");

    private static final Pattern EMPTY_CONSTRUCTOR =
            Pattern.compile("(?m)^( +private \\w+\\(\\)) \\{\\n +\\}$");

    /** A copied body between its marks. */
    private static final Pattern BODY =
            Pattern.compile(
                    "(?ms)^ *" + Splicer.BODY_START + "\\n(.*?\\n) *" + Splicer.BODY_END + "\\n");

    private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

    private Layout() {}

    /** Arguments of a statement's outermost call: on one line if they fit, else each on its own. */
    public static CodeBlock arguments(CodeBlock before, List<CodeBlock> arguments, int indent) {
        return arguments(before, arguments, indent, "($L)", "(\n$L)");
    }

    /** Arguments of a call inside another. */
    public static CodeBlock nestedArguments(
            CodeBlock before, List<CodeBlock> arguments, int indent) {
        return arguments(before, arguments, indent, "($L)", "(\n$>$>$L$<$<)");
    }

    private static CodeBlock arguments(
            CodeBlock before, List<CodeBlock> arguments, int indent, String flat, String broken) {
        CodeBlock line = CodeBlock.of("$L" + flat, before, CodeBlock.join(arguments, ", "));
        String text = PACKAGES.matcher(line.toString()).replaceAll("");
        boolean fits = indent + text.length() < WIDTH && !text.contains("\n");
        return fits || arguments.isEmpty()
                ? line
                : CodeBlock.of("$L" + broken, before, CodeBlock.join(arguments, ",\n"));
    }

    /**
     * Joins blocks of fields, puts short Javadoc on one line, and breaks what is too long.
     *
     * <p>Copied bodies are left alone: comments and text blocks in them may look like anything.
     */
    static String tidy(String text) {
        List<String> bodies = BODY.matcher(text).results().map(found -> found.group(1)).toList();
        Iterator<String> next = bodies.iterator();
        String tidied = tidyCode(BODY.matcher(text).replaceAll(Splicer.BODY_START + "\n"));
        return Pattern.compile(Splicer.BODY_START + "\n")
                .matcher(tidied)
                .replaceAll(found -> Matcher.quoteReplacement(next.next()));
    }

    private static String tidyCode(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = lines.size() - 2; i > 0; i--) {
            if (lines.get(i).isEmpty() && belongTogether(lines.get(i - 1), lines.get(i + 1))) {
                lines.remove(i);
            }
        }
        String tidied = replace(SHORT_JAVADOC, String.join("\n", lines), "%s/** %s */", true);
        tidied = RECORD.matcher(tidied).replaceAll(Layout::recordHeader);
        tidied = replace(LONG_CONSTANT, tidied, "%s\n            %s", false);
        tidied = replace(LONG_PERMITS, tidied, "%s\n           %s", false);
        tidied = replace(LONG_HEADER, tidied, "%s\n       %s", false);
        return EMPTY_CONSTRUCTOR.matcher(tidied).replaceAll("$1 {}");
    }

    /** On one line, or with each component on its own. */
    private static String recordHeader(MatchResult header) {
        String components = header.group(2).replaceAll("\\s+", " ").strip();
        String end = header.group(3).replaceAll("\\s+", " ");
        String line = header.group(1) + components + ")" + end + " {";
        String broken =
                header.group(1)
                        + "\n            "
                        + String.join(",\n            ", split(components))
                        + ")\n           "
                        + end
                        + " {";
        return Matcher.quoteReplacement(line.length() <= WIDTH ? line : broken);
    }

    /** Splits at commas, but not at those between type arguments. */
    private static List<String> split(String components) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int depth = 0;
        for (int i = 0; i < components.length(); i++) {
            char c = components.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(components.substring(from, i));
                from = i + 2;
            }
        }
        parts.add(components.substring(from));
        return parts;
    }

    private static boolean belongTogether(String line, String next) {
        return FIELD.matcher(line).matches()
                && FIELD.matcher(next).matches()
                && line.contains(" static ") == next.contains(" static ")
                && line.contains(" public ") == next.contains(" public ");
    }

    /** Replaces what fits, or what does not fit, into a line. */
    private static String replace(Pattern pattern, String text, String by, boolean ifFits) {
        return pattern.matcher(text)
                .replaceAll(
                        found -> {
                            String edited = String.format(by, found.group(1), found.group(2));
                            int width = (ifFits ? edited : found.group()).length();
                            return Matcher.quoteReplacement(
                                    width <= WIDTH == ifFits ? edited : found.group());
                        });
    }
}
