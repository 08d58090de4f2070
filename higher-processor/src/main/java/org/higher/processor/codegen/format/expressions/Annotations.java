package org.higher.processor.codegen.format.expressions;

import java.util.List;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.Code.Range;

/** Annotations and the initializers of arrays, which are laid out otherwise in annotations. */
public final class Annotations {
    private final Code code;
    private final DocBuilder out;
    private final Expressions expressions;

    Annotations(Code code, DocBuilder out, Expressions expressions) {
        this.code = code;
        this.out = out;
        this.expressions = expressions;
    }

    /** {@code {a, b}}; in annotations, each on a line of its own if they do not fit on one. */
    void arrayInitializer(int open, boolean fillable) {
        int close = code.partner(open);
        List<Range> items = code.split(open + 1, close, ",");
        if (items.isEmpty()) {
            for (int i = open; i <= close; i++) {
                out.token(i);
            }
            return;
        }
        boolean fill = expressions.areShort(items);
        boolean trailing = code.is(close - 1, ",");
        out.open(DocBuilder.BLOCK);
        out.token(open);
        if (trailing) {
            out.breakLine();
        } else {
            out.breakAll("");
        }
        boolean level = fill || fillable;
        if (level) {
            out.open(0);
        }
        for (Range item : items) {
            if (item.from() > open + 1) {
                out.token(item.from() - 1);
                expressions.breakItem(fill, " ");
            }
            expressions.expression(item.from(), item.to());
        }
        if (trailing) {
            out.token(close - 1);
        }
        if (level) {
            out.close();
        }
        out.breakBack();
        out.close();
        out.token(close);
    }

    public void annotation(int from, int to) {
        int open = code.find(from, to, "(");
        boolean single = open < to && code.split(open + 1, to - 1, ",").size() == 1;
        boolean named = code.is(open + 2, "=");
        boolean array = code.is(open + 1, "{");
        out.open(single && !named && !array ? DocBuilder.CONTINUED : 0);
        out.token(from);
        for (int i = from + 1; i < open; i++) {
            out.token(i);
        }
        if (open < to && single && !named) {
            out.token(open);
            if (array) {
                arrayInitializer(open + 1, false);
            } else {
                out.breakAll("");
                expressions.expression(open + 1, to - 1);
            }
            out.close();
            out.token(to - 1);
            return;
        }
        if (open < to) {
            members(open);
        }
        out.close();
    }

    private void members(int open) {
        int close = code.partner(open);
        List<Range> members = code.split(open + 1, close, ",");
        boolean arrays = members.stream().anyMatch(m -> code.is(m.from() + 2, "{"));
        out.open(DocBuilder.CONTINUED);
        out.token(open);
        if (!members.isEmpty()) {
            out.breakAll("");
        }
        for (Range member : members) {
            if (member.from() > open + 1) {
                out.token(member.from() - 1);
                if (arrays) {
                    out.breakLine();
                } else {
                    out.breakAll(" ");
                }
            }
            boolean array = code.is(member.from() + 2, "{");
            out.open(array ? 0 : DocBuilder.CONTINUED);
            out.token(member.from());
            out.space();
            out.token(member.from() + 1, "=");
            if (array) {
                out.space();
                arrayInitializer(member.from() + 2, false);
            } else {
                out.breakAll(" ");
                expressions.expression(member.from() + 2, member.to());
            }
            out.close();
        }
        out.token(close);
        out.close();
    }
}
