package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;

/** Pieces of models: constructs of Java in and around {@code forward}. */
final class ModelCode {
    /** Twins must get them right. */
    static final List<Consumer<Program>> PIECES =
            List.of(
                    ModelCode::constants,
                    ModelCode::helpers,
                    ModelCode::overloads,
                    ModelCode::control,
                    ModelCode::shadows,
                    ModelCode::generics,
                    ModelCode::functions,
                    ModelCode::streams,
                    ModelCode::locals,
                    ModelCode::casts,
                    ModelCode::enums);

    private ModelCode() {}

    private static void constants(Program p) {
        String c = p.fresh().toUpperCase(java.util.Locale.ROOT) + "_C";
        String access = p.pick("private static final ", "static final ");
        switch (p.below(9)) {
            case 0 ->
                    p.fieldAndUse(
                            access
                                    + "double "
                                    + c
                                    + " = "
                                    + p.pick("-0.5", "1e-3", "-1e30 / 1e31", "0x1p-2", "-0.0")
                                    + ";",
                            "y = y.add(" + c + ");");
            case 1 ->
                    p.fieldAndUse(
                            access
                                    + "int "
                                    + c
                                    + " = "
                                    + p.pick("-3", "Integer.MIN_VALUE", "0x7f")
                                    + ";",
                            "y = y.mul(" + c + " < 0 ? 2 : 3).add(1 - " + c + " % 5);");
            case 2 ->
                    p.fieldAndUse(
                            access
                                    + "long "
                                    + c
                                    + " = "
                                    + p.pick("-3L", "Long.MIN_VALUE", "1L << 40")
                                    + ";",
                            "y = y.add((double) (" + c + " % 7 - " + c + " % 3));");
            case 3 ->
                    p.fieldAndUse(
                            access
                                    + "float "
                                    + c
                                    + " = "
                                    + p.pick("-1.5f", "Float.MIN_VALUE", "1 / 3f")
                                    + ";",
                            "y = y.sub(-" + c + ");");
            case 4 ->
                    p.fieldAndUse(
                            access
                                    + "char "
                                    + c
                                    + " = "
                                    + p.pick("'\\n'", "'\\''", "'\\\\'", "'x'", "'\\u0000'", "'\"'")
                                    + ";",
                            "y = y.add(" + c + " == 'x' ? 1 : " + c + " * 1e-3);");
            case 5 ->
                    p.fieldAndUse(
                            access
                                    + "String "
                                    + c
                                    + " = "
                                    + p.pick(
                                            "\"a\\nb\"",
                                            "\"\\\"q\\\" $L $\"",
                                            "\"\\t\\\\\"",
                                            "\"one \" + 2")
                                    + ";",
                            "y = y.add("
                                    + c
                                    + ".length() + ("
                                    + c
                                    + " + \"z\").indexOf('z') * 0.1);");
            case 6 ->
                    p.fieldAndUse(
                            access
                                    + "String "
                                    + c
                                    + " = \"\"\"\n        two %d\n          \"lines\" \\\n        more\"\"\";",
                            "y = y.add("
                                    + c
                                    + ".formatted(3).length() + "
                                    + c
                                    + ".lines().count());");
            case 7 ->
                    p.fieldAndUse(
                            "static final int[] " + c + " = {1, -2, 3};",
                            "for (int k : " + c + ") y = y.add(k * 0.1);");
            default ->
                    p.fieldAndUse(
                            access
                                    + p.pick("byte", "short")
                                    + " "
                                    + c
                                    + " = "
                                    + p.pick("-1", "(byte) 200")
                                    + ";",
                            "y = y.mul(" + c + " + 3);");
        }
    }

    private static void helpers(Program p) {
        String l = ModelGrammar.linear(p);
        String h = p.freshMethod();
        p.member(
                p.pick(
                                "private Tensor H(Tensor t) { return L.forward(t); }",
                                "Tensor H(Tensor t) { Tensor s = this.L.forward(t); return s.tanh(); }",
                                "private Tensor H(Tensor... t) { return L.forward(t[0]); }",
                                "private Tensor H(Linear k, Tensor t) { return k.forward(t); }",
                                "private static Tensor H(Linear k, Tensor t) { return k.forward(t).mul(2); }",
                                "private Linear H() { return L; }")
                        .replace("H(", h + "(")
                        .replace("L.", l + ".")
                        .replace("return L;", "return " + l + ";"));
        String member = p.members.get(p.members.size() - 1);
        if (member.contains("Linear k")) {
            p.body(
                    "y = "
                            + p.pick(h, "this." + h)
                                    .replace(member.contains("static") ? "this." : "#", "")
                            + "("
                            + l
                            + ", y);");
        } else if (member.contains("Linear " + h)) {
            p.body("y = " + h + "().forward(y);");
        } else {
            p.body("y = " + h + "(y);");
        }
    }

