package org.higher.processor.codegen.format;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.higher.processor.codegen.format.expressions.Expressions;
import org.higher.processor.codegen.format.expressions.Types;
import org.higher.processor.codegen.format.layout.Doc.Tag;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.layout.Lines;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.Code.Range;
import org.higher.processor.codegen.format.tokens.FormatException;
import org.higher.processor.codegen.format.tokens.Token;

/** The declarations of a file: classes, their fields and methods. */
final class Declarations {
    private static final Set<String> TYPES = Set.of("class", "interface", "record", "enum");

    private final Code code;
    private final Unformatted unformatted;
    private final Bodies bodies;
    private final Lines out = new Lines();

    Declarations(Code code, Unformatted unformatted) {
        this.code = code;
        this.unformatted = unformatted;
        this.bodies = new Bodies(code, unformatted);
    }

    /** The whole file. */
    String file() {
        int first = 0;
        while (code.is(first, "package") || code.is(first, "import")) {
            first = code.find(first, code.size(), ";") + 1;
        }
        if (first > 0) {
            out.append(code.source().substring(0, code.token(first - 1).end())).append("\n\n");
        }
        members(first, code.size(), 0);
        return out.append("\n").toString();
    }

    // ---- members

    private void members(int from, int to, int indent) {
        int previous = -1;
        int i = from;
        while (i < to) {
            if (previous >= 0 && !belongTogether(previous, i, to)) {
                out.newLine(0);
            }
            if (i > from || indent > 0) {
                out.newLine(indent);
            }
            previous = i;
            i = member(i, to, indent);
        }
        if (!code.commentsBefore(to).isEmpty()) {
            throw new FormatException("a comment before: " + code.near(to));
        }
    }

    /** Whether two members are fields of one kind, without documentation. */
    private boolean belongTogether(int first, int second, int to) {
        return isPlainField(first, to)
                && isPlainField(second, to)
                && has(first, "static") == has(second, "static")
                && has(first, "public") == has(second, "public");
    }

    private boolean isPlainField(int i, int to) {
        int end = code.find(i, to, "=", "(", "{", ";");
        return code.commentsBefore(i).isEmpty() && (code.is(end, "=") || code.is(end, ";"));
    }

    private boolean has(int member, String modifier) {
        int end = modifiersEnd(code, member);
        return code.find(member, end, modifier) < end;
    }

    /** Writes a member; where the next one is. */
    private int member(int from, int to, int indent) {
        for (Token comment : code.commentsBefore(from)) {
            out.append(
                    comment.isJavadoc() ? Javadocs.format(comment.text(), indent) : comment.text());
            out.newLine(indent);
        }
        int i = from;
        while (code.is(i, "@") && !code.is(i + 1, "interface")) {
            int end = code.annotationEnd(i);
            int start = i;
            layOut(i, end, indent, doc -> expressions(doc).annotations().annotation(start, end));
            out.newLine(indent);
            i = end;
        }
        int end = code.find(i, to, ";", "{", "=");
        if (code.is(end, "=")) {
            return field(i, code.find(end, to, ";"), indent);
        }
        if (isType(code, modifiersEnd(code, i))) {
            type(i, end, indent);
        } else if (code.find(i, end, "(") < end) {
            method(i, end, indent);
        } else if (code.is(end, ";")) {
            return field(i, end, indent);
        } else {
            initializer(i, end, indent);
        }
        return code.after(end);
    }

    /** Lays some tokens out, or writes them as they are. */
    private void layOut(int from, int to, int indent, Consumer<DocBuilder> layout) {
        String text = code.source(from, to);
        Supplier<String> laidOut =
                () -> {
                    DocBuilder doc = new DocBuilder(code, from);
                    layout.accept(doc);
                    Lines lines = Lines.from(out.column());
                    doc.build(to).write(lines, indent);
                    return lines.toString();
                };
        out.append(unformatted.attempt(text, laidOut, () -> text));
    }

    private Expressions expressions(DocBuilder doc) {
        return new Expressions(
                code, doc, open -> (lines, indent) -> bodies.write(lines, open, indent));
    }

    private int field(int from, int semicolon, int indent) {
        layOut(
                from,
                semicolon + 1,
                indent,
                doc -> {
                    doc.open(0);
                    expressions(doc).types().variable(from, semicolon);
                    doc.token(semicolon);
                    doc.close();
                });
        return semicolon + 1;
    }

    private void initializer(int from, int open, int indent) {
        layOut(
                from,
                open + 1,
                indent,
                doc -> {
                    for (int i = from; i < open; i++) {
                        doc.token(i);
                        doc.space();
                    }
                    doc.token(open);
                });
        body(open, indent);
    }

    private void body(int open, int indent) {
        int close = code.partner(open);
        if (close > open + 1 || !code.commentsBefore(close).isEmpty()) {
            out.newLine(indent + DocBuilder.BLOCK);
            bodies.write(out, open, indent + DocBuilder.BLOCK);
            out.newLine(indent);
        }
        out.append("}");
    }

