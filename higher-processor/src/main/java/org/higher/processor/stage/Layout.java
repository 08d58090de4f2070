package org.higher.processor.stage;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern LONG_HANDLE =
            Pattern.compile("(?m)^( {4}private static final VarHandle \\w+ =) (.{40,};)$");

    private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

    private Layout() {}

    /** Arguments between parentheses: on one line if they fit beside what is before them. */
    public static CodeBlock arguments(CodeBlock before, List<CodeBlock> arguments, int indent) {
        CodeBlock line =
                CodeBlock.of("$L($L)", before, CodeBlock.join(arguments, ", "));
        int width = PACKAGES.matcher(line.toString()).replaceAll("").length();
        return indent + width < WIDTH || arguments.isEmpty()
                ? line
                : CodeBlock.of("$L(\n$L)", before, CodeBlock.join(arguments, ",\n"));
    }

    /** Joins blocks of fields, puts short Javadoc on one line, and breaks what is too long. */
    static String tidy(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = lines.size() - 2; i > 0; i--) {
            boolean between = isField(lines.get(i - 1)) && isField(lines.get(i + 1));
            if (lines.get(i).isEmpty() && between) {
                lines.remove(i);
            }
        }
        String joined = replace(SHORT_JAVADOC, String.join("\n", lines), "%s/** %s */", true);
        return replace(LONG_HANDLE, joined, "%s\n            %s", false);
    }

    private static boolean isField(String line) {
        return FIELD.matcher(line).matches();
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
