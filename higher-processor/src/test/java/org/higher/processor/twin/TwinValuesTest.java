package org.higher.processor.twin;

import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;

/** Twins that compile in silence and compute what their models do: text that is easily bent. */
class TwinValuesTest extends TwinAgreement {
    private static final LeafModels MODELS = new LeafModels();

    static {
        MODELS.add(
                "NegativeConstants",
                """
                    private static final int K = -1, LEAST = Integer.MIN_VALUE;
                    private static final long L = -3L, LEAST_LONG = Long.MIN_VALUE;
                    private static final byte B = -7;
                    private static final short S = -300;
                    private static final float F = -2.5f;
                    private static final double D = -0.5, ZERO = -0.0;
                    private final int n = 3;
                    Tensor forward(Tensor x) {
                        double a = n-K + (n -K) - -K + ~K + (Integer) K + (double) K * (n-D);
                        long b = n-L-K + (LEAST_LONG ^ L) + - /* a minus */ L;
                        float f = 1-F*B-S;
                        int c = K < 0 ? K : -K;
                        int[] array = {K, B, S};
                        IntUnaryOperator op = i -> K;
                        switch (c) { case K: c += B; break; default: c = -B; }
                        return leaf.forward(x).add(a).add(b % 1000).add(f).add(c).add(array[n-1])
                            .add(op.applyAsInt(1)).add(1 / ZERO > 0 ? 1 : 2).add(LEAST-LEAST).add(-LEAST % 1000);
                    }
                """);
        MODELS.add(
                "SpecialConstants",
                """
                    private static final double NAN = java.lang.Double.NaN, UP = 1 / 0., DOWN = -1 / 0.;
                    private static final float NANF = java.lang.Float.NaN, UPF = 1 / 0f, DOWNF = -1 / 0f;
                    private static final double LEAST = java.lang.Double.MIN_VALUE, MOST = java.lang.Double.MAX_VALUE;
                    private static final float LEASTF = java.lang.Float.MIN_VALUE, MOSTF = java.lang.Float.MAX_VALUE;
                    static class Double {}
                    static class Float {}
                    Tensor forward(Tensor x) {
                        int n = 0;
                        n += NAN != NAN ? 1 : 0;
                        n += NANF != NANF ? 2 : 0;
                        n += UP > MOST ? 4 : 0;
                        n += DOWN < -MOST ? 8 : 0;
                        n += UPF > MOSTF ? 16 : 0;
                        n += DOWNF < -MOSTF ? 32 : 0;
                        n += LEAST > 0 && LEAST / 2 == 0 ? 64 : 0;
                        n += LEASTF > 0 && LEASTF / 2 == 0 ? 128 : 0;
                        return leaf.forward(x).add(n);
                    }
                """);
        MODELS.add(
                "Characters",
                """
                    private static final char NL = '\\n', CR = '\\r', TAB = '\\t', NUL = '\\0', Q = '\\'', DQ = '"';
                    private static final char BS = '\\\\', E = '\\u00e9', HIGH = '\\ud83d', MAX = '\\uffff';
                    Tensor forward(Tensor x) {
                        String all = "" + NL + CR + TAB + NUL + Q + DQ + BS + E + HIGH + MAX;
                        char c = NL;
                        c += 1;
                        switch (all.charAt(6)) { case BS: c++; break; case Q: c--; break; default: }
                        return leaf.forward(x).add(all.hashCode() % 1000).add(NL).add(BS - Q + c);
                    }
                """);
        MODELS.add(
                "OwnClassAndLocks",
                """
                    private final Object lock = new Object();
                    private final java.util.concurrent.locks.ReentrantLock other =
                            new java.util.concurrent.locks.ReentrantLock();
                    synchronized Tensor forward(Tensor x) {
                        int n = getClass().getSimpleName().length() + this.getClass().getName().length();
                        Supplier<String> s = new Supplier<>() {
                            public String get() { return getClass().getSuperclass().getName(); }
                        };
                        synchronized (this) { n++; }
                        synchronized (lock) { n++; }
                        synchronized (OwnClassAndLocks.class) { n += s.get().length(); }
                        other.lock();
                        try {
                            return leaf.forward(x).add(n).add(OwnClassAndLocks.this.getClass() == getClass() ? 1 : 2);
                        } finally {
                            other.unlock();
                        }
                    }
                """);
        MODELS.add(
                "LocalEnums",
                """
                    Tensor forward(Tensor x) {
                        enum A {
                            P(1) { int f() { return n + 1; } },
                            Q(2) { int f() { return 2; } };
                            final int n;
                            A(int n) { this.n = n; }
                            abstract int f();
                        }
                        return leaf.forward(x).mul(A.P.f() + A.valueOf("Q").f());
                    }
                """);
        MODELS.add(
                "Texts",
                """
                    private static final String LINES = "q\\nk\\nv";
                    private static final String BLOCK = \"""
                        shape %s
                          "rank" \\\\ %d \\
                        end\\r\\0
                        \""";
                    private static final String ODD = "a$L\\u00e9\\u2028\\"'\\7" + 1 + '\\n' + -2L;
                    private static final String EMPTY = "";
                    private static final String ABOVE = "from\\n" + Other.BELOW;
                    static class Other { private static final String BELOW = "be\\nlow"; }
                    Tensor forward(Tensor x) {
                        String k = LINES.replace("q", "query").toUpperCase() + LINES.length() + EMPTY;
                        int n = BLOCK.formatted("a", 3).length() + ODD.hashCode() % 1000 + ABOVE.indexOf('b');
                        n += Other.BELOW.lines().toList().size() + (LINES == LINES ? 1 : 0);
                        String s = switch (k) { case LINES -> "no"; case ODD, BLOCK -> "none"; default -> ODD; };
                        return leaf.forward(x).add(k.hashCode() % 1000).add(n).add(s.length());
                    }
                """);
        MODELS.add(
                "ConstantFields",
                """
                    private final int n = -3;
                    final String s = "a\\nb";
                    private final char c = '\\'';
                    private final long large = 1L << 40;
                    Tensor forward(Tensor x) {
                        byte b = n;
                        final byte d = (byte) 5 + n;
                        switch (d) { case n: b++; break; case 2: b += 2; break; default: }
                        String t = switch (s + b) { case s -> "never"; default -> s; };
                        return leaf.forward(x).add(b).add(t.length()).add(c).add(large % 100).add(this.n-n);
                    }
                """);
        MODELS.add(
                "Comments",
                """
                    Tensor forward(Tensor x) {
                        // this comment is long and says that every class of the project which is written extends Foo {
                        // the record of this is public record Foo(
                        // private static final VarHandle L = something that is long enough to be broken in two parts;
                        /** short */
                        /**
                         * Also short.
                         */
                        int n = 1; // ends the line
                        n += 2 // in the middle
                            + /* {@link "} */ 3; // say "what
                        class Local { private int a;

                            private int b;
                            Local() {
                            } }
                        return leaf.forward(x).add(n).add(new Local().a); // the end
                    }
                """);
        MODELS.add(
                "Loops",
                """
                    private final List<Leaf> layer = List.of(new Leaf(), new Leaf());
                    Tensor forward(Tensor x) {
                        for (Leaf layer : layer) { x = layer.forward(x); }
                        for (Leaf leaf : List.of(leaf)) { x = leaf.forward(x).add(1); }
                        return leaf.forward(x);
                    }
                """);
        MODELS.add(
                "EnumLabels",
                """
                    enum Mode { A, B }
                    private static final int A = 5;
                    static final String B = "b";
                    private final Mode mode = Mode.B;
                    private Mode next(Mode m) { return m == Mode.A ? Mode.B : Mode.A; }
                    Tensor forward(Tensor x) {
                        int n = switch (mode) { case A -> 1; case B -> A; };
                        switch (next(Mode.B)) { case A: n += 2; break; case B: n += 4; break; }
                        Mode local = Mode.A;
                        switch (local) { case A: n += 8; break; default: n += 16; }
                        switch (n) { case A: n += 32; break; default: n += 64; }
                        return leaf.forward(x).add(n);
                    }
                """);
        MODELS.add(
                "Statics",
                """
                    private static final System.Logger LOG = System.getLogger("net");
                    private static final List<String> NAMES = new ArrayList<>(List.of("a", "b"));
                    private static final int COMPUTED = NAMES.size() + 3;
                    private static final Tensor SCALE = Tensor.scalar(5);
                    private static final UnaryOperator<Tensor> ACT = Tensor::relu;
                    private static final double[] TABLE = {1, 2};
                    private static final Map<String, List<Integer>> UNUSED_BY_FORWARD = Map.of();
                    private static int changing = 7;
                    int changing() { return changing; }
                    Tensor forward(Tensor x) {
                        int TABLE = COMPUTED;
                        LOG.log(System.Logger.Level.TRACE, "forward");
                        return ACT.apply(leaf.forward(x).mul(SCALE)).add(Statics.TABLE[1] + TABLE + NAMES.indexOf("b"));
                    }
                """);
        MODELS.add(
                "Overloads",
                """
                    static int f(Object o) { return 1; }
                    static int f(Leaf l) { return 2; }
                    int g(Object o) { return 4; }
                    int g(Leaf l) { return 8; }
                    static <L extends Leaf> int h(List<L> ls) { return 16; }
                    static <L extends Leaf> int k(L l) { return 32; }
                    Tensor forward(Tensor x) {
                        return x.add(f("s")).add(f(leaf)).add(g(x)).add(g(leaf)).add(h(List.of(leaf))).add(k(leaf));
                    }
                """);
        MODELS.add(
                "Unneeded",
                """
                    static class Stats { private int n = 3; private int n() { return n; } private Stats() {} int m() { return n; } }
                    private final Stats stats = new Stats();
                    int count() { return stats.n; }
                    int countByMethod() { return stats.n(); }
                    int countAnew() { return new Stats().m(); }
                    Tensor forward(Tensor x) { return leaf.forward(x).add(stats.m()); }
                """);
        MODELS.add(
                "GeneratedNames",
                """
                    static class Params { int n = 1; }
                    static class Bound { int n = 2; Bound next(Params p) { n += p.n; return this; } }
                    static class Binder { int n = 4; }
                    static class Access { static int n() { return 8; } }
                    private final Params a = new Params();
                    private final Bound b = new Bound();
                    private final Binder c = new Binder();
                    Tensor forward(Tensor x) {
                        Params d = a;
                        Bound e = new Bound().next(d);
                        return leaf.forward(x).add(d.n).add(b.n).add(c.n).add(Access.n()).add(e.n);
                    }
                """);
        MODELS.add(
                "PackageNames",
                """
                    private final Map<String, Object> java = Map.of();
                    Tensor forward(Tensor x) {
                        Map<String, Integer> org = new HashMap<>();
                        List<Tensor> p = new ArrayList<>(List.of(x));
                        for (Leaf q : List.of(leaf)) { org.put("a", 2); p.add(q.forward(x)); }
                        UnaryOperator<Tensor> util = t -> leaf.forward(t);
                        return util.apply(p.get(1)).add(org.get("a")).add(java.size());
                    }
                """);
        MODELS.add(
                "Deprecations",
                """
                    @Deprecated static class Old { int n = 1; @Deprecated(forRemoval = true) int m() { return n; } }
                    @Deprecated private final Old old = new Old();
                    @SuppressWarnings("rawtypes") private final List raw = List.of();
                    @Deprecated Tensor forward(Tensor x) { return leaf.forward(x).add(old.n + old.m() + raw.size()); }
                    @SafeVarargs public final <T> int count(T... ts) { return ts.length; }
                    @SuppressWarnings("rawtypes") Tensor forward(List l, Tensor x) { return x; }
                """);
    }

    /** The same in files whose lines end differently. */
    private static JavaFileObject lineEnds(String name, String end) {
        String text =
                """
                package p; @org.higher.annotations.Functional class %s {
                    org.higher.tensor.Tensor forward(org.higher.tensor.Tensor x) {
                        int n = 1; // a comment
                        String s = \"""
                            a
                              b\""" + "#";
                        ##n += s.length();
                        return x.add(n).add(s.hashCode() %% 1000);
                    }
                }
                """
                        .formatted(name);
        return Compiling.file(
                "p." + name,
                text.replace("##", "\f").replace("#", "\u2028\u0085").replace("\n", end));
    }

    @Override
    List<String> names() {
        List<String> names = new ArrayList<>(super.names());
        names.addAll(List.of("Unix", "Windows", "Mac"));
        return names;
    }

    TwinValuesTest() {
        super(
                MODELS,
                List.of(
                        lineEnds("Unix", "\n"),
                        lineEnds("Windows", "\r\n"),
                        lineEnds("Mac", "\r")));
    }
}