    private static void overloads(Program p) {
        String l = ModelGrammar.linear(p);
        String h = p.freshMethod();
        p.member(
                "private Tensor "
                        + h
                        + "(Tensor t, int k) { return "
                        + l
                        + ".forward(t).mul(k); }");
        p.member(
                "private Tensor "
                        + h
                        + "(Tensor t, double k) { return "
                        + l
                        + ".forward(t).add(k); }");
        if (p.chance(0.5)) {
            p.member("private Tensor " + h + "(Tensor t, Object k) { return t.neg(); }");
        }
        if (p.chance(0.3)) {
            p.member("private Tensor " + h + "(Tensor t, Layer k) { return k.forward(t); }");
            p.body("y = " + h + "(y, " + l + ");");
        }
        p.body("y = " + h + "(y, " + p.pick("2", "0.5", "'c'", "3L", "2f") + ");");
    }

    private static void control(Program p) {
        String l = ModelGrammar.linear(p);
        p.body(
                p.pick(
                                "for (int i = 0; i < 2; i++) { if (i == 1) continue; y = L.forward(y); }",
                                "int k# = 0; while (k# < 2) { y = L.forward(y).tanh(); k#++; }",
                                "int k# = 3; do { y = L.forward(y); k# -= 2; } while (k# > 0);",
                                "out#: for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) { if (j > i) continue out#; y = L.forward(y); }",
                                "switch (x.rank()) { case 2: y = L.forward(y); break; default: y = y.neg(); }",
                                "y = switch (x.size(0)) { case 3 -> L.forward(y); case 4 -> y; default -> { Tensor q = y.neg(); yield q; } };",
                                "try { y = L.forward(y); } finally { y = y.mul(1); }",
                                "try { y = L.forward(y); } catch (IllegalStateException | UnsupportedOperationException e#) { throw new RuntimeException(\"y\" + e#, e#); }",
                                "y = x.rank() > 1 ? L.forward(y) : y;",
                                "if (x.rank() == 2) { y = L.forward(y); } else if (x.rank() == 3) { y = y.neg(); } else throw new IllegalArgumentException(\"rank \" + x.rank());",
                                "{ Tensor z = L.forward(y); y = z.add(y); } { Tensor z = y.mul(2); y = z; }",
                                "synchronized (this) { y = L.forward(y); }",
                                "assert x.rank() == 2 : \"rank\"; y = L.forward(y);")
                        .replace("#", "" + p.below(10000))
                        .replace("L.", l + "."));
    }

    private static void shadows(Program p) {
        String a = ModelGrammar.linear(p);
        String b = ModelGrammar.linear(p);
        p.body(
                p.pick(
                                "{ Linear A = this.B; y = A.forward(y); y = this.A.forward(y); }",
                                "{ Tensor A = this.A.forward(y); Tensor B = this.B.forward(A); y = A.add(B); }",
                                "for (Linear A : List.of(this.B)) y = A.forward(y); y = A.forward(y);",
                                "{ UnaryOperator<Tensor> f = A -> A.mul(2); y = f.apply(A.forward(y)); y = B.forward(y); }",
                                "{ int A = 2; y = this.A.forward(y).mul(A); y = B.forward(y); }")
                        .replaceAll("\\bA\\b", a)
                        .replaceAll("\\bB\\b", b));
    }

    private static void generics(Program p) {
        String l = ModelGrammar.linear(p);
        String h = p.freshMethod();
        p.member(
                p.pick(
                                "private <T> T H(T t) { return t; }",
                                "private static <T extends Layer> T H(T t) { return t; }",
                                "private <T extends Linear> T H(T t) { T u = t; return u; }",
                                "private <T> T H(List<? extends T> t) { return t.get(0); }")
                        .replace("H(", h + "("));
        boolean listed = p.members.get(p.members.size() - 1).contains("List<");
        p.body("y = " + h + "(" + (listed ? "List.of(" + l + ")" : l) + ").forward(y);");
    }

