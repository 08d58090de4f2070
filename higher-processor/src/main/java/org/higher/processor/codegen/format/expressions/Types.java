package org.higher.processor.codegen.format.expressions;

import java.util.List;
import org.higher.processor.codegen.format.layout.Doc.Tag;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.Code.Range;

/** Types, type parameters and the declarations of variables. */
public final class Types {
    private final Code code;
    private final DocBuilder out;
    private final Expressions expressions;

    Types(Code code, DocBuilder out, Expressions expressions) {
        this.code = code;
        this.out = out;
        this.expressions = expressions;
    }

    /** A type with annotations and dimensions, a wildcard, or an intersection. */
    public void type(int from, int to) {
        int dimensions = to;
        while (code.is(dimensions - 1, "]") && dimensions - 2 > from) {
            dimensions -= 2;
        }
        if (code.is(to - 1, "...")) {
            dimensions = to - 1;
        }
        int bound = code.find(from, to, "&", "|");
        if (code.is(from, "?")) {
            wildcard(from, to);
        } else if (bound < to) {
            alternatives(from, to, code.text(bound));
        } else if (dimensions < to) {
            out.open(DocBuilder.CONTINUED);
            type(from, dimensions);
            dimensions(dimensions, to);
            out.close();
        } else if (code.is(from, "@")) {
            int end = code.annotationEnd(from);
            expressions.annotations().annotation(from, end);
            out.breakFill(" ");
            type(end, to);
        } else {
            named(from, to);
        }
    }

    private void dimensions(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!code.is(i, "]")) {
                out.breakFill("");
            }
            out.token(i);
        }
    }

    private void alternatives(int from, int to, String separator) {
        out.open(DocBuilder.CONTINUED);
        for (Range type : code.split(from, to, separator)) {
            if (type.from() > from) {
                out.breakFill(" ");
                out.token(type.from() - 1);
                out.space();
            }
            type(type.from(), type.to());
        }
        out.close();
    }

    private void wildcard(int from, int to) {
        out.open(0);
        out.token(from);
        if (to > from + 1) {
            out.open(DocBuilder.CONTINUED);
            out.space();
            out.token(from + 1);
            out.breakAll(" ");
            type(from + 2, to);
            out.close();
        }
        out.close();
    }

    private void named(int from, int to) {
        int open = code.find(from, to, "<");
        if (open == to) {
            expressions.chain(from, to);
        } else if (code.after(open) < to) {
            // a class within one that has type arguments
            for (int i = from; i < to; i = code.after(i)) {
                out.token(i);
                if (code.is(i, "<")) {
                    arguments(i);
                    out.token(code.partner(i));
                }
            }
        } else if (code.partner(open) == open + 1) {
            expressions.chain(from, open);
            out.token(open);
            out.token(open + 1);
        } else {
            out.open(DocBuilder.CONTINUED);
            expressions.chain(from, open);
            out.token(open);
            out.breakAll("");
            arguments(open);
            out.close();
            out.token(to - 1);
        }
    }

    private void arguments(int open) {
        out.open(0);
        for (Range argument : code.split(open + 1, code.partner(open), ",")) {
            if (argument.from() > open + 1) {
                out.token(argument.from() - 1);
                out.breakAll(" ");
            }
            type(argument.from(), argument.to());
        }
        out.close();
    }

    /** Type arguments of a method that is called. */
    void callArguments(int open, int plus) {
        out.token(open);
        out.open(plus);
        for (Range argument : code.split(open + 1, code.partner(open), ",")) {
            if (argument.from() > open + 1) {
                out.token(argument.from() - 1);
                out.breakFill(" ");
            }
            type(argument.from(), argument.to());
        }
        out.close();
        out.token(code.partner(open));
    }

    /** Type parameters after their {@code <}, which belongs to what is before them. */
    public void parameters(int open, int plus) {
        out.open(plus);
        out.breakAll("");
        out.open(0);
        for (Range parameter : code.split(open + 1, code.partner(open), ",")) {
            if (parameter.from() > open + 1) {
                out.token(parameter.from() - 1);
                out.breakAll(" ");
            }
            parameter(parameter);
        }
        out.token(code.partner(open));
        out.close();
        out.close();
    }

    private void parameter(Range parameter) {
        int name = code.find(parameter.from(), parameter.to(), "extends") - 1;
        out.open(0);
        for (int i = parameter.from(); i < name; ) {
            int end = code.annotationEnd(i);
            expressions.annotations().annotation(i, end);
            out.breakFill(" ");
            i = end;
        }
        out.token(name);
        if (name + 1 < parameter.to()) {
            out.space();
            out.token(name + 1);
            out.open(DocBuilder.CONTINUED);
            out.breakAll(" ");
            type(name + 2, parameter.to());
            out.close();
        }
        out.close();
    }

    /** Types between commas, on as many lines as it takes. */
    public void list(int from, int to) {
        for (Range type : code.split(from, to, ",")) {
            if (type.from() > from) {
                out.token(type.from() - 1);
                out.breakAll(" ");
            }
            type(type.from(), type.to());
        }
    }

    /** Whether a variable is declared here. */
    public boolean isDeclaration(int from, int to) {
        if (code.is(from, "new")) {
            return false;
        }
        int i = from;
        while (code.isModifier(i) || code.is(i, "@")) {
            i = code.is(i, "@") ? code.annotationEnd(i) : i + 1;
        }
        int name = code.typeEnd(i);
        if (name > 0 && code.is(name, "...")) {
            name++;
        }
        return name > 0
                && name < to
                && code.isWord(name)
                && !code.is(name, "instanceof")
                && (name + 1 == to
                        || List.of("=", ":", ",", "[", ";").contains(code.text(name + 1)));
    }

    /** A variable with its modifiers, and what it is set to after {@code =} or {@code :}. */
    public void variable(int from, int to) {
        int type = modifiers(from);
        int name = code.typeEnd(type);
        while (code.is(name, "|")) {
            name = code.typeEnd(name + 1);
        }
        if (code.is(name, "...")) {
            name++;
        }
        int value = code.find(name, to, "=", ":");
        Tag typeBroken = new Tag();
        out.open(DocBuilder.CONTINUED);
        out.open(0);
        out.open(0);
        type(type, name);
        out.close();
        out.breakFill(" ", typeBroken);
        out.openIf(typeBroken);
        out.token(name);
        for (int i = name + 1; i < value; i++) {
            out.token(i);
            if (code.is(i, ",")) {
                out.space();
            }
        }
        out.close();
        out.close();
        if (value < to) {
            initializer(value, to, typeBroken);
        }
        out.close();
    }

    private void initializer(int equals, int to, Tag typeBroken) {
        out.space();
        out.token(equals);
        if (code.is(equals + 1, "{")) {
            out.open(-DocBuilder.CONTINUED);
            out.space();
            expressions.expression(equals + 1, to);
            out.close();
        } else {
            out.openIf(typeBroken);
            out.breakFill(" ");
            expressions.expression(equals + 1, to);
            out.close();
        }
    }

    /** Modifiers, and annotations on the same line; where the next token is. */
    public int modifiers(int from) {
        int i = from;
        while (code.isModifier(i) || code.is(i, "@") && !code.is(i + 1, "interface")) {
            if (code.is(i, "@")) {
                int end = code.annotationEnd(i);
                expressions.annotations().annotation(i, end);
                i = end;
            } else {
                out.token(i);
                i++;
            }
            out.open(0);
            out.breakFill(" ");
            out.close();
        }
        return i;
    }
}
