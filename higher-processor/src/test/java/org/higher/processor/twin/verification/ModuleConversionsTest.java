package org.higher.processor.twin.verification;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Running;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.Test;

/** Copied code that takes a module for its superclass, or names types that twins have not. */
class ModuleConversionsTest {
    private static final List<JavaFileObject> OTHERS =
            List.of(
                    source(
                            "Layer",
                            "@Functional interface Layer { Tensor forward(Tensor x); Tensor gain(); }"),
                    source(
                            "Leaf",
                            """
                            @Functional class Leaf implements Layer {
                                @Trainable Tensor w = Tensor.scalar(3);
                                @Override public Tensor forward(Tensor x) { return x.mul(w); }
                                @Override public Tensor gain() { return w; }
                                Tensor extra() { return w.mul(2); }
                            }
                            """),
                    source(
                            "Sub",
                            """
                            @Functional class Sub extends Leaf {
                                @Override public Tensor forward(Tensor x) { return x.add(w); }
                            }
                            """),
                    source("Other", "@Functional interface Other { Tensor other(Tensor x); }"),
                    source(
                            "Has",
                            "@Functional interface Has { Leaf part(); Tensor forward(Tensor x); }"),
                    source(
                            "Row",
                            """
                            @Functional class Row<L extends Leaf> {
                                final L l;
                                Row(L l) { this.l = l; }
                                Tensor go(L k, Tensor x) { return k.forward(x); }
                                Tensor forward(Tensor x) { return l.forward(x); }
                            }
                            """));

    private static Compilation compile(JavaFileObject net) {
        List<JavaFileObject> files = new ArrayList<>(OTHERS);
        files.add(net);
        return Compiling.compile(files.toArray(JavaFileObject[]::new));
    }

