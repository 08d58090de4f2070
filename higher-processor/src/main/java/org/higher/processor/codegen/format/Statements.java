package org.higher.processor.codegen.format;

import java.util.Set;
import org.higher.processor.codegen.format.expressions.Expressions;
import org.higher.processor.codegen.format.expressions.Types;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.Code.Range;
import org.higher.processor.codegen.format.tokens.FormatException;

/** The parts of a statement that stand on one line if they fit. */
final class Statements {
    private static final Set<String> WITH_CONDITION =
            Set.of("if", "while", "switch", "synchronized", "catch");

    private static final Set<String> WITH_EXPRESSION =
            Set.of("return", "throw", "yield", "assert", "break", "continue");

    private final Code code;
    private final DocBuilder out;
    private final Expressions expressions;
    private final Types types;

    Statements(Code code, DocBuilder out, Expressions expressions) {
        this.code = code;
        this.out = out;
        this.expressions = expressions;
        this.types = expressions.types();
    }

    /** A statement, or as much of one as comes before the statements in it. */
    void statement(int from, int to) {
        String first = code.text(from);
        if (WITH_CONDITION.contains(first) && code.is(from + 1, "(")) {
            headed(from, to);
        } else if (first.equals("for") || first.equals("try")) {
            headed(from, to);
        } else if (first.equals("case") || first.equals("default")) {
            label(from, to);
        } else if (WITH_EXPRESSION.contains(first) && !code.is(from + 1, "=")) {
            withExpression(from, to);
        } else if (code.is(to - 1, ";")) {
            simple(from, to - 1);
            out.token(to - 1);
        } else {
            throw new FormatException("no statement: " + code.near(from));
        }
    }

    private void withExpression(int from, int to) {
        out.token(from);
        int colon = code.is(from, "assert") ? messageColon(from + 1, to - 1) : to - 1;
        if (from + 1 < to - 1) {
            out.space();
            out.open(colon < to - 1 ? DocBuilder.CONTINUED : 0);
            expressions.expression(from + 1, colon);
            if (colon < to - 1) {
                out.breakAll(" ");
                out.token(colon);
                out.space();
                expressions.expression(colon + 1, to - 1);
            }
            out.close();
        }
        out.token(to - 1, ";");
    }

    /** The colon before the message of an assertion, which is none of a condition; or its end. */
    private int messageColon(int from, int to) {
        int conditions = 0;
        int i = code.find(from, to, "?", ":");
        while (i < to && (code.is(i, "?") || conditions > 0)) {
            conditions += code.is(i, "?") ? 1 : -1;
            i = code.find(i + 1, to, "?", ":");
        }
        return i;
    }

    /** A declaration or an expression. */
    private void simple(int from, int to) {
        if (types.isDeclaration(from, to)) {
            out.open(0);
            variables(from, to);
            out.close();
        } else {
            expressions.expressionIfAny(from, to);
        }
    }

    /** Of several variables, those after the first are left on the line of the first. */
    private void variables(int from, int to) {
        int comma = code.find(from, to, ",");
        types.variable(from, comma);
        for (Range more : code.split(comma + 1, to, ",")) {
            out.token(more.from() - 1);
            out.breakFill(" ");
            expressions.expression(more.from(), more.to());
        }
    }

    /** {@code if (x) {}, if (x) y;} and the like. */
    private void headed(int from, int to) {
        int open = from + 1;
        int close = code.partner(open);
        out.token(from);
        out.space();
        out.token(open, "(");
        if (code.is(from, "for")) {
            loop(open + 1, close);
        } else if (code.is(from, "try")) {
            resources(open + 1, close);
        } else if (code.is(from, "catch")) {
            types.variable(open + 1, close);
        } else {
            expressions.expression(open + 1, close);
        }
        out.token(close);
        if (code.is(close + 1, "{") && close + 2 < to) {
            out.space();
            expressions.block(close + 1);
        } else if (code.is(close + 1, "{")) {
            out.space();
            out.token(close + 1);
        } else if (code.is(close + 1, ";")) {
            out.token(close + 1);
        } else if (close + 1 < to) {
            out.open(DocBuilder.BLOCK);
            out.breakAll(" ");
            statement(close + 1, to);
            out.close();
        }
    }

    private void loop(int from, int to) {
        int first = code.find(from, to, ";");
        if (first == to) {
            out.open(0);
            types.variable(from, to);
            out.close();
            return;
        }
        int second = code.find(first + 1, to, ";");
        out.open(DocBuilder.CONTINUED);
        list(from, first);
        out.token(first);
        out.breakAll(" ");
        expressions.expressionIfAny(first + 1, second);
        out.token(second);
        if (second + 1 < to) {
            out.breakAll(" ");
            list(second + 1, to);
        } else {
            out.space();
        }
        out.close();
    }

    private void list(int from, int to) {
        if (from < to && types.isDeclaration(from, to)) {
            variables(from, to);
            return;
        }
        for (Range part : code.split(from, to, ",")) {
            if (part.from() > from) {
                out.token(part.from() - 1);
                out.breakAll(" ");
            }
            expressions.expression(part.from(), part.to());
        }
    }

    private void resources(int from, int to) {
        out.open(DocBuilder.CONTINUED);
        for (Range resource : code.split(from, to, ";")) {
            if (resource.from() > from) {
                out.token(resource.from() - 1);
                out.breakLine();
            }
            simple(resource.from(), resource.to());
        }
        if (code.is(to - 1, ";")) {
            out.token(to - 1);
        }
        out.close();
    }

    /** {@code case A, B -> x;}. */
    private void label(int from, int to) {
        int end = code.find(from, to, "->", ":");
        int guard = code.find(from, end, "when");
        out.open(DocBuilder.CONTINUED);
        out.token(from);
        if (from + 1 < end) {
            out.space();
            out.open(0);
            for (Range label : code.split(from + 1, guard, ",")) {
                if (label.from() > from + 1) {
                    out.token(label.from() - 1);
                    out.breakAll(" ");
                }
                caseLabel(label);
            }
            out.close();
            if (guard < end) {
                out.breakFill(" ");
                out.token(guard);
                out.space();
                expressions.expression(guard + 1, end);
            }
        }
        if (code.is(end, "->")) {
            out.space();
        }
        out.token(end);
        if (code.is(end + 1, "{") && end + 2 == to) {
            out.space();
            out.token(end + 1);
        } else if (end + 1 < to) {
            out.breakAll(" ");
            consequence(end + 1, to);
        }
        out.close();
    }

    /** What comes after the arrow of a label, where a switch is an expression. */
    private void consequence(int from, int to) {
        if (code.is(from, "switch") && code.is(to - 1, ";")) {
            expressions.expression(from, to - 1);
            out.token(to - 1);
        } else {
            statement(from, to);
        }
    }

    private void caseLabel(Range label) {
        int end = code.typeEnd(label.from());
        boolean pattern = end > 0 && end < label.to() && (code.isWord(end) || code.is(end, "("));
        if (pattern) {
            expressions.pattern(label.from(), label.to());
        } else {
            expressions.expression(label.from(), label.to());
        }
    }
}
