package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Makes up update rules.
 *
 * <p>A rule has two learned numbers and computes a rate from them in several pieces. Some pieces
 * keep what a hyperparameter was when the rule was made, or read a number from a tensor: the
 * processor must refuse them, or the derivatives be right.
 */
final class RuleGrammar {
    private static final String HEAD =
            """
            package %s;
            import java.util.*;
            import java.util.concurrent.atomic.*;
            import java.util.function.*;
            import java.util.stream.*;
            import org.higher.annotations.*;
            import org.higher.array.DType;
            import org.higher.optim.*;
            import org.higher.tensor.Tensor;
            @SuppressWarnings("all")
            """;

    private final Program p;

    private RuleGrammar(RandomGenerator random) {
        this.p = new Program(random);
    }

    /** The source of a rule {@code Net} in a package, which is made from two numbers. */
    static String write(String packageName, RandomGenerator random, double risk) {
        return new RuleGrammar(random).write(packageName, risk);
    }

    private String write(String packageName, double risk) {
        int pieces = 2 + p.below(4);
        for (int i = 0; i < pieces; i++) {
            PLAIN.get(p.below(PLAIN.size())).accept(this);
        }
        if (p.chance(risk)) {
            RuleRisks.PIECES.get(p.below(RuleRisks.PIECES.size())).accept(p);
        }
        String a = p.pick("double", "double", "double", "float");
        return HEAD.formatted(packageName)
                + "public final class Net implements UpdateRule<Net.State> {\n"
                + "    public record State(int t, Tensor m) {}\n"
                + "    @Trainable private final "
                + a
                + " a;\n"
                + "    @Trainable private final double b;\n"
                + "    private final double c;\n"
                + "    private final int n;\n"
                + Program.indented(p.fields)
                + "    public Net(double a, double b) {\n"
                + "        this.a = "
                + (a.equals("float") ? "(float) a" : "a")
                + ";\n"
                + "        this.b = b;\n"
                + "        this.c = 0.25;\n"
                + "        this.n = 3;\n"
                + Program.indented(List.of(Program.indented(p.making)))
                + "    }\n"
                + Program.indented(p.members)
                + "    @Override public State init(Tensor p) { return new State(0, "
                + p.pick("p.mul(a)", "p.zerosLike()", "p", "p.mul(a * b).add(c)")
                + "); }\n"
                + "    @Override public Step<State> update(Tensor p, Tensor g, State s) {\n"
                + "        double r = "
                + p.pick("a", "a + 0.1", "a * b", "1 - b")
                + ";\n"
                + "        Tensor d = g;\n"
                + Program.indented(List.of(Program.indented(p.body)))
                + "        Tensor m = s.m().mul("
                + p.pick("b", "0.5", "1 - a")
                + ").add(d);\n"
                + "        return new Step<>(p.sub("
                + p.pick("d", "m", "m.add(d)")
                + ".mul(r * 0.05)), new State(s.t() + 1, m));\n"
                + "    }\n}\n";
    }

    /** A number of moderate size, smooth in what it is made of. */
    private String number(int depth) {
        if (depth == 0) {
            return p.pick("a", "b", "this.a", "c", "n", "s.t()", "2", "0.5", "1e-1", "a", "b");
        }
        String x = number(depth - 1);
        String y = number(depth - 1);
        return p.pick(
                "(" + x + " + " + y + ")",
                "(" + x + " - " + y + ")",
                x + " * " + y,
                "(" + x + " / (2.5 + Math.abs(" + y + ")))",
                "Math.tanh(" + x + ")",
                "Math.sin(" + x + ")",
                "Math.exp(-Math.abs(" + x + "))",
                "Math.sqrt(1.5 + Math.abs(" + x + "))",
                "Math.pow(1.2, " + x + ")",
                "Math.pow(1 + Math.abs(" + x + "), 0.7)",
                "Math.log(3 + Math.abs(" + x + "))",
                "Math.max(" + x + ", " + y + ")",
                "Math.min(" + x + ", 0.77)",
                "-(" + x + ")",
                "(" + x + " > 0.3 ? " + x + " : " + y + ")");
    }

    private String number() {
        return number(p.below(3));
    }

