package org.higher.processor.codegen;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Twins give no warning with {@code -Xlint:all}, and have no line of more than 100 columns. */
class CleanTwinsTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable private Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    /** Deprecated for removal, with all that Javadoc demands. */
    private static final JavaFileObject OLD =
            source(
                    "Old",
                    """
                    /** Old.
                     * @deprecated take another */
                    @Deprecated(since = "1", forRemoval = true) public class Old {
                        public static Tensor f(Tensor x) { return x; }
                    }
                    """);

    private static final Map<String, String> MEMBERS =
            Map.ofEntries(
                    Map.entry(
                            "a use of what is deprecated",
                            """
                            @SuppressWarnings("removal") private Old old;
                            @SuppressWarnings("removal") Tensor forward(Tensor x) {
                                return Old.f(leaf.forward(x));
                            }
                            @SuppressWarnings({"removal", "unused"}) Tensor forward(Old y, Tensor x) {
                                return Old.f(x);
                            }
                            """),
                    Map.entry(
                            "deprecated members",
                            """
                            /** Weights.
                             * @deprecated see below */
                            @Deprecated(forRemoval = true) private @Trainable Tensor w = Tensor.scalar(1);
                            @Deprecated @Buffer Tensor b = Tensor.scalar(1);
                            /** Runs it.
                             * @deprecated never */
                            @Deprecated public Tensor forward(Tensor x) { b = x; return help(x).mul(w); }
                            /** Helps.
                             * @deprecated never */
                            @Deprecated(forRemoval = true) static Tensor help(Tensor x) { return x; }
                            /** Its size.
                             * @deprecated never */
                            @Deprecated public int size() { return 3; }
                            """),
                    Map.entry(
                            "raw types",
                            """
                            @SuppressWarnings("rawtypes") private final List names = new ArrayList();
                            @SuppressWarnings("rawtypes") final Class kind = String.class;
                            @SuppressWarnings({"rawtypes", "unchecked"}) Tensor forward(Tensor x) {
                                List all = new ArrayList(); all.add(x);
                                List<Tensor> ts = (List<Tensor>) all;
                                return leaf.forward(ts.get(0)).mul(1 + names.size());
                            }
                            @SuppressWarnings("unchecked") <T> T cast(Object o) { return (T) o; }
                            @SafeVarargs private static <T> T first(T... ts) { return ts[0]; }
                            @SuppressWarnings("rawtypes") Tensor forward(List xs) {
                                return first(this.<Tensor>cast(xs.get(0))).mul(names.size());
                            }
                            """),
                    Map.entry(
                            "statements that javac warns of",
                            """
                            Tensor forward(Tensor x) {
                                @SuppressWarnings("cast") Tensor y = (Tensor) x;
                                return leaf.forward(y);
                            }
                            @SuppressWarnings("fallthrough") Tensor forward(Tensor x, int k) {
                                switch (k) { case 1: x = x.relu(); case 2: x = x.mul(2); break; default: }
                                return x;
                            }
                            @SuppressWarnings("try") Tensor forward(Tensor x, AutoCloseable c)
                                    throws Exception { try (c) { return leaf.forward(x); } }
                            @SuppressWarnings("finally") Tensor run(Tensor x) {
                                try { return leaf.forward(x); } finally { return x; }
                            }
                            @SuppressWarnings("empty") Tensor forward(Tensor x, boolean b) {
                                if (b); return run(x);
                            }
                            @SuppressWarnings("divzero") Tensor forward(Tensor x, long b) {
                                return b < 0 ? x.mul(1 / 0) : x;
                            }
                            @SuppressWarnings("lossy-conversions") Tensor forward(Tensor x, short b) {
                                b += 1.5; return x.mul(b);
                            }
                            @SuppressWarnings("synchronization") Tensor forward(Tensor x, Integer b) {
                                synchronized (b) { return x.mul(b); }
                            }
                            """),
                    Map.entry(
                            "long comments",
                            """
                            /** A line of Javadoc that goes on and on and on and on and on, past the limit of columns.
                             * <pre>{@code
                             *   as it is
                             * }</pre>
                             * @param x a line of Javadoc that goes on and on and on and on, past the limit of columns. */
                            Tensor forward(Tensor x) { /* a comment that goes on and on past the limit of columns, of course */ Tensor y = x; return leaf.forward(y); // and a long note
                            }
                            Tensor forward(Tensor x, String s) {
                                // a comment that goes on and on and on and on and on and on, well past the limit of columns
                                /* a comment that goes on and on and on and on and on and on, well past the limit of columns
                                 * and in its second line once more and on and on and on, well past the limit of columns */
                                return x;
                            }
                            """),
                    Map.entry(
                            "crowded lines",
                            """
                            Tensor forward(Tensor x) { for (int i = 0; i < 3; i++) { if (i > 1) { x = leaf.forward(x); } else { x = x.relu(); } } int k = 0; while (k < 3) { k++; x = x.mul(0.5); } do { k--; } while (k > 0); switch (k) { case 0: x = x.tanh(); break; default: x = x.relu(); } try { x = x.add(1); } finally { k = 4; } synchronized (x) { k = 5; } return x; }
                            Tensor run(Tensor x) { Function<Tensor, Tensor> f = t -> { Tensor a = t.relu(); Tensor b = a.mul(2).add(1).relu().tanh().relu(); return b; }; Supplier<Tensor> s = new Supplier<Tensor>() { @Override public Tensor get() { Tensor r = x.relu(); return r.mul(2); } }; return f.apply(s.get()); }
                            Tensor go(Tensor x) { class Local { final int size; Local(int size) { this.size = size; } int twice() { int a = size; a += size; return a; } } record R(int a, int b) { int c() { return a + b; } } return x.mul(new Local(3).twice() + new R(1, 2).c()); }
                            Tensor of(Tensor x, int k) { return switch (k) { case 0 -> x.relu(); case 1, 2 -> { Tensor y = x.mul(2); yield y.add(1); } default -> throw new IllegalArgumentException("no"); }; }
                            Tensor forward(Tensor x, int k) { outer: for (Tensor t : List.of(x, x, x)) { for (int i = 0, j = 3; i < j; i++, j--) { if (i == 2) continue outer; else if (i == 3) break outer; else x = x.add(t); } } return of(go(run(x)), k); }
                            """),
                    Map.entry(
                            "long declarations and expressions",
                            """
                            private final Map<String, Map<String, List<Leaf>>> aContainerOfLayersWithALongName = new TreeMap<>();
                            <T extends List<Tensor> & RandomAccess & Cloneable & java.io.Serializable> Map<String, Map<String, List<Optional<Tensor>>>> forward(Map<String, Map<String, List<Optional<Tensor>>>> first, T second) throws IllegalArgumentException, UnsupportedOperationException { return first; }
                            Tensor forward(Tensor x) {
                                int[][] table = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, {24, 25, 26, 27}, {31}};
                                boolean b = table.length > 1 && table[0].length > 2 && table[1].length > 3 || table[0][0] == 1 && table[1][1] == 2;
                                if (b && table.length > 1 && table[0].length > 2 && table[1].length > 3 || table[0][0] == 1 && table[1][1] == 2) x = x.relu();
                                assert b && table.length > 1 && table[0].length > 2 && table[1].length > 3 || table[0][0] == 1 : "a message " + b;
                                String s = b ? "one text that is rather long " + table.length : table.length > 3 ? "another text" : "the last one";
                                return leaf.forward(x).mul(s.length()).add(List.of(1, 2).stream().map(i -> x(i)).filter(t -> t.shape().length > 0).reduce(Tensor::add).get());
                            }
                            Tensor x(int i) { return Tensor.scalar(i); }
                            """));

    @TestFactory
    Stream<DynamicTest> models() {
        return MEMBERS.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }

    private static void check(String name) {
        String head = "@Functional class Net { private final Leaf leaf = new Leaf();\n";
        Compilation compilation =
                Compiling.compile(LEAF, OLD, source("Net", head + MEMBERS.get(name) + "}\n"));
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(compilation.notes()).isEmpty();
        String twin = Compiling.generated(compilation, "p.FunctionalNet");
        assertThat(twin.lines().filter(line -> line.length() > 100).toList()).isEmpty();
    }
}
