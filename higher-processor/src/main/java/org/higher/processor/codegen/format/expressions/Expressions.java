package org.higher.processor.codegen.format.expressions;

import java.util.ArrayList;
import java.util.List;
import org.higher.processor.codegen.format.expressions.Operators.Operator;
import org.higher.processor.codegen.format.layout.Doc;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.layout.Lines;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.Code.Range;

/** Expressions, from what binds loosest to what binds tightest. */
public final class Expressions {
    /** Items up to this length may share lines. */
    private static final int SHORT = 10;

    private final Code code;
    private final DocBuilder out;
    private final Types types;
    private final Chains chains;
    private final Annotations annotations;
    private final Blocks blocks;

    /** Writes what is in the braces of lambdas, switches and anonymous classes. */
    public interface Blocks {
        Lines.Writer of(int open);
    }

    public Expressions(Code code, DocBuilder out, Blocks blocks) {
        this.code = code;
        this.out = out;
        this.blocks = blocks;
        this.types = new Types(code, out, this);
        this.chains = new Chains(code, out, this, types);
        this.annotations = new Annotations(code, out, this);
    }

    public Types types() {
        return types;
    }

    public Annotations annotations() {
        return annotations;
    }

    void chain(int from, int to) {
        chains.chain(from, to);
    }

    public void expression(int from, int to) {
        int arrow = code.arrow(from, to);
        if (arrow > 0) {
            lambda(from, arrow, to);
            return;
        }
        if (code.is(from, "{")) {
            annotations.arrayInitializer(from, true);
            return;
        }
        if (code.is(from, "@")) {
            annotations.annotation(from, to);
            return;
        }
        List<Operator> operators = Operators.in(code, from, to);
        if (operators.isEmpty()) {
            unary(from, to);
            return;
        }
        Operator first = operators.get(0);
        boolean assigned = first.assigns();
        if (assigned) {
            assignment(from, first, to);
        } else if (operators.stream().anyMatch(o -> o.text().equals("?"))) {
            conditional(from, to, operators);
        } else {
            binary(from, to, operators);
        }
    }

    public void expressionIfAny(int from, int to) {
        if (from < to) {
            expression(from, to);
        }
    }

    // ---- operators

    private void assignment(int from, Operator operator, int to) {
        out.open(DocBuilder.CONTINUED);
        expression(from, operator.from());
        out.space();
        tokens(operator);
        out.breakAll(" ");
        expression(operator.to(), to);
        out.close();
    }

    private void tokens(Operator operator) {
        for (int i = operator.from(); i < operator.to(); i++) {
            out.token(i);
        }
    }

    private void conditional(int from, int to, List<Operator> operators) {
        int question = -1;
        int colon = -1;
        int depth = 0;
        for (Operator operator : operators) {
            if (operator.text().equals("?")) {
                question = question < 0 ? operator.from() : question;
                depth++;
            } else if (operator.text().equals(":") && --depth == 0 && colon < 0) {
                colon = operator.from();
            }
        }
        out.open(DocBuilder.CONTINUED);
        expression(from, question);
        out.breakAll(" ");
        out.token(question);
        out.space();
        expression(question + 1, colon);
        out.breakAll(" ");
        out.token(colon, ":");
        out.space();
        expression(colon + 1, to);
        out.close();
    }

    /** Operators of the least precedence are broken together. */
    private void binary(int from, int to, List<Operator> operators) {
        int least = operators.stream().mapToInt(Operator::precedence).min().orElseThrow();
        List<Operator> together = operators.stream().filter(o -> o.precedence() == least).toList();
        if (together.get(together.size() - 1).text().equals("instanceof")) {
            typeTest(from, together.get(together.size() - 1).from(), to);
            return;
        }
        List<Range> operands = new ArrayList<>();
        int start = from;
        for (Operator operator : together) {
            operands.add(new Range(start, operator.from()));
            start = operator.to();
        }
        operands.add(new Range(start, to));
        boolean fill = areShort(operands);
        out.open(DocBuilder.CONTINUED);
        for (int i = 0; i < operands.size(); i++) {
            if (i > 0) {
                breakItem(fill, " ");
                tokens(together.get(i - 1));
                out.space();
            }
            expression(operands.get(i).from(), operands.get(i).to());
        }
        out.close();
    }

    private void typeTest(int from, int operator, int to) {
        out.open(DocBuilder.CONTINUED);
        expression(from, operator);
        out.breakAll(" ");
        out.open(0);
        out.token(operator);
        out.breakAll(" ");
        pattern(operator + 1, to);
        out.close();
        out.close();
    }