    private static final List<Consumer<RuleGrammar>> PLAIN =
            List.of(
                    RuleGrammar::assign,
                    RuleGrammar::assign,
                    RuleGrammar::local,
                    RuleGrammar::loop,
                    RuleGrammar::branch,
                    RuleGrammar::helper,
                    RuleGrammar::shadow,
                    RuleGrammar::tensor,
                    RuleGrammar::constant,
                    RuleGrammar::setting,
                    RuleGrammar::text,
                    RuleGrammar::scope);

    private void assign() {
        p.body(
                p.pick(
                                "r = R + N;",
                                "r += N;",
                                "r *= 0.5 + Math.abs(N);",
                                "r -= N * 0.1;",
                                "r /= 2 + Math.abs(N);",
                                "r = N;",
                                "r++;",
                                "r = -r;")
                        .replace("R", "r")
                        .replace("N", number()));
    }

    private void local() {
        String v = p.fresh();
        p.body(
                p.pick(
                                "double V = N; r += V;",
                                "final double V = N; r = V * r;",
                                "var V = 1.0 * (N); r += V;",
                                "double V, w# = N; V = w# * 2; r += V;",
                                "Double V = 0.0 + N; r += V;",
                                "double[] V = {1, 2}; r += V[1] * (N);",
                                "double V; if (s.t() > 1) V = N; else V = 1; r += V;")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bV\\b", v)
                        .replaceAll("\\bN\\b", number()));
    }

