package org.higher.processor.optimizer.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments within the text of an expression, which its lifted form has no place for. */
final class Comments {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'"
                            + "|//(?<line>[^\\r\\n]*)|/\\*(?<block>.*?)\\*/",
                    Pattern.DOTALL);

    private Comments() {}

    /** Their texts in order, those that a piece of code has already left out. */
    static List<String> lost(String text, String code) {
        List<String> comments = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String line = token.group("line");
            String comment = line == null ? token.group("block") : line;
            if (comment != null && !code.contains(comment.strip())) {
                comments.add(comment.strip());
            }
        }
        return comments;
    }
}
