package org.higher.processor.optimizer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A value that is kept of a hyperparameter when a rule is made")
class FrozenHyperparametersTest {
    private static final String HEAD =
            """
            package %s;
            import java.util.*;
            import java.util.concurrent.atomic.*;
            import java.util.function.*;
            import org.higher.annotations.*;
            import org.higher.optim.*;
            import org.higher.tensor.Tensor;
            """;

    /** A rule with a field {@code kept}, a constructor, further members, and a use of the field. */
    private static final String RULE =
            """
            class O implements UpdateRule<O.State> {
                record State(int step) {}
                interface Plan { double at(int t); }
                @Trainable private final double a;
                @Trainable private final double b;
                private final int n;
                %s
                O(double a, double b, int n) {
                    this.a = a;
                    this.b = b;
                    this.n = n;
                    %s
                }
                %s
                @Override public State init(Tensor p) { return new State(n); }
                @Override public Step<State> update(Tensor p, Tensor g, State s) {
                    return new Step<>(p.sub(g.mul(%s).mul(a + b)), s);
                }
            }
            """;

    private static Arguments rule(String field, String make, String members, String use) {
        return Arguments.of(RULE.formatted(field, make, members, use));
    }

    private static Arguments whole(String source) {
        return Arguments.of(source);
    }

