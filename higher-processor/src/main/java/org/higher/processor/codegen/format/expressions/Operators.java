package org.higher.processor.codegen.format.expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.FormatException;

/** Finds the operators of an expression. */
final class Operators {
    private static final Set<String> ASSIGNMENTS =
            Set.of("=", "+=", "-=", "*=", "/=", "&=", "|=", "^=", "%=", "<<=", ">>=", ">>>=");

    private static final Map<String, Integer> PRECEDENCE =
            Map.ofEntries(
                    Map.entry("||", 1),
                    Map.entry("&&", 2),
                    Map.entry("|", 3),
                    Map.entry("^", 4),
                    Map.entry("&", 5),
                    Map.entry("==", 6),
                    Map.entry("!=", 6),
                    Map.entry("<", 7),
                    Map.entry(">", 7),
                    Map.entry("<=", 7),
                    Map.entry(">=", 7),
                    Map.entry("instanceof", 7),
                    Map.entry("<<", 8),
                    Map.entry(">>", 8),
                    Map.entry(">>>", 8),
                    Map.entry("+", 9),
                    Map.entry("-", 9),
                    Map.entry("*", 10),
                    Map.entry("/", 10),
                    Map.entry("%", 10));

    private static final Set<String> PREFIXES = Set.of("+", "-", "!", "~", "++", "--");

    private final Code code;

    private Operators(Code code) {
        this.code = code;
    }

    /** An operator outside of brackets, of one or more tokens. */
    record Operator(String text, int from, int to) {
        boolean assigns() {
            return ASSIGNMENTS.contains(text);
        }

        int precedence() {
            return PRECEDENCE.getOrDefault(text, 0);
        }
    }

    static boolean isPrefix(Code code, int i) {
        return PREFIXES.contains(code.text(i));
    }

    /** The operators outside of brackets, up to the arrow of a lambda. */
    static List<Operator> in(Code code, int from, int to) {
        return new Operators(code).in(from, to);
    }

    private List<Operator> in(int from, int to) {
        List<Operator> found = new ArrayList<>();
        int i = operandEnd(from, to);
        while (i < to) {
            Operator operator = operator(i);
            found.add(operator);
            i = operator.to();
            if (operator.text().equals("instanceof")) {
                i = patternEnd(i);
            } else {
                i = operandEnd(i, to);
            }
        }
        return found;
    }

    private Operator operator(int i) {
        String text = code.text(i);
        int to = i + 1;
        if (text.equals(">")) {
            while (code.touches(to - 1) && (code.is(to, ">") || code.is(to, ">="))) {
                text += code.text(to);
                to++;
            }
        }
        boolean known =
                PRECEDENCE.containsKey(text)
                        || ASSIGNMENTS.contains(text)
                        || text.equals("?")
                        || text.equals(":");
        if (!known) {
            throw new FormatException("no operator: " + code.near(i));
        }
        return new Operator(text, i, to);
    }

    private int operandEnd(int from, int to) {
        int i = from;
        while (i < to && (PREFIXES.contains(code.text(i)) || code.isCast(i))) {
            i = code.after(i);
        }
        if (i >= to) {
            return to;
        }
        if (code.arrow(i, to) > 0) {
            return lambdaEnd(code.arrow(i, to) + 1, to);
        }
        if (code.is(i, "switch")) {
            return code.after(code.after(i + 1));
        }
        boolean creation = code.is(i, "new");
        i = code.after(i);
        while (i < to && goesOn(i, creation)) {
            creation = code.is(i, "new");
            i = code.after(i);
        }
        return i;
    }

    private boolean goesOn(int i, boolean creation) {
        return code.opens(i)
                || code.is(i, ".")
                || code.is(i, "::")
                || code.is(i, "++")
                || code.is(i, "--")
                || (creation || code.is(i - 1, ".") || code.is(i - 1, "::"))
                || (code.is(i - 1, ">") && code.isWord(i) && !code.is(i, "instanceof"))
                || code.is(i, "@")
                || code.is(i - 1, "@");
    }

    /** The body of a lambda ends where a colon does that belongs to a condition around it. */
    private int lambdaEnd(int from, int to) {
        int conditions = 0;
        int i = from;
        while (i < to) {
            conditions += code.is(i, "?") ? 1 : code.is(i, ":") ? -1 : 0;
            if (conditions < 0) {
                return i;
            }
            i = code.after(i);
        }
        return to;
    }

    private int patternEnd(int from) {
        int i = code.is(from, "final") ? from + 1 : from;
        i = code.typeEnd(i);
        if (code.is(i, "(")) {
            i = code.after(i);
        }
        return code.isWord(i) && !code.is(i, "instanceof") ? i + 1 : i;
    }
}
