package org.higher.processor.codegen.format.expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.higher.processor.codegen.format.layout.Doc.Indent;
import org.higher.processor.codegen.format.layout.Doc.Mode;
import org.higher.processor.codegen.format.layout.Doc.Tag;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.Code.Range;
import org.higher.processor.codegen.format.tokens.FormatException;

/** Primary expressions, and what follows them after dots. */
final class Chains {
    /** A chain is not broken at a dot before this column of itself. */
    private static final int SHORT_START = 8;

    /** The name of a method up to this length does not keep its one argument on a line. */
    private static final int SHORT_NAME = 4;

    private static final Set<String> STREAMS = Set.of("stream", "parallelStream", "toBuilder");

    private final Code code;
    private final DocBuilder out;
    private final Expressions expressions;
    private final Types types;
    private final Creations creations;

    /** A name with its arguments, if it is called, and indices: {@code .<T>name(x)[0]}. */
    private record Item(int from, int name, int arguments, int to) {
        boolean isCall() {
            return arguments > 0;
        }
    }

    Chains(Code code, DocBuilder out, Expressions expressions, Types types) {
        this.code = code;
        this.out = out;
        this.expressions = expressions;
        this.types = types;
        this.creations = new Creations(code, out, expressions, types);
    }

    /** An expression that has no operators. */
    void primary(int from, int to) {
        int reference = lastReference(from, to);
        if (reference < to) {
            reference(from, reference, to);
            return;
        }
        int head = headEnd(from, to);
        if (head == to) {
            head(from, to);
        } else if (head == from) {
            chain(from, to);
        } else {
            headed(from, head, to);
        }
    }

    private int lastReference(int from, int to) {
        int found = to;
        for (int i = code.find(from, to, "::"); i < to; i = code.find(i + 1, to, "::")) {
            found = i;
        }
        return found;
    }

    /** {@code Type::method}. */
    private void reference(int from, int colons, int to) {
        out.open(DocBuilder.CONTINUED);
        if (code.typeEnd(from) == colons) {
            types.type(from, colons);
        } else {
            primary(from, colons);
        }
        out.breakAll("");
        out.token(colons);
        int name = colons + 1;
        if (code.is(name, "<")) {
            types.callArguments(name, DocBuilder.CONTINUED);
            name = code.after(name);
        }
        out.token(name);
        out.close();
        if (name + 1 != to) {
            throw new FormatException("not the name of a method: " + code.near(name + 1));
        }
    }

    /** Where an expression ends that a chain begins with; its beginning if that is a name. */
    private int headEnd(int from, int to) {
        int inner = innerCreation(from, to);
        if (inner < to) {
            return creations.end(inner + 1, to);
        }
        if (code.is(from, "new")) {
            return creations.end(from, to);
        }
        if (code.is(from, "switch")) {
            return code.after(code.after(from + 1));
        }
        if (code.is(from, "(") || code.isLiteral(from)) {
            return code.after(from);
        }
        if (code.isPrimitive(from) && code.is(from + 1, ".")) {
            return from + 3; // int.class
        }
        int type = code.typeEnd(from);
        boolean array = type > 0 && code.is(type - 1, "]") && type <= to;
        return array ? type : from;
    }

    /** The last dot before a {@code new}, as in {@code outer.new Inner()}, or {@code to}. */
    private int innerCreation(int from, int to) {
        int found = to;
        for (int i = from; i < to; i = code.after(i)) {
            if (code.is(i, ".") && code.is(i + 1, "new")) {
                found = i;
            }
        }
        return found;
    }

    private void head(int from, int to) {
        int inner = innerCreation(from, to);
        if (inner < to) {
            out.open(0);
            primary(from, inner);
            out.breakAll("");
            out.token(inner);
            creations.creation(inner + 1, to);
            out.close();
        } else if (code.is(from, "new")) {
            creations.creation(from, to);
        } else if (code.is(from, "switch")) {
            out.token(from);
            out.space();
            out.token(from + 1);
            expressions.expression(from + 2, code.partner(from + 1));
            out.token(code.partner(from + 1));
            out.space();
            expressions.block(code.after(from + 1));
        } else if (code.is(from, "(")) {
            out.token(from);
            expressions.expression(from + 1, to - 1);
            out.token(to - 1);
        } else if (code.isLiteral(from)) {
            out.token(from);
        } else {
            types.type(from, to);
        }
    }

    /** A chain that begins with something else than a name. */
    private void headed(int from, int head, int to) {
        int dot = head;
        while (code.is(dot, "[")) {
            dot = code.after(dot);
        }
        boolean body = code.is(from, "new") && code.is(head - 1, "}");
        if (body) {
            out.open(0);
            head(from, head);
            indices(head, dot);
            out.token(dot, ".");
            items(items(dot + 1, to), false, true);
        } else {
            out.open(DocBuilder.CONTINUED);
            head(from, head);
            if (dot < to) {
                out.breakAll("");
            }
            indices(head, dot);
            if (dot < to) {
                items(items(dot, to), true, true);
            }
        }
        out.close();
    }

    /** Names, each after a dot. */
    void chain(int from, int to) {
        items(items(from, to), false, false);
    }

    private List<Item> items(int from, int to) {
        List<Item> items = new ArrayList<>();
        int i = from;
        while (i < to) {
            int start = i;
            int name = code.is(i, ".") ? i + 1 : i;
            name = code.is(name, "<") ? code.after(name) : name;
            if (!code.isWord(name)) {
                throw new FormatException("not a name: " + code.near(name));
            }
            i = name + 1;
            int arguments = code.is(i, "(") && i < to ? i : -1;
            i = arguments > 0 ? code.after(i) : i;
            while (i < to && code.is(i, "[")) {
                i = code.after(i);
            }
            items.add(new Item(start, name, arguments, i));
            if (i < to && !code.is(i, ".")) {
                throw new FormatException("no dot: " + code.near(i));
            }
        }
        return items;
    }

