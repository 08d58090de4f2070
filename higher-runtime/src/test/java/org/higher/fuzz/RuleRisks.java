package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;

/** Pieces of rules that keep a hyperparameter or read a number from a tensor. */
final class RuleRisks {
    /** Derivatives must be right, or the processor refuse them. */
    static final List<Consumer<Program>> PIECES =
            List.of(RuleRisks::frozen, RuleRisks::frozen, RuleRisks::read, RuleRisks::lifted);

    private RuleRisks() {}

    /** A field that keeps something of a hyperparameter, how it is filled, and how it is read. */
    private static void frozen(Program p) {
        String f = p.fresh();
        String from = p.pick("a", "b", "this.a", "a * 2", "Math.exp(b)", "a + b");
        String[] way = WAYS[p.below(WAYS.length)];
        p.field(way[0].replaceAll("\\bF\\b", f).replace("FROM", from));
        p.making(way[1].replaceAll("\\bF\\b", f).replace("FROM", from));
        p.member(way[2].replaceAll("\\bF\\b", f).replace("FROM", from));
        p.body("r += " + way[3].replaceAll("\\bF\\b", f) + " * 0.3;");
    }

    private static final String[][] WAYS = {
        {"private final double F;", "F = FROM;", "", "F"},
        {"private final double F;", "double k = FROM; double q = k + 1; this.F = q;", "", "F"},
        {"private final double[] F = new double[2];", "F[1] = FROM;", "", "F[1]"},
        {"private final double[] F = {1, 1};", "double[] k = F; k[0] = FROM;", "", "F[0]"},
        {"private final List<Double> F = new ArrayList<>();", "F.add(FROM * 1.0);", "", "F.get(0)"},
        {"private final List<Double> F;", "F = List.of(FROM * 1.0);", "", "F.get(0)"},
        {
            "private final Map<String, Double> F = new HashMap<>();",
            "F.put(\"k\", FROM * 1.0);",
            "",
            "F.get(\"k\")"
        },
        {
            "private final AtomicReference<Double> F = new AtomicReference<>();",
            "F.set(FROM * 1.0);",
            "",
            "F.get()"
        },
        {
            "private final DoubleSupplier F;",
            "F = this::halfF;",
            "private double halfF() { return FROM / 2; }".replace("FROM", "a"),
            "F.getAsDouble()"
        },
        {"private final DoubleSupplier F;", "double k = FROM; F = () -> k;", "", "F.getAsDouble()"},
        {"private final DoubleUnaryOperator F;", "F = x -> x * this.a;", "", "F.applyAsDouble(2)"},
        {
            "private final double F;",
            "F = quarterF();",
            "private double quarterF() { return b / 4; }",
            "F"
        },
        {
            "private final double F;",
            "F = quarterF(FROM);",
            "private static double quarterF(double x) { return x / 4; }",
            "F"
        },
        {"private double F;", "setF(FROM);", "private void setF(double x) { F = x; }", "F"},
        {
            "private final HelpF F;",
            "F = new HelpF();",
            "private class HelpF { double get() { return a * 2; } }",
            "F.get()"
        },
        {
            "private final HelpF F;",
            "F = new HelpF(FROM);",
            "static class HelpF { final double x; HelpF(double x) { this.x = x; } double get() { return x; } }",
            "F.get()"
        },
        {
            "private final HelpF F = new HelpF();",
            "F.x = FROM;",
            "static class HelpF { double x; }",
            "F.x"
        },
        {
            "private final double F;",
            "F = new MakeF().x(FROM).build();",
            "static class MakeF { double x; MakeF x(double x) { this.x = x; return this; } double build() { return x / 2; } }",
            "F"
        },
        {
            "private final double F;",
            "PairF k = new PairF(FROM, 2); F = k.x();",
            "record PairF(double x, double y) {}",
            "F"
        },
        {"private final double F;", "F = Double.parseDouble(\"\" + (FROM));", "", "F"},
        {"private final String F;", "F = String.valueOf(FROM);", "", "Double.parseDouble(F)"},
        {
            "private final double F;",
            "F = Stream.of(FROM * 1.0, 1.0).mapToDouble(x -> x).sum();",
            "",
            "F"
        },
        {"private final double F;", "double k = 1; if (n > 2) { k = FROM; } F = k;", "", "F"},
        {
            "private final double F;",
            "double k = 0; for (double x : new double[] {a, b}) k += x; F = k;",
            "",
            "F"
        },
        {"private final Optional<Double> F;", "F = Optional.of(FROM * 1.0);", "", "F.get()"},
        {"private final double F;", "F = ((Supplier<Double>) () -> this.b).get();", "", "F"},
        {"private final double F;", "{ double k = FROM; this.F = k; }", "", "F"},
        {"private final ToDoubleFunction<Net> F;", "F = o -> o.a;", "", "(F == null ? 1 : 2)"},
        {"", "HoldF.x = FROM;", "static class HoldF { static double x; }", "HoldF.x"},
    };

    /** A number that is read from a tensor. */
    private static void read(Program p) {
        p.body(
                p.pick(
                                "r += g.norm2().item() * 0.3;",
                                "double q# = g.sum().item(); r = r / (2 + q# * q#);",
                                "double q# = 0; for (double x : g.toDoubles()) q# += x * x; d = d.div(1 + q#);",
                                "d = d.mul(1 + g.toDoubles()[0] * 0.1);",
                                "d = d.mul(Arrays.stream(p.toDoubles()).sum() * 0.1 + 1);",
                                "d = d.mul(1 + Double.parseDouble(\"\" + r) * 0.1);",
                                "d = d.mul(1 + len#(g));",
                                "float q# = p.toFloats()[0]; r += q# * 0.1;")
                        .replace("#", "9"));
        if (p.body.get(p.body.size() - 1).contains("len9")) {
            p.member("private double len9(Tensor t) { return t.norm2().item() * 0.1; }");
        }
    }

    /** A use of a lifted number that may have no counterpart. */
    private static void lifted(Program p) {
        p.body(
                p.pick(
                                "double[] q# = {r, 1}; r = q#[0];",
                                "List<Double> q# = new ArrayList<>(); q#.add(r * 1.0); r = q#.get(0);",
                                "DoubleUnaryOperator q# = x -> x * a; r = q#.applyAsDouble(2);",
                                "DoubleSupplier q# = () -> b; r += q#.getAsDouble();",
                                "r += Math.floor(r);",
                                "r += (int) (a * 10);",
                                "r += Math.round(r);",
                                "r = Optional.of(r * 1.0).get();",
                                "r = r % 2;",
                                "double[] q# = {0}; q#[0] += r; r = q#[0];",
                                "r = new Object() { double x = a; }.x;",
                                "class Q# { double x() { return a; } } r = new Q#().x();",
                                "r = Double.valueOf(r).doubleValue();",
                                "r = Math.hypot(r, a);",
                                "Object q# = r; r = (Double) q#;")
                        .replace("#", "8"));
    }
}
