package org.higher.processor.codegen;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Elements;

/** What the user says about a hyperparameter, for the documentation of its key. */
public final class KeyDocs {
    private static final String NEXT_TAG = "\\n\\s*@\\w";
    private static final Pattern LINK =
            Pattern.compile("\\{@link(?:plain)?\\s+([^\\s{}]+)\\s*([^{}]*)}");
    private static final Pattern TAG = Pattern.compile("</?\\w[^<>]*>");

    /** Inline tags of which nothing more needs to be known. */
    private static final Pattern CODE = Pattern.compile("\\{@(?:code|literal)\\s[^{}]*}");

    private static final Pattern SENTENCE_END = Pattern.compile("[.](?=\\s+\\p{Lu}|\\s*$)");
    private static final Pattern ARTICLE = Pattern.compile("(?:The|An?|How|What|Whether) .*");

    private KeyDocs() {}

    /** The Javadoc of a hyperparameter's key. */
    public static String of(VariableElement field, Elements elements) {
        String key = "The key of {@code " + field.getSimpleName() + "}";
        return key + text(field, elements).map(t -> ": " + t + ".").orElse(".");
    }

    /** The Javadoc of a field, or the {@code @param} of a record's component. */
    private static Optional<String> text(VariableElement field, Elements elements) {
        String own = elements.getDocComment(field);
        boolean component = field.getEnclosingElement().getKind() == ElementKind.RECORD;
        String around = component ? elements.getDocComment(field.getEnclosingElement()) : null;
        if (around != null) {
            Optional<String> tag = parameter(around, field.getSimpleName().toString());
            return tag.flatMap(KeyDocs::sentence);
        }
        return own == null ? Optional.empty() : sentence(own.split("(?m)^\\s*@\\w", 2)[0]);
    }

    private static Optional<String> parameter(String comment, String name) {
        Matcher tag =
                Pattern.compile(
                                "(?s)(?:^|\\n)\\s*@param\\s+"
                                        + Pattern.quote(name)
                                        + "\\s+(.*?)(?="
                                        + NEXT_TAG
                                        + "|$)")
                        .matcher(comment.stripTrailing());
        return tag.find() ? Optional.of(tag.group(1)) : Optional.empty();
    }

    /**
     * The first sentence, in which nothing depends on the file that it stood in.
     *
     * @return nothing if there are tags of which the meaning is not known here
     */
    static Optional<String> sentence(String text) {
        String plain = text.strip().replaceAll("\\s+", " ");
        plain = LINK.matcher(plain).replaceAll(KeyDocs::unlinked);
        StringBuilder out = new StringBuilder();
        Matcher code = CODE.matcher(plain);
        int at = 0;
        while (code.find()) {
            out.append(escaped(plain.substring(at, code.start()))).append(code.group());
            at = code.end();
        }
        out.append(escaped(plain.substring(at)));
        String first = out.toString();
        Matcher end = SENTENCE_END.matcher(first);
        first = (end.find() ? first.substring(0, end.start()) : first).strip();
        boolean known = !CODE.matcher(first).replaceAll("").matches(".*[{}@].*");
        if (first.isEmpty() || !known) {
            return Optional.empty();
        }
        return Optional.of(
                ARTICLE.matcher(first).matches()
                        ? Character.toLowerCase(first.charAt(0)) + first.substring(1)
                        : first);
    }

    /** What a link shows: it may lead to what only the user's file imports. */
    private static String unlinked(MatchResult link) {
        String shown = link.group(2).strip();
        String name = link.group(1).replaceFirst("^#", "").replace('#', '.');
        return Matcher.quoteReplacement(shown.isEmpty() ? "{@code " + name + "}" : shown);
    }

    private static String escaped(String text) {
        return TAG.matcher(text)
                .replaceAll("")
                .replaceAll("&(?!#?\\w+;)", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
