package org.higher.processor.twin;

import static org.higher.processor.Compiling.compile;

import com.google.testing.compile.Compilation;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Private types whose copies could be told from the originals, and so are not made. */
class NotCopiedTest {
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

    private static Compilation early;
    private static Compilation late;

    @BeforeAll
    static void compileRefused() {
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
}
