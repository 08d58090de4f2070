package org.higher.processor.codegen.format.tokens;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What comments say, however their lines are broken. */
final class CommentWords {
    /** Blanks, the marks of comments, and tags of Javadoc, some of which are not needed. */
    private static final Pattern LAYOUT = Pattern.compile("[\\s/*]+|</?\\w+\\s*/?>");

    private CommentWords() {}

    static String of(List<Token> comments) {
        return comments.stream()
                .map(c -> LAYOUT.matcher(c.text()).replaceAll(""))
                .collect(Collectors.joining());
    }
}
