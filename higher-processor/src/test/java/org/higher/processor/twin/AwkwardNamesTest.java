package org.higher.processor.twin;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.Test;

/** Names that generated code uses as well, and declarations in unusual places. */
class AwkwardNamesTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable private Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    private static void assertCompiles(String name, String text) {
        Compilation compilation = compile(LEAF, source(name, text));
        assertThat(compilation).succeededWithoutWarnings();
    }

    @Test
    void fieldsNamedAsGeneratedVariables() {
        assertCompiles(
                "Net",
                """
                @Functional class Net {
                    private final Leaf model = new Leaf();
                    private final List<Leaf> params = List.of(), binder = List.of();
                    @Trainable private Tensor mapper, f, e, m, p, n, out, in, o, i;
                    private final Map<String, List<Leaf>> name = Map.of();
                    @Trainable private final List<List<Tensor>> elements = List.of();
                    private double M, W;
                    @Trainable private Tensor w, handle;
                    private int HANDLE;
                    Tensor forward(Tensor params) {
                        for (Leaf l : this.params) { params = l.forward(params); }
                        for (Leaf l : binder) { params = l.forward(params); }
                        return model.forward(params).mul(mapper).mul(out.add(in).add(o).add(i)).mul(f).mul(e).mul(m).mul(M).mul(W).mul(HANDLE);
                    }
                    Tensor forward(Tensor model, Tensor binder, Leaf params) { return params.forward(model.mul(binder)); }
                }
                """);
    }

    @Test
    void methodsNamedAsSubmodules() {
        Compilation compilation =
                compile(
                        LEAF,
                        source(
                                "Layer",
                                """
                                @Functional interface Layer {
                                    Tensor forward(Tensor x);
                                    default int width() { return 3; }
                                }
                                """),
                        source(
                                "Base",
                                """
                                abstract class Base {
                                    Leaf inherited() { return null; }
                                    public Object open(int k) { return k; }
                                }
                                """),
                        source(
                                "Net",
                                """
                                @Functional class Net extends Base implements Layer {
                                    private final Leaf own = new Leaf(), hidden = own, shared = own;
                                    private final Leaf width = own, inherited = own, params = own;
                                    private final Leaf open = own, forward = own;
                                    private final List<Leaf> list = List.of();
                                    private final Leaf[][] grid = {{own}};
                                    Leaf own() { return hidden; }
                                    private int hidden() { return 1; }
                                    static String shared() { return "s"; }
                                    public Tensor forward(Tensor x) {
                                        for (Leaf l : list) x = l.forward(x);
                                        return own().forward(forward.forward(open.forward(x))).mul(hidden() * width());
                                    }
                                }
                                """));

        assertThat(compilation).succeededWithoutWarnings();
        String generated = Compiling.generated(compilation, "p.FunctionalNet");
        assertThat(generated)
                .contains(
                        "public FunctionalLeaf.Bound open()",
                        "public FunctionalLeaf.Bound forward()",
                        "public List<FunctionalLeaf.Bound> list()",
                        "public FunctionalLeaf.Bound[][] grid()");
        assertThat(generated)
                .doesNotContain("public FunctionalLeaf.Bound own()")
                .doesNotContain("FunctionalLeaf.Bound hidden()")
                .doesNotContain("FunctionalLeaf.Bound shared()")
                .doesNotContain("FunctionalLeaf.Bound width()")
                .doesNotContain("public FunctionalLeaf.Bound inherited()")
                .doesNotContain("FunctionalLeaf.Bound params()");
    }

    @Test
    void methodsNamedAsGeneratedOnes() {
        assertCompiles(
                "Net",
                """
                @Functional class Net {
                    private final Leaf leaf = new Leaf();
                    Tensor forward(Tensor x) throws java.io.IOException { return bind(of(map(model(x)))).mul(params(1)); }
                    private Tensor bind(Tensor x) { return leaf.forward(x); }
                    static Tensor of(Tensor x) { return x; }
                    Tensor map(Tensor x) { return x; }
                    Tensor model(Tensor x) { return x; }
                    int params(int i) { return i; }
                    void forward() {}
                }
                """);
    }

    @Test
    void classesNamedAsGeneratedOnes() {
        Compilation compilation =
                compile(
                        LEAF,
                        source(
                                "Params",
                                """
                                @Functional class Params {
                                    private final Bound bound = new Bound();
                                    Tensor forward(Tensor x) { Bound b = bound; return b.forward(x); }
                                }
                                """),
                        source(
                                "Bound",
                                """
                                @Functional class Bound {
                                    enum List { A }
                                    private List mode = List.A;
                                    private final java.util.List<Leaf> leaves1 = java.util.List.of();
                                    Tensor forward(Tensor x) {
                                        class Leaf { Tensor run(Tensor t) { return t.mul(mode.ordinal()); } }
                                        return new Leaf().run(leaves1.get(0).forward(x));
                                    }
                                }
                                """),
                        source("Binder", "class Binder { static int K = 1; }"),
                        source(
                                "Access",
                                """
                                @Functional record Access(@Trainable Tensor weight, Leaf leaf) {
                                    Tensor forward(Tensor x) { return leaf().forward(x).mul(Binder.K); }
                                }
                                """));
        assertThat(compilation).succeededWithoutWarnings();
    }

    @Test
    void ownTypeInHelpers() {
        assertCompiles(
                "Net",
                """
                @Functional class Net {
                    @Trainable private final Tensor w = null;
                    private final Optional<Net> next = Optional.empty();
                    private final int depth = 3;
                    Tensor forward(Tensor x) { return next.map(n -> other(n, x)).orElseGet(() -> x.mul(w)); }
                    private Tensor other(Net n, Tensor x) { return n.forward(x).mul(n.w).mul(n.depth).mul(Net.factor(n)); }
                    static int factor(Net n) { return n.depth; }
                    static Net twice(Net a, Net... more) { return more.length == 0 ? a : more[0]; }
                    Net copy() { return new Net(); }
                }
                """);
    }

    @Test
    void typeVariablesNamedAsClasses() {
        assertCompiles(
                "Net",
                """
                @Functional class Net {
                    private final p.Leaf leaf = new p.Leaf();
                    <Leaf> Leaf pick(List<Leaf> all) { Leaf first = all.get(0); return first; }
                    Tensor forward(Tensor x) { return leaf.forward(this.<Tensor>pick(List.of(x))); }
                }
                """);
    }

    @Test
    void warningsThatTheModelSilences() {
        assertCompiles(
                "Net",
                """
                @SuppressWarnings("rawtypes")
                @Functional class Net {
                    private final List raw = List.of();
                    @Trainable private final Tensor w = null;
                    @SuppressWarnings("unchecked") Tensor forward(Tensor x) { List<Tensor> ts = raw; return ts.get(0).mul(w); }
                    @SafeVarargs private final <T> T first(T... ts) { return ts[0]; }
                    Tensor forward(List<Tensor> xs) { return first(xs, xs).get(0); }
                }
                """);
    }
}