    // ---- classes

    private void type(int from, int open, int indent) {
        layOut(from, open + 1, indent, doc -> head(doc, from, open));
        if (code.partner(open) > open + 1) {
            members(open + 1, code.partner(open), indent + DocBuilder.BLOCK);
            out.newLine(indent);
        }
        out.append("}");
    }

    private void head(DocBuilder doc, int from, int open) {
        Types types = expressions(doc).types();
        int keyword = types.modifiers(from);
        doc.token(keyword);
        doc.space();
        doc.token(keyword + 1);
        int next = keyword + 2;
        boolean generic = code.is(next, "<");
        if (generic) {
            doc.token(next);
        }
        doc.open(DocBuilder.CONTINUED);
        if (generic) {
            int after = code.after(next);
            boolean more = !code.is(after, "{") && !code.is(after, "(");
            boolean recordMore = code.is(after, "(") && code.after(after) < open;
            types.parameters(next, more || recordMore ? DocBuilder.CONTINUED : 0);
            next = after;
        }
        if (code.is(next, "(")) {
            doc.token(next);
            formals(doc, types, next);
            doc.token(code.partner(next));
            next = code.after(next);
        }
        supertypes(doc, types, next, open);
        doc.close();
        doc.space();
        doc.token(open, "{");
    }

    private void supertypes(DocBuilder doc, Types types, int from, int open) {
        int i = from;
        while (i < open) {
            int end = code.find(i + 1, open, "extends", "implements", "permits");
            boolean several = code.find(i + 1, end, ",") < end;
            doc.breakFill(" ");
            doc.open(several ? DocBuilder.CONTINUED : 0);
            doc.token(i);
            doc.space();
            types.list(i + 1, end);
            doc.close();
            i = end;
        }
    }

    private void formals(DocBuilder doc, Types types, int open) {
        List<Range> parameters = code.split(open + 1, code.partner(open), ",");
        if (parameters.isEmpty()) {
            return;
        }
        doc.breakFill("");
        doc.open(0);
        for (Range parameter : parameters) {
            if (parameter.from() > open + 1) {
                doc.token(parameter.from() - 1);
                doc.breakAll(" ");
            }
            doc.open(code.is(parameter.from(), "@") ? DocBuilder.CONTINUED : 0);
            types.variable(parameter.from(), parameter.to());
            doc.close();
        }
        doc.close();
    }

    // ---- methods

    private void method(int from, int end, int indent) {
        layOut(from, end + 1, indent, doc -> signature(doc, expressions(doc).types(), from, end));
        if (code.is(end, "{")) {
            body(end, indent);
        }
    }

    private void signature(DocBuilder doc, Types types, int from, int end) {
        int i = types.modifiers(from);
        int open = code.find(i, end, "(");
        Tag typeBroken = new Tag();
        Tag nameBroken = new Tag();
        doc.open(DocBuilder.CONTINUED);
        doc.open(0);
        boolean generic = code.is(i, "<");
        if (generic) {
            doc.token(i);
            types.parameters(i, DocBuilder.CONTINUED);
            i = code.after(i);
        }
        if (i < open - 1) {
            if (generic) {
                doc.breakFill(" ", typeBroken);
            }
            doc.openIf(typeBroken);
            doc.open(0);
            types.type(i, open - 1);
            doc.close();
            doc.breakFill(" ", nameBroken);
        } else {
            doc.open(0);
        }
        doc.token(open - 1);
        doc.token(open);
        doc.close();
        doc.close();
        doc.openIf(nameBroken);
        doc.openIf(typeBroken);
        doc.open(0);
        formals(doc, types, open);
        doc.token(code.partner(open));
        if (code.is(code.after(open), "throws")) {
            doc.breakFill(" ");
            doc.open(DocBuilder.CONTINUED);
            doc.token(code.after(open));
            doc.breakFill(" ");
            types.list(code.after(open) + 1, end);
            doc.close();
        }
        doc.close();
        doc.close();
        doc.close();
        if (code.is(end, "{")) {
            doc.space();
        }
        doc.token(end);
        doc.close();
    }

    // ---- what a declaration begins with

    static int annotationsEnd(Code code, int from) {
        int i = from;
        while (code.is(i, "@") && !code.is(i + 1, "interface")) {
            i = code.annotationEnd(i);
        }
        return i;
    }

    static int modifiersEnd(Code code, int from) {
        int i = annotationsEnd(code, from);
        while (code.isModifier(i)) {
            i = annotationsEnd(code, i + 1);
        }
        return i;
    }

    /** Whether a class is declared, after its modifiers. */
    static boolean isType(Code code, int i) {
        boolean keyword = TYPES.contains(code.text(i)) || code.is(i, "@");
        return keyword && code.isWord(i + 1);
    }
}
