package org.higher.processor.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.optimizer.OptimizerCompiling.compile;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.CompilationSubject;
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

@DisplayName("Arithmetic on hyperparameters")
class LiftingTest {
    private static final String RULE =
            """
            package %s;
            import static java.lang.Math.sqrt;
            import java.util.*;
            import java.util.function.*;
            import org.higher.annotations.Trainable;
            import org.higher.optim.*;
            import org.higher.tensor.Tensor;
            class O implements UpdateRule<O.State> {
                record State(int step, Tensor m) {}
                enum Mode { A, B }
                @Trainable double lr = 0.1, decay = 0.01;
                private final double eps = 1e-8;
                private static final double SECRET = 3;
                private final Mode mode = Mode.A;
                private double twice(double v) { return v * 2; }
                private static double half(double v) { return v / 2; }
                private double decayed(int t) { return lr / t; }
                private double pick(Tensor t, int k) { return k; }
                private double pick(Tensor t, double k) { return k; }
                private Tensor moved(Tensor t) { return t.mul(lr * 2); }
                private static Tensor kept(Tensor t) { return t; }
                double f() { return 1; }
                static double outside(double x) { return x; }
                static Tensor outside(Tensor x) { return x; }
                static double blend(double a, double b) { return a + b; }
                @Override public State init(Tensor p) { return new State(0, p.zerosLike()); }
                @Override public Step<State> update(Tensor p, Tensor g, State s) {
                    %s
                    return new Step<>(p, s);
                }
            }
            """;