    static Stream<Arguments> frozen() {
        return Stream.of(
                // by way of variables
                rule(
                        "final double kept;",
                        "double k = a * 2; double q = k + 1; kept = q; //!",
                        "",
                        "kept"),
                rule("final double kept;", "double k = 1; k += this.b; kept = k; //!", "", "kept"),
                rule(
                        "final double kept;",
                        "double k; if (n > 1) { k = a; } else { k = 1; }\nkept = k; //!",
                        "",
                        "kept"),
                rule(
                        "double kept;",
                        "for (double x : new double[] {a, b}) kept += x; //!",
                        "",
                        "kept"),
                rule("final int kept;", "kept = (int) (10 * a); //!", "", "kept"),
                rule("final boolean kept;", "kept = a > 0; //!", "", "kept ? 1 : 2"),
                rule("int kept = 0;", "if (a > 0.5) {\nkept = 1; //!\n}", "", "kept"),
                rule("int kept = 0;", "if (a > 0.5) return;\nkept = 1; //!", "", "kept"),
                rule(
                        "int kept = 0;",
                        "switch (a > 1 ? 1 : 2) { case 1:\nkept = 1; //!\nbreak; }",
                        "",
                        "kept"),
                rule(
                        "int kept = 0;",
                        "if (a > 0.5) {\nfill();\n}",
                        "void fill() {\nkept = 1; //!\n}",
                        "kept"),
                rule(
                        "int kept = 0;",
                        "for (double x = a; x < 8; x *= 2) {\nkept++; //!\n}",
                        "",
                        "kept"),
                // containers and objects
                rule("final double[] kept = new double[2];", "kept[0] = a; //!", "", "kept[0]"),
                rule(
                        "final double[] kept = {1};",
                        "double[] k = kept; k[0] = a; //!", "", "kept[0]"),
                rule(
                        "final List<Double> kept = new ArrayList<>();",
                        "kept.add(a); //!",
                        "",
                        "kept.get(0)"),
                rule("final List<Double> kept;", "kept = List.of(a, b); //!", "", "kept.get(0)"),
                rule(
                        "final Map<String, Double> kept = new HashMap<>();",
                        "kept.put(\"a\", a); //!",
                        "",
                        "kept.get(\"a\")"),
                rule(
                        "final Map<String, List<Double>> kept = new HashMap<>();",
                        "kept.computeIfAbsent(\"a\", k -> new ArrayList<>()).add(a); //!",
                        "",
                        "kept.get(\"a\").get(0)"),
                rule(
                        "final AtomicReference<Double> kept = new AtomicReference<>();",
                        "kept.set(a); //!",
                        "",
                        "kept.get()"),
                rule(
                        "final double[] kept = new double[1];",
                        "Arrays.fill(kept, a); //!",
                        "",
                        "kept[0]"),
                rule(
                        "final Optional<Double> kept;",
                        "kept = Optional.of(a).map(x -> x * 2); //!",
                        "",
                        "kept.get()"),
                rule(
                        "final double kept;",
                        "kept = DoubleStreamOf.sum(a, b); //!",
                        "static class DoubleStreamOf { static double sum(double x, double y) { return x + y; } }",
                        "kept"),
                // methods
                rule(
                        "final double kept;",
                        "kept = half(); //!",
                        "double half() { return a / 2; }",
                        "kept"),
                rule(
                        "final double kept;",
                        "kept = half(a); //!",
                        "static double half(double x) { return x / 2; }",
                        "kept"),
                rule(
                        "final double kept;",
                        "kept = outer(); //!",
                        "double half() { return a / 2; } double outer() { return half(); }",
                        "kept"),
                rule(
                        "final List<Double> kept = new ArrayList<>();",
                        "put(a);",
                        "void put(double x) {\nkept.add(x); //!\n}",
                        "kept.get(0)"),
                rule(
                        "final List<Double> kept = new ArrayList<>();",
                        "put(kept, a); //!",
                        "static void put(List<Double> l, double x) { l.add(x); }",
                        "kept.get(0)"),
                rule("double kept;", "", "void refresh() {\nkept = a * 2; //!\n}", "kept"),
                rule(
                        "double kept;",
                        "",
                        "O with(double k) { O o = new O(a, b, n);\no.kept = a * k; //!\nreturn o; }",
                        "kept"),
                rule(
                        "double kept;",
                        "",
                        "O copy(O other) {\nkept = other.a; //!\nreturn this; }",
                        "kept"),
                rule(
                        "double kept;",
                        "",
                        "void later(double x) {\nkept = x; //!\n} void now() { later(b); }",
                        "kept"),
                // functions and objects of classes
                rule(
                        "final DoubleSupplier kept;",
                        "kept = this::half; //!",
                        "double half() { return a / 2; }",
                        "kept.getAsDouble()"),
                rule(
                        "final DoubleSupplier kept;",
                        "kept = () -> a / 2; //!",
                        "",
                        "kept.getAsDouble()"),
                rule(
                        "final DoubleSupplier kept;",
                        "double k = a * 2; kept = () -> k; //!",
                        "",
                        "kept.getAsDouble()"),
                rule("final Function<O, Double> kept = o -> o.a; //!", "", "", "kept.apply(null)"),
                rule(
                        "final Plan kept;",
                        "kept = new Plan() { //!\npublic double at(int t) { return a / t; } };",
                        "",
                        "kept.at(2)"),
                rule(
                        "final Plan kept;",
                        "class Local implements Plan { public double at(int t) { return a / t; } }\nkept = new Local(); //!",
                        "",
                        "kept.at(2)"),
                rule(
                        "final Plan kept;",
                        "double c = a;\nclass Local implements Plan { public double at(int t) { return c / t; } }\nkept = new Local(); //!",
                        "",
                        "kept.at(2)"),
                rule(
                        "final Plan kept;",
                        "kept = new Inner(); //!",
                        "class Inner implements Plan { public double at(int t) { return a / t; } }",
                        "kept.at(2)"),
                rule(
                        "final Plan kept = new Inner(); //!",
                        "",
                        "class Inner implements Plan { public double at(int t) { return O.this.a / t; } }",
                        "kept.at(2)"),
                rule(
                        "final Plan kept;",
                        "kept = new Nested(a); //!",
                        "static class Nested implements Plan { final double x; Nested(double x) { this.x = x; } public double at(int t) { return x; } }",
                        "kept.at(2)"),
                rule(
                        "final Plan kept;",
                        "kept = new Nested(this); //!",
                        "static class Nested implements Plan { final O x; Nested(O x) { this.x = x; } public double at(int t) { return x.a; } }",
                        "kept.at(2)"),
                rule(
                        "final Nested kept = new Nested();",
                        "kept.x = a; //!",
                        "static class Nested { double x; }",
                        "kept.x"),
                rule(
                        "final Plan kept;",
                        "kept = new Builder().half(a / 2).build(); //!",
                        "static class Builder { double h; Builder half(double h) { this.h = h; return this; } Plan build() { return t -> h; } }",
                        "kept.at(1)"),
                rule(
                        "final double kept;",
                        "Pair p = new Pair(a, a / 2); kept = p.second(); //!",
                        "record Pair(double first, double second) {}",
                        "kept"),
                // code that is given the value
                rule(
                        "double kept;",
                        "DoubleConsumer set = x -> { this.kept = x; }; set.accept(a);",
                        "",
                        "kept"),
                rule(
                        "double kept;",
                        "DoubleConsumer set = this::put; set.accept(a);",
                        "void put(double x) { kept = x; }",
                        "kept"),
                rule("double kept;", "Optional.of(a).ifPresent(x -> kept = x);", "", "kept"),
                rule(
                        "double kept;",
                        "new Setter().put(a);",
                        "class Setter { void put(double x) { kept = x; } }",
                        "kept"),
                rule(
                        "double kept;",
                        "Setter s = new Setter(); s.put(a); s.done();",
                        "class Setter { double v; void put(double x) { v = x; } void done() { kept = v; } }",
                        "kept"),
                rule(
                        "double kept;",
                        "class Setter { Setter(double x) { kept = x; } } new Setter(b);",
                        "",
                        "kept"),
                rule(
                        "double kept;",
                        "try { throw new Carrier(a); } catch (Carrier c) { kept = c.x; }",
                        "static class Carrier extends RuntimeException { private static final long serialVersionUID = 1; final double x; Carrier(double x) { this.x = x; } }",
                        "kept"),
                rule(
                        "final double kept;",
                        "kept = half(this);",
                        "static double half(O o) { return o.a / 2; }",
                        "kept"),
                rule("final double[][] kept = {{1}};", "kept[0][0] = a;", "", "kept[0][0]"),
                rule("final List<Double> kept;", "kept = Arrays.asList(a, b);", "", "kept.get(0)"),
                rule(
                        "final Random kept;",
                        "kept = new Random((long) (1000 * a));",
                        "",
                        "kept.nextDouble()"),
                rule("final Tensor kept;", "kept = Tensor.scalar(a);", "", "2).mul(kept"),
                rule("final Object kept;", "kept = a;", "", "(Double) kept"),
                // texts
                rule("final double kept;", "kept = Double.parseDouble(\"\" + a); //!", "", "kept"),
                rule(
                        "final String kept;",
                        "kept = String.format(Locale.ROOT, \"%f\", a); //!",
                        "",
                        "Double.parseDouble(kept)"),
                rule(
                        "final double kept;",
                        "StringBuilder t = new StringBuilder(); t.append(a); kept = Double.parseDouble(t.toString()); //!",
                        "",
                        "kept"),
                // statics
                rule("static double kept;", "kept = a; //!", "", "kept"),
                rule(
                        "",
                        "Holder.value = a; //!",
                        "static class Holder { static double value; }",
                        "Holder.value"),
                rule(
                        "",
                        "Holder.set(a); //!",
                        "static class Holder { static double value; static void set(double x) { value = x; } static double get() { return value; } }",
                        "Holder.get()"),
                rule(
                        "static final ThreadLocal<Double> KEPT = new ThreadLocal<>();",
                        "KEPT.set(a); //!",
                        "",
                        "KEPT.get()"),
                // what goes into the hyperparameter
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable final double a;
                            final double kept;
                            O(double x) {
                                a = Math.max(x, 0);
                                kept = x / 2; //!
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable final double a;
                            final double kept;
                            O(String x) {
                                a = Double.parseDouble(x);
                                kept = Double.parseDouble(x) / 2; //!
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            record Config(double a, int n) { double half() { return a / 2; } }
                            @Trainable final double a;
                            final double kept;
                            O(Config c) {
                                a = c.a();
                                kept = c.half(); //!
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable final double a;
                            final double kept;
                            O(double[] all) {
                                a = all[0];
                                kept = all[0] + 1; //!
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        record O(@Trainable double a, double kept) implements UpdateRule<Tensor> {
                            O {
                                kept = a * 2; //!
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        record O(@Trainable double a, double kept) implements UpdateRule<Tensor> {
                            static O of(double x) {
                                return new O(x, x / 2); //!
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        record O(@Trainable double a, double kept) implements UpdateRule<Tensor> {
                            static class Builder {
                                O build(double x) {
                                    return new O(x, x / 2); //!
                                }
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        record O(@Trainable double a, List<Double> all) implements UpdateRule<Tensor> {
                            O(double a) {
                                this(a, new ArrayList<>());
                                all.add(a); //!
                            }
                            double kept() { return all.get(0); }
                        BODY
                        }
                        """
                                .replace("BODY", BODY.replace("(kept)", "(kept() * a)"))),
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            @Functional static class Net {
                                @Trainable Tensor w = Tensor.scalar(1);
                                final double gain;
                                Net(double gain) { this.gain = gain; }
                                Tensor forward(Tensor x) { return x.mul(w).mul(gain); }
                            }
                            @Trainable final double a, kept = 1;
                            @Trainable final Net net;
                            O(double a) {
                                this.a = a;
                                net = new Net(a); //!
                            }
                        BODY
                        }
                        """));
    }

    private static final String BODY =
            """
            @Override public Tensor init(Tensor p) { return p; }
            @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                return new Step<>(p.sub(g.mul(kept).mul(a)), s);
            }
            """;

    /** What must not be taken for frozen. */
    static Stream<Arguments> free() {
        return Stream.of(
                rule("final double kept;", "double unused = a * 2; kept = 3;", "", "kept"),
                rule("final double kept = 2, other;", "other = a * 2;", "", "kept"),
                rule(
                        "final int kept;",
                        "if (a < 0) { throw new IllegalArgumentException(\"a \" + a); } kept = n / 2;",
                        "",
                        "kept"),
                rule(
                        "final double kept;",
                        "System.out.println(a); kept = Check.positive(\"n\", n);",
                        "static class Check { static double positive(String name, double x) { if (x < 0) throw new IllegalArgumentException(name); return x; } }",
                        "kept"),
                rule(
                        "final List<Double> kept = new ArrayList<>();",
                        "kept.add(0.5); List<Double> l = new ArrayList<>(); l.add(a);",
                        "",
                        "kept.get(0)"),
                rule(
                        "final DoubleUnaryOperator kept = x -> x * 2;",
                        "",
                        "",
                        "kept.applyAsDouble(3)"),
                rule(
                        "final DoubleUnaryOperator kept = O::twice;",
                        "",
                        "static double twice(double x) { return x * 2; }",
                        "kept.applyAsDouble(3)"),
                rule(
                        "double kept = 2;",
                        "",
                        "O with(double a) { O o = new O(a, b, n); o.kept = kept; return o; } @Override public String toString() { return \"O \" + a; }",
                        "kept"),
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            record Config(double a, double kept, int n, boolean on) {}
                            @Trainable final double a;
                            final double kept;
                            final boolean on;
                            O(Config c) {
                                a = c.a();
                                kept = c.kept();
                                on = c.on();
                            }
                            O(O other) {
                                a = other.a;
                                kept = other.kept;
                                on = other.on;
                            }
                        BODY
                        }
                        """),
                whole(
                        """
                        record O(@Trainable double a, double kept, int every) implements UpdateRule<Tensor> {
                            O {
                                if (!(a >= 0)) throw new IllegalArgumentException("a: " + a);
                            }
                            O(double a) { this(a, 0.9, 3); }
                            static O of(double a, int batch) { return new O(a * Math.sqrt(batch), 0.5, batch); }
                            O withA(double a) { return new O(a, kept, every); }
                            O times(double k) { return new O(k * a, kept, every); }
                        BODY
                        }
                        """),
                whole(
                        """
                        class O implements UpdateRule<Tensor> {
                            @Trainable final List<Tensor> rates;
                            @Trainable final double a = 1;
                            final int kept;
                            O(List<Tensor> rates) { this.rates = rates; kept = this.rates.size(); }
                        BODY
                        }
                        """));
    }

    private static NumberedRules refused;
    private static NumberedRules accepted;

    @BeforeAll
    static void compileAll() {
        refused = NumberedRules.compile(numberedFrozen());
        accepted = NumberedRules.compile(numberedFree());
    }

    static Stream<Arguments> numberedFrozen() {
        return numbered(frozen());
    }

    static Stream<Arguments> numberedFree() {
        return numbered(free());
    }

    private static Stream<Arguments> numbered(Stream<Arguments> cases) {
        AtomicInteger i = new AtomicInteger();
        return cases.map(
                c -> {
                    int n = i.getAndIncrement();
                    String rule = ((String) c.get()[0]).replace("BODY\n", BODY);
                    return Arguments.of(n, HEAD.formatted(NumberedRules.packageOf(n)) + rule, rule);
                });
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("numberedFrozen")
    void isRefusedOnItsLine(int i, String source, String rule) {
        refused.assertRefused(i, source, Message.DERIVED_FIELD);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("numberedFree")
    void isNotSeenWhereThereIsNone(int i, String source, String rule) {
        accepted.assertAccepted(i, source);
    }
}
