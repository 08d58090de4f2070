package org.higher.processor.twin.nd4j;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.testing.compile.Compilation;
import java.util.Locale;
import org.higher.processor.Compiling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes in place that become assignments, and those that are refused. */
class OwnershipTest {
    private static Compilation compile(String body) {
        return Compiling.compiler()
                .compile(
                        Compiling.file(
                                "p.Net",
                                """
                                package p;
                                import java.util.*;
                                import java.util.function.*;
                                import org.higher.annotations.*;
                                import org.nd4j.linalg.api.ndarray.INDArray;
                                import org.nd4j.linalg.factory.Nd4j;
                                import org.nd4j.linalg.ops.transforms.Transforms;
                                @Functional class Net {
                                    @Trainable final INDArray w = Nd4j.ones(3, 3);
                                    INDArray input;
                                    INDArray forward(INDArray x, boolean flag, int n) {
                                        %s
                                    }
                                    private INDArray same(INDArray y) { return y; }
                                    private INDArray twice(INDArray y) {
                                        INDArray z = y.mul(2);
                                        z.addi(0);
                                        return n(z);
                                    }
                                    private static INDArray n(INDArray y) {
                                        if (y.rank() > 1) { return y.transpose().dup(); }
                                        return n(y.neg()).mul(1);
                                    }
                                    private INDArray kept(INDArray y) {
                                        INDArray z = y.mul(2);
                                        this.input = z;
                                        return z;
                                    }
                                    private INDArray either(INDArray y) {
                                        if (y.rank() > 1) { return y.mul(2); }
                                        return y;
                                    }
                                    INDArray open(INDArray y) { return y.mul(2); }
                                }
                                """
                                        .formatted(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INDArray z = x.mmul(w); z.addi(1); return z;",
                "final INDArray z = x.mmul(w); z.addi(1); return z;",
                "var z = x.mmul(w); z.addi(w); z.muli(2); return z.addi(x);",
                "return x.mmul(w).addi(1).muli(x);",
                "INDArray z = x.dup(); return Transforms.tanh(z, false);",
                "INDArray z = x.mmul(w); z.addi(z); return z;",
                "INDArray z = x.mmul(w); z = z.addi(1).mul(2); return z;",
                "INDArray z = x.mmul(w); INDArray h = Transforms.tanh(z); z.addi(h); return z;",
                "INDArray z; if (flag) { z = x.mul(2); } else { z = x.neg(); } z.addi(1); return z;",
                "INDArray z = flag ? x.mul(2) : x.neg(); z.addi(1); return z;",
                "INDArray z = x.mul(2); if (flag) { z.addi(1); } return z.add(w);",
                "INDArray h = x; for (int i = 0; i < n; i++) { h = h.mmul(w); h.addi(1); } return h;",
                "INDArray s = x.mul(0); for (int i = 0; i < n; i++) { s.addi(w); } return s;",
                "x = x.mul(2); x.addi(1); return x;",
                "INDArray z = x.mmul(w).transpose(); z.addi(1); return z;",
                "INDArray z = x.mmul(w); z.addi(1); this.input = z; return z.add(1);",
                "INDArray z = x.mmul(w); z.addi(1); return same(z);",
                "INDArray z = x.mmul(w); z.addi(1); INDArray y = z.transpose(); return y;",
                "Function<INDArray, INDArray> f = (INDArray v) -> { INDArray z = v.mul(2); z.addi(1);"
                        + " return z; }; return f.apply(x);",
                "try { INDArray z = x.mul(2); z.addi(1); return z; } finally { n++; }",
                "INDArray z = x.mul(2); INDArray y = z.transpose().mmul(w); z.addi(1); return y.add(z);",
                "INDArray z = x.mul(2); z = z.reshape(9); z.addi(1); return z;",
                "INDArray y = switch (n) { case 1 -> { INDArray z = x.mul(2); z.addi(1); z.muli(2);"
                        + " yield z; } default -> w; }; return y;",
                "INDArray z = Nd4j.concat(0, x, w); z.addi(1); return z;",
                "INDArray z = x.mul(2); INDArray y = z; y.addi(1); return y;",
                "INDArray z = x.mul(2); INDArray y = x; y = z; y.addi(1); return y;",
                "INDArray z = x.mul(2); INDArray y = z.reshape(9); y.addi(1); return y;",
                "INDArray y = null; for (int i = 0; i < n; i++) { INDArray z = x.mul(i);"
                        + " if (y == null) { y = z; } else { y.addi(z); } } return y;",
                "INDArray y = x.dup(); { INDArray z = y.mul(2); z.addi(1); y = z; } y.addi(1); return y;",
                "INDArray z = twice(x); z.addi(1); return z;",
                "return twice(x).addi(1);",
                "INDArray z = x.mul(2); z.addiRowVector(z.getRow(0)); return z;",
                "INDArray z = x.mul(2); z.addi(z.getRow(0).dup()); return z;",
                "INDArray z = x.mul(2); z.addi(z.transpose().mul(1)); return z;",
            })
    void becomeAssignments(String body) {
        Compilation compilation = compile(body);
        assertWithMessage(body).that(compilation.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.addi(1); return x;",
                "w.addi(1); return x;",
                "this.input = x; this.input.addi(1); return x;",
                "INDArray h = x; h.addi(1); return h;",
                "INDArray z = x.mmul(w); INDArray y = z; z.addi(1); return y;",
                "INDArray z = x.mmul(w); INDArray y = z; y.addi(1); return z;",
                "INDArray z = x.mmul(w); INDArray t = z.transpose(); z.addi(1); return t;",
                "INDArray z = x.mmul(w); INDArray t = z.reshape(9); t.addi(1); return z;",
                "INDArray z = x.mmul(w); z.getRow(0).addi(1); return z;",
                "INDArray z = x.mmul(w); List<INDArray> all = new ArrayList<>(); all.add(z); z.addi(1);"
                        + " return all.get(0);",
                "INDArray z = x.mmul(w); INDArray[] all = {z}; z.addi(1); return all[0];",
                "INDArray z = x.mmul(w); this.input = z; z.addi(1); return input;",
                "INDArray z = x.mmul(w); INDArray y = same(z); z.addi(1); return y;",
                "INDArray z = same(x); z.addi(1); return z;",
                "INDArray z = flag ? x : x.mul(2); z.addi(1); return z;",
                "INDArray z = x.mul(2); INDArray y = flag ? z : w; z.addi(1); return y;",
                "INDArray z = x.mul(2); if (flag) { z = x; } z.addi(1); return z;",
                "INDArray z = x.mul(2); INDArray y = w; for (int i = 0; i < n; i++) { z.addi(1); y = z; }"
                        + " return y;",
                "INDArray z = x.mul(2); Supplier<INDArray> f = () -> z; z.addi(1); return f.get();",
                "INDArray z = x.mul(2); return z.mul(z.addi(1));",
                "INDArray z = x.mul(2); return z.addi(1).add(z);",
                "INDArray z = x.mul(2); z.addi(z.muli(2)); return z;",
                "INDArray z = x.castTo(x.dataType()); z.addi(1); return z;",
                "INDArray z = x.mmul(w); INDArray y = z.addi(1); z.muli(2); return y;",
                "INDArray z = x.mmul(w); INDArray y = (z); y.addi(1); return z;",
                "Object o = x; if (o instanceof INDArray a) { a.addi(1); } return x;",
                "for (INDArray a : List.of(x)) { a.addi(1); } return x;",
                "return Nd4j.nn().relu(x, 0);",
                "INDArray z = x.mul(2); return z.add(switch (n) { case 2 -> { z.addi(1); yield w; }"
                        + " default -> w; });",
                "INDArray z = x.mul(2); return z.add(flag ? n > 1 ? z.addi(1) : w : x);",
                "INDArray z = x.mul(2); z.addi(z = x.neg()); return z;",
                "INDArray z = x; if (flag && (z = x.mul(2)) != null) { n++; } z.addi(1); return x;",
                "INDArray z = x; INDArray y = switch (n) { case 1 -> z = x.mul(2); default -> w; };"
                        + " z.addi(1); return x.add(y);",
                "INDArray z = x.mul(2); try { return z; } finally { z.addi(1); }",
                "INDArray z = x.mul(2); INDArray y = z; z = flag || (z = x.neg()) != y ? z : y;"
                        + " z.addi(1); return y;",
                "INDArray[] all = {x, w}; int i = 0; all[i++].addi(1); return all[i];",
                "INDArray z = x.mul(2); INDArray y = ((Supplier<INDArray>) () -> z.addi(1)).get();"
                        + " return y;",
                "INDArray z = Nd4j.concat(0, x); z.addi(1); return z;",
                "INDArray z = Nd4j.vstack(List.of(x)); z.addi(1); return z;",
                "INDArray z = x.mul(2); INDArray y = Nd4j.hstack(z); z.addi(1); return y;",
                "return Transforms.tanh(x, false);",
                "INDArray z = x.mul(2); z.addi(z.transpose()); return z;",
                "INDArray z = x.mul(2); z.muli(z.getRow(0)); return z;",
                "INDArray z = x.mul(2); z.assign((z).transpose()); return z;",
                "INDArray z = x.mul(2); z.putRow(0, z.getColumn(1)); return z;",
                "INDArray z = x.mul(2); return Transforms.max(z, z.transpose(), false);",
                "INDArray z = x.mul(2); INDArray y = w; for (int i = 0; i < n; i++) { y = z; y.addi(1); }"
                        + " return y;",
                "for (INDArray z = x.mul(2); n < 9; n++) { INDArray y = z; y.addi(1); } return x;",
                "INDArray z = x.mul(2); INDArray y = x; if (flag) { y = z; } else { n++; } y.addi(1);"
                        + " return y.add(z);",
                "INDArray z = x.mul(2); INDArray y; return z.add((y = z).addi(1));",
                "INDArray z = x.mul(2); INDArray y = z; try { y.addi(1); } finally { input = z; }"
                        + " return y;",
                "INDArray z = x.mul(2); while (n++ < 3) { INDArray y = z; y.addi(1); } return x;",
                "INDArray z = x.mul(2); Supplier<INDArray> f = () -> z; INDArray y = z; y.addi(1);"
                        + " return f.get();",
                "INDArray z = kept(x); z.addi(1); return input;",
                "INDArray z = either(x); z.addi(1); return z;",
                "INDArray z = open(x); z.addi(1); return z;",
            })
    void areRefused(String body) {
        Compilation compilation = compile(body);
        assertWithMessage(body).that(compilation.errors()).isNotEmpty();
        compilation
                .errors()
                .forEach(
                        e -> {
                            assertThat(e.getSource().getName()).endsWith("Net.java");
                            assertThat(e.getMessage(Locale.ROOT)).startsWith("[");
                        });
        assertWithMessage(body)
                .that(compilation.errors().toString())
                .containsMatch("ChangesArray|dataType");
    }
}
