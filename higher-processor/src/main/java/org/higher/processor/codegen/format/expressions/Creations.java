package org.higher.processor.codegen.format.expressions;

import org.higher.processor.codegen.format.layout.Doc.Indent;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.tokens.Code;

/** Objects and arrays that are created. */
final class Creations {
    private final Code code;
    private final DocBuilder out;
    private final Expressions expressions;
    private final Types types;

    Creations(Code code, DocBuilder out, Expressions expressions, Types types) {
        this.code = code;
        this.out = out;
        this.expressions = expressions;
        this.types = types;
    }

    /** Where a creation ends that begins here. */
    int end(int from, int to) {
        int i = code.is(from + 1, "<") ? code.after(from + 1) : from + 1;
        while (i < to && !code.is(i, "(") && !code.is(i, "[")) {
            i = code.is(i, "@") ? code.annotationEnd(i) : code.after(i);
        }
        if (code.is(i, "(")) {
            i = code.after(i);
            return code.is(i, "{") ? code.after(i) : i;
        }
        boolean sized = !code.is(i + 1, "]");
        while (i < to && code.is(i, "[")) {
            i = code.after(i);
        }
        return !sized && code.is(i, "{") ? code.after(i) : i;
    }

    /** {@code new Type(x)} or {@code new double[n]}. */
    void creation(int from, int to) {
        int type = code.is(from + 1, "<") ? code.after(from + 1) : from + 1;
        int end = code.find(type, to, "(", "[");
        boolean array = code.is(end, "[");
        out.open(array ? DocBuilder.CONTINUED : 0);
        out.token(from);
        out.space();
        if (type > from + 1) {
            types.callArguments(from + 1, DocBuilder.CONTINUED);
        }
        types.type(type, end);
        if (!array) {
            expressions.arguments(end, Indent.of(DocBuilder.CONTINUED));
            out.close();
            if (code.after(end) < to) {
                out.space();
                expressions.block(code.after(end));
            }
            return;
        }
        out.open(0);
        int i = end;
        for (; i < to && code.is(i, "["); i = code.after(i)) {
            out.breakFill("");
            out.token(i);
            expressions.expressionIfAny(i + 1, code.partner(i));
            out.token(code.partner(i));
        }
        out.close();
        out.close();
        if (i < to) {
            out.space();
            expressions.annotations().arrayInitializer(i, true);
        }
    }
}
