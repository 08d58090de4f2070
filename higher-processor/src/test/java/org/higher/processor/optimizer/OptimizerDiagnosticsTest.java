package org.higher.processor.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.processor.optimizer.OptimizerCompiling.compile;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.CompilationSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A mistake in an update rule")
class OptimizerDiagnosticsTest {
    /** The mistake stands on the line that ends with this. */
    private static final String HERE = "// here";

    private static final String HEAD =
            """
            package %s;
            import java.util.*;
            import java.util.function.*;
            import org.higher.annotations.*;
            import org.higher.optim.*;
            import org.higher.tensor.Tensor;
            """;

    private static final String RULE =
            """
            class O implements UpdateRule<O.State> {
                static class Total { double sum; double[] all = {0}; }
                record State(Total total, int step) {}
                @Trainable double lr = 0.1, decay = 0.01;
                int n;
                double twice(double x) { return x * 2; }
                Tensor clash(double x) { return null; }
                Tensor clash(Tensor x) { return x; }
                static double plain(double x) { return x; }
                @Override public State init(Tensor p) { return new State(new Total(), 0); }
                @Override public Step<State> update(Tensor p, Tensor g, State s) {
                    %s
                    return new Step<>(p, s);
                }
            }
            """;

    /** A rule that does nothing, for mistakes outside the bodies. */
    private static final String BODY =
            """
                @Override public Tensor init(Tensor p) { return p; }
                @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                    return new Step<>(p.sub(g.mul(lr)), s);
                }
            """;

    private static Arguments body(Message message, String body, String text) {
        return Arguments.of(message, String.format(RULE, body + " " + HERE), text);
    }

