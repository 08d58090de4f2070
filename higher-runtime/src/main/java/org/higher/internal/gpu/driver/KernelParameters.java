package org.higher.internal.gpu.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a kernel as its text declares them, and so what a launch may write.
 *
 * <p>Memory that is only read is {@code GLOBAL const TYPE *name}, which the compiler enforces; all
 * other memory is {@code GLOBAL TYPE *name}. A head of another form is refused.
 */
public final class KernelParameters {
    /** What becomes of an argument. */
    public enum Kind {
        VALUE,
        READ,
        WRITTEN
    }

    /** A type is a word, or one that depends on the type of elements, as {@code F(ACC)}. */
    private static final String TYPE = "\\w+(?:\\(\\w+\\))?";

    private static final Pattern POINTER =
            Pattern.compile("GLOBAL\\s+(const\\s+)?" + TYPE + "\\s*\\*\\s*\\w+");
    private static final Pattern NUMBER = Pattern.compile("(?!GLOBAL\\b|const\\b)\\w+\\s+\\w+");

    private final List<Kind> kinds;

    private KernelParameters(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /**
     * Reads the head of a kernel.
     *
     * @param source the text, which has {@code KERNEL name(...)} once
     * @throws IllegalArgumentException if the head is not there, or has another form
     */
    public static KernelParameters of(String source, String name) {
        Matcher head =
                Pattern.compile("\\bKERNEL\\s+" + Pattern.quote(name) + "\\s*\\(").matcher(source);
        if (!head.find()) {
            throw new IllegalArgumentException(
                    ("kernel %s: no KERNEL %s( in its text, which says what it writes; do not make"
                                    + " the head by a macro")
                            .formatted(name, name));
        }
        int start = head.end();
        if (head.find()) {
            throw new IllegalArgumentException(
                    "kernel %s: its text has two heads of it; use two names".formatted(name));
        }
        List<Kind> kinds = new ArrayList<>();
        for (String parameter : parameters(source, start)) {
            kinds.add(kind(name, parameter.strip()));
        }
        return new KernelParameters(kinds);
    }

    private static List<String> parameters(String source, int start) {
        List<String> parameters = new ArrayList<>();
        int depth = 1;
        int from = start;
        for (int i = start; i < source.length() && depth > 0; i++) {
            char c = source.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 || depth == 1 && c == ',') {
                parameters.add(source.substring(from, i));
                from = i + 1;
            }
        }
        return parameters;
    }

    private static Kind kind(String name, String parameter) {
        Matcher pointer = POINTER.matcher(parameter);
        if (pointer.matches()) {
            return pointer.group(1) == null ? Kind.WRITTEN : Kind.READ;
        } else if (NUMBER.matcher(parameter).matches()) {
            return Kind.VALUE;
        }
        throw new IllegalArgumentException(
                ("kernel %s: the parameter '%s' is not of the form GLOBAL const TYPE *name (memory"
                                + " that is read), GLOBAL TYPE *name (any other memory) or TYPE"
                                + " name")
                        .formatted(name, parameter));
    }

    /** How many there are. */
    public int count() {
        return kinds.size();
    }

    /** What becomes of an argument. */
    public Kind kind(int index) {
        return kinds.get(index);
    }
}
