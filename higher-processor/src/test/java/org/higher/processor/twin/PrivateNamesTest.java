package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Private types and private static fields that copied code names. */
class PrivateNamesTest extends TwinAgreement {
    private static final LeafModels MODELS = new LeafModels();

    static {
        MODELS.add(
                "EnumWithBodies",
                """
                    private enum Act {
                        RELU { @Override Tensor apply(Tensor x) { return x.relu(); } },
                        /** Bounded. */
                        TANH { @Override Tensor apply(Tensor x) { return x.tanh(); } };
                        abstract Tensor apply(Tensor x);
                    }
                    private final Act act = Act.TANH;
                    private Act none;
                    Tensor forward(Tensor x) {
                        return none == null ? act.apply(leaf.forward(x)).add(act.ordinal()) : x;
                    }
                """);
        MODELS.add(
                "EnumWithFields",
                """
                    private enum Act {
                        RELU(Tensor::relu, 0.5), TANH(t -> t.tanh(), -1.0 * Math.abs(2));
                        private final UnaryOperator<Tensor> f;
                        private final double gain;
                        Act(UnaryOperator<Tensor> f, double gain) { this.f = f; this.gain = gain; }
                        Tensor apply(Tensor x) { return f.apply(x).mul(gain); }
                        private static Act named(String n) { return valueOf(n); }
                    }
                    private static final Act DEFAULT = Act.TANH;
                    private final Act[] acts = {Act.RELU, Act.TANH, null};
                    Tensor forward(Tensor x) {
                        Tensor h = DEFAULT == Act.TANH ? leaf.forward(x) : x;
                        for (Act a : acts) {
                            h = a == null ? h : switch (a) { case RELU -> h.add(1); case TANH -> a.apply(h); };
                        }
                        return Act.named("RELU").apply(h).add(Act.values().length);
                    }
                """);
        MODELS.add(
                "EnumAsText",
                """
                    private enum Mode { FAST, EXACT }
                    private record At(int a) {}
                    private static final System.Logger LOG = System.getLogger("a");
                    private final Mode mode = Mode.EXACT;
                    Tensor forward(Tensor x) {
                        LOG.log(System.Logger.Level.TRACE, "{0} {1}", mode, new At(1));
                        Map<Mode, Integer> counts = new EnumMap<>(Mode.class);
                        counts.put(mode, 2);
                        String s = "" + mode + new At(2) + String.valueOf(mode) + mode.name();
                        return leaf.forward(x).add(s.hashCode() % 100 + counts.get(Mode.EXACT));
                    }
                """);
        MODELS.add(
                "LocalRecords",
                """
                    private record Heads(Tensor q, Tensor k) {
                        Heads { Objects.requireNonNull(q); }
                        static Heads of(Leaf l, Tensor x) { return new Heads(l.forward(x), x); }
                        Tensor dot() { return q.mul(k); }
                    }
                    private record Pair<A, B>(A a, B b) {}
                    private Heads heads(Tensor x) { return new Heads(leaf.forward(x), x.relu()); }
                    private static <T> Pair<T, T> twice(T t) { return new Pair<>(t, t); }
                    Tensor forward(Tensor x) {
                        var h = heads(x);
                        Pair<Leaf, Tensor> p = new Pair<>(leaf, x);
                        return h.dot().add(Heads.of(leaf, x).dot()).add(twice(p.a().forward(p.b())).b());
                    }
                """);
        MODELS.add(
                "RecordAsSetting",
                """
                    private record Setting(double rate, int[] sizes, Kind kind) {
                        enum Kind { A, B }
                        double twice() { return 2 * rate; }
                    }
                    private final Setting setting = new Setting(0.5, new int[] {1, 2}, Setting.Kind.B);
                    Tensor forward(Tensor x) {
                        boolean b = setting.kind() == Setting.Kind.B;
                        return leaf.forward(x).mul(setting.twice() + setting.sizes()[1]).add(b ? 1 : 0);
                    }
                """);
        MODELS.add(
                "LocalClasses",
                """
                    private static final double K = 3;
                    private static final double[] TABLE = {1, 2};
                    private static Tensor help(Leaf l, Tensor x) { return l.forward(x).mul(K); }
                    private static final class Cell {
                        private static final double[] NOISE = {Math.random()};
                        private static final double EPS = 1e-3;
                        private Tensor h;
                        private int n;
                        Cell(Tensor h) { this.h = h; }
                        private void step(Leaf l, Tensor x) {
                            h = help(l, x).add(LocalClasses.help(l, h)).tanh().mul(TABLE[1]).add(EPS).add(NOISE[0]);
                            n++;
                        }
                    }
                    private Cell unused = new Cell(Tensor.scalar(1));
                    Tensor forward(Tensor x) {
                        Cell c = new Cell(x);
                        for (int i = 0; i < 3; i++) {
                            c.step(leaf, x);
                        }
                        return c.h.add(c.n).add(Cell.EPS).add(Cell.NOISE[0]);
                    }
                """);
        MODELS.add(
                "LocalInterfaces",
                """
                    private interface Op {
                        Tensor apply(Tensor x);
                        default Op twice() { return t -> apply(apply(t)); }
                    }
                    private sealed interface Step permits Layer, Scale {}
                    private record Layer(Leaf l) implements Step {}
                    private record Scale(int k) implements Step {}
                    private Op op() { return t -> leaf.forward(t).tanh(); }
                    private static Tensor run(Step s, Tensor x) {
                        if (s instanceof Layer a) {
                            return a.l().forward(x);
                        }
                        return s instanceof Scale a ? x.mul(a.k()) : x;
                    }
                    Tensor forward(Tensor x) { return run(new Scale(2), run(new Layer(leaf), op().twice().apply(x))); }
                """);
        MODELS.add(
                "NamesOfOthers",
                """
                    private record Optional(Tensor v) {}
                    private interface Fn { Tensor apply(Tensor x); }
                    interface Open { Tensor apply(Tensor x); }
                    private enum Act implements Open { RELU { public Tensor apply(Tensor x) { return x.relu(); } } }
                    private final Open open = Act.RELU;
                    Tensor forward(Tensor x) {
                        Optional o = new Optional(open.apply(leaf.forward(x)));
                        java.util.Optional<Tensor> q = java.util.Optional.of(o.v());
                        Fn fn = t -> t.add(1);
                        return fn.apply(q.get());
                    }
                """);
        MODELS.add(
                "StaticFields",
                """
                    private static Tensor scale = Tensor.scalar(3);
                    private static int n = 2;
                    private static boolean off;
                    private static final int[] K = {1, 2};
                    private static final Map<String, UnaryOperator<Tensor>> OPS = Map.of("a", Tensor::relu);
                    private final int[] k = {3};
                    Tensor forward(Tensor x) {
                        int m = n * 2 + -n;
                        Tensor y = off ? x : OPS.get("a").apply(leaf.forward(x)).mul(scale);
                        return y.add(StaticFields.scale.mul(m)).add(K[0] + k[0]);
                    }
                """);
        MODELS.add(
                "ComparedCopies",
                """
                    private enum Act { A, B }
                    private record Mode(double rate) {}
                    private static final class Node {
                        final Tensor value;
                        final Node next;
                        Node(Tensor value, Node next) { this.value = value; this.next = next; }
                    }
                    private static final class Stop extends RuntimeException {
                        private static final long serialVersionUID = 1;
                    }
                    private static final class Late extends Exception {
                        private static final long serialVersionUID = 1;
                    }
                    private static final Mode DEFAULT = new Mode(2);
                    private final Act act = Act.A;
                    private final Mode mode = new Mode(2);
                    private static void checked(int n) throws Late { if (n > 1) { throw new Late(); } }
                    private Tensor caught(Tensor x) {
                        try {
                            checked(2);
                            return x;
                        } catch (Late e) {
                            return x.mul(7);
                        }
                    }
                    Tensor forward(Tensor x) {
                        x = caught(x);
                        Node first = new Node(x, null);
                        Node last = new Node(leaf.forward(x), first);
                        boolean same = Objects.equals(act, Act.A) && mode.equals(DEFAULT);
                        same &= last.next == first && mode != null && !Objects.equals(act, null);
                        try {
                            if (x.item() > 1e9) { throw new Stop(); }
                            return same ? last.value : x;
                        } catch (Stop e) {
                            return x.mul(5);
                        }
                    }
                """);
        MODELS.addWhole(
                "Around.Nested",
                """
                class Around {
                    private static final double[] TABLE = {3};
                    private static int changing = 4;
                    private enum Act { A, B }
                    @Functional static class Nested {
                        private final Leaf leaf = new Leaf();
                        private final Act act = Act.B;
                        Tensor forward(Tensor x) {
                            return act == Act.B ? leaf.forward(x).mul(TABLE[0] + Around.TABLE[0] + changing) : x;
                        }
                    }
                }
                """);
    }

    PrivateNamesTest() {
        super(MODELS, List.of());
    }

    @Test
    void copiesStandInBoundAsTheyWereWritten() {
        assertThat(twin("EnumWithBodies"))
                .contains(
                        """
                                private enum Act {
                                    RELU { @Override Tensor apply(Tensor x) { return x.relu(); } },
                                    /** Bounded. */
                                    TANH { @Override Tensor apply(Tensor x) { return x.tanh(); } };
                                    abstract Tensor apply(Tensor x);
                                }
                            }
                        }
                        """);
        assertThat(twin("StaticFields")).doesNotContain("private enum");
    }
}
