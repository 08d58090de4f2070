package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<Complaint> complaints() {
        return Stream.of(
                enumComplaint(
                        "its constants are made with Math.random",
                        "RandomEnum",
                        "A(Math.random()); // <<<\nfinal double g; Act(double g) { this.g = g; }",
                        "x.mul(Act.A.g)"),
                enumComplaint(
                        "field n of its constants has state",
                        "ChangingEnum",
                        "A;\nint n; // <<<\n",
                        "x.mul(Act.A.n)"),
                enumComplaint(
                        "its static field M holds objects of a private type",
                        "EnumByName",
                        "A;\nprivate static final Map<String, Act> M = new HashMap<>(); // <<<\n",
                        "Act.M.get(\"A\") == Act.A ? x : x.tanh()"),
                enumComplaint(
                        "its static initializer would run twice",
                        "StaticInitializer",
                        "A;\nstatic { System.out.println(); } // <<<\n",
                        "Act.A == null ? x : x.tanh()"),
                Complaint.of(
                        Message.PRIVATE_STATIC,
                        "make it package-private, and Act, too",
                        "ChangingArray",
                        """
                        @Functional class ChangingArray {
                            private enum Act { A, B }
                            private static final Act[] ORDER = {Act.A, Act.B};
                            static void swap() { ORDER[0] = Act.B; }
                            Tensor forward(Tensor x) {
                                return ORDER[0] == Act.A ? x : x.tanh(); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.NOT_COPIED,
                        "its static field calls may change",
                        "CountingOps",
                        """
                        @Functional class CountingOps {
                            private static final class Ops {
                                static int calls; // <<<
                                static Tensor f(Tensor x) { calls++; return x.tanh(); }
                            }
                            Tensor forward(Tensor x) { return Ops.f(x); }
                        }
                        """));
    }

    static Stream<Complaint> lateComplaints() {
        return Stream.of(
                identity("RecordsCompared", "mode == DEFAULT"),
                identity("RecordsDiffer", "this.mode != DEFAULT"),
                identity("RecordsAsObjects", "(Object) mode == (Object) DEFAULT"),
                identity("RecordIn", "pair.mode() == DEFAULT"),
                identity("RecordHash", "System.identityHashCode(mode) == 1"),
                identity("RecordKeys", "new IdentityHashMap<>(Map.of(mode, 1)).isEmpty()"),
                identity(
                        "ObjectKeys",
                        "new IdentityHashMap<Object, Integer>(Map.of(mode, 1)).isEmpty()"),
                identity(
                        "ExchangesRecord",
                        "new java.util.concurrent.atomic.AtomicReference<>(mode).compareAndSet(DEFAULT, mode)"),
                identity("EnumHash", "act.hashCode() == 1"),
                thrown(
                        "CatchesOthers",
                        "check(1);",
                        "static void check(int n) { if (n > 2) { throw new Stop(); } }"),
                thrown(
                        "CatchesOfField",
                        "run.run();",
                        "private final Runnable run = () -> { throw new Stop(); };"),
                Complaint.of(
                        Message.NOT_COPIED,
                        "private type Stop cannot be copied into FunctionalThrowsAway, because code that is not"
                                + " copied catches it: catch (Stop e)",
                        "ThrowsAway",
                        """
                        @Functional class ThrowsAway {
                            private static final class Stop extends RuntimeException {}
                            static void attempt(Runnable r) { try { r.run(); } catch (Stop e) { r.run(); } }
                            Tensor forward(Tensor x) {
                                attempt(() -> { throw new Stop(); }); // <<<
                                return x;
                            }
                        }
                        """),
                Complaint.of(
                        Message.VALUE_IDENTITY,
                        "u == v tells objects of Weights apart",
                        "ComparesValues",
                        """
                        @Functional class ComparesValues {
                            record Weights(Tensor w, Tensor b) {}
                            @Trainable private final Weights u = new Weights(Tensor.scalar(1), Tensor.scalar(2));
                            @Trainable private final Weights v = u;
                            Tensor forward(Tensor x) {
                                return u == v ? x.mul(u.w()) : x.mul(v.b()); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.NOT_COPIED,
                        "code that is not copied throws it: new Sub()",
                        "CatchesSuperclass",
                        """
                        @Functional class CatchesSuperclass {
                            private static class Stop extends RuntimeException {}
                            private static final class Sub extends Stop {}
                            static void check(int n) { if (n > 2) { throw new Sub(); } }
                            Tensor forward(Tensor x) {
                                try {
                                    check(1);
                                    return x;
                                } catch (Stop e) { // <<<
                                    return x.tanh();
                                }
                            }
                        }
                        """),
                use("EqualsAnything", "Objects.equals(held, Act.A)"),
                use("FrequencyOfAnything", "Collections.frequency(List.of(held), Act.A) == 1"),
                use("ComparesObject", "held == Act.A"),
                use("EqualsObject", "Act.A.equals(held)"),
                use("EqualsEnum", "held.equals(Act.A)"),
                use("CastsObject", "(Act) held == Act.A"),
                use("TestsObject", "held instanceof Act"),
                use("LooksUp", "List.of(held).contains(Act.A)"),
                use("LooksUpObject", "List.of(Act.A).contains(held)"),
                use("AsksForClass", "Act.A.getClass() == null"),
                use("AsksForDeclaringClass", "Act.A.getDeclaringClass() == null"),
                use("NamesClass", "Act.class.getName().isEmpty()"),
                use("GivesAway", "Other.same(Act.A)"),
                use("GetsFromOther", "Other.get().ordinal() == 1"));
    }

    private static Complaint enumComplaint(
            String reason, String name, String constants, String result) {
        return Complaint.of(
                Message.NOT_COPIED,
                "private type Act cannot be copied into Functional"
                        + name
                        + ", because "
                        + reason
                        + "; make it package-private",
                name,
                "@Functional class %s {\nprivate enum Act { %s }\nTensor forward(Tensor x) { return %s; } }\n"
                        .formatted(name, constants, result));
    }

    private static Complaint identity(String name, String condition) {
        return Complaint.of(
                Message.NOT_COPIED,
                "its copies are objects of their own: ",
                name,
                """
                @Functional class %s {
                    private enum Act { A, B }
                    private record Mode(double rate) {}
                    private record Pair(Mode mode, Act act) {}
                    private static final Mode DEFAULT = new Mode(2);
                    private final Act act = Act.A;
                    private final Mode mode = DEFAULT;
                    private final Pair pair = new Pair(mode, act);
                    Tensor forward(Tensor x) {
                        return %s ? x : x.tanh(); // <<<
                    }
                }
                """
                        .formatted(name, condition));
    }

    private static Complaint thrown(String name, String call, String member) {
        return Complaint.of(
                Message.NOT_COPIED,
                "private type Stop cannot be copied into Functional"
                        + name
                        + ", because code that is not copied throws it: new Stop()",
                name,
                """
                @Functional class %s {
                    private static final class Stop extends RuntimeException {}
                    %s
                    Tensor forward(Tensor x) {
                        try {
                            %s
                            return x;
                        } catch (Stop | IllegalStateException e) { // <<<
                            return x.tanh();
                        }
                    }
                }
                """
                        .formatted(name, member, call));
    }

    private static Complaint use(String name, String condition) {
        return Complaint.of(
                Message.NOT_COPIED,
                "private type Act cannot be copied into Functional" + name,
                name,
                """
                @Functional class %s {
                    private enum Act { A, B }
                    static class Other {
                        static boolean same(Object o) { return o == Act.A; }
                        static Act get() { return Act.B; }
                    }
                    private final Object held = Act.A;
                    Tensor forward(Tensor x) {
                        return %s ? x : x.tanh(); // <<<
                    }
                }
                """
                        .formatted(name, condition));
    }

    private Compilation early;
    private Compilation late;

    PrivateNamesTest() {
        super(MODELS, List.of());
    }

    @BeforeAll
    void compileRefused() {
        early = compile(complaints().map(Complaint::file).toArray(JavaFileObject[]::new));
        late = compile(lateComplaints().map(Complaint::file).toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(early);
    }

    @ParameterizedTest
    @MethodSource("lateComplaints")
    void refusesOnceAttributed(Complaint complaint) {
        complaint.assertIn(late);
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
