package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.file;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.EcjCompilation;
import org.higher.processor.HigherProcessor;
import org.higher.processor.Running;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A model that inherits code and state")
class InheritanceTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional class Leaf {
                        @Trainable Tensor w = Tensor.scalar(3);
                        Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    /** A base in another package, of which the twin can name little. */
    private static final JavaFileObject FAR =
            file(
                    "q.Far",
                    """
                    package q;
                    import static java.lang.Math.sqrt;
                    import org.higher.annotations.Trainable;
                    import org.higher.tensor.Tensor;
                    public abstract class Far {
                        private static final double K = 3;
                        @Trainable private Tensor w = Tensor.scalar(2);
                        private final Helper helper = new Helper();
                        double open = 5;
                        protected double guarded = 7;
                        public double free = 11;
                        static double open() { return 13; }
                        protected static double guarded() { return sqrt(4); }
                        Tensor pack(Tensor x) { return x.mul(open * open()); }
                        private Tensor own(Tensor x) { return x.mul(w).add(K); }
                        public Tensor forward(Tensor x) { return last(own(pack(x))).mul(free); }
                        protected abstract Tensor last(Tensor x);
                        private static class Helper {}
                    }
                    """);

    /** Classes may stand beside the model in its file. */
    private static Compilation compile(JavaFileObject... files) {
        return Compiling.compiler()
                .withOptions("-Xlint:all,-processing,-options,-auxiliaryclass,-cast", "-Werror")
                .compile(files);
    }

    private static void assertSame(String model, JavaFileObject... files) throws Exception {
        Compilation compilation = compile(files);
        assertThat(compilation).succeededWithoutWarnings();
        Running running = new Running(compilation);
        assertThat(running.twin(model, 2)).isEqualTo(running.model(model, 2));
    }

    @Test
    void ofAnotherPackage() throws Exception {
        assertSame(
                "p.Net",
                FAR,
                source(
                        "Net",
                        """
                        @Functional class Net extends q.Far {
                            @Trainable private Tensor w = Tensor.scalar(5);
                            Tensor pack(Tensor x) { return x.mul(100); }
                            @Override protected Tensor last(Tensor x) {
                                return pack(x).mul(w).mul(guarded * guarded());
                            }
                        }
                        """));
    }