    private static void functions(Program p) {
        String l = ModelGrammar.linear(p);
        p.body(
                p.pick(
                                "{ Function<Tensor, Tensor> f = L::forward; y = f.andThen(Tensor::tanh).apply(y); }",
                                "{ UnaryOperator<Tensor> f = t -> L.forward(t).tanh(); y = f.apply(y); }",
                                "{ BiFunction<Linear, Tensor, Tensor> f = Linear::forward; y = f.apply(L, y); }",
                                "{ Supplier<Linear> f = () -> L; y = f.get().forward(y); }",
                                "{ BinaryOperator<Tensor> f = Tensor::add; y = f.apply(L.forward(y), y); }",
                                "{ Function<Tensor, Function<Tensor, Tensor>> f = t -> u -> L.forward(t).add(u); y = f.apply(y).apply(y); }",
                                "{ Layer f = new Layer() { @Override public Tensor forward(Tensor t) { return L.forward(t); } }; y = f.forward(y); }")
                        .replaceAll("\\bL\\b", l));
    }

    private static void streams(Program p) {
        String l = p.fresh();
        p.field(
                "private final List<Linear> "
                        + l
                        + " = List.of(new Linear(4, 4), new Linear(4, 4));");
        p.body(
                ("{ final Tensor z = y; "
                                + p.pick(
                                        "y = L.stream().map(t -> t.forward(z)).reduce(Tensor::add).orElseThrow();",
                                        "y = L.stream().map(t -> t.forward(z)).reduce(z, (q, r) -> q.add(r));",
                                        "y = IntStream.range(0, L.size()).mapToObj(i -> L.get(i).forward(z)).reduce(Tensor::add).get();",
                                        "y = Stream.of(L.get(0), L.get(1)).filter(t -> t instanceof Linear).map(t -> t.forward(z)).toList().get(1);",
                                        "List<Tensor> all = L.stream().map(t -> t.forward(z)).collect(Collectors.toList()); y = all.get(0).sub(all.get(1));",
                                        "y = L.stream().skip(1).findFirst().map(t -> t.forward(z)).orElse(z);")
                                + " }")
                        .replace("L.", l + "."));
    }

    private static void locals(Program p) {
        String l = ModelGrammar.linear(p);
        String r = p.freshType();
        p.body(
                p.pick(
                                "record R(Linear one, Tensor two) { Tensor go() { return one.forward(two); } } y = new R(L, y).go();",
                                "class R { Tensor go(Tensor t) { return L.forward(t); } } y = new R().go(y);",
                                "class R { final Linear k; R(Linear k) { this.k = k; } Tensor go(Tensor t) { return k.forward(t); } } y = new R(L).go(y);",
                                "interface R { Tensor go(Tensor t); } R r# = t -> L.forward(t); y = r#.go(y);",
                                "enum R { A, B; double by() { return ordinal() + 1; } } y = L.forward(y).mul(R.B.by());")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bR\\b", r)
                        .replaceAll("\\bL\\b", l));
    }

    private static void casts(Program p) {
        String m = p.fresh();
        p.field("private final Layer " + m + " = new Linear(4, 4);");
        p.body(
                p.pick(
                                "y = ((Linear) M).forward(y);",
                                "if (M instanceof Linear l# && y.rank() == 2) y = l#.forward(y);",
                                "if (!(M instanceof Linear l#)) throw new IllegalStateException(); y = l#.forward(y);",
                                "y = M instanceof Linear l# ? l#.forward(y) : y;",
                                "{ Object o = M; y = ((Layer) o).forward(y); }",
                                "{ Object o = y; y = M.forward((Tensor) o); }")
                        .replace("#", "" + p.below(10000))
                        .replaceAll("\\bM\\b", m));
    }

    private static void enums(Program p) {
        String type = p.freshType();
        String f = p.fresh();
        p.member(p.pick("enum ", "static enum ") + type + " { A, B, C }");
        p.field("private final " + type + " " + f + " = " + type + "." + p.pick("A", "B") + ";");
        p.body(
                p.pick(
                                "switch (F) { case A: y = y.mul(2); break; case B: y = y.neg(); default: }",
                                "y = switch (F) { case A -> y.mul(2); case B, C -> y.neg(); };",
                                "if (F == T.A) y = y.add(1);",
                                "y = y.mul(F.ordinal() + F.name().length());")
                        .replaceAll("\\bF\\b", f)
                        .replaceAll("\\bT\\b", type));
    }
}