    /** A type, a type with a variable, or a record pattern. */
    public void pattern(int from, int to) {
        int type = code.is(from, "final") ? from + 1 : from;
        int end = code.typeEnd(type);
        if (end == to) {
            types.type(from, to);
        } else if (code.is(end, "(")) {
            types.type(from, end);
            out.token(end);
            for (Range part : code.split(end + 1, code.partner(end), ",")) {
                if (part.from() > end + 1) {
                    out.token(part.from() - 1);
                    out.breakAll(" ");
                }
                pattern(part.from(), part.to());
            }
            out.token(code.partner(end));
        } else {
            types.variable(from, to);
        }
    }

    void breakItem(boolean fill, String flat) {
        if (fill) {
            out.breakFill(flat);
        } else {
            out.breakAll(flat);
        }
    }

    /** Whether items may be filled into lines. */
    boolean areShort(List<Range> items) {
        return items.stream().allMatch(item -> code.length(item) < SHORT);
    }

    // ---- what has no operator between two operands

    private void unary(int from, int to) {
        if (Operators.isPrefix(code, from)) {
            out.token(from);
            if (code.text(from + 1).startsWith(code.text(from))) {
                out.space();
            }
            expression(from + 1, to);
        } else if (code.isCast(from)) {
            out.open(DocBuilder.CONTINUED);
            out.token(from);
            types.type(from + 1, code.partner(from));
            out.token(code.partner(from));
            out.breakAll(" ");
            expression(code.after(from), to);
            out.close();
        } else if (code.is(to - 1, "++") || code.is(to - 1, "--")) {
            expression(from, to - 1);
            out.token(to - 1);
        } else {
            chains.primary(from, to);
        }
    }

    private void lambda(int from, int arrow, int to) {
        boolean parentheses = code.is(from, "(");
        out.open(parentheses ? DocBuilder.CONTINUED : 0);
        if (parentheses) {
            out.token(from);
            for (Range parameter : code.split(from + 1, arrow - 1, ",")) {
                if (parameter.from() > from + 1) {
                    out.token(parameter.from() - 1);
                    out.breakAll(" ");
                }
                if (parameter.to() == parameter.from() + 1) {
                    out.token(parameter.from());
                } else {
                    types.variable(parameter.from(), parameter.to());
                }
            }
            out.token(arrow - 1);
        } else {
            out.token(from);
        }
        out.close();
        out.space();
        out.token(arrow);
        boolean block = code.is(arrow + 1, "{");
        out.open(block ? 0 : DocBuilder.CONTINUED);
        if (block) {
            out.space();
            block(arrow + 1);
        } else {
            out.breakAll(" ");
            expression(arrow + 1, to);
        }
        out.close();
    }

    /** Statements or members in braces. */
    public void block(int open) {
        int close = code.partner(open);
        if (close == open + 1 && code.commentsBefore(close).isEmpty()) {
            out.token(open);
            out.token(close);
            return;
        }
        out.open(0);
        out.open(DocBuilder.BLOCK);
        out.token(open);
        out.block(open + 1, close, blocks.of(open));
        out.close();
        out.breakLine();
        out.close();
        out.token(close);
    }

    /** {@code (a, b)}. */
    void arguments(int open, Doc.Indent plus) {
        int close = code.partner(open);
        List<Range> arguments = code.split(open + 1, close, ",");
        out.open(plus);
        out.token(open);
        if (!arguments.isEmpty()) {
            out.breakAll("");
            if (isFormat(arguments)) {
                out.open(0);
                expression(arguments.get(0).from(), arguments.get(0).to());
                out.token(arguments.get(0).to());
                out.breakAll(" ");
                items(arguments.subList(1, arguments.size()));
                out.close();
            } else {
                items(arguments);
            }
        }
        out.token(close);
        out.close();
    }

    /** Whether the first argument is a text with places for the others. */
    private boolean isFormat(List<Range> arguments) {
        Range first = arguments.get(0);
        boolean places = false;
        for (int i = first.from(); i < first.to(); i++) {
            if (!code.isString(i) && !code.is(i, "+")) {
                return false;
            }
            places |= code.text(i).contains("%") || code.text(i).matches("(?s).*\\{[0-9]}.*");
        }
        return places && arguments.size() > 1;
    }

    private void items(List<Range> items) {
        boolean fill = areShort(items);
        out.open(0);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.token(items.get(i).from() - 1);
                breakItem(fill, " ");
            }
            expression(items.get(i).from(), items.get(i).to());
        }
        out.close();
    }
}