    private void items(List<Item> items, boolean needDot, boolean headed) {
        if (items.size() == 1 && !headed && items.get(0).to() == items.get(0).from() + 1) {
            out.token(items.get(0).name());
            return;
        }
        TreeSet<Integer> prefixes = new TreeSet<>();
        int type = TypePrefix.end(names(items));
        if (type >= 0) {
            prefixes.add(type);
        }
        int calls = 0;
        int firstCall = -1;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).isCall()) {
                calls += i > 0 || headed ? 1 : 0;
                firstCall = firstCall < 0 ? i : firstCall;
            }
        }
        if (calls == 1 && firstCall > 0) {
            prefixes.add(firstCall);
        }
        String first = code.text(items.get(0).name());
        if (prefixes.isEmpty()
                && !headed
                && !items.get(0).isCall()
                && (first.equals("this") || first.equals("super"))) {
            prefixes.add(1);
        }
        Mode mode = Mode.FILL;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).isCall() && STREAMS.contains(code.text(items.get(i).name()))) {
                prefixes.add(i);
                mode = Mode.ALL;
            }
        }
        if (prefixes.isEmpty()) {
            regular(items, needDot);
        } else {
            prefixed(items, needDot, prefixes, mode);
        }
    }

    private List<String> names(List<Item> items) {
        List<String> names = new ArrayList<>();
        for (Item item : items) {
            names.add(code.text(item.name()));
            if (item.to() > item.name() + 1) {
                break;
            }
        }
        return names;
    }

    /** A line for each dot. */
    private void regular(List<Item> items, boolean needDot) {
        boolean more = items.size() > 1;
        int length = needDot ? SHORT_START : 0;
        if (!needDot) {
            out.open(DocBuilder.CONTINUED);
        }
        boolean dot = needDot;
        for (Item item : items) {
            if (dot) {
                if (length > SHORT_START) {
                    out.breakAll("");
                }
                out.token(item.from());
                length++;
            }
            if (isShortCall(item, items)) {
                shortCall(item, more ? 0 : -DocBuilder.CONTINUED);
            } else {
                Tag broken = name(item);
                arguments(item, broken, Indent.of(more || dot ? DocBuilder.CONTINUED : 0));
            }
            length += code.length(new Range(items.get(0).from(), item.to()));
            dot = true;
        }
        if (!needDot) {
            out.close();
        }
    }

    private boolean isShortCall(Item item, List<Item> items) {
        return items.size() > 1
                && item.isCall()
                && item.from() == item.name()
                && code.text(item.name()).length() <= SHORT_NAME
                && code.split(item.arguments() + 1, code.partner(item.arguments()), ",").size()
                        == 1;
    }

    private void shortCall(Item item, int plus) {
        int close = code.partner(item.arguments());
        out.open(0);
        out.open(plus);
        out.token(item.name());
        out.token(item.arguments());
        expressions.expression(item.arguments() + 1, close);
        out.close();
        out.token(close);
        out.close();
        indices(close + 1, item.to());
    }

    /** Some of the chain belongs together, such as the name of a class and its method. */
    private void prefixed(
            List<Item> items, boolean needDot, NavigableSet<Integer> prefixes, Mode prefixMode) {
        boolean more = prefixes.last() < items.size() - 1;
        out.open(DocBuilder.CONTINUED);
        prefixes.forEach(prefix -> out.open(0));
        TreeSet<Integer> open = new TreeSet<>(prefixes);
        Tag nameBroken = new Tag();
        boolean dot = needDot;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (dot) {
                boolean inPrefix = !open.isEmpty() && i <= open.first();
                out.breakBy(inPrefix ? prefixMode : Mode.ALL, nameBroken);
                out.token(item.from());
            }
            Tag typesBroken = name(item);
            if (!open.isEmpty() && i == open.first()) {
                out.close();
                open.pollFirst();
            }
            int otherwise = more ? DocBuilder.CONTINUED : 0;
            arguments(item, typesBroken, new Indent(nameBroken, DocBuilder.CONTINUED, otherwise));
            dot = true;
        }
        open.forEach(prefix -> out.close());
        out.close();
    }

    /** The type arguments and the name; whether a break between the two was taken. */
    private Tag name(Item item) {
        Tag broken = new Tag();
        int start = code.is(item.from(), ".") ? item.from() + 1 : item.from();
        if (code.is(start, "<")) {
            out.open(DocBuilder.CONTINUED);
            types.callArguments(start, 0);
            out.breakBy(Mode.ALL, broken);
            out.close();
        }
        out.token(item.name());
        return broken;
    }

    private void arguments(Item item, Tag typesBroken, Indent plus) {
        int after = item.name() + 1;
        if (item.isCall()) {
            out.openIf(typesBroken);
            expressions.arguments(item.arguments(), plus);
            out.close();
            after = code.after(item.arguments());
        }
        indices(after, item.to());
    }

    private void indices(int from, int to) {
        if (from >= to) {
            return;
        }
        out.open(0);
        for (int i = from; i < to; i = code.after(i)) {
            out.token(i, "[");
            out.breakFill("");
            expressions.expression(i + 1, code.partner(i));
            out.token(code.partner(i));
        }
        out.close();
    }
}