    private void loop() {
        p.body(
                p.pick(
                                "for (int i = 0; i < 3; i++) r += i * N * 0.1;",
                                "int k# = 0; while (k# < s.t()) { r = r * 0.9 + N * 0.1; k#++; }",
                                "for (double x# : new double[] {0.1, 0.2}) r += x# * N;",
                                "int k# = 2; do { r += N * 0.05; } while (--k# > 0);",
                                "for (int i = 0; ; i++) { if (i > n) break; r += 0.01 * N; }",
                                "for (int i : List.of(1, 2)) { if (i == 1) continue; r += N; }")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bN\\b", number()));
    }

    private void branch() {
        p.body(
                p.pick(
                                "if (s.t() > 1) r += N;",
                                "if (r > 0.4) { r = 0.4 + (r - 0.4) * 0.5; } else r += N;",
                                "r = s.t() % 2 == 0 ? N : r;",
                                "r += switch (s.t()) { case 0 -> N; case 1 -> 1; default -> { double q = N; yield q * 0.5; } };",
                                "switch (s.t()) { case 0: r += N; case 1: r *= 0.9; break; default: r += 0.1; }",
                                "boolean k# = a > 0.1 && b < 2; r += k# ? N : 0;",
                                "if (!(N < 100)) throw new IllegalStateException(\"r \" + r);")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bN\\b", number()));
    }

    private void helper() {
        String h = p.freshMethod();
        p.member(
                p.pick(
                                "private double H(double x) { return x * 2 + a; }",
                                "private static double H(double x) { return Math.tanh(x); }",
                                "double H(double x) { double y = x; for (int i = 0; i < 2; i++) y = y * 0.5 + b; return y; }",
                                "private double H(double x) { return x > 0 ? x : x * 0.5; }",
                                "private double H(double x) { return x <= 0.1 ? x : G(x * 0.5); } private double G(double x) { return x + b; }",
                                "private double H(double x) { if (x > 1) { return 1 + Math.log(x); } return x; }",
                                "private double H(int k) { return k * a; } private double H(double k) { return k + a; }")
                        .replaceAll("\\bH\\b", h)
                        .replaceAll("\\bG\\b", h + "Too"));
        p.body(
                "r += "
                        + p.pick("", "this.")
                                .replace(
                                        p.members.get(p.members.size() - 1).contains("static")
                                                ? "this."
                                                : "#",
                                        "")
                        + h
                        + "("
                        + number()
                        + ") * 0.3;");
    }

    private void shadow() {
        p.body(
                p.pick(
                                "{ double a = N; r += a; }",
                                "{ double b = this.b * 2; r += b + this.a; }",
                                "{ int n = 2; r += n * this.n * 0.01 * a; }",
                                "{ DoubleUnaryOperator f = q -> q * 2; r += f.applyAsDouble(c); }")
                        .replaceAll("\\bN\\b", p.pick("b", "c", "this.b")));
    }

    private void tensor() {
        p.body(
                p.pick(
                                "d = d.mul(N);",
                                "d = d.add(p.mul(N));",
                                "d = d.div(2.0 + Math.abs(N));",
                                "d = d.tanh().mul(1 + N);",
                                "d = d.add(s.m().mul(N * 0.1));",
                                "d = d.square().add(0.1).sqrt().mul(d.sign());",
                                "d = d.div(g.norm2().mul(b).max(1));",
                                "d = d.mul(Tensor.scalar(N * 1.0, p.dtype()));",
                                "Tensor q# = p.mul(N); d = d.sub(q#.mul(0.01));",
                                "if (g.norm2().item() > 0.5) d = d.mul(0.5);",
                                "UnaryOperator<Tensor> f# = t -> t.mul(2); d = f#.apply(d);",
                                "d = Stream.of(d, p.mul(N * 0.01)).reduce(Tensor::add).get();")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bN\\b", number()));
    }

    private void constant() {
        String k = p.fresh().toUpperCase(java.util.Locale.ROOT) + "_C";
        p.field(
                p.pick(
                                "private static final double K = -0.5;",
                                "static final double K = 1e-3;",
                                "private static final int K = -2;",
                                "private static final char K = '\\n';",
                                "private static final String K = \"a\\nb\";",
                                "private static final float K = -1.5f;",
                                "private static final long K = -7L;",
                                "static final double[] K = {0.1, 0.2};")
                        .replaceAll("\\bK\\b", k));
        String field = p.fields.get(p.fields.size() - 1);
        String use =
                field.contains("String") ? k + ".length()" : field.contains("[]") ? k + "[1]" : k;
        p.body("r += " + use + " * " + p.pick("a", "b", "0.1") + " * 0.01;");
    }

    private void setting() {
        String f = p.fresh();
        p.field(
                p.pick(
                                "private final double F = 0.3;",
                                "private final int F;",
                                "private final boolean F = true;",
                                "private final List<Double> F = List.of(0.1, 0.2);",
                                "private final double[] F = new double[2];",
                                "private final DoubleUnaryOperator F = q -> q * 0.5;")
                        .replaceAll("\\bF\\b", f));
        String field = p.fields.get(p.fields.size() - 1);
        if (field.contains("int ")) {
            p.making("this." + f + " = n + 1;");
        }
        if (field.contains("double[]")) {
            p.making(f + "[0] = c; " + f + "[1] = 0.2;");
        }
        if (p.chance(0.3)) {
            p.making("if (a < 0) throw new IllegalArgumentException(\"a: \" + a);");
        }
        String use =
                field.contains("boolean")
                        ? "(" + f + " ? 1 : 2)"
                        : field.contains("List")
                                ? f + ".get(0)"
                                : field.contains("[]")
                                        ? f + "[1]"
                                        : field.contains("Unary") ? f + ".applyAsDouble(c)" : f;
        p.body("r += " + use + " * " + number() + " * 0.1;");
    }

    private void text() {
        p.body(
                p.pick(
                                "String k# = \"r \" + r + a; if (k#.isEmpty()) throw new IllegalStateException(k#);",
                                "assert r < 1e9 : \"r \" + r;",
                                "StringBuilder k# = new StringBuilder(); k#.append(\"x\"); if (k#.length() > 1) return null;",
                                "if (Double.isNaN(r)) throw new ArithmeticException(String.valueOf(r));")
                        .replace("#", "" + p.below(10000)));
    }

    private void scope() {
        p.body(
                p.pick(
                                "{ double q = N; r += q; } { double q = 2; r += q * 0.01; }",
                                "out#: for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) { if (j > i) continue out#; r += 0.01 * N; }",
                                "record Two#(int x, Tensor y) {} Two# t# = new Two#(1, d); d = t#.y().mul(t#.x());",
                                "try { r += N; } finally { r *= 0.99; }",
                                "class Help# { Tensor go(Tensor t) { return t.mul(2); } } d = new Help#().go(d);")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bN\\b", number()));
    }
}
