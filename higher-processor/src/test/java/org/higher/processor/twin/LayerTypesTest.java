package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Interfaces over interfaces, and classes that implement several. */
class LayerTypesTest {
    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        compilation =
                Compiling.compile(
                        source(
                                "Leaf",
                                """
                                @Functional public class Leaf {
                                    @Trainable private Tensor w = Tensor.scalar(2);
                                    public Tensor forward(Tensor x) { return x.mul(w); }
                                }
                                """),
                        source(
                                "First",
                                """
                                @Functional public interface First {
                                    Tensor forward(Tensor x) throws IllegalStateException;
                                    default Tensor twice(Tensor x) { return forward(forward(x)); }
                                    default int impure(int[] a) { return a[0]++; }
                                    static Tensor same(Tensor x) { return x; }
                                    <T extends Leaf> T pick(List<? extends T> from);
                                }
                                """),
                        source(
                                "Second",
                                """
                                @Functional interface Second extends First {
                                    Leaf head();
                                    Tensor with(First other, Tensor... xs);
                                    default Tensor twice(Tensor x) { return First.super.twice(First.same(x)); }
                                }
                                """),
                        source(
                                "Third",
                                "@Functional interface Third { Tensor forward(Tensor input); String toString(); }"),
                        source("Between", "interface Between extends First { int SIZE = 3; }"),
                        source(
                                "Both",
                                """
                                @Functional class Both implements Second, Third {
                                    private final Leaf leaf = new Leaf();
                                    public Leaf head() { return leaf; }
                                    public Tensor with(First other, Tensor... xs) { return other.twice(xs[0]); }
                                    public <T extends Leaf> T pick(List<? extends T> from) { return from.get(0); }
                                    public Tensor forward(Tensor x) { return Second.super.twice(head().forward(x)); }
                                    @Override public String toString() { return "both"; }
                                }
                                """),
                        source(
                                "Indirect",
                                """
                                @Functional record Indirect(int size) implements Between {
                                    public <T extends Leaf> T pick(List<? extends T> from) { return from.get(0); }
                                    public Tensor forward(Tensor x) { return twice(x.mul(SIZE)); }
                                }
                                """),
                        source(
                                "Holder",
                                """
                                @Functional class Holder {
                                    private First first = new Indirect(1);
                                    private final Second second = new Both();
                                    Tensor forward(Tensor x) { return second.with(first, x).add(second.head().forward(x)); }
                                }
                                """));
    }

    @Test
    void allTwinsCompileWithoutAWarning() {
        assertThat(compilation).succeededWithoutWarnings();
    }

    @Test
    void twinsExtendAsTheirOriginalsDo() {
        assertThat(generated(compilation, "p.FunctionalSecond"))
                .contains(
                        "interface FunctionalSecond<P extends FunctionalSecond.Params, B extends"
                                + " FunctionalSecond.Bound>\n        extends FunctionalFirst<P, B> {");
        String both = generated(compilation, "p.FunctionalBoth");
        assertThat(both).contains("implements FunctionalSecond.Params, FunctionalThird.Params {");
        assertThat(both).contains("implements FunctionalSecond.Bound, FunctionalThird.Bound {");
        assertThat(generated(compilation, "p.FunctionalIndirect"))
                .contains("implements FunctionalFirst<FunctionalIndirect.Params, ");
    }

    @Test
    void callsOfASuperInterfaceGoToItsTwin() {
        assertThat(generated(compilation, "p.FunctionalBoth"))
                .contains("FunctionalSecond.Bound.super.twice(head().forward(x))");
        assertThat(generated(compilation, "p.FunctionalSecond"))
                .contains("FunctionalFirst.Bound.super.twice(First.same(x))");
    }

    @Test
    void inheritedConstantsAreCalledByTheirOwner() {
        assertThat(generated(compilation, "p.FunctionalIndirect"))
                .contains("return twice(x.mul(Between.SIZE));");
    }
}
