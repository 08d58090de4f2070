package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Static methods of other classes that take layers or the model, which the twin has copies of. */
class HelperMethodsTest extends TwinAgreement {
    private static final List<JavaFileObject> OTHERS =
            List.of(
                    source(
                            "Tools",
                            """
                            final class Tools {
                                private static final double EPS = 1e-3;
                                private static final double[] TABLE = {1, 2};
                                private static double changing = 4;
                                static double[] open = {3};
                                static class Map { static int size() { return 4; } }
                                /** Adds its input. */
                                static Tensor residual(Leaf l, Tensor x) {
                                    return inner(l, x).add(x).mul(Math.sqrt(EPS) + TABLE[1] + open[0] + changing);
                                }
                                private static Tensor inner(Leaf l, Tensor x) { return scale(l.forward(x)); }
                                static Tensor scale(Tensor x) { return x.mul(Map.size()); }
                                static Tensor run(Leaf l, Tensor x) { return l.forward(x).mul(EPS); }
                                static Tensor run(Tensor x) { return x.tanh(); }
                                static Tensor even(Leaf l, Tensor x, int n) { return n == 0 ? x : odd(l, l.forward(x), n - 1); }
                                static Tensor odd(Leaf l, Tensor x, int n) { return n == 0 ? x.tanh() : even(l, x, n - 1); }
                                static synchronized Tensor all(Tensor x, Leaf... ls) {
                                    for (Leaf l : ls) { x = l.forward(x); }
                                    return x;
                                }
                                static <L extends Leaf> L last(List<? extends L> ls) { return ls.get(ls.size() - 1); }
                                static Tensor twice(GivesItself g, Tensor x) { return g.body(x).mul(2); }
                            }
                            """),
                    source(
                            "Others",
                            """
                            interface Others {
                                double K = 3;
                                enum Kind { A, B }
                                static Tensor run(Leaf l, Tensor x) { return l.forward(x).mul(K); }
                                static Tensor pick(Leaf l, Tensor x, Kind k) { return k == Kind.A ? x : l.forward(x); }
                            }
                            """),
                    Compiling.file(
                            "q.Tools",
                            """
                            package q;
                            import org.higher.tensor.Tensor;
                            import p.Leaf;
                            public final class Tools {
                                private static final double EPS = 7;
                                public static Tensor run(Leaf l, Tensor x) { return l.forward(x).mul(EPS); }
                            }
                            """),
                    Compiling.file(
                            "q.Far",
                            """
                            package q;
                            import org.higher.tensor.Tensor;
                            import p.Leaf;
                            public final class Far {
                                public static Tensor run(Leaf l, Tensor x) { return l.forward(x).tanh(); }
                                static double hidden = 2;
                                public static Tensor runHidden(Leaf l, Tensor x) { return l.forward(x).mul(hidden); }
                            }
                            """));

    private static final LeafModels MODELS = new LeafModels();

