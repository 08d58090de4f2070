package org.higher.processor.twin;

import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the state that a model's code writes a result may depend on, call after call. */
class KeptStateTest extends TwinAgreement {
    private static final LeafModels MODELS = new LeafModels();

    private static final String LOG =
            "private static final System.Logger LOG = System.getLogger(\"a\");";

    /** A method with an effect that the next call sees. */
    private static final String BUMP =
            "@Buffer private Tensor mean = Tensor.scalar(1);"
                    + " private int bump() { mean = mean.add(1); return 1; } ";

    private static final JavaFileObject BUMPING =
            source("Bumping", "class Bumping { static void bump(int[] a) { a[0]++; } }");

    /** A model that tells of a counter, in other ways than by a method of its own. */
    private static final JavaFileObject TELLS =
            source(
                    "Tells",
                    """
                    interface Counted {
                        int calls();
                        default int toldByDefault() { return calls(); }
                    }
                    abstract class Counter implements Counted {
                        int toldInBase() { return calls() + 1; }
                    }
                    @Functional class Tells extends Counter {
                        private final Leaf leaf = new Leaf();
                        private int calls;
                        Tensor forward(Tensor x) { calls++; return leaf.forward(x); }
                        @Override public int calls() { return calls; }
                        int told() { return Ops.get(this); }
                        @Override public String toString() { return "calls " + calls; }
                        private static final class Ops {
                            static int get(Tells t) { return t.calls; }
                        }
                    }
                    """);

    private static final JavaFileObject COUNTING =
            source(
                    "Counting",
                    """
                    abstract class Counting {
                        private int calls;
                        protected void count() { calls++; }
                        int counted() { return calls; }
                    }
                    """);

    private static void fine(String name, String members, String body) {
        MODELS.add(
                name,
                "%s\nTensor forward(Tensor x) { Tensor y = leaf.forward(x); %s }\n"
                        .formatted(members, body));
    }