    private static Arguments rule(Message message, String text, String source) {
        return Arguments.of(message, source.replace("BODY", BODY), text);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // what has no derivative
                body(
                        Message.NOT_DIFFERENTIABLE,
                        "p = p.mul(Math.floor(lr));",
                        "Math.floor cannot be differentiated with respect to a @Trainable field;"
                                + " lifted are + - * / ?: switch and java.lang.Math's abs, cos, exp,"
                                + " log, max, min, pow, signum, sin, sqrt, tanh"),
                body(
                        Message.NOT_DIFFERENTIABLE,
                        "p = p.mul(lr % 2);",
                        "% cannot be differentiated"),
                body(
                        Message.NOT_DIFFERENTIABLE,
                        "double a = lr; a %= 2; p = p.mul(a);",
                        "%= cannot be differentiated"),
                body(
                        Message.NOT_DIFFERENTIABLE,
                        "double a = lr; p = p.mul(a++);",
                        "the value of a++ before the change cannot be differentiated"),
                body(
                        Message.NOT_DIFFERENTIABLE,
                        "Double a = lr; p = p.mul(a.floatValue());",
                        "a.floatValue cannot be differentiated"),
                body(
                        Message.NO_DERIVATIVE_CAST,
                        "int k = (int) lr;",
                        "a value that depends on a @Trainable field cannot be cast to int: the cast"
                                + " has no derivative"),
                body(
                        Message.NO_DERIVATIVE_CAST,
                        "Object o = (Object) lr;",
                        "cannot be cast to Object"),
                // numbers that must stay numbers
                body(
                        Message.PLAIN_TARGET,
                        "s.total().sum = lr;",
                        "s.total().sum is a plain number: a value that depends on a @Trainable field"
                                + " cannot be stored in it; make it a Tensor"),
                body(
                        Message.PLAIN_TARGET,
                        "s.total().sum += lr;",
                        "s.total().sum is a plain number"),
                body(Message.PLAIN_TARGET, "s.total().all[0] = lr * 2;", "s.total().all[0] is a"),
                body(Message.PLAIN_TARGET, "int k = 1; k += lr;", "k is a plain number"),
                body(Message.PLAIN_TARGET, "var k = 1; k *= lr;", "k is a plain number"),
                body(Message.PLAIN_TARGET, "Object o = lr;", "o is a plain number"),
                body(
                        Message.PLAIN_TARGET,
                        "double[] a = {lr, 1};",
                        "an element of this array is a plain number"),
                body(
                        Message.PLAIN_TARGET,
                        "class Local { double x = lr; } new Local();",
                        "x is a plain number"),
                // what takes plain numbers
                body(
                        Message.PLAIN_ARGUMENT,
                        "p = p.mul(Double.sum(lr, 1));",
                        "this depends on a @Trainable field, but Double.sum takes a plain double;"
                                + " Tensor methods, other methods with an overload for Tensor, and"
                                + " methods of O itself can be differentiated"),
                body(
                        Message.PLAIN_ARGUMENT,
                        "p = p.leakyRelu(lr);",
                        "p.leakyRelu takes a plain double"),
                body(
                        Message.PLAIN_ARGUMENT,
                        "p = p.clamp(-lr, 1);",
                        "p.clamp takes a plain double"),
                body(
                        Message.PLAIN_ARGUMENT,
                        "List<Double> l = new ArrayList<>(); l.add(lr);",
                        "l.add takes a plain"),
                body(
                        Message.PLAIN_ARGUMENT,
                        "Object o = Optional.of(lr);",
                        "Optional.of takes a plain"),
                body(
                        Message.PLAIN_ARGUMENT,
                        "Object o = new java.awt.geom.Point2D.Double(lr, 1);",
                        "new java.awt.geom.Point2D.Double takes a plain double"),
                body(
                        Message.PLAIN_ARGUMENT,
                        "DoubleUnaryOperator f = z -> z; p = p.mul(f.applyAsDouble(lr));",
                        "f.applyAsDouble takes a plain double"),
                // lambdas
                body(
                        Message.LAMBDA_RETURNS_LIFTED,
                        "DoubleUnaryOperator f = z -> z * lr;",
                        "a lambda cannot return a number that depends on a @Trainable field; use a"
                                + " method of O"),
                body(
                        Message.LAMBDA_RETURNS_LIFTED,
                        "DoubleSupplier f = () -> { return lr * 2; };",
                        "a lambda cannot return"),
                body(
                        Message.LAMBDA_RETURNS_LIFTED,
                        "p = p.mul(twice(lr)); DoubleUnaryOperator f = this::twice;",
                        "a lambda cannot return"),
                // the rule itself
                body(
                        Message.UPDATE_WRITES_FIELD,
                        "lr *= 0.5;",
                        "update must not write field lr: keep what changes in the state"),
                body(Message.UPDATE_WRITES_FIELD, "this.n++;", "update must not write field n"),
                body(
                        Message.RULE_ESCAPES,
                        "System.out.println(this);",
                        "this must not leave update: in DifferentiableO it is not a O; pass the"
                                + " fields that are needed"),
                rule(
                        Message.OVERLOAD_EXISTS,
                        "h(double) would become h(Tensor), which exists; rename one of them",
                        """
                        record O(@Trainable double lr) implements UpdateRule<Tensor> {
                            double h(double x) { return x; } // here
                            Tensor h(Tensor x) { return x; }
                            @Override public Tensor init(Tensor p) { return p; }
                            @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                return new Step<>(h(p).mul(h(lr)), s);
                            }
                        }
                        """),
                // fields
                rule(
                        Message.TRAINABLE_NOT_REAL,
                        "@Trainable field lr is int; it must be double, float, a Tensor, a @Functional"
                                + " module, or a List, Map<String, ...>, array or Optional of tensors or"
                                + " modules",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable int lr = 1; // here
                        BODY
                        }
                        """),
                rule(
                        Message.STATIC_HYPERPARAMETER,
                        "@Trainable field lr is static",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable static double lr = 1; // here
                        BODY
                        }
                        """),
                rule(
                        Message.SAME_KEY,
                        "@Trainable field l_r and another would both have the key L_R; rename one of"
                                + " them",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable double lr;
                            @Trainable double lR;
                            @Trainable double l_r; // here
                        BODY
                        }
                        """),
                rule(
                        Message.DERIVED_FIELD,
                        "field half is computed once, when the rule is made, from @Trainable rate:"
                                + " gradients would not flow through it, and overrides not reach"
                                + " it; compute it in update",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable final double rate;
                            private final double half, lr;
                            O(double rate) {
                                this.rate = rate;
                                lr = 1;
                                half = rate / 2; // here
                            }
                            @Override public Tensor init(Tensor p) { return p.mul(half); }
                            @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                return new Step<>(p.sub(g.mul(lr * rate)), s);
                            }
                        }
                        """),
                rule(
                        Message.DERIVED_FIELD,
                        "field lr is computed once, when the rule is made, from @Trainable",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable double rate = 0.1;
                            private final double lr = Math.sqrt(this.rate); // here
                        BODY
                        }
                        """),
                rule(
                        Message.DERIVED_FIELD,
                        "field lr is computed once, when the rule is made, from @Trainable",
                        """
                        record O(@Trainable double rate, double lr) implements UpdateRule<Tensor> {
                            O(double rate) {
                                this(rate, rate / 2); // here
                            }
                        BODY
                        }
                        """),
                rule(
                        Message.DERIVED_FIELD,
                        "field lr is computed once, when the rule is made, from @Trainable",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable double rate;
                            double lr;
                            O(double r) {
                                this(r, 2 * r); // here
                            }
                            O(double r, double l) {
                                rate = r;
                                lr = l;
                            }
                        BODY
                        }
                        """),
                rule(
                        Message.INHERITED_HYPERPARAMETER,
                        "@Trainable field lr is inherited from PACKAGE.Base; declare it in PACKAGE.O",
                        """
                        class Base implements UpdateRule<Tensor> {
                            @Trainable double lr;
                        BODY
                        }
                        class O extends Base { // here
                            @Trainable double decay;
                        BODY
                        }
                        """),
                // the class
                rule(
                        Message.INACCESSIBLE_RULE,
                        "must be a top-level or static nested class or record that is not private",
                        """
                        class Outer {
                            class O implements UpdateRule<Tensor> { // here
                                @Trainable double lr;
                        BODY
                            }
                        }
                        """),
                rule(
                        Message.INACCESSIBLE_RULE,
                        "must be a top-level or static nested class or record that is not private",
                        """
                        class Outer {
                            private record O(@Trainable double lr) implements UpdateRule<Tensor> { // here
                        BODY
                            }
                        }
                        """),
                rule(
                        Message.GENERIC_RULE,
                        "has type parameters, which its keys cannot know; remove them",
                        """
                        record O<T>(@Trainable double lr) implements UpdateRule<Tensor> { // here
                        BODY
                        }
                        """),
                rule(
                        Message.ABSTRACT_RULE,
                        "is abstract: an optimizer needs all of its code; declare the @Trainable"
                                + " fields in the concrete classes",
                        """
                        abstract class O implements UpdateRule<Tensor> { // here
                            @Trainable double lr;
                        BODY
                        }
                        """),
                rule(
                        Message.NO_UPDATE,
                        "does not declare init itself, so there is nothing to copy; write init in it",
                        """
                        abstract class Base implements UpdateRule<Tensor> {
                            @Override public Tensor init(Tensor p) { return p; }
                        }
                        class O extends Base { // here
                            @Trainable double lr;
                            @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                return new Step<>(p.sub(g.mul(lr)), s);
                            }
                        }
                        """),
                rule(
                        Message.OPAQUE_STATE,
                        "the state holds tensors in a java.util.Set<org.higher.tensor.Tensor>, where"
                                + " they cannot be detached; use records, List, Map<String, ...>,"
                                + " arrays or Optional",
                        """
                        record O(@Trainable double lr) implements UpdateRule<O.State> { // here
                            record State(Set<Tensor> all) {}
                            @Override public State init(Tensor p) { return new State(Set.of()); }
                            @Override public Step<State> update(Tensor p, Tensor g, State s) {
                                return new Step<>(p.sub(g.mul(lr)), s);
                            }
                        }
                        """),
                rule(
                        Message.TRAINABLE_NOT_REAL,
                        "@Trainable field nets is java.util.PriorityQueue<PACKAGE.Net>; it must be",
                        NET
                                + """
                                class O implements UpdateRule<Tensor> {
                                    @Trainable PriorityQueue<Net> nets = new PriorityQueue<>(); // here
                                BODY
                                    double lr;
                                }
                                """),
                rule(
                        Message.UNTRAINED_MODULE,
                        "field net holds @Functional Net, which the optimizer knows by its twin"
                                + " only; annotate it @Trainable",
                        NET
                                + """
                                class O implements UpdateRule<Tensor> {
                                    @Trainable double lr = 1;
                                    final Optional<Net> net = Optional.empty(); // here
                                BODY
                                }
                                """),
                rule(
                        Message.UPDATE_CREATES_MODULE,
                        "update must not create a @Functional module: nothing could learn the"
                                + " parameters of Net; create it in a @Trainable field",
                        withNet("return new Step<>(p.sub(new Net().forward(g)), s); // here")),
                rule(
                        Message.UPDATE_CREATES_MODULE,
                        "update must not create a @Functional module",
                        withNet(
                                "Supplier<Net> made = Net::new; // here\n"
                                        + "return new Step<>(p, s);")),
                rule(
                        Message.UPDATE_WRITES_FIELD,
                        "update must not write field gain: keep what changes in the state",
                        withNet("net.gain = 2; // here\nreturn new Step<>(p, s);")),
                rule(
                        Message.DERIVED_FIELD,
                        "field act is computed once, when the rule is made, from @Trainable",
                        NET
                                + """
                                class O implements UpdateRule<Tensor> {
                                    @Trainable final Net net = new Net();
                                    final UnaryOperator<Tensor> act = net::forward; // here
                                    @Override public Tensor init(Tensor p) { return p; }
                                    @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                        return new Step<>(p.sub(act.apply(g)), s);
                                    }
                                }
                                """),
                rule(
                        Message.DERIVED_FIELD,
                        "field half is computed once, when the rule is made, from @Trainable",
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable final Tensor rate = Tensor.scalar(1);
                            final Tensor half = rate.mul(0.5); // here
                            @Override public Tensor init(Tensor p) { return p; }
                            @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                                return new Step<>(p.sub(g.mul(half)), s);
                            }
                        }
                        """),
                rule(
                        Message.OPAQUE_STATE,
                        "the state holds tensors in a PACKAGE.Net, where they cannot be detached",
                        NET
                                + """
                                record O(@Trainable Net net) implements UpdateRule<O.State> { // here
                                    record State(Net net) {}
                                    @Override public State init(Tensor p) { return null; }
                                    @Override public Step<State> update(Tensor p, Tensor g, State s) {
                                        return new Step<>(p, s);
                                    }
                                }
                                """),
                rule(
                        Message.OPAQUE_STATE,
                        "the state holds tensors in a PACKAGE.O.State",
                        """
                        record O(@Trainable double lr) implements UpdateRule<O.State> { // here
                            static class State { Tensor m; }
                            @Override public State init(Tensor p) { return new State(); }
                            @Override public Step<State> update(Tensor p, Tensor g, State s) {
                                return new Step<>(p.sub(g.mul(lr)), s);
                            }
                        }
                        """));
    }

    private static final String NET =
            """
            @Functional class Net {
                @Trainable Tensor w = Tensor.scalar(1);
                double gain;
                Tensor forward(Tensor x) { return x.mul(w).mul(gain); }
                double count() { return gain++; }
            }
            """;

    /** A rule that holds a net; the net's class is inside, since javac dislikes auxiliary ones. */
    private static String withNet(String update) {
        return """
                class O implements UpdateRule<Tensor> {
                    %s
                    static class Other {
                        static Tensor run(Net net, Tensor x) { return net.forward(x); }
                    }
                    @Trainable final Net net = new Net();
                    @Override public Tensor init(Tensor p) { return p; }
                    @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                        %s
                    }
                }
                """
                .formatted(NET.replace("class", "static class"), update);
    }

    /** Seen only when javac knows the types, after everything was generated. */
    @Test
    void anAssumedTensorThatIsNone() {
        String source =
                """
                record O(@Trainable double lr) implements UpdateRule<Tensor> {
                    interface Sink { void add(Object o); }
                    @Override public Tensor init(Tensor p) { return p; }
                    @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                        Sink sink = o -> {};
                        Optional.of(sink).map(x -> x).get().add(lr); // here
                        return new Step<>(p.sub(g.mul(lr)), s);
                    }
                }
                """;
        Compilation late = compile(file(0, source));

        CompilationSubject.assertThat(late)
                .hadErrorContaining("[PlainArgument] this depends on a @Trainable field, but add")
                .inFile(file(0, source))
                .onLine(lineOfMistake(source));
    }

    /** All mistakes in one compilation, each in a package of its own. */
    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        List<JavaFileObject> files = new ArrayList<>();
        numbered().forEach(c -> files.add(file((int) c.get()[0], (String) c.get()[2])));
        compilation = compile(files.toArray(JavaFileObject[]::new));
    }

    private static JavaFileObject file(int i, String text) {
        return Compiling.file("p" + i + ".O", String.format(HEAD, "p" + i) + text);
    }

    static Stream<Arguments> numbered() {
        AtomicInteger i = new AtomicInteger();
        return mistakes()
                .map(c -> Arguments.of(i.getAndIncrement(), c.get()[0], c.get()[1], c.get()[2]));
    }

    @ParameterizedTest(name = "{1}: {3}")
    @MethodSource("numbered")
    void isReportedOnItsLine(int i, Message message, String source, String text) {
        String path = "p" + i + "/O.java";
        List<? extends Diagnostic<?>> errors =
                compilation.errors().stream()
                        .filter(
                                e ->
                                        e.getSource() != null
                                                && e.getSource().getName().endsWith(path))
                        .toList();

        assertThat(errors).as(source).hasSize(1);
        Diagnostic<?> error = errors.get(0);
        assertThat(error.getMessage(Locale.ROOT)).startsWith("[" + message.tag() + "] ");
        assertThat(error.getMessage(Locale.ROOT)).contains(text.replace("PACKAGE", "p" + i));
        assertThat(error.getLineNumber()).isEqualTo(lineOfMistake(source));
    }

    static Stream<Arguments> found() {
        return Stream.of(
                rule(
                        Message.METHOD_NOT_IN_TWIN,
                        "count() is not in the twin of Net, because forward must not write field"
                                + " gain",
                        withNet("return new Step<>(p.mul(net.count()), s); // here")),
                rule(
                        Message.MODULE_LEAVES,
                        "Other.run knows only the original Net, not its twin; make it a method of O",
                        withNet("return new Step<>(Other.run(net, p), s); // here")));
    }

    /** Those that only javac's attribution shows; it comes after all rounds without an error. */
    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("found")
    void isFoundOnceMethodsAreKnown(Message message, String source, String text) {
        List<? extends Diagnostic<?>> errors =
                compile(file(0, source)).errors().stream()
                        .filter(e -> e.getMessage(Locale.ROOT).startsWith("[" + message.tag()))
                        .toList();

        assertThat(errors).as(source).hasSize(1);
        assertThat(errors.get(0).getMessage(Locale.ROOT)).contains(text);
        assertThat(errors.get(0).getLineNumber()).isEqualTo(lineOfMistake(source));
    }

    private static long lineOfMistake(String source) {
        long head = HEAD.lines().count();
        return head + source.substring(0, source.indexOf(HERE)).lines().count();
    }
}