    /** All marked lines have the error, and no others. */
    private static void assertMarked(Message message, String text) {
        JavaFileObject net = source("Net", text);
        List<String> lines = Compiling.text(net).lines().toList();
        Set<Long> marked = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("// <<<")) {
                marked.add(i + 1L);
            }
        }
        Compilation compilation = compile(net);
        Set<Long> found =
                compilation.errors().stream()
                        .filter(d -> d.getMessage(Locale.ROOT).contains("[" + message.tag() + "]"))
                        .filter(d -> d.getSource().getName().equals(net.getName()))
                        .map(d -> d.getLineNumber())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertWithMessage("%s", compilation.errors()).that(found).isEqualTo(marked);
    }

    @Test
    void aSubclassIsNotItsSuperclass() {
        assertMarked(
                Message.MODULE_SUBCLASS,
                """
                @Functional class Net {
                    final Leaf l = new Leaf();
                    final Sub s = new Sub();
                    final Row<Leaf> row = new Row<>(new Leaf());
                    final List<Sub> subs = List.of(new Sub());
                    static <T extends Leaf> Tensor run(T t, Tensor x) { return t.forward(x); }
                    Tensor go(Leaf k, Tensor x) { return k.forward(x); }
                    Tensor all(List<? extends Leaf> k, Tensor x) { return x; }
                    Tensor some(Leaf... k) { return k[0].gain(); }
                    private Leaf pick() {
                        return s; // <<<
                    }
                    Tensor forward(Tensor x) {
                        Leaf a = s; // <<<
                        a = s; // <<<
                        x = go(s, x); // <<<
                        x = run(s, x); // <<<
                        x = row.go(s, x); // <<<
                        x = all(subs, x); // <<<
                        x = x.add(some(l, s)); // <<<
                        Supplier<Leaf> made = () -> s; // <<<
                        Function<Sub, Tensor> f = Leaf::gain; // <<<
                        BiFunction<Sub, Tensor, Tensor> g = this::go; // <<<
                        x = subs.stream().map(u -> go(u, Tensor.scalar(1))).reduce(x, Tensor::add); // <<<
                        List<Leaf> copy = new ArrayList<>(subs); // <<<
                        copy.add(s); // <<<
                        Leaf[] array = {l, s}; // <<<
                        Leaf chosen = x == null ? l : s; // <<<
                        Leaf cased = switch (subs.size()) { case 0 -> l; default -> s; }; // <<<
                        for (Leaf k : subs) { x = k.forward(x); } // <<<
                        for (Leaf k : List.of(l, s)) { x = k.forward(x); } // <<<
                        boolean same = l == s; // <<<
                        boolean is = l instanceof Sub; // <<<
                        Optional<Leaf> maybe = Optional.of(s); // <<<
                        Map<String, ? extends Leaf> named = Map.of("a", s); // <<<
                        List<List<? extends Leaf>> nested = List.of(subs); // <<<
                        return pick().forward(x);
                    }
                }
                """);
    }

    @Test
    void norIsItsTestWhereAnInterfaceIsDeclared() {
        assertMarked(
                Message.MODULE_SUBCLASS,
                """
                @Functional class Net {
                    final List<Layer> layers = List.of(new Leaf(), new Sub());
                    Tensor forward(Tensor x) {
                        for (Layer layer : layers) {
                            if (layer instanceof Leaf) { x = layer.forward(x); } // <<<
                            if (layer instanceof Sub) { x = layer.forward(x); }
                            x = x.add(((Leaf) layer).extra()); // <<<
                        }
                        return x.mul(layers.stream().filter(Leaf.class::isInstance).count()); // <<<
                    }
                }
                """);
    }

    @Test
    void orWhatAnInterfaceReturns() {
        assertMarked(
                Message.MODULE_SUBCLASS,
                """
                @Functional class Net implements Has {
                    private final Sub s = new Sub();
                    @Override public Sub part() { return s; } // <<<
                    @Override public Tensor forward(Tensor x) { return part().forward(x); }
                }
                """);
    }

    @Test
    void inheritedCodeIsThatOfTheModel() {
        assertMarked(
                Message.MODULE_SUBCLASS,
                """
                class Base<L extends Leaf> {
                    final L l;
                    Base(L l) { this.l = l; }
                    Tensor forward(Tensor x) {
                        L mine = l;
                        Leaf other = l; // <<<
                        return mine.forward(x);
                    }
                }
                @Functional class Net extends Base<Sub> {
                    Net() { super(new Sub()); }
                    @Override Tensor forward(Tensor x) { return super.forward(x); }
                }
                """);
    }

    @Test
    void anInterfaceOfBothTakesThem() throws Exception {
        Compilation compilation =
                compile(
                        source(
                                "Net",
                                """
                                @Functional class Net {
                                    final Leaf l = new Leaf();
                                    final Sub s = new Sub();
                                    final List<Sub> subs = List.of(new Sub());
                                    Tensor go(Layer k, Tensor x) { return k.forward(x); }
                                    Tensor all(List<? extends Layer> k, Tensor x) {
                                        for (Layer q : k) { x = q.forward(x); }
                                        return x;
                                    }
                                    <T extends Layer> T id(T t) { return t; }
                                    private Layer pick() { return s; }
                                    Tensor forward(Tensor x) {
                                        x = all(subs, go(s, x)).add(s.extra());
                                        Function<Sub, Tensor> f = Sub::extra;
                                        BiFunction<Sub, Tensor, Tensor> g = this::go;
                                        List<Layer> made = new ArrayList<>(subs);
                                        made.add(l);
                                        Layer[] array = {l, s};
                                        Layer chosen = subs.isEmpty() ? l : s;
                                        for (Layer k : List.<Layer>of(l, s)) { x = k.forward(x); }
                                        Sub last = id(subs.get(0));
                                        x = all(made, chosen.forward(array[1].forward(x)));
                                        return x.add(f.apply(last)).add(g.apply(s, x)).add(pick().gain());
                                    }
                                }
                                """));
        assertThat(compilation).succeededWithoutWarnings();
        Running running = new Running(compilation);
        assertThat(running.twin("p.Net", 2)).isEqualTo(running.model("p.Net", 2));
    }

    @Test
    void typesThatTwinsHaveNot() {
        assertMarked(
                Message.GENERIC_MODEL,
                """
                @Functional class Net {
                    @Functional interface Rows {
                        Row<Sub> row(); // <<<
                        Tensor forward(Tensor x);
                    }
                    private final Row<? extends Leaf> row = new Row<>(new Leaf());
                    private Tensor go(Row<Sub> r, Tensor x) { return x; } // <<<
                    private <S extends Sub> Tensor all(
                            List<? extends Row<S>> r, Tensor x) { // <<<
                        return x;
                    }
                    private <T extends Layer & Other> Tensor both(T t, Tensor x) { return x; } // <<<
                    Tensor forward(Tensor x) {
                        Row<Sub> r = null; // <<<
                        Row<Leaf> fine = null;
                        return both(null, all(List.of(), go(r, row.forward(x))));
                    }
                }
                """);
    }

    @Test
    void theModelIsBlamedForWhatItGivesItsSuperclass() {
        assertMarked(
                Message.GENERIC_MODEL,
                """
                class Base<L extends Leaf> {
                    final Row<L> row;
                    Base(L l) { row = new Row<>(l); }
                    Tensor forward(Tensor x) { return row.forward(x); }
                }
                @Functional class Net extends Base<Sub> { // <<<
                    Net() { super(new Sub()); }
                    @Override Tensor forward(Tensor x) { return super.forward(x); }
                }
                """);
    }
}