    @Test
    void fieldsAndMethodsOfTheSameNames() throws Exception {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        abstract class Top {
                            @Trainable private Tensor w = Tensor.scalar(2);
                            protected double scale = 3;
                            private double k = 5;
                            Tensor forward(Tensor x) { return hook(act(x)).mul(scale()); }
                            private Tensor act(Tensor x) { return x.mul(w).mul(k); }
                            double scale() { return scale; }
                            abstract Tensor hook(Tensor x);
                        }
                        abstract class Middle extends Top {
                            @Trainable private Tensor w = Tensor.scalar(7);
                            private double k = 11;
                            private Tensor act(Tensor x) { return x.add(w).mul(k); }
                            @Override Tensor hook(Tensor x) { return act(x); }
                        }
                        @Functional class Net extends Middle {
                            double scale = 13;
                            private Tensor act(Tensor x) { return x.add(scale); }
                            @Override Tensor hook(Tensor x) { return act(super.hook(x)).mul(super.scale); }
                            @Override double scale() { return super.scale() + 1; }
                            Tensor forward(Tensor x, int k) { return super.forward(x).mul(k); }
                        }
                        """);
        assertSame("p.Net", net);
        String twin = generated(compile(net), "p.FunctionalNet");
        assertThat(twin).contains("record Params(Tensor wOfTop, Tensor w)");
        assertThat(twin).contains("return hook(actOfTop(x)).mul(scale());");
        assertThat(twin).contains("return act(hookOfMiddle(x)).mul(this.scaleOfTop);");
    }

    @Test
    void aModelThatExtendsAModel() throws Exception {
        assertSame(
                "p.Net",
                LEAF,
                source(
                        "Base",
                        """
                        @Functional class Base {
                            protected final Leaf leaf = new Leaf();
                            Tensor forward(Tensor x) { return leaf.forward(x); }
                        }
                        """),
                source(
                        "Net",
                        """
                        @Functional class Net extends Base {
                            @Override Tensor forward(Tensor x) {
                                Function<Tensor, Tensor> f = super::forward;
                                return f.apply(super.forward(x)).mul(2);
                            }
                        }
                        """));
    }

    @Test
    void defaultMethodsOfPlainInterfaces() throws Exception {
        assertSame(
                "p.Net",
                LEAF,
                source(
                        "Scaled",
                        """
                        interface Scaled<A extends Number> {
                            A gain();
                            double BASE = 3;
                            default Tensor scaled(Tensor x) { A g = gain(); return hidden(x).mul(g.doubleValue()); }
                            private Tensor hidden(Tensor x) { return x.add(BASE); }
                        }
                        """),
                source(
                        "Net",
                        """
                        @Functional class Net implements Scaled<Integer> {
                            private final Leaf leaf = new Leaf();
                            @Override public Integer gain() { return 4; }
                            @Override public Tensor scaled(Tensor x) { return Scaled.super.scaled(x).mul(2); }
                            Tensor forward(Tensor x) { return leaf.forward(scaled(x)); }
                        }
                        """));
    }

    @Test
    void genericBases() throws Exception {
        JavaFileObject base =
                source(
                        "Base",
                        """
                        abstract class Base<L, N extends Number> {
                            protected final L layer;
                            protected final List<L> all;
                            private final N gain;
                            Base(L layer, List<L> all, N gain) { this.layer = layer; this.all = all; this.gain = gain; }
                            Tensor forward(Tensor x) {
                                L first = layer;
                                Function<L, Tensor> f = l -> run(l, x);
                                List<L> copy = new ArrayList<L>(all);
                                Tensor sum = f.apply(first);
                                for (L l : copy) sum = sum.add(run((L) l, x));
                                return sum.mul(this.<N>same(gain).doubleValue());
                            }
                            <T> T same(T t) { return t; }
                            abstract Tensor run(L l, Tensor x);
                        }
                        """);
        JavaFileObject net =
                source(
                        "Net",
                        """
                        @Functional class Net extends Base<Leaf, Integer> {
                            Net() { super(new Leaf(), List.of(new Leaf(), new Leaf()), 4); }
                            @Override Tensor run(Leaf l, Tensor x) { return l.forward(x); }
                        }
                        """);
        Compilation compilation = compile(LEAF, base, net);
        assertThat(compilation).succeededWithoutWarnings();
        Running running = new Running(compilation);
        assertThat(running.twin("p.Net", 2)).isEqualTo(running.model("p.Net", 2));
        assertThat(generated(compilation, "p.FunctionalNet"))
                .contains("Function<FunctionalLeaf.Bound, Tensor> f = l -> run(l, x);");
    }

    @Test
    void parametersThatConstructorsMake() throws Exception {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        abstract class Base {
                            protected Tensor v;
                            private Tensor w;
                            @Buffer protected Tensor calls = Tensor.scalar(0);
                            Base() { w = Tensor.parameter(Tensor.scalar(2)); }
                            Tensor forward(Tensor x) { calls = calls.add(1); return x.mul(w).mul(v); }
                        }
                        @Functional class Net extends Base {
                            Net() { v = Tensor.parameter(Tensor.scalar(3)); }
                        }
                        """);
        assertSame("p.Net", net);
        assertThat(generated(compile(net), "p.FunctionalNet"))
                .contains("record Params(Tensor v, Tensor w, Tensor calls)");
    }

    @Test
    void inheritedForwardBesideOtherMethods() throws Exception {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        abstract class Base {
                            Tensor forward(Tensor x) { return x.mul(2); }
                        }
                        @Functional class Net extends Base {
                            @Trainable Tensor w = Tensor.scalar(1);
                            Tensor other(Tensor x) { return x.mul(w); }
                        }
                        """);
        assertSame("p.Net", net);
        assertThat(generated(compile(net), "p.FunctionalNet"))
                .contains("Tensor forward(Params params, Tensor x)");
    }

    @Test
    void aSettingOfABaseThatNoCodeReadsIsNotInTheTwin() {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        abstract class Base {
                            protected final Map<String, Object> children = new LinkedHashMap<>();
                            protected <B> B add(String name, B child) { children.put(name, child); return child; }
                            int count() { return children.size(); }
                        }
                        @Functional class Net extends Base {
                            private final Leaf leaf = add("leaf", new Leaf());
                            Tensor forward(Tensor x) { return leaf.forward(x); }
                        }
                        """);
        Compilation compilation = compile(LEAF, net);
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(generated(compilation, "p.FunctionalNet"))
                .contains("Configuration.known(model, Base.class, \"children\", parameters());");
        assertThat(generated(compilation, "p.FunctionalNet")).doesNotContain("count()");
    }

    @Test
    void twoFilesAndABaseThatAnotherProcessorMakes() throws Exception {
        Compilation compilation =
                Compiling.with(new HigherProcessor())
                        .withProcessors(
                                new HigherProcessor(),
                                new Making(
                                        "p.Made",
                                        "package p; import org.higher.tensor.Tensor;"
                                                + " abstract class Made { Tensor twice(Tensor x) { return x.mul(2); } }"))
                        .compile(
                                source(
                                        "Net",
                                        """
                                        @Functional class Net extends Made {
                                            @Trainable Tensor w = Tensor.scalar(3);
                                            Tensor forward(Tensor x) { return twice(x).mul(w); }
                                        }
                                        """));
        assertThat(compilation).succeeded();
        Running running = new Running(compilation);
        assertThat(running.twin("p.Net", 2)).isEqualTo(running.model("p.Net", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer.size()", "layer.children.size()"})
    void whatTheTwinOfALayerHasNotIsAnError(String use) {
        Compilation compilation =
                compile(
                        source(
                                "Blocks",
                                """
                                @SuppressWarnings("serial")
                                abstract class Blocks extends ArrayList<String> {
                                    protected final List<Object> children = new ArrayList<>();
                                }
                                """),
                        source(
                                "Layer",
                                """
                                @SuppressWarnings("serial")
                                @Functional class Layer extends Blocks {
                                    Tensor forward(Tensor x) { return x; }
                                }
                                """),
                        source(
                                "Net",
                                """
                                @Functional class Net {
                                    final Layer layer = new Layer();
                                    Tensor forward(Tensor x) {
                                        return layer.forward(x).mul(%s);
                                    }
                                }
                                """
                                        .formatted(use)));
        assertThat(compilation)
                .hadErrorContaining("[" + Message.INHERITED_MEMBER.tag() + "]")
                .inFile(netFile(compilation))
                .onLine(6);
    }

    @Test
    void ofAPrivateType() throws Exception {
        assertSame(
                "p.Outer$Net",
                source(
                        "Outer",
                        """
                        class Outer {
                            private abstract static class Base {
                                private final Object thing = "x";
                                private final double k = Math.sqrt(4);
                                @Trainable private Tensor w = Tensor.scalar(3);
                                static double twice(double k) { return 2 * k; }
                                Tensor forward(Tensor x) { return x.mul(w).mul(twice(k)); }
                            }
                            @Functional static class Net extends Base {}
                        }
                        """));
    }

    private static JavaFileObject netFile(Compilation compilation) {
        return compilation.sourceFiles().stream()
                .filter(f -> f.getName().endsWith("Net.java"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void underEcj(@TempDir Path folder) throws IOException, ReflectiveOperationException {
        EcjCompilation compilation =
                EcjCompilation.of(
                        folder,
                        Compiling.classPathFiles(),
                        List.of(new HigherProcessor()),
                        FAR,
                        source(
                                "Net",
                                """
                                @Functional class Net extends q.Far {
                                    @Override protected Tensor last(Tensor x) { return x.mul(guarded()); }
                                }
                                """));
        Running running = new Running(compilation);
        assertThat(running.twin("p.Net", 2)).isEqualTo(running.model("p.Net", 2));
    }
}
