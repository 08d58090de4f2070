package org.higher.processor.codegen;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.Test;

/** Generated code says which lines it was made from. */
class PlacesTest {
    @Test
    void copiesNameTheLineOfTheirOriginal() {
        Compilation compilation =
                Compiling.compile(
                        JavaFileObjects.forSourceString(
                                "p.Net",
                                """
                                package p;

                                import org.higher.annotations.Functional;
                                import org.higher.annotations.Trainable;
                                import org.higher.tensor.Tensor;

                                @Functional
                                public class Net {
                                    @Trainable private Tensor w = Tensor.scalar(2);

                                    /** Runs it. */
                                    @SuppressWarnings("unused")
                                    public
                                            Tensor forward(Tensor x) {
                                        return half(x);
                                    }

                                    private Tensor half(Tensor x) { return x.mul(w); }
                                }
                                """));
        assertThat(compilation).succeededWithoutWarnings();
        String twin = Compiling.generated(compilation, "p.FunctionalNet");
        assertThat(twin)
                .contains(
                        """
                                public Tensor forward(Tensor x) {
                                    // Net.java:14
                                    return half(x);
                        """);
        assertThat(twin)
                .contains(
                        """
                                private Tensor half(Tensor x) {
                                    // Net.java:18
                                    return x.mul(w);
                        """);
    }

    @Test
    void linksToOverloadsNameTheirTypes() {
        Compilation compilation =
                Compiling.compile(
                        source(
                                "Net",
                                """
                                @Functional public class Net {
                                    @Trainable private Tensor w = Tensor.scalar(2);
                                    public Tensor forward(Tensor x) { return x.mul(w); }
                                    public <T extends List<Tensor>> Tensor forward(T xs, Tensor[]... more) {
                                        return forward(xs.get(0));
                                    }
                                    public Tensor forward(Map<String, Tensor> xs) {
                                        return forward(xs.get("x"));
                                    }
                                }
                                """));
        assertThat(compilation).succeededWithoutWarnings();
        String twin = Compiling.generated(compilation, "p.FunctionalNet");
        assertThat(twin).contains("Runs {@link Net#forward(Tensor)} with");
        assertThat(twin).contains("Runs {@link Net#forward(List, Tensor[][])} with");
        assertThat(twin).contains("Runs {@link Net#forward(Map)} with");
    }
}
