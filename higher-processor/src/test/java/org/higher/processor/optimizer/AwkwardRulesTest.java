package org.higher.processor.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.processor.optimizer.OptimizerCompiling.compile;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.CompilationSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An unusual but legal update rule")
class AwkwardRulesTest {
    private static final String HEAD =
            """
            package %s;
            import java.util.*;
            import java.util.function.*;
            import org.higher.annotations.*;
            import org.higher.optim.*;
            import org.higher.tensor.Tensor;
            """;

    private static final String NET =
            """
            @Functional static class Net {
                @Trainable Tensor w = Tensor.scalar(1);
                boolean training;
                Tensor forward(Tensor x) { return x.mul(w); }
                Tensor twice(Tensor x) { return forward(forward(x)); }
            }
            """;

    /** A rule named O with these members; they may mention a module Net, which is inside. */
    private static Arguments members(String name, String members, String... expected) {
        return rule(
                name,
                "class O implements UpdateRule<O.State> {\n"
                        + NET
                        + (members.contains("record State")
                                ? ""
                                : "record State(int step) {}\n"
                                        + "public State init(Tensor p) { return new State(0); }\n")
                        + members
                        + "}\n",
                expected);
    }

    private static Arguments rule(String name, String source, String... expected) {
        return Arguments.of(name, HEAD + source, List.of(expected));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                members(
                        "fields of every kind, private and not",
                        """
                        @Trainable private final Net net = new Net();
                        @Trainable Net[] nets = {new Net()};
                        @Trainable private final Optional<Map<String, List<Net>>> deep = Optional.empty();
                        @Trainable protected Tensor rate = Tensor.scalar(1);
                        @Trainable private Tensor[] rates = {rate};
                        @Trainable private float small = 1;
                        public Step<State> update(Tensor p, Tensor g, State s) {
                            Tensor d = net.twice(g).mul(rate).mul(small).mul(rates[0]);
                            for (Net n : nets) d = n.forward(d);
                            for (var ns : deep.orElse(Map.of()).values()) d = ns.get(0).forward(d);
                            if (net.training) d = d.neg();
                            return new Step<>(p.sub(d), s);
                        }
                        """,
                        "private final Optional<Map<String, List<FunctionalONet.Bound>>> deep;",
                        "for (FunctionalONet.Bound n : nets) d = n.forward(d);"),
                members(
                        "names that generated code uses itself",
                        """
                        @Trainable private final Net binder = new Net(), rule = new Net(), mapper = new Net(), out = new Net();
                        @Trainable private final Tensor hyper = Tensor.scalar(1), settings = hyper, e = hyper, in = hyper, o = hyper;
                        @Trainable final double KEYS = 1, TREE_KEYS = 2, f = 3;
                        @Trainable final Tensor m = Tensor.scalar(2), value = m;
                        @Trainable final List<Net> name = List.of(), x = List.of();
                        public Step<State> update(Tensor p, Tensor g, State s) {
                            Tensor d = binder.forward(rule.forward(mapper.forward(out.forward(g))));
                            d = d.mul(hyper).mul(settings).mul(e).mul(in).mul(o).mul(KEYS).mul(TREE_KEYS * f).mul(m).mul(value);
                            for (Net n : name) d = n.forward(d);
                            return new Step<>(p.sub(d).mul(x.size() * KEYS), s);
                        }
                        """),
                rule(
                        "a record with an accessor of its own and helpers that take modules",
                        """
                        record O(@Trainable double lr, @Trainable O.Net net, @Trainable List<O.Net> more)
                                implements UpdateRule<Tensor> {
                        """
                                + NET
                                + """
                                    public List<Net> more() { return more; }
                                    public Tensor init(Tensor p) { return net().forward(p); }
                                    public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                        BiFunction<Net, Tensor, Tensor> run = Net::forward;
                                        Function<Tensor, Tensor> twice = net::twice;
                                        Optional<Net> first = more().stream().findFirst();
                                        Tensor d = run.andThen(twice).apply(pick(first.orElse(net()), this.net, 1), g);
                                        return new Step<>(p.sub(apply(net, d).mul(lr())), d);
                                    }
                                    static Net pick(Net a, Net b, int k) { return k > 0 ? a : b; }
                                    private static Tensor apply(Net net, Tensor x) { return net.forward(x); }
                                }
                                """,
                        "BiFunction<FunctionalONet.Bound, Tensor, Tensor> run = FunctionalONet.Bound::forward;",
                        "FunctionalONet.Bound pick("),
                rule(
                        "a record with an accessor of its own for what no step reads",
                        """
                        record O(@Trainable double lr, String name, List<String> tags)
                                implements UpdateRule<Tensor> {
                            public String name() { return name.strip(); }
                            public List<String> tags() { return List.copyOf(tags); }
                            public Tensor init(Tensor p) { return p; }
                            public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                return new Step<>(p.sub(g.mul(lr)), s);
                            }
                        }
                        """,
                        "VarHandle NAME =",
                        "VarHandle TAGS ="),
                members(
                        "generic helpers, local records and classes",
                        """
                        @Trainable final Net net = new Net();
                        @Trainable double lr = 1;
                        private <T> T first(List<? extends T> all) { return all.get(0); }
                        private <N extends Net> Tensor run(N n, Tensor x) { return n.forward(x); }
                        public Step<State> update(Tensor p, Tensor g, State s) {
                            record Pair(Net a, Tensor b) { Tensor go() { return a().forward(b()); } }
                            class Twice { final Net inner; Twice(Net inner) { this.inner = inner; } Tensor go(Tensor t) { return inner.twice(t); } }
                            Tensor d = new Twice(net).go(new Pair(first(List.of(net)), g).go());
                            return new Step<>(p.sub(run(net, d).mul(lr)), s);
                        }
                        """,
                        "record Pair(FunctionalONet.Bound a, Tensor b)"),
                members(
                        "a state of nested records, lists and maps",
                        """
                        record Slot(Tensor value, Optional<Slot> next, Tensor[] all) {}
                        record Box<T>(T inside, List<Map<String, T>> more) {}
                        record State(Slot slot, Box<Tensor> box, List<Box<Slot>> boxes, Map<String, List<Tensor>> named, long n) {}
                        @Trainable double lr = 1;
                        public State init(Tensor p) {
                            Slot slot = new Slot(p, Optional.empty(), new Tensor[] {p});
                            return new State(slot, new Box<>(p, List.of()), List.of(new Box<>(slot, List.of())), Map.of(), 0L);
                        }
                        public Step<State> update(Tensor p, Tensor g, State s) {
                            return new Step<>(p.sub(g.mul(lr)), s);
                        }
                        """),
                members(
                        "static helper classes and constants elsewhere",
                        """
                        static final class Maths {
                            static final double HALF = 0.5;
                            static double half(double x) { return x * HALF; }
                            static Tensor half(Tensor x) { return x.mul(HALF); }
                            interface Deep { enum Way { UP, DOWN } }
                        }
                        @Trainable double lr = 1;
                        final Maths.Deep.Way way = Maths.Deep.Way.UP;
                        public Step<State> update(Tensor p, Tensor g, State s) {
                            double rate = Maths.half(lr) + O.Maths.HALF;
                            if (way == Maths.Deep.Way.DOWN) { rate = -rate; }
                            return new Step<>(p.sub(g.mul(rate)), new State(s.step() + 1));
                        }
                        """,
                        "Tensor rate = O.Maths.half(lr).add(O.Maths.HALF);"),
                members(
                        "names beyond ASCII, dollars and underscores",
                        """
                        @Trainable double λ = 0.1, β_1 = 0.9, $rate = 1, größe = 2, x1Y2 = 3;
                        private double mittel(double ä) { return ä / 2; }
                        public Step<State> update(Tensor p, Tensor ĝ, State ς) {
                            double η = λ * β_1 + mittel($rate) - größe / x1Y2;
                            return new Step<>(p.sub(ĝ.mul(η)), ς);
                        }
                        """,
                        "public static final Key<O> GRÖSSE",
                        "public static final Key<O> $RATE"),
                members(
                        "comments in odd places",
                        """
                        @Trainable /* the rate */ double /* in ms */ lr /* = 0 */ = 1 // one
                            ;
                        public /* a */ Step<State> /* b */ update(Tensor /* weights */ p, /* grad */ Tensor g, State s) /* c */ {
                            /* first */ double /* d */ a = lr /* e */ * /* f */ 2 /* g */; // h
                            // "a string" { } $L $T */
                            /* { */ if (/* i */ a /* j */ > /* k */ 0) /* l */ { /* m */ }
                            return /* n */ new /* o */ Step<>(p /* p */ .sub(g.mul(/* q */ a)) /* r */, s) /* s */;
                            /* the end */
                        }
                        """),
                members(
                        "text blocks, escapes and characters",
                        """
                        @Trainable double lr = 1;
                        private static final char QUOTE = '\\'', TAB = '\\t';
                        private static final String TEXT = "a\\"b\\\\$L\\n\\u00e4";
                        public Step<State> update(Tensor p, Tensor g, State s) {
                            String t = \"""
                                $T "quoted" \\
                                    deeper
                                \""" + TEXT + QUOTE + TAB + '\\u0041' + "$$";
                            return new Step<>(p.sub(g.mul(lr * t.length())), s);
                        }
                        """),
                members(
                        "a body of every statement on one line",
                        """
                        @Trainable double lr = 1; public Step<State> update(Tensor p, Tensor g, State s) { double a = lr; synchronized (s) { a += 1; } try { a *= 2; assert a > 0 : a; } catch (IllegalStateException | IllegalArgumentException e) { throw e; } finally { a -= 1; } outer: for (;;) { for (Tensor t : List.of(p, g)) { if (t == p) continue; break outer; } } ; return new Step<>(p.sub(g.mul(a)), s); }
                        """),
                rule(
                        "classes that are called like those generated code imports",
                        """
                        class O implements UpdateRule<O.State> {
                            record State(List list, Key key) {}
                            record List(int a) {}
                            record Key(Tensor t) {}
                            record Optimizers(int a) {}
                            record Binder(int a) {}
                            record Leaves(int a) {}
                            record LeafSource(int a) {}
                            record Access(int a) {}
                            record Generated(int a) {}
                            record Override2(int a) {}
                            static class Bound { static double K = 2; }
                            static class Hyper {}
                            static class Settings {}
                            @Functional static class Params {
                                @Trainable Tensor weight = Tensor.scalar(1);
                                Tensor forward(Tensor x) { return x.mul(weight); }
                            }
                            @Trainable private final Params net = new Params();
                            @Trainable private double lr = 1;
                            private final List list = new List(1);
                            @Trainable private final java.util.List<Params> more = java.util.List.of();
                            public State init(Tensor p) { return new State(list, new Key(p)); }
                            public Step<State> update(Tensor p, Tensor g, State s) {
                                java.util.List<Tensor> all = java.util.List.of(p, g);
                                Bound bound = new Bound();
                                Hyper h = new Hyper();
                                Params n = net;
                                for (Params each : more) g = each.forward(g);
                                return new Step<>(p.sub(n.forward(all.get(1)).mul(lr * Bound.K)), new State(new List(bound == null ? 0 : 1), s.key()));
                            }
                        }
                        """,
                        "O.Bound bound = new O.Bound();"),
                rule(
                        "nested deeply in interfaces and records",
                        """
                        interface O {
                            record Inner(int a) {
                                static final class Rule implements UpdateRule<Rule.State> {
                                    record State() {}
                                    @Trainable double lr = Inner.DEFAULT;
                                    public State init(Tensor p) { return new State(); }
                                    public Step<State> update(Tensor p, Tensor g, State s) {
                                        return new Step<>(p.sub(g.mul(lr * Inner.DEFAULT * WIDTH)), s);
                                    }
                                }
                                static final double DEFAULT = 0.1;
                            }
                            int WIDTH = 3;
                        }
                        """),
                rule(
                        "generic superclass without state, several interfaces",
                        """
                        abstract class Base<T> implements UpdateRule<T>, Comparable<Base<T>> {
                            public int compareTo(Base<T> other) { return 0; }
                        }
                        interface Named { default String name() { return "n"; } }
                        final class O extends Base<Map<String, Tensor>> implements Named {
                            @Trainable private double lr = 1;
                            @Override public Map<String, Tensor> init(Tensor p) { return Map.of("p", p); }
                            @Override public Step<Map<String, Tensor>> update(Tensor p, Tensor g, Map<String, Tensor> s) {
                                return new Step<>(p.sub(g.mul(lr)), s);
                            }
                        }
                        """,
                        "out.map(\"state\", state, Leaves::buffer);",
                        "return in.map(state, LeafSource::buffer);"),
                rule(
                        "in a class of the name of a key",
                        """
                        class O {
                            record Rule(@Trainable double o) implements JointRule<Rule.State> {
                                record State() {}
                                public State init(List<Tensor> p) { return new State(); }
                                public JointStep<State> update(List<Tensor> p, List<Tensor> g, State s) {
                                    return new JointStep<>(List.of(p.get(0).sub(g.get(0).mul(o))), s);
                                }
                            }
                        }
                        """,
                        "new Key<>(O.Rule.class, \"o\", rule -> rule.o())"));
    }

    /** All in one compilation, each in a package of its own. */
    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        List<JavaFileObject> files = new ArrayList<>();
        numbered()
                .map(c -> Compiling.file("p" + c.get()[0] + ".O", text(c.get())))
                .forEach(files::add);
        compilation = compile(files.toArray(JavaFileObject[]::new));
    }

    private static String text(Object[] rule) {
        return String.format(HEAD, "p" + rule[0]) + ((String) rule[2]).substring(HEAD.length());
    }

    static Stream<Arguments> numbered() {
        AtomicInteger i = new AtomicInteger();
        return rules().map(
                        c -> Arguments.of(i.getAndIncrement(), c.get()[0], c.get()[1], c.get()[2]));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("numbered")
    void isLifted(int i, String name, String source, List<String> expected) {
        assertThat(compilation.diagnostics().stream().map(Object::toString))
                .noneMatch(d -> d.contains("p" + i + "/"));
        String generated =
                compilation.generatedFiles().stream()
                        .filter(f -> f.getName().contains("/p" + i + "/Differentiable"))
                        .filter(f -> f.getKind() == JavaFileObject.Kind.SOURCE)
                        .map(Compiling::text)
                        .findFirst()
                        .orElseThrow();
        expected.forEach(text -> assertThat(generated).contains(text));
    }

    @Test
    void compilesWithoutWarnings() {
        CompilationSubject.assertThat(compilation).succeededWithoutWarnings();
    }
}