    static {
        fine(
                "WrittenOnAnyPath",
                "private double k;",
                "if (x.item() > 2) { k = 2; } else { k = 3; } return y.mul(k);");
        fine("WrittenTogether", "private double j, k;", "k = j = 3; return y.mul(k).mul(j);");
        fine(
                "WrittenInTry",
                "private double k;",
                "try { k = 3; } finally { x = y; } synchronized (this) { k++; } return x.mul(k);");
        fine(
                "WrittenInCase",
                "private double k; int mode = 2;",
                "switch (mode) { case 2: k = 3; y = y.mul(k); break; default: } return y;");
        fine(
                "WrittenForRecursion",
                "private int n; private Tensor deep(Tensor t, int i)"
                        + " { return i == 0 ? t : deep(t.mul(n), i - 1); }",
                "n = 2; return deep(y, 3);");
        fine(
                "WrittenForManyCalls",
                "private Tensor in; private Tensor in() { return in; }"
                        + " private Tensor twice() { return in().add(in()); }",
                "in = x; return y.add(twice()).mul(twice());");
        fine(
                "WrittenByCall",
                "private Tensor in; private double k;"
                        + " private Tensor keep(Tensor t) { if (t == null) { throw new Error(); }"
                        + " k = 2; synchronized (this) { in = t; } return t; }"
                        + " private Tensor in() { return in.mul(k); }",
                "Tensor z = keep(x); return y.mul(z).mul(in());");
        fine(
                "ResetsItself",
                "private int calls, resets;",
                "calls++; if (calls > 2) { calls = 0; resets++; } return y;");
        fine(
                "LogsLater",
                LOG + "private int calls; private double best;",
                "calls++; best = Math.max(best, calls);"
                        + " LOG.log(System.Logger.Level.TRACE, () -> \"calls \" + calls);"
                        + " if (calls % 2 == 0 && LOG.isLoggable(System.Logger.Level.TRACE)) {"
                        + " LOG.log(System.Logger.Level.TRACE, String.format(\"%s\", best)); }"
                        + " return y;");
        fine(
                "KeepsLists",
                LOG
                        + "private final Deque<Double> last = new ArrayDeque<>();"
                        + " private final Map<Integer, Double> memo = new HashMap<>();"
                        + " private final java.util.concurrent.atomic.AtomicLong count ="
                        + " new java.util.concurrent.atomic.AtomicLong(); private List<Double> own;"
                        + " public Deque<Double> last() { return last; }",
                "last.addLast(x.item()); if (last.size() > 2) { last.removeFirst(); }"
                        + " count.incrementAndGet();"
                        + " LOG.log(System.Logger.Level.TRACE, count.get() + \" \" + last);"
                        + " own = new ArrayList<>(); own.add(3.0);"
                        + " List<Double> local = new ArrayList<>(own); local.add(1.0);"
                        + " return y.mul(own.get(0)).mul(local.size())"
                        + ".mul(memo.computeIfAbsent(2, k -> k * 2.0));");
        fine(
                "HasNamesake",
                "private int n; private record Size(int n) { int twice() { return this.n * 2; } }",
                "n++; return y.mul(new Size(3).twice());");
        MODELS.addWhole(
                "CountsInBase",
                """
                @Functional class CountsInBase extends Counting {
                    private final Leaf leaf = new Leaf();
                    private int calls;
                    Tensor forward(Tensor x) {
                        count();
                        calls = 3;
                        return leaf.forward(x).mul(calls);
                    }
                }
                """);
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                state(
                        "WarmsUp",
                        "calls",
                        "private int calls; private double scale;",
                        "calls++; scale = 1; if (calls > 3) { scale = 5; } y = y.mul(scale);"),
                state(
                        "Alternates",
                        "calls",
                        "private int calls; private boolean hot;",
                        "calls++; hot = false; if (calls % 2 == 0) hot = true; y = hot ? y : x;"),
                state(
                        "WarmsUpInHelper",
                        "calls",
                        "private int calls; private double scale;"
                                + " private static void set(NET n) { if (n.calls > 2) n.scale = 9; }",
                        "calls++; scale = 1; set(this); y = y.mul(scale);"),
                state(
                        "AsksStatically",
                        "calls",
                        "private int calls; private static int get(NET n) { return n.calls; }",
                        "calls++; y = y.mul(get(this));"),
                state(
                        "AsksInPrivateType",
                        "last",
                        "private double last; private double peek() { return last; }"
                                + " private static final class Ops {"
                                + " static double old(NET n) { return n.peek(); } }",
                        "double old = Ops.old(this); last = 7; y = y.mul(peek() + old);"),
                state(
                        "RefersInPrivateType",
                        "last",
                        "private double last; private double peek() { return last; }"
                                + " private static final class Ops { static double old(NET n) {"
                                + " ToDoubleFunction<NET> f = NET::peek; return f.applyAsDouble(n); } }",
                        "double old = Ops.old(this); last = 7; y = y.mul(peek() + old);"),
                state("AsksSuper", "n", "int m; private int n;", "n++; y = y.mul(this.n);"),
                effect("InChoice", "n++; m += n > 2 ? bump() : 0;"),
                effect("InAnd", "n++; boolean b = true; f = n > 2 && bump() > 0;"),
                effect("InBranch", "n++; if (n > 2) { m += bump(); }"),
                effect("InInnerCondition", "n++; if (n > 2) { if (bump() > 0) { m++; } }"),
                effect(
                        "InLog",
                        "n++; if (n > 2) LOG.log(System.Logger.Level.TRACE, \"a\" + bump());"),
                effect(
                        "InChoiceInLog",
                        "n++; LOG.log(System.Logger.Level.TRACE, n > 2 ? \"\" + bump() : \"\");"),
                state(
                        "AssignsInChoice",
                        "n",
                        "private int n, m; private double k;",
                        "n++; k = 1; m += n > 2 ? (int) (k = 7) : 0; y = y.mul(k);"),
                state(
                        "MayReturnBefore",
                        "k",
                        "private double k; private void set(Tensor t) {"
                                + " if (t.item() > 0) { return; } k = 2; // <<<\n}",
                        "set(x); y = y.mul(k);"),
                state(
                        "AddsInCall",
                        "k",
                        "private double k; private void add() { k = k + 2; // <<<\n}",
                        "add(); y = y.mul(k);"),
                state("MayThrow", "n", "private int n, m;", "n++; m = 12 / (3 - n);"),
                state(
                        "IsGivenInLoop",
                        "k",
                        "private int k;",
                        "for (int i = 0; i < 2; i++) { y = y.mul(k); k = i; }"),
                state(
                        "IsGivenInTry",
                        "k",
                        "private int k; private int risky(Tensor t)"
                                + " { if (t.item() > 0) throw new IllegalStateException(); return 2; }",
                        "try { k = risky(x); } catch (IllegalStateException e) { } y = y.mul(k);"),
                state(
                        "IsPrinted",
                        "n",
                        "private int n; @Override public String toString() { return \"n\" + n; }",
                        "n++; y = y.mul(toString().length());"));
    }

    /** What is found once the code is attributed, if nothing else is wrong. */
    static Stream<Complaint> attributed() {
        return Stream.of(
                array("Local", "int[] m = n; m[0]++;"),
                array("Choice", "int[] m; m = x.item() > 0 ? n : new int[1]; m[0] += 1;"),
                array("Row", "int[] m = rows[0]; m[0]++;"),
                array("Loop", "for (int[] m : rows) { m[0]++; }"),
                array("Result", "rows()[0][0]++;"),
                array("Fill", "Arrays.fill(n, n[0] + 1);"),
                array("Copy", "System.arraycopy(rows[0], 0, n, 0, 1);"),
                array("Kept", "kept = n; kept[0]++;"),
                array("Record", "new Pair(n, 2).a[0]++;"),
                array("Accessor", "new Pair(n, 2).a()[0]++;"),
                array("Elsewhere", "Bumping.bump(n);"),
                object("Local", "List<Double> l = list; l.add(1.0); y = y.mul(l.size());"),
                object("Loop", "for (List<Double> l : map.values()) { l.add(1.0); }"),
                object("Value", "map.get(1).clear();"),
                object("Builder", "y = y.mul(text.append(1).length());"),
                object("Counter", "y = y.mul(count.incrementAndGet());"),
                object("AddsAll", "Collections.addAll(list, 1.0); y = y.mul(list.size());"),
                object(
                        "ReplacesAll",
                        "Collections.replaceAll(list, 1.0, 2.0); y = y.mul(list.size());"),
                object(
                        "BuilderLength",
                        "y = y.mul(text.length()); text.setLength(text.length() + 1);"),
                object("BuilderPoint", "text.appendCodePoint(65); y = y.mul(text.length());"),
                object("CounterSet", "y = y.mul(count.get()); count.setPlain(count.get() + 1);"),
                object("Lambda", "Runnable r = () -> list.add(1.0); r.run();"),
                object("Reference", "Consumer<Double> c = list::add; c.accept(1.0);"),
                object("Chosen", "list.add(1.0); if (list.size() > 2) { y = y.mul(2); }"),
                argument("Argument", "bump(n);", "private void bump(int[] a) { a[0]++; }"),
                argument(
                        "StaticArgument",
                        "bump(n);",
                        "private static void bump(int[] a) { int[] b = a; b[0]++; }"));
    }

    private static Complaint state(String name, String field, String members, String body) {
        return complaint(name, field, members, body + (members.contains("<<<") ? "" : " // <<<"));
    }

    /** A counter on which it depends whether a buffer changes. */
    private static Complaint effect(String name, String body) {
        String members = LOG + BUMP + "private int n, m; private boolean f;";
        return complaint("Bumps" + name, "n", members, body + " y = y.mul(mean); // <<<");
    }

    /** An array of the model's that is changed by another name. */
    private static Complaint array(String name, String body) {
        String members =
                "private final int[] n = {0}; private final int[][] rows = {{0}, {1}};"
                        + " private int[] kept; private int[][] rows() { return rows; }"
                        + " private record Pair(int[] a, int b) {}";
        String field = List.of("Row", "Loop", "Result").contains(name) ? "rows" : "n";
        return complaint("Array" + name, field, members, body + " y = y.mul(n[0]); // <<<");
    }

    /** Something else of the model's that changes, and that a later result may be made of. */
    private static Complaint object(String name, String body) {
        String members =
                "private final List<Double> list = new ArrayList<>();"
                        + " private final Map<Integer, List<Double>> map = new HashMap<>();"
                        + " private final StringBuilder text = new StringBuilder();"
                        + " private final java.util.concurrent.atomic.AtomicLong count ="
                        + " new java.util.concurrent.atomic.AtomicLong();";
        String field =
                switch (name) {
                    case "Loop", "Value" -> "map";
                    case "Builder", "BuilderLength", "BuilderPoint" -> "text";
                    case "Counter", "CounterSet" -> "count";
                    default -> "list";
                };
        return complaint("Object" + name, field, members, body + " // <<<");
    }

    private static Complaint argument(String name, String body, String members) {
        String array = "private final int[] n = {0};\n";
        return complaint("Array" + name, "n", array + members + " // <<<", body);
    }

    private static Complaint complaint(String name, String field, String members, String body) {
        return LeafModels.writing(name, field, members.replace("NET", name), body, "y");
    }

    private Compilation wrong;
    private Compilation wrongLater;

    KeptStateTest() {
        super(MODELS, List.of(COUNTING));
    }

    @BeforeAll
    void compileRefused() {
        wrong = compileTogether(complaints());
        wrongLater = compileTogether(attributed());
    }

    private static Compilation compileTogether(Stream<Complaint> complaints) {
        List<JavaFileObject> refused = new ArrayList<>(List.of(LeafModels.LEAF, BUMPING));
        complaints.map(Complaint::file).forEach(refused::add);
        return compile(refused.toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(wrong);
    }

    @ParameterizedTest
    @MethodSource("attributed")
    void refusesOnceAttributed(Complaint complaint) {
        complaint.assertIn(wrongLater);
    }

    @ParameterizedTest
    @ValueSource(strings = {"calls", "told", "toldInBase", "toldByDefault", "toString"})
    void otherModelsMayNotAskForWhatIsTold(String method) {
        Complaint complaint =
                Complaint.of(
                        Message.METHOD_NOT_IN_TWIN,
                        method + "() is not in the twin of Tells, because it tells what earlier",
                        "Asks",
                        """
                        @Functional class Asks {
                            private final Tells tells = new Tells();
                            Tensor forward(Tensor x) {
                                return tells.forward(x).mul((" " + tells.%s()).length()); // <<<
                            }
                        }
                        """
                                .formatted(method));
        complaint.assertIn(compile(LeafModels.LEAF, TELLS, complaint.file()));
    }
}
