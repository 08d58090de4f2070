package org.higher.processor.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A number that an update rule reads from a tensor")
class CutGradientsTest {
    private static final String RULE =
            """
            package %s;
            import java.util.*;
            import java.util.function.*;
            import java.util.stream.*;
            import org.higher.annotations.*;
            import org.higher.array.DType;
            import org.higher.optim.*;
            import org.higher.tensor.Tensor;
            class O implements UpdateRule<O.State> {
                record State(double last, Tensor m) {
                    String label() { return "lr"; }
                    double size() { return m.norm2().item(); }
                    State same() { return this; }
                }
                static class Total { double sum; }
                @Trainable double lr = 0.1, max = 1;
                private final double[] seen = {0};
                private double length(Tensor t) { return t.norm2().detach().item(); }
                private double twice(double x) { return 2 * x; }
                private boolean isLarge(double x) { return x > max; }
                @Override public State init(Tensor p) { return new State(0, p); }
                @Override public Step<State> update(Tensor p, Tensor g, State s) {
                    double rate = lr;
                    Tensor d = g;
                    State next = s;
            %s
                    return new Step<>(p.sub(d.mul(rate)), next);
                }
            %s
            }
            """;

    private static Arguments body(String body) {
        return Arguments.of(body, "");
    }

    private static Arguments body(String body, String members) {
        return Arguments.of(body, members);
    }

    static Stream<Arguments> cut() {
        return Stream.of(
                body("d = g.mul(g.norm2().item()); //!"),
                body("double n = g.norm2().item(); rate = lr / Math.max(1, n / max); //!"),
                body(
                        "double n = Math.sqrt(g.mul(g).sum().item()); //!\ndouble k = 2 * n; d = g.mul(k);"),
                body(
                        "double n = 0;\nfor (double x : g.toDoubles()) n += x * x; //!\nd = g.div(n);"),
                body("double[] all = g.toDoubles(); //!\nall[0] = 0; d = Tensor.of(all, 1);"),
                body("float f = g.toFloats()[0]; d = g.mul(f); //!"),
                body("d = g.mul(Arrays.stream(g.toDoubles()).sum()); //!"),
                body("d = g.mul(Stream.of(p, g).mapToDouble(t -> t.norm2().item()).sum()); //!"),
                body("d = g.mul(Stream.of(p, g).mapToDouble(Tensor::item).sum()); //!"),
                body(
                        "List<Double> l = new ArrayList<>(); l.add(g.norm2().item()); d = g.mul(l.get(0)); //!"),
                body("d = g.mul((int) g.norm2().item()); //!"),
                body("d = g.mul(Math.round(g.norm2().item())); //!"),
                body("int k = (int) p.norm2().item(); d = g.mul(k); //!"),
                body("Double n = g.norm2().item(); d = g.mul(n); //!"),
                body("var n = g.norm2().item(); d = g.mul(n); //!"),
                body("double n = lr > 1 ? g.norm2().item() : 1; d = g.mul(n); //!"),
                body(
                        "double n = switch (p.rank()) { case 0 -> g.norm2().item(); default -> 1; }; d = g.mul(n); //!"),
                body("next = new State(g.norm2().item(), g); //!"),
                body("d = g.mul(s.size()); //!"),
                body("d = g.mul(s.same().size()); //!"),
                body("DoubleSupplier f = () -> g.norm2().item(); d = g.mul(f.getAsDouble()); //!"),
                body(
                        "DoubleSupplier f = () -> { return g.norm2().item(); }; //!\nd = g.mul(f.getAsDouble());"),
                body("new Total().sum = g.norm2().item(); //!"),
                body("Total t = new Total(); t.sum += g.norm2().item(); d = g.mul(t.sum); //!"),
                body("d = g.mul(twice(g.norm2().item())); //!"),
                body(
                        "d = g.mul(norm(g));",
                        "double norm(Tensor t) {\nreturn t.norm2().item(); //!\n}"),
                body(
                        "d = g.mul(Other.norm(g)); //!",
                        "static class Other { static double norm(Tensor t) { return 1; } }"),
                body(
                        "d = Other.scaled(g);",
                        "static class Other { static Tensor scaled(Tensor t) {\nreturn t.div(t.norm2().item()); //!\n} }"),
                body("Tensor c = g.detach(); c = g; d = g.mul(c.norm2().item()); //!"),
                body("d = g.mul(g.detach().mul(lr).norm2().item()); //!"),
                // by a text
                body("d = g.mul(Double.parseDouble(\"\" + lr)); //!"),
                body("String t = String.valueOf(lr); d = g.mul(Double.parseDouble(t)); //!"),
                body(
                        "StringBuilder t = new StringBuilder(); t.append(g.norm2().item()); d = g.mul(Double.parseDouble(t.toString())); //!"),
                body("d = g.mul(Double.parseDouble(s.label())); //!"),
                body("String t = \"\" + g.norm2().item(); d = g.mul(Double.valueOf(t)); //!"));
    }

