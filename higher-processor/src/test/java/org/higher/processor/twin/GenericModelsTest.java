package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Running;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A model with type parameters")
class GenericModelsTest {
    private static final JavaFileObject LAYER =
            source("Layer", "@Functional interface Layer { Tensor forward(Tensor x); }");

    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional class Leaf implements Layer {
                        @Trainable Tensor w = Tensor.scalar(3);
                        double gain() { return 2; }
                        @Override public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    private static final JavaFileObject CHAIN =
            source(
                    "Chain",
                    """
                    @Functional class Chain<L extends Layer> {
                        private final List<L> layers;
                        final Map<String, L> named;
                        Chain(List<L> layers) { this.layers = layers; named = Map.of("a", layers.get(0)); }
                        Tensor forward(Tensor x) {
                            for (L layer : layers) { L l = layer; x = l.forward(x); }
                            Function<L, Tensor> f = l -> l.forward(Tensor.scalar(2));
                            List<L> copy = new ArrayList<L>(layers);
                            return f.apply(this.<L>last(copy)).add(x).add(named.get("a").forward(x));
                        }
                        <T> T last(List<T> all) { return all.get(all.size() - 1); }
                        L first() { return layers.get(0); }
                    }
                    """);

    private static void assertSame(JavaFileObject... files) throws Exception {
        Compilation compilation = Compiling.compile(files);
        assertThat(compilation).succeededWithoutWarnings();
        Running running = new Running(compilation);
        assertThat(running.twin("p.Net", 2)).isEqualTo(running.model("p.Net", 2));
    }

    @Test
    void inAFieldOfAnother() throws Exception {
        assertSame(
                LAYER,
                LEAF,
                CHAIN,
                source(
                        "Net",
                        """
                        @Functional class Net {
                            private final Chain<Leaf> chain = new Chain<>(List.of(new Leaf(), new Leaf()));
                            private final List<Chain<? extends Layer>> more = List.of(chain);
                            Tensor forward(Tensor x) {
                                Chain<Leaf> c = chain;
                                for (Chain<? extends Layer> m : more) x = m.forward(x);
                                return c.forward(x).mul(chain.first().gain());
                            }
                        }
                        """));
    }

    @Test
    void theirParametersStay() {
        Compilation compilation = Compiling.compile(LAYER, LEAF, CHAIN);
        assertThat(compilation).succeededWithoutWarnings();
        String twin = generated(compilation, "p.FunctionalChain");
        assertThat(twin).contains("final class FunctionalChain<L extends FunctionalLayer.Bound>");
        assertThat(twin).contains("static final class Bound<L extends FunctionalLayer.Bound>");
        assertThat(twin).contains("private final List<L> layers;");
    }

    @Test
    void ofSettingsAndModules() throws Exception {
        assertSame(
                LAYER,
                LEAF,
                source(
                        "Mixed",
                        """
                        @Functional class Mixed<T extends Comparable<T>, L extends Layer> {
                            private final T low;
                            private final T high;
                            private final Function<T, Double> f;
                            private final Optional<L> layer;
                            Mixed(T low, T high, Function<T, Double> f, L layer) {
                                this.low = low;
                                this.high = high;
                                this.f = f;
                                this.layer = Optional.of(layer);
                            }
                            Tensor forward(Tensor x) { return layer.get().forward(x).mul(f.apply(max(low, high))); }
                            private T max(T a, T b) { return a.compareTo(b) > 0 ? a : b; }
                        }
                        """),
                source(
                        "Net",
                        """
                        @Functional class Net {
                            private final Mixed<Integer, Leaf> mixed = new Mixed<>(1, 2, i -> i + 0.5, new Leaf());
                            Tensor forward(Tensor x) { return mixed.forward(x); }
                        }
                        """));
    }

    private static final JavaFileObject ROW =
            source(
                    "Row",
                    """
                    @Functional class Row<L extends Leaf> {
                        final L first;
                        private final List<L> rest;
                        Row(L first, L last) { this.first = first; rest = List.of(first, last); }
                        Tensor forward(Tensor x) {
                            for (L l : rest) { x = x.add(l.forward(x)).mul(l.gain()); }
                            Function<L, Tensor> f = l -> l.forward(Tensor.scalar(2));
                            return x.add(f.apply(last())).add(last().w);
                        }
                        L last() { L l = rest.get(rest.size() - 1); return l; }
                    }
                    """);

    @Test
    void whoseParameterAClassBounds() throws Exception {
        assertSame(
                LAYER,
                LEAF,
                ROW,
                source(
                        "Pair",
                        """
                        @Functional class Pair<M extends Leaf> {
                            private final Row<M> row;
                            private final Row<? extends Leaf> any;
                            Pair(M m) { row = new Row<>(m, m); any = row; }
                            Tensor forward(Tensor x) { return any.forward(row.first.forward(x)); }
                        }
                        """),
                source(
                        "Net",
                        """
                        @Functional class Net {
                            private final Row<Leaf> row = new Row<>(new Leaf(), new Leaf());
                            private final Pair<Leaf> pair = new Pair<>(new Leaf());
                            Tensor forward(Tensor x) {
                                Leaf last = row.last();
                                return pair.forward(row.forward(x)).mul(last.gain()).add(row.first.w);
                            }
                        }
                        """));
    }

    @Test
    void aSubclassOfTheBoundIsAnError() {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        @Functional class Sub extends Leaf { }
                        @Functional class Net {
                            Row<Sub> row = new Row<>(new Sub(), new Sub());
                            Tensor forward(Tensor x) { return row.forward(x); }
                        }
                        """);
        Compilation compilation = Compiling.compile(LAYER, LEAF, ROW, net);
        assertThat(compilation)
                .hadErrorContaining(
                        "["
                                + Message.GENERIC_MODEL.tag()
                                + "] type parameter L of @Functional Row is of bound twins of"
                                + " p.Leaf, which Sub.Bound is not")
                .inFile(net)
                .onLine(5);
        assertThat(compilation).hadErrorCount(1);
    }

    @Test
    void thatExtendsAGenericClass() throws Exception {
        assertSame(
                LAYER,
                LEAF,
                source(
                        "Base",
                        """
                        abstract class Base<M> {
                            protected final M part;
                            Base(M part) { this.part = part; }
                            Tensor forward(Tensor x) { M p = part; return run(p, x); }
                            protected abstract Tensor run(M p, Tensor x);
                        }
                        """),
                source(
                        "Gen",
                        """
                        @Functional class Gen<L extends Layer> extends Base<L> {
                            Gen(L part) { super(part); }
                            @Override protected Tensor run(L p, Tensor x) { return p.forward(x).tanh(); }
                        }
                        """),
                source(
                        "Net",
                        """
                        @Functional class Net {
                            final Gen<Leaf> gen = new Gen<>(new Leaf());
                            Tensor forward(Tensor x) { return gen.forward(x); }
                        }
                        """));
    }

    @Test
    void anArgumentWithoutATwinIsAnError() {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        class Frozen implements Layer { public Tensor forward(Tensor x) { return x; } }
                        @Functional class Net {
                            Chain<Frozen> chain;
                            Tensor forward(Tensor x) { return chain.forward(x); }
                        }
                        """);
        Compilation compilation = Compiling.compile(LAYER, CHAIN, net);
        assertThat(compilation)
                .hadErrorContaining(
                        "[" + Message.UNANNOTATED_MODULE.tag() + "] field chain is class Frozen")
                .inFile(net)
                .onLine(5);
    }

    @Test
    void theTextOfAModuleIsStillAnError() {
        JavaFileObject net =
                source(
                        "Net",
                        """
                        @Functional class Net<L extends Layer> {
                            L layer;
                            Tensor forward(Tensor x) {
                                return layer.forward(x).mul(("" + layer).length());
                            }
                        }
                        """);
        assertThat(Compiling.compile(LAYER, net))
                .hadErrorContaining("[" + Message.MODULE_OBJECT.tag() + "]")
                .inFile(net)
                .onLine(6);
    }
}
