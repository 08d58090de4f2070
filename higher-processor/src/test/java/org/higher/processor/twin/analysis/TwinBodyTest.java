package org.higher.processor.twin.analysis;

import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that must come through, and compile in the twin without a warning. */
class TwinBodyTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable private Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                        static Tensor id(Tensor t) { return t; }
                        static class Nested { static final int K = 3; }
                    }
                    """);

    private static final JavaFileObject UTIL =
            Compiling.file(
                    "q.Util",
                    """
                    package q;
                    import org.higher.tensor.Tensor;
                    public class Util {
                        public static final double HALF = 0.5;
                        public enum Side { LEFT, RIGHT }
                        public static Tensor half(Tensor t) { return t.mul(HALF); }
                        public static Tensor help(String s, Tensor t) { return t; }
                    }
                    """);

    private static Arguments body(String name, String body) {
        return Arguments.of(name, body, "");
    }

    private static Arguments body(String name, String body, String expected) {
        return Arguments.of(name, body, expected);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                body(
                        "var, lambda, method references",
                        """
                        var l = leaf;
                        Function<Tensor, Tensor> f = t -> l.forward(t);
                        Function<Tensor, Tensor> g = leaf::forward;
                        BiFunction<Leaf, Tensor, Tensor> h = Leaf::forward;
                        UnaryOperator<Tensor> s = Leaf::id;
                        UnaryOperator<Tensor> own = this::twice;
                        BiFunction<M, Tensor, Tensor> unbound = M::twice;
                        return own.apply(s.apply(h.apply(leaf, f.andThen(g).apply(x))));
                        """,
                        "BiFunction<FunctionalLeaf.Bound, Tensor, Tensor> h = FunctionalLeaf.Bound::forward;"),
                body(
                        "shadowing",
                        """
                        Tensor w = x;
                        for (int slope = 0; slope < 2; slope++) { w = w.add(slope); }
                        w = w.mul(this.w);
                        return w;
                        """),
                body(
                        "a local may be written although a field has its name",
                        "int calls = 0; calls++; calls += 2; return x.mul(calls);"),
                body(
                        "anonymous class with a field of a field's name",
                        """
                        Supplier<Tensor> s = new Supplier<>() {
                            Tensor w = x.add(1);
                            int n;
                            public Tensor get() { n++; this.n += 1; return w.add(M.this.w).add(this.w); }
                        };
                        return s.get();
                        """,
                        "w.add(Bound.this.w).add(this.w)"),
                body(
                        "local class that inherits a name",
                        """
                        class Acc { Tensor w = x; Tensor twice(Tensor t) { return t; } }
                        class Sub extends Acc { Tensor next() { w = twice(w).add(1); return w; } }
                        return new Sub().next();
                        """),
                body(
                        "local record, enum and interface",
                        """
                        record R(Leaf l, int n) { Tensor go(Tensor t) { return l().forward(t).mul(n()); } }
                        enum Face { A, B; Face other() { return this == A ? B : A; } }
                        interface I { Tensor go(Tensor t); }
                        var r = new R(leaf, Face.A.other().ordinal());
                        I i = r::go;
                        return i.go(x);
                        """,
                        "record R(FunctionalLeaf.Bound l, int n)"),
                body(
                        "enum labels and constant labels",
                        """
                        Mode m = Mode.A;
                        switch (m) { case A: x = x.mul(K); break; default: }
                        int k = calls;
                        switch (k) { case ONE: return x; case 2: break; default: }
                        return switch (m) { case A -> x.mul(SECRET); case B -> x.mul(LATER); };
                        """,
                        "case M.ONE:"),
                body(
                        "overloads, private helpers, varargs",
                        "return help(x, 2).add(help(x, 2.5)).add(help(leaf)).add(sum(x, x)).add(sum());"),
                body(
                        "generic helpers, explicit type arguments",
                        "return pick(List.of(x, w), 0).add(M.<Tensor>pickStatic(x)).add(this.<Leaf>first(List.of(leaf)).forward(x));",
                        "this.<FunctionalLeaf.Bound>first"),
                body(
                        "module collections",
                        """
                        List<Leaf> ls = new ArrayList<>(parts);
                        ls.add(leaf);
                        Leaf[] arr = ls.toArray(new Leaf[0]);
                        Leaf[] more = ls.toArray(Leaf[]::new);
                        Iterator<? extends Leaf> it = ls.iterator();
                        for (Leaf l : arr) x = l.forward(x);
                        return it.next().forward(x).mul(more.length);
                        """,
                        "toArray(FunctionalLeaf.Bound[]::new)"),
                body(
                        "pattern variables follow control flow",
                        """
                        Object o = leaf;
                        if (!(o instanceof Leaf slope)) { return x; }
                        x = slope.forward(x);
                        if (o instanceof Leaf w && w.forward(x) != null) { return w.forward(x); }
                        Object p = x;
                        while (!(p instanceof Tensor calls)) { p = x; }
                        return p instanceof Leaf w ? w.forward(x) : w.add(calls);
                        """),
                body(
                        "comments, dollars, try",
                        """
                        /* $L $T */ try {
                            String t = "$S // no comment";
                            return x.mul(t.length());
                        } catch (IllegalStateException | IllegalArgumentException e) {
                            throw new RuntimeException(e);
                        } finally { // end
                        }
                        """,
                        "} finally { // end"),
                body(
                        "text block",
                        "String t = \"\"\"\n        a $T\n          b\\n\n        \"\"\";\n        return x.mul(t.length());"),
                body(
                        "labelled loops, ternaries, casts",
                        """
                        outer:
                        for (int i = 0; ; i++) { while (true) { if (i > 2) break outer; continue outer; } }
                        return (Tensor) (slope > 0 ? x : (Object) w);
                        """),
                body(
                        "casts, arrays, class literals, intersections",
                        """
                        Object o = leaf;
                        Leaf l = (Leaf) o;
                        Leaf[][] grid = new Leaf[][] {{l}};
                        Class<?> c = Leaf.class;
                        Runnable r = (Runnable & java.io.Serializable) () -> {};
                        r.run();
                        return grid[0][0].forward(x).mul(c.getName().length()).mul(Leaf.Nested.K);
                        """,
                        "Class<?> c = Leaf.class;"),
                body(
                        "qualified names",
                        "p.Leaf l = leaf; java.util.List<p.Leaf> ls = java.util.List.of(l); return ls.get(0).forward(p.Leaf.id(x)).mul(p.M.K).mul(M.SECRET).mul(M.hidden());",
                        "FunctionalLeaf.Bound l = leaf;"),
                body(
                        "this in all spellings",
                        "this.buffer = this.buffer.add(1); (this).buffer = M.this.buffer; return M.this.twice(this.w).mul(this.K0()).add((this).w);"),
                body(
                        "static imports and on-demand imports",
                        "return half(x).mul(HALF).mul(max(1, 2)).mul(Side.LEFT.ordinal());",
                        "Util.half(x).mul(Util.HALF).mul(Math.max(1, 2))"),
                body(
                        "annotations in bodies",
                        "@SuppressWarnings(\"unchecked\") List<Leaf> ls = (List<Leaf>) (List<?>) parts; for (final Leaf l : ls) { x = l.forward(x); } return x;"),
                body(
                        "constants",
                        "char c = QUOTE; long l = BIG; float f = THIRD; String s = TEXT; return x.mul(c).mul(l).mul(f).mul(s.length());"),
                body(
                        "buffers in lambdas",
                        "Runnable r = () -> buffer = buffer.add(1); r.run(); history.add(x); means[0] = x; return x;"));
    }

    private static final String MODEL =
            """
                        package p;
                        import static java.lang.Math.*;
                        import static q.Util.HALF;
                        import static q.Util.half;
                        import java.util.*;
                        import java.util.function.*;
                        import org.higher.annotations.*;
                        import org.higher.tensor.Tensor;
                        import q.Util.*;
                        @Functional
                        public class M {
                            enum Mode { A, B }
                            static final double K = 2;
                            static final int ONE = 1;
                            private static final double SECRET = 3;
                            private static final char QUOTE = '\\'';
                            private static final long BIG = 1L << 40;
                            private static final float THIRD = 1f / 3;
                            private static final String TEXT = "a\\n\\"b\\"";
                            static double LATER = Math.random();
                            @Trainable private final Tensor w = Tensor.scalar(1);
                            private final Leaf leaf = new Leaf();
                            private final List<Leaf> parts = List.of();
                            private double slope;
                            private int calls;
                            @Buffer private Tensor buffer = Tensor.scalar(0);
                            @Buffer private final List<Tensor> history = new ArrayList<>();
                            @Buffer private final Tensor[] means = new Tensor[1];
                            void notForTwins() { calls++; slope = K; }
                            int K0() { return 1; }
                            private static double hidden() { return SECRET; }
                            private Tensor twice(Tensor t) { return t.mul(2); }
                            private Tensor help(Tensor t, int k) { return t.mul(k); }
                            private Tensor help(Tensor t, double k) { return t.mul(k); }
                            private Tensor help(Leaf l) { return l.forward(w); }
                            private Tensor sum(Tensor... ts) { Tensor s = w; for (Tensor t : ts) { s = s.add(t); } return s; }
                            private <T> T pick(List<? extends T> l, int i) { return l.get(i); }
                            private <T extends Leaf> T first(List<T> l) { return l.get(0); }
                            static <T> T pickStatic(T t) { return t; }
                            public Tensor forward(Tensor x) {
                                %s
                            }
                        }
                        """;

    /** All bodies in one compilation: starting javac is what takes time. */
    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        List<JavaFileObject> files = new ArrayList<>(List.of(LEAF, UTIL));
        for (Arguments body : bodies().toList()) {
            String text = ((String) body.get()[1]).strip().indent(8).strip();
            String name = name((String) body.get()[0]);
            files.add(
                    Compiling.file("p." + name, MODEL.formatted(text).replaceAll("\\bM\\b", name)));
        }
        compilation = compile(files.toArray(JavaFileObject[]::new));
    }

    /** {@code text block} becomes {@code MTextBlock}. */
    private static String name(String description) {
        StringBuilder name = new StringBuilder("M");
        for (String word : description.split("\\W+")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void comesThrough(String description, String body, String expected) {
        String name = name(description);
        List<String> complaints =
                compilation.diagnostics().stream()
                        .map(Object::toString)
                        .filter(d -> d.contains(name))
                        .toList();
        assertWithMessage(description).that(complaints).isEmpty();
        String twin = generated(compilation, "p.Functional" + name);
        assertWithMessage(description).that(twin).contains(expected.replaceAll("\\bM\\b", name));
    }

    @Test
    void nothingElseIsWrong() {
        assertThat(compilation).succeededWithoutWarnings();
    }
}