    static Stream<Arguments> kept() {
        return Stream.of(
                body("if (g.norm2().item() > max) d = g.div(g.norm2());"),
                body(
                        "double n = g.norm2().item(); boolean large = n > max && n < 9; d = large ? g.div(2) : g;"),
                body("d = isLarge(g.norm2().item()) ? g.mul(max) : g;"),
                body(
                        "if (Double.isNaN(g.norm2().item())) throw new IllegalStateException(\"g \" + g.norm2().item());"),
                body("System.out.println(\"norm \" + g.norm2().item() + \" at \" + lr);"),
                body("if (Arrays.stream(g.toDoubles()).anyMatch(x -> x > 1)) d = g.neg();"),
                body("d = g.mul(g.detach().norm2().item());"),
                body("d = g.mul(g.norm2().detach().item() + 1);"),
                body("Tensor c = g.detach(); double n = c.mul(c).sum().item(); d = g.div(n);"),
                body("d = g.mul(length(g));"),
                body("rate = Tensor.scalar(lr, DType.FLOAT64).detach().item() * max;"),
                body("d = g.mul(g.size() * g.shape()[0]).mul(s.last());"),
                body("d = g.mul(g.norm2().gt(1).item());"),
                body("for (int i = 0; i < s.m().rank(); i++) d = d.mul(i);"),
                body(
                        "next = Other.labelled(\"lr \" + lr + g.norm2().item(), g);",
                        "static class Other { static State labelled(String text, Tensor t) { return new State(0, t); } }"),
                // the remedies of the page
                body("Tensor excess = g.norm2().div(max).max(1); d = g.div(excess);"),
                body(
                        "double norm = g.detach().norm2().item(); rate = lr / Math.max(1, norm / max);"));
    }

    private static NumberedRules refused;
    private static NumberedRules accepted;

    @BeforeAll
    static void compileAll() {
        refused = NumberedRules.compile(cutNumbered());
        accepted = NumberedRules.compile(keptNumbered());
    }

    static Stream<Arguments> cutNumbered() {
        return numbered(cut());
    }

    static Stream<Arguments> keptNumbered() {
        return numbered(kept());
    }

    private static Stream<Arguments> numbered(Stream<Arguments> cases) {
        AtomicInteger i = new AtomicInteger();
        return cases.map(
                c -> {
                    int n = i.getAndIncrement();
                    return Arguments.of(
                            n,
                            RULE.formatted(NumberedRules.packageOf(n), c.get()[0], c.get()[1]),
                            c.get()[0]);
                });
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("cutNumbered")
    void hasLostItsGradient(int i, String source, String body) {
        assertThat(source).contains("//!");
        refused.assertRefused(i, source, Message.CUTS_GRADIENT);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("keptNumbered")
    void isFineWhereNoneIsLost(int i, String source, String body) {
        accepted.assertAccepted(i, source);
    }
}