    static {
        MODELS.add(
                "CallsTools",
                """
                    Tensor forward(Tensor x) {
                        return Tools.residual(leaf, x).add(Tools.scale(x)).add(Tools.even(leaf, x, 3));
                    }
                """);
        MODELS.add(
                "CallsMany",
                """
                    Tensor forward(Tensor x) {
                        Tensor y = Tools.all(x, leaf, leaf).add(Tools.last(List.of(leaf)).forward(x));
                        return q.Far.run(leaf, y).add(Others.pick(leaf, x, Others.Kind.B));
                    }
                """);
        MODELS.add(
                "NamesThatAreTaken",
                """
                    private static final double EPS = 5;
                    private Tensor run(Leaf l, Tensor x) { return l.forward(x).mul(EPS); }
                    private Tensor apply(BiFunction<Leaf, Tensor, Tensor> f, Tensor x) { return f.apply(leaf, x); }
                    Tensor forward(Tensor x) {
                        return run(leaf, x).add(Tools.run(leaf, x)).add(Others.run(leaf, x))
                                .add(apply(Others::run, x)).add(Tools.run(x));
                    }
                """);
        MODELS.add(
                "ToolsOfOnePackageAndAnother",
                """
                    private static final double TOOLS_EPS = 11;
                    private Tensor run(Leaf l, Tensor x) { return l.forward(x).mul(TOOLS_EPS); }
                    private Tensor toolsRun(Tensor x) { return x.mul(0.5); }
                    Tensor forward(Tensor x) {
                        return toolsRun(run(leaf, x)).add(Tools.run(leaf, x)).add(q.Tools.run(leaf, x)).add(Tools.run(x));
                    }
                """);
        MODELS.add(
                "GivesItself",
                """
                    private final double k = 2;
                    private final boolean on = true;
                    private double scale() { return k; }
                    Tensor body(Tensor x) { return on ? leaf.forward(x) : x; }
                    private static Tensor own(GivesItself g, Tensor x) { return g.leaf.forward(x).mul(g.k); }
                    private static final class Nested {
                        static Tensor run(GivesItself g, Tensor x) { return g.leaf.forward(x).mul(g.scale()); }
                    }
                    Tensor forward(Tensor x) {
                        return own(this, x).add(Tools.twice(this, x)).add(Nested.run(GivesItself.this, x));
                    }
                """);
        MODELS.addWhole(
                "Around.Nested",
                """
                class Around {
                    private static Tensor help(Tensor x) { return x.mul(3); }
                    static final class Ops { static Tensor run(Leaf l, Tensor x) { return l.forward(x).add(x); } }
                    @Functional static class Nested {
                        private final Leaf leaf = new Leaf();
                        Tensor forward(Tensor x) { return help(leaf.forward(x)).add(Around.help(x)).add(Ops.run(leaf, x)); }
                    }
                }
                """);
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                helper(
                        Message.METHOD_NOT_IN_TWIN,
                        "Help.run() is not in the twin of Writes, because forward must not write field"
                                + " calls",
                        "Writes",
                        "static Tensor run(Writes n, Tensor x) { n.calls++; return x; }",
                        "Help.run(this, x)"),
                helper(
                        Message.METHOD_NOT_IN_TWIN,
                        "Help.run() is not in the twin of Makes, because forward must not create",
                        "Makes",
                        "static Tensor run(Leaf l, Tensor x) { return new Leaf().forward(x); }",
                        "Help.run(leaf, x)"),
                helper(
                        Message.METHOD_NOT_IN_TWIN,
                        "Help.run() is not in the twin of Shares, because static field SHARED holds",
                        "Shares",
                        "static final Leaf SHARED = new Leaf();"
                                + " static Tensor run(Leaf l, Tensor x) { return SHARED.forward(x); }",
                        "Help.run(leaf, x)"),
                helper(
                        Message.METHOD_NOT_IN_TWIN,
                        "Far.runHidden() is not in the twin of Hidden, because hidden is package-private"
                                + " in q",
                        "Hidden",
                        "",
                        "q.Far.runHidden(leaf, x)"),
                helper(
                        Message.THIS_ESCAPES,
                        "this must not leave forward",
                        "Prints",
                        "",
                        "x.mul(String.valueOf(this).length())"));
    }

    private static Complaint helper(
            Message message, String excerpt, String name, String members, String result) {
        return Complaint.of(
                message,
                excerpt,
                name,
                """
                @Functional class %s {
                    private final Leaf leaf = new Leaf();
                    int calls;
                    static class Help { %s }
                    Tensor forward(Tensor x) {
                        return %s; // <<<
                    }
                }
                """
                        .formatted(name, members, result));
    }

    private Compilation wrong;

    HelperMethodsTest() {
        super(MODELS, OTHERS);
    }

    @BeforeAll
    void compileRefused() {
        List<JavaFileObject> refused = new ArrayList<>(OTHERS);
        refused.add(LeafModels.LEAF);
        refused.add(MODELS.file("GivesItself"));
        complaints().map(Complaint::file).forEach(refused::add);
        wrong = compile(refused.toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(wrong);
    }

    @Test
    void copiesArePrivateMethodsOfBound() {
        assertThat(twin("CallsTools"))
                .contains(
                        """
                                /** Adds its input. */
                                private static Tensor residual(FunctionalLeaf.Bound l, Tensor x) {
                                    // Tools.java:10
                        """);
        assertThat(twin("NamesThatAreTaken")).contains("Bound.toolsRun(leaf, x)");
    }
}