    /** All bodies in one compilation, each a rule in a package of its own. */
    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        List<String> bodies = lifted().map(c -> (String) c.get()[0]).toList();
        JavaFileObject[] rules = new JavaFileObject[bodies.size()];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = Compiling.file("p" + i + ".O", String.format(RULE, "p" + i, bodies.get(i)));
        }
        compilation = compile(rules);
    }

    private static Arguments lift(String body, String expected) {
        return Arguments.of(body, expected);
    }

    static Stream<Arguments> lifted() {
        return Stream.of(
                // operators
                lift("double a = 1 - lr; p = p.mul(a);", "Tensor a = lr.rsub(1);"),
                lift("p = p.mul(1 / lr);", "p.mul(lr.rdiv(1))"),
                lift(
                        "p = p.mul(2 * lr / (1 + decay * s.step()));",
                        "p.mul(lr.mul(2).div(decay.mul(s.step()).add(1)))"),
                lift("var a = -lr; p = p.mul(a);", "var a = lr.neg();"),
                lift("p = p.mul(-(lr + 1));", "p.mul(lr.add(1).neg())"),
                lift("p = p.mul(+lr);", "p.mul(lr)"),
                lift("p = p.mul((lr));", "p.mul(lr)"),
                // numbers that Java rounds to float
                lift("p = p.mul((double) (float) lr);", "p.mul(hyper.inFloat(lr))"),
                lift(
                        "p = p.mul((float) lr * 2);",
                        "p.mul(hyper.inFloat(hyper.inFloat(lr).mul(2)))"),
                lift("p = p.mul((float) lr * 2.0);", "p.mul(hyper.inFloat(lr).mul(2.0))"),
                lift("p = p.mul((float) (double) (float) lr);", "inFloat(hyper.inFloat(lr))"),
                lift(
                        "float a = (float) lr; a += decay; a *= s.step(); p = p.mul(a);",
                        "a = hyper.inFloat(a.add(decay)); a = hyper.inFloat(a.mul((float) s.step()));"),
                lift(
                        "var a = (float) lr; var b = a * a; a--; p = p.mul(Math.max(a, 1) * b);",
                        "var b = hyper.inFloat(a.mul(a)); a = hyper.inFloat(a.sub(1)); p ="
                                + " p.mul(hyper.inFloat(a.max(1).mul(b)));"),
                lift("float a = (float) lr; p = p.mul(Math.sqrt(a) * a);", "mul(a.sqrt().mul(a))"),
                lift("p = p.mul(lr * lr - decay);", "p.mul(lr.mul(lr).sub(decay))"),
                lift("p = p.mul(f() * lr);", "hyper.scalar(f()).mul(lr)"),
                lift("p = p.mul(SECRET * lr);", "lr.mul(3.0)"),
                lift("p = p.mul(eps + lr);", "lr.add(eps)"),
                // integers keep their arithmetic
                lift("p = p.mul(s.step() / 2 * lr);", "lr.mul(s.step() / 2)"),
                lift("int k = 3; p = p.mul(lr * (k / 2));", "lr.mul(k / 2)"),
                lift("double q = (double) s.step() / 2 * 3; p = p.mul(q);", "double q = (double)"),
                // variables
                lift(
                        "double a = 0, b = 1; for (int i = 0; i < 3; i++) { a += lr * i; b--; }"
                                + " p = p.mul(a).add(b);",
                        "Tensor a = hyper.scalar(0), b = hyper.scalar(1); for (int i = 0; i < 3; i++)"
                                + " { a = a.add(lr.mul(i)); b = b.sub(1); }"),
                lift("Double a = lr; p = p.mul(a);", "Tensor a = lr;"),
                lift("double a; a = lr; a -= 1; p = p.mul(a);", "Tensor a; a = lr; a = a.sub(1);"),
                lift(
                        "final double a; if (s.step() > 2) a = lr; else a = 1; p = p.mul(a);",
                        "final Tensor a; if (s.step() > 2) a = lr; else a = hyper.scalar(1);"),
                lift(
                        "double a = 1; a *= lr; a /= 2; p = p.mul(a);",
                        "a = a.mul(lr); a = a.div(2);"),
                lift("double a, b; a = b = lr; p = p.mul(a + b);", "a = b = lr;"),
                lift("double a = lr; p = p.mul(++a);", "p.mul(a = a.add(1))"),
                lift("double a = lr; p = p.mul(twice(a *= 2));", "twice(a = a.mul(2))"),
                lift(
                        "double lr = 3; p = p.mul(lr * 2); p = p.mul(this.lr * 2);",
                        "double lr = 3; p = p.mul(lr * 2); p = p.mul(this.lr.mul(2));"),
                lift(
                        "Object o = s; if (o instanceof Double lr && lr > 2) return null; p ="
                                + " p.mul(lr * 2);",
                        "lr && lr > 2) return null; p = p.mul(lr.mul(2));"),
                lift(
                        "Object o = s; if (!(o instanceof Double decay)) return null; p ="
                                + " p.mul(decay * 2).mul(lr);",
                        "p = p.mul(decay * 2).mul(lr);"),
                // choices
                lift(
                        "double e = lr > 0 ? 1 : Math.max(lr, 0.1); p = p.mul(e);",
                        "Tensor e = lr.item() > 0 ? hyper.scalar(1) : lr.max(0.1);"),
                lift(
                        "p = p.mul((s.step() > 0 ? lr : 1) * 2);",
                        "(s.step() > 0 ? lr : hyper.scalar(1)).mul(2)"),
                lift(
                        "double e = switch (mode) { case A -> lr; case B -> { int k = 2; yield k; } };"
                                + " p = p.mul(e);",
                        "Tensor e = switch (mode) { case A -> lr; case B -> { int k = 2; yield"
                                + " hyper.scalar(k); } };"),
                // functions
                lift("p = p.mul(Math.sqrt(Math.pow(lr, 2) + 1e-8));", "lr.pow(2).add(1e-8).sqrt()"),
                lift("p = p.mul(sqrt(lr));", "p.mul(lr.sqrt())"),
                lift("p = p.mul(java.lang.Math.exp(-lr));", "p.mul(lr.neg().exp())"),
                lift("p = p.mul(StrictMath.log(lr + 1));", "p.mul(lr.add(1).log())"),
                lift("p = p.mul(Math.pow(2, lr));", "p.mul(lr.rpow(2))"),
                lift("p = p.mul(Math.pow(lr, decay));", "p.mul(lr.pow(decay))"),
                lift("p = p.mul(Math.min(0.5, lr));", "p.mul(lr.min(0.5))"),
                lift(
                        "p = p.mul(Math.abs(Math.tanh(lr)) + Math.signum(lr));",
                        "lr.tanh().abs().add(lr.sign())"),
                lift("p = p.mul(Math.sin(lr) * Math.cos(lr));", "lr.sin().mul(lr.cos())"),
                // calls of the rule's own methods
                lift(
                        "p = p.mul(twice(lr)).mul(twice(2));",
                        "p.mul(twice(lr)).mul(twice(hyper.scalar(2)))"),
                lift("p = p.mul(half(lr)).mul(O.half(decay));", "p.mul(half(lr)).mul(half(decay))"),
                lift("p = p.mul(decayed(s.step()));", "private Tensor decayed(int t)"),
                lift("p = p.mul(this.decayed(3));", "p.mul(this.decayed(3))"),
                lift(
                        "p = p.mul(pick(p, lr)).mul(pick(p, 1));",
                        "private Tensor pick(Tensor t, Tensor k)"),
                lift(
                        "p = p.mul(pick(p, lr)).mul(pick(p, 1));",
                        "private double pick(Tensor t, int k)"),
                lift("p = p.mul(outside(2)).mul(lr);", "p.mul(O.outside(2))"),
                lift(
                        "Function<Tensor, Tensor> h = this::moved; p = h.apply(p);",
                        "private Tensor moved(Tensor t)"),
                lift(
                        "Function<Tensor, Tensor> h = O::kept; p = h.apply(p).mul(lr);",
                        "Function<Tensor, Tensor> h = this::kept;"),
                // calls of others
                lift(
                        "p = p.mul(lr).add(g.pow(lr)).max(decay);",
                        "p.mul(lr).add(g.pow(lr)).max(decay)"),
                lift(
                        "if (UpdateRule.active(decay)) p = p.mul(lr);",
                        "if (UpdateRule.active(decay))"),
                lift(
                        "List<Tensor> l = List.of(p, g); p = l.stream().map(t -> t.mul(lr)).reduce(p,"
                                + " Tensor::add);",
                        "t -> t.mul(lr)"),
                lift("p = p.add(Tensor.scalar(lr * 2));", "p.add(lr.mul(2))"),
                lift("p = p.add(Tensor.scalar(lr, p.dtype()));", "p.add(lr.to(p.dtype()))"),
                lift(
                        "p = p.add(Tensor.full(lr * 2, p.dtype(), 2, 3));",
                        "p.add(lr.mul(2).to(p.dtype()).broadcast(2, 3))"),
                lift(
                        "p = Optional.of(p).map(x -> x).get().mul(lr);",
                        "Optional.of(p).map(x -> x).get().mul(lr)"),
                lift(
                        "Tensor q = p; Supplier<Tensor> t = () -> { double z = lr * 2; return"
                                + " q.mul(z); }; p = t.get();",
                        "Tensor z = lr.mul(2); return q.mul(z);"),
                // values
                lift(
                        "if (lr > 0 && decay != 0) p = p.mul(lr);",
                        "if (lr.item() > 0 && decay.item() != 0)"),
                lift(
                        "if (lr * 2 >= decay) p = p.mul(lr);",
                        "if (lr.mul(2).item() >= decay.item())"),
                lift("boolean b = lr > 0; p = b ? p.mul(lr) : p;", "boolean b = lr.item() > 0;"),
                lift("String t = \"lr=\" + lr; p = p.mul(t.length());", "\"lr=\" + lr.item()"),
                lift("String t = \"\"; t += lr; p = p.mul(t.length());", "t += lr.item()"),
                lift("System.out.println(lr);", "System.out.println(lr.item())"),
                lift("System.out.printf(\"%g%n\", lr);", "System.out.printf(\"%g%n\", lr.item())"),
                lift(
                        "if (Double.isNaN(lr)) throw new IllegalStateException();",
                        "Double.isNaN(lr.item())"),
                // what is not a hyperparameter's is left alone
                lift(
                        "double q = outside(eps) + f(); p = p.mul(q);",
                        "double q = O.outside(eps) + f();"),
                lift(
                        "p = p.mul(lr * 2 /* twice, */ + /* and */ 1); // done",
                        "p = p.mul(/* twice, */ /* and */ lr.mul(2).add(1)); // done"),
                lift(
                        "double rate = lr / 3 * (decay + 1) // first\n"
                                + "                * (s.step() + 1) * (s.step() + 2) - 0.123456789 *"
                                + " decay;\n        p = p.mul(rate);",
                        "Tensor rate = /* first */ lr.div(3).mul(decay.add(1)).mul(s.step() + 1)"
                                + ".mul(s.step() + 2).sub(decay.mul(0.123456789));"),
                lift(
                        "p = p.mul(lr) // the rate\n            /* and */ .add(1);",
                        "p.mul(lr) // the rate"));
    }

    static Stream<Arguments> numbered() {
        AtomicInteger i = new AtomicInteger();
        return lifted().map(c -> Arguments.of(i.getAndIncrement(), c.get()[0], c.get()[1]));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("numbered")
    void becomesOperationsOnTensors(int i, String body, String expected) {
        String inPackage = "p" + i + "/";
        assertThat(compilation.diagnostics().stream().map(Object::toString))
                .noneMatch(d -> d.contains(inPackage));
        assertThat(withoutBlanks(generated(compilation, "p" + i + ".DifferentiableO")))
                .contains(withoutBlanks(expected));
    }

    /** How long lines are broken is the formatter's matter. */
    private static String withoutBlanks(String code) {
        return code.replaceAll("\\s+", "");
    }

    /** Names that generated code uses itself, and every statement there is. */
    @Test
    void compilesWhateverThingsAreCalled() {
        Compilation names = compile(Compiling.model("Names"), Compiling.model("Accessors"));

        CompilationSubject.assertThat(names).succeededWithoutWarnings();
    }

    @Test
    void readsFieldsWhereAnAccessorSaysOtherwise() {
        Compilation accessors = compile(Compiling.model("Accessors"));

        assertThat(generated(accessors, "models.DifferentiableAccessorsRule"))
                .contains("rule -> (double) LR_FIELD.get(rule)")
                .contains("Accessors.Rule::eps");
    }

    @Test
    void compilesWithoutWarnings() {
        CompilationSubject.assertThat(compilation).succeededWithoutWarnings();
    }
}
