package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Makes up models.
 *
 * <p>A model is a handful of pieces, each with fields, code that fills them, helpers and code of
 * {@code forward}. Some pieces are what twins must get right, others hide parameters or capture
 * modules, which a twin must get right or the processor refuse.
 */
final class ModelGrammar {
    private static final String HEAD =
            """
            package %s;
            import java.util.*;
            import java.util.concurrent.Callable;
            import java.util.concurrent.atomic.*;
            import java.util.function.*;
            import java.util.stream.*;
            import org.higher.annotations.*;
            import org.higher.nn.*;
            import org.higher.tensor.Tensor;
            @SuppressWarnings("all")
            """;

    private final Program p;

    private ModelGrammar(RandomGenerator random) {
        this.p = new Program(random);
    }

    /** The source of a class {@code Net} in a package, which takes a tensor of shape [3, 4]. */
    static String write(String packageName, RandomGenerator random, double risk) {
        return new ModelGrammar(random).write(packageName, risk);
    }

    private String write(String packageName, double risk) {
        List<Consumer<ModelGrammar>> plain = PLAIN;
        int pieces = 2 + p.below(4);
        for (int i = 0; i < pieces; i++) {
            plain.get(p.below(plain.size())).accept(this);
        }
        if (p.chance(risk)) {
            RISKY.get(p.below(RISKY.size())).accept(this);
        }
        String type = p.chance(0.8) ? "final class" : "class";
        String block = p.chance(0.25) ? "{\n" + Program.indented(p.making) + "}\n" : "";
        String making = block.isEmpty() ? Program.indented(p.making) : "";
        return HEAD.formatted(packageName)
                + "@Functional public "
                + type
                + " Net {\n"
                + Program.indented(p.fields)
                + Program.indented(List.of(block))
                + "    public Net() {\n"
                + Program.indented(List.of(making))
                + "    }\n"
                + Program.indented(p.members)
                + "    public Tensor forward(Tensor x) {\n"
                + "        Tensor y = x;\n"
                + Program.indented(List.of(Program.indented(p.body)))
                + "        return y;\n    }\n}\n";
    }

    private String act() {
        return p.pick(".relu()", ".tanh()", "", ".mul(0.5)", ".square()", ".add(1)");
    }

    /** A field with a layer of its own; its name. */
    private String linear() {
        String name = p.fresh();
        if (p.chance(0.5)) {
            p.field(
                    p.pick("private final", "final", "protected final", "public final")
                            + " Linear "
                            + name
                            + " = new Linear(4, 4);");
        } else {
            p.field("private final Linear " + name + ";");
            p.making(p.pick("this." + name, name) + " = new Linear(4, 4);");
        }
        return name;
    }

    private String linears() {
        return p.pick("new Linear(4, 4)", "new Linear(4, 4), new Linear(4, 4)");
    }

    private String block() {
        String type = p.freshType();
        p.member(
                p.pick(
                                "@Functional static final class T { private final Linear in = new Linear(4, 4); Tensor forward(Tensor t) { return in.forward(t).tanh(); } }",
                                "@Functional static class T { @Trainable private final Tensor w = Tensor.parameter(Tensor.ones(4)); Tensor forward(Tensor t) { return t.mul(w); } }",
                                "@Functional record T(Linear a, Linear b) { T() { this(new Linear(4, 4), new Linear(4, 4)); } Tensor forward(Tensor t) { return b.forward(a().forward(t)); } }",
                                "@Functional static final class T implements Layer { final List<Linear> all = List.of(new Linear(4, 4)); @Override public Tensor forward(Tensor t) { for (Linear l : all) t = l.forward(t); return t; } }")
                        .replace("T ", type + " ")
                        .replace("T(", type + "(")
                        .replace(
                                "static final class " + type + " implements",
                                "static final class " + type + " implements"));
        return type;
    }

    private static final List<Consumer<ModelGrammar>> PLAIN =
            List.of(
                    ModelGrammar::single,
                    ModelGrammar::single,
                    ModelGrammar::listed,
                    ModelGrammar::mapped,
                    ModelGrammar::contained,
                    ModelGrammar::nested,
                    ModelGrammar::tensors,
                    ModelGrammar::modules,
                    ModelGrammar::interfaces,
                    ModelGrammar::constants,
                    ModelGrammar::helpers,
                    ModelGrammar::overloads,
                    ModelGrammar::control,
                    ModelGrammar::shadows,
                    ModelGrammar::generics,
                    ModelGrammar::functions,
                    ModelGrammar::streams,
                    ModelGrammar::locals,
                    ModelGrammar::casts,
                    ModelGrammar::enums);

    private void single() {
        String l = linear();
        p.body("y = " + p.pick("", "this.") + l + ".forward(y)" + act() + ";");
    }

    private void listed() {
        String l = p.fresh();
        if (p.chance(0.5)) {
            p.field("private final List<Linear> " + l + " = List.of(" + linears() + ");");
        } else {
            p.field("final List<Linear> " + l + " = new ArrayList<>();");
            p.making(l + ".add(new Linear(4, 4));");
            p.making(
                    "for (int i = 0; i < "
                            + p.below(3)
                            + "; i++) "
                            + l
                            + ".add(new Linear(4, 4));");
        }
        p.body(
                p.pick(
                                "for (Linear each : L) y = each.forward(y);",
                                "for (var each : L) { y = each.forward(y).tanh(); }",
                                "for (int i = 0; i < L.size(); i++) { Tensor h = L.get(i).forward(y); y = y.add(h); }",
                                "Iterator<Linear> go# = L.iterator(); while (go#.hasNext()) y = go#.next().forward(y);",
                                "{ Tensor[] h = {y}; L.forEach(each -> h[0] = each.forward(h[0])); y = h[0]; }",
                                "if (!L.isEmpty()) y = L.get(L.size() - 1).forward(y);")
                        .replace("#", "" + p.below(10000))
                        .replace("L.", l + ".")
                        .replace(": L)", ": " + l + ")"));
    }

    private void mapped() {
        String m = p.fresh();
        if (p.chance(0.5)) {
            p.field(
                    "private final Map<String, Linear> "
                            + m
                            + " = Map.of(\"a\", new Linear(4, 4));");
        } else {
            p.field("final Map<String, Linear> " + m + " = new LinkedHashMap<>();");
            p.making(m + ".put(\"a\", new Linear(4, 4)); " + m + ".put(\"b\", new Linear(4, 4));");
        }
        p.body(
                p.pick(
                                "y = M.get(\"a\").forward(y);",
                                "for (Linear each : M.values()) y = each.forward(y);",
                                "for (Map.Entry<String, Linear> each : M.entrySet()) y = each.getValue().forward(y).mul(each.getKey().length());",
                                "for (String k : M.keySet()) y = M.get(k).forward(y);",
                                "y = M.containsKey(\"b\") ? M.get(\"b\").forward(y) : M.get(\"a\").forward(y);")
                        .replace("M.", m + "."));
    }

    private void contained() {
        String c = p.fresh();
        switch (p.below(4)) {
            case 0 -> {
                p.field(
                        "private final Optional<Linear> "
                                + c
                                + " = Optional.of(new Linear(4, 4));");
                p.body(
                        p.pick(
                                        "y = C.get().forward(y);",
                                        "if (C.isPresent()) y = C.orElseThrow().forward(y);")
                                .replace("C.", c + "."));
            }
            case 1 -> {
                p.field("final Linear[] " + c + " = {" + linears() + "};");
                p.body(
                        p.pick(
                                        "for (Linear each : C) y = each.forward(y);",
                                        "y = C[C.length - 1].forward(y);",
                                        "y = C[0].forward(y).add(C[0].forward(x));")
                                .replace("C)", c + ")")
                                .replace("C[", c + "[")
                                .replace("C.", c + "."));
            }
            case 2 -> {
                p.field("final Linear[] " + c + " = new Linear[2];");
                p.making("for (int i = 0; i < 2; i++) " + c + "[i] = new Linear(4, 4);");
                p.body("y = " + c + "[1].forward(" + c + "[0].forward(y));");
            }
            default -> {
                p.field("private final Deque<Linear> " + c + " = new ArrayDeque<>();");
                p.making(c + ".add(new Linear(4, 4));");
                p.body("y = " + c + ".getFirst().forward(y);");
            }
        }
    }

    private void nested() {
        String c = p.fresh();
        if (p.chance(0.5)) {
            p.field(
                    "private final List<List<Linear>> "
                            + c
                            + " = List.of(List.of(new Linear(4, 4)), List.of("
                            + linears()
                            + "));");
            p.body(
                    "for (List<Linear> row : "
                            + c
                            + ") for (Linear each : row) y = each.forward(y)"
                            + act()
                            + ";");
        } else {
            p.field(
                    "private final Map<String, List<Linear>> "
                            + c
                            + " = Map.of(\"k\", List.of("
                            + linears()
                            + "));");
            p.body(
                    p.pick(
                            "y = " + c + ".get(\"k\").get(0).forward(y);",
                            "for (var row : "
                                    + c
                                    + ".values()) for (var each : row) y = each.forward(y);"));
        }
    }

    private void tensors() {
        String w = p.fresh();
        switch (p.below(4)) {
            case 0 -> {
                p.field(
                        "@Trainable private final Tensor "
                                + w
                                + " = Tensor.parameter(Tensor.ones(4, 4));");
                p.body("y = y.mmul(" + w + ");");
            }
            case 1 -> {
                p.field(
                        "@Trainable final List<Tensor> "
                                + w
                                + " = List.of(Tensor.parameter(Tensor.ones(4)), Tensor.parameter(Tensor.ones(1)));");
                p.body("for (Tensor each : " + w + ") y = y.mul(each);");
            }
            case 2 -> {
                p.field(
                        "@Trainable final Map<String, Tensor> "
                                + w
                                + " = Map.of(\"s\", Tensor.parameter(Tensor.scalar(2)));");
                p.body("y = y.mul(" + w + ".get(\"s\"));");
            }
            default -> {
                p.field("@Buffer Tensor " + w + " = Tensor.ones(4);");
                p.body("y = y.add(" + w + ");");
                if (p.chance(0.5)) {
                    p.body(w + " = " + w + ".mul(0.5);");
                }
            }
        }
    }

    private void modules() {
        String type = block();
        String m = p.fresh();
        if (p.chance(0.3)) {
            p.field(
                    "private final List<"
                            + type
                            + "> "
                            + m
                            + " = List.of(new "
                            + type
                            + "(), new "
                            + type
                            + "());");
            p.body("for (" + type + " each : " + m + ") y = each.forward(y);");
        } else {
            p.field("private final " + type + " " + m + " = new " + type + "();");
            p.body("y = " + m + ".forward(y)" + act() + ";");
        }
    }

    private void interfaces() {
        String m = p.fresh();
        if (p.chance(0.5)) {
            p.field(
                    "private final Layer "
                            + m
                            + " = "
                            + p.pick(
                                    "new Linear(4, 4)",
                                    "new Tanh()",
                                    "new Sequential(new Linear(4, 4), new Relu())")
                            + ";");
            p.body("y = " + m + ".forward(y);");
        } else {
            p.field(
                    "private final List<Layer> "
                            + m
                            + " = List.of(new Linear(4, 4), new Tanh(), new Linear(4, 4));");
            p.body(
                    "for (Layer each : "
                            + m
                            + ") "
                            + p.pick(
                                    "y = each.forward(y);",
                                    "if (each instanceof Linear) y = each.forward(y);",
                                    "if (each instanceof Linear l) y = l.forward(y); else y = y.neg();"));
        }
    }

    private void constants() {
        String c = p.fresh().toUpperCase(java.util.Locale.ROOT) + "_C";
        String access = p.pick("private static final ", "static final ");
        switch (p.below(9)) {
            case 0 ->
                    constant(
                            access
                                    + "double "
                                    + c
                                    + " = "
                                    + p.pick("-0.5", "1e-3", "-1e30 / 1e31", "0x1p-2", "-0.0")
                                    + ";",
                            "y = y.add(" + c + ");");
            case 1 ->
                    constant(
                            access
                                    + "int "
                                    + c
                                    + " = "
                                    + p.pick("-3", "Integer.MIN_VALUE", "0x7f")
                                    + ";",
                            "y = y.mul(" + c + " < 0 ? 2 : 3).add(1 - " + c + " % 5);");
            case 2 ->
                    constant(
                            access
                                    + "long "
                                    + c
                                    + " = "
                                    + p.pick("-3L", "Long.MIN_VALUE", "1L << 40")
                                    + ";",
                            "y = y.add((double) (" + c + " % 7 - " + c + " % 3));");
            case 3 ->
                    constant(
                            access
                                    + "float "
                                    + c
                                    + " = "
                                    + p.pick("-1.5f", "Float.MIN_VALUE", "1 / 3f")
                                    + ";",
                            "y = y.sub(-" + c + ");");
            case 4 ->
                    constant(
                            access
                                    + "char "
                                    + c
                                    + " = "
                                    + p.pick("'\\n'", "'\\''", "'\\\\'", "'x'", "'\\u0000'", "'\"'")
                                    + ";",
                            "y = y.add(" + c + " == 'x' ? 1 : " + c + " * 1e-3);");
            case 5 ->
                    constant(
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
                    constant(
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
                    constant(
                            "static final int[] " + c + " = {1, -2, 3};",
                            "for (int k : " + c + ") y = y.add(k * 0.1);");
            default ->
                    constant(
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

    private void constant(String field, String use) {
        p.field(field);
        p.body(use);
    }

    private void helpers() {
        String l = linear();
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

    private void overloads() {
        String l = linear();
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

    private void control() {
        String l = linear();
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

    private void shadows() {
        String a = linear();
        String b = linear();
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

    private void generics() {
        String l = linear();
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

    private void functions() {
        String l = linear();
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

    private void streams() {
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

    private void locals() {
        String l = linear();
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

    private void casts() {
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

    private void enums() {
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

    // ---- what is to be right, or refused

    private static final List<Consumer<ModelGrammar>> RISKY =
            List.of(
                    ModelGrammar::capture,
                    ModelGrammar::capture,
                    ModelGrammar::capture,
                    ModelGrammar::hidden,
                    ModelGrammar::hidden,
                    ModelGrammar::valueType,
                    ModelGrammar::functional,
                    ModelGrammar::inner,
                    ModelGrammar::objects,
                    ModelGrammar::lazy);

    private void capture() {
        String l = linear();
        String f = p.fresh();
        String function = "UnaryOperator<Tensor>";
        String captured =
                p.pick(
                                "t -> L.forward(t)",
                                "L::forward",
                                "t -> { return this.L.forward(t); }",
                                "t -> L.forward(t).tanh()",
                                "make(L)",
                                "new UnaryOperator<Tensor>() { public Tensor apply(Tensor t) { return L.forward(t); } }",
                                "this::call")
                        .replaceAll("\\bL\\b", l);
        if (captured.startsWith("make")) {
            p.member(
                    "private static UnaryOperator<Tensor> make(Linear k) { return "
                            + p.pick("t -> k.forward(t)", "k::forward")
                            + "; }");
        }
        if (captured.startsWith("this::call")) {
            p.member("private Tensor call(Tensor t) { return " + l + ".forward(t); }");
        }
        switch (p.below(9)) {
            case 0 -> {
                p.field("private final List<" + function + "> " + f + " = new ArrayList<>();");
                p.making(f + ".add(" + captured + ");");
                p.body("for (var each : " + f + ") y = each.apply(y);");
            }
            case 1 -> {
                p.field("private final Map<String, " + function + "> " + f + " = new HashMap<>();");
                p.making(f + ".put(\"a\", " + captured + ");");
                p.body("y = " + f + ".get(\"a\").apply(y);");
            }
            case 2 -> {
                p.field("private " + function + " " + f + ";");
                p.member("void set" + f + "(" + function + " g) { " + f + " = g; }");
                p.making("set" + f + "(" + captured + ");");
                p.body("y = " + f + ".apply(y);");
            }
            case 3 -> {
                p.field("private final " + function + "[] " + f + " = new UnaryOperator[1];");
                p.making(f + "[0] = " + captured + ";");
                p.body("y = " + f + "[0].apply(y);");
            }
            case 4 -> {
                p.field("private final Optional<" + function + "> " + f + ";");
                p.making(
                        function
                                + " g"
                                + f
                                + " = "
                                + captured
                                + "; "
                                + f
                                + " = Optional.of(g"
                                + f
                                + ");");
                p.body("y = " + f + ".get().apply(y);");
            }
            case 5 -> {
                p.field("private final Supplier<Linear> " + f + ";");
                p.making(
                        p.pick(
                                "Linear k" + f + " = " + l + "; " + f + " = () -> k" + f + ";",
                                f + " = () -> " + l + ";"));
                p.body("y = " + f + ".get().forward(y);");
            }
            case 6 -> {
                p.field("private final " + function + " " + f + ";");
                p.making("Linear k" + f + " = new Linear(4, 4); " + f + " = k" + f + "::forward;");
                p.body("y = " + f + ".apply(y);");
            }
            case 7 -> {
                p.field(
                        "private final AtomicReference<"
                                + function
                                + "> "
                                + f
                                + " = new AtomicReference<>();");
                p.making(f + ".set(" + captured + ");");
                p.body("y = " + f + ".get().apply(y);");
            }
            default -> {
                p.field("private final " + function + " " + f + ";");
                p.making(f + " = " + captured + ";");
                p.body("y = " + f + ".apply(y);");
            }
        }
    }

    private void hidden() {
        String f = p.fresh();
        String w = "Tensor.parameter(Tensor.ones(4))";
        switch (p.below(12)) {
            case 0 ->
                    constant(
                            "private final ArrayList<Tensor> "
                                    + f
                                    + " = new ArrayList<>(List.of("
                                    + w
                                    + "));",
                            "y = y.mul(" + f + ".get(0));");
            case 1 ->
                    constant(
                            "private final Map<Integer, Tensor> " + f + " = Map.of(1, " + w + ");",
                            "y = y.mul(" + f + ".get(1));");
            case 2 ->
                    constant(
                            "private final Set<Linear> "
                                    + f
                                    + " = new LinkedHashSet<>(List.of(new Linear(4, 4)));",
                            "for (Linear each : " + f + ") y = each.forward(y);");
            case 3 ->
                    constant(
                            "private final Supplier<Tensor> " + f + " = hold(" + w + ");",
                            "y = y.mul(" + f + ".get());");
            case 4 ->
                    constant(
                            "private final AtomicReference<Tensor> "
                                    + f
                                    + " = new AtomicReference<>("
                                    + w
                                    + ");",
                            "y = y.mul(" + f + ".get());");
            case 5 ->
                    constant(
                            "private final Map<Integer, Linear> "
                                    + f
                                    + " = Map.of(1, new Linear(4, 4));",
                            "y = " + f + ".get(1).forward(y);");
            case 6 ->
                    constant(
                            "private final Object " + f + " = new Linear(4, 4);",
                            "y = ((Linear) " + f + ").forward(y);");
            case 7 ->
                    constant(
                            "private final Object[] " + f + " = {new Linear(4, 4)};",
                            "y = ((Linear) " + f + "[0]).forward(y);");
            case 8 ->
                    constant(
                            "private final List<?> " + f + " = List.of(new Linear(4, 4));",
                            "y = ((Layer) " + f + ".get(0)).forward(y);");
            case 9 ->
                    constant(
                            "private final List<Supplier<Linear>> " + f + " = new ArrayList<>();",
                            "for (var each : " + f + ") y = each.get().forward(y);");
            case 10 ->
                    constant(
                            "private final Iterable<Linear> " + f + " = List.of(new Linear(4, 4));",
                            "for (Linear each : " + f + ") y = each.forward(y);");
            default ->
                    constant(
                            "private final List<UnaryOperator<Tensor>> "
                                    + f
                                    + " = List.of(new Linear(4, 4)::forward);",
                            "for (var each : " + f + ") y = each.apply(y);");
        }
        String field = p.fields.get(p.fields.size() - 1);
        if (field.contains("hold(")) {
            p.member("private static Supplier<Tensor> hold(Tensor t) { return () -> t; }");
        }
        if (field.contains("List<Supplier<Linear>>")) {
            p.making("Linear k" + f + " = new Linear(4, 4); " + f + ".add(() -> k" + f + ");");
        }
    }

    private void valueType() {
        String type = p.freshType();
        String f = p.fresh();
        String w = "Tensor.parameter(Tensor.ones(4))";
        switch (p.below(4)) {
            case 0 -> {
                p.member(
                        "static final class "
                                + type
                                + " { final Tensor w = "
                                + w
                                + "; double by = 2; }");
                constant(
                        "private final " + type + " " + f + " = new " + type + "();",
                        "y = y.mul(" + f + ".w).mul(" + f + ".by);");
            }
            case 1 -> {
                p.member("record " + type + "(Tensor w, int k) {}");
                constant(
                        "private final " + type + " " + f + " = new " + type + "(" + w + ", 2);",
                        "y = y.mul(" + f + ".w());");
            }
            case 2 -> {
                p.member("record " + type + "(Linear l) {}");
                constant(
                        "private final List<"
                                + type
                                + "> "
                                + f
                                + " = List.of(new "
                                + type
                                + "(new Linear(4, 4)));",
                        "y = " + f + ".get(0).l().forward(y);");
            }
            default -> {
                p.member(
                        "static class "
                                + type
                                + " { static class Deep { final List<Linear> all = List.of(new Linear(4, 4)); } final Deep deep = new Deep(); }");
                constant(
                        "private final " + type + " " + f + " = new " + type + "();",
                        "y = " + f + ".deep.all.get(0).forward(y);");
            }
        }
    }

    private void functional() {
        String type = p.freshType();
        String f = p.fresh();
        String go = p.pick("apply", "go", "call");
        p.member("interface " + type + " { Tensor " + go + "(Tensor t); }");
        switch (p.below(3)) {
            case 0 -> {
                p.member(
                        "static final class "
                                + type
                                + "Impl implements "
                                + type
                                + " { final Linear l = new Linear(4, 4); public Tensor "
                                + go
                                + "(Tensor t) { return l.forward(t); } }");
                constant(
                        "private final " + type + " " + f + " = new " + type + "Impl();",
                        "y = " + f + "." + go + "(y);");
            }
            case 1 -> {
                p.member(
                        "static final class "
                                + type
                                + "Impl implements UnaryOperator<Tensor> { final Linear l = new Linear(4, 4); public Tensor apply(Tensor t) { return l.forward(t); } }");
                constant(
                        "private final UnaryOperator<Tensor> " + f + " = new " + type + "Impl();",
                        "y = " + f + ".apply(y);");
            }
            default -> {
                String l = linear();
                p.field("private final List<" + type + "> " + f + " = new ArrayList<>();");
                p.making(f + ".add(" + p.pick("t -> " + l + ".forward(t)", l + "::forward") + ");");
                p.body("for (" + type + " each : " + f + ") y = each." + go + "(y);");
            }
        }
    }

    private void inner() {
        String l = linear();
        String type = p.freshType();
        String f = p.fresh();
        p.member("class " + type + " { Tensor go(Tensor t) { return " + l + ".forward(t); } }");
        p.field("private final " + type + " " + f + " = new " + type + "();");
        p.body("y = " + f + ".go(y);");
    }

    private void objects() {
        String l = linear();
        String h = p.freshMethod();
        p.body(
                p.pick(
                                "y = Stream.of(L, L).filter(Linear.class::isInstance).count() == 2 ? L.forward(y) : y;",
                                "y = L.equals(this.L) ? L.forward(y) : y.neg();",
                                "y = Objects.hash(L) == Objects.hash(L) ? L.forward(y) : y;",
                                "y = isLinear(L) ? L.forward(y) : y.neg();",
                                "y = String.valueOf(L).isEmpty() ? y : L.forward(y);",
                                "y = List.of(L).contains(L) ? L.forward(y) : y.neg();",
                                "y = Linear.class.cast(L).forward(y);",
                                "{ Object o = L; y = o instanceof Linear ? ((Linear) o).forward(y) : y.neg(); }",
                                "{ Map<Linear, Integer> k = new HashMap<>(); k.put(L, 2); y = L.forward(y).mul(k.get(L)); }")
                        .replaceAll("\\bL\\b", l));
        if (p.body.get(p.body.size() - 1).contains("isLinear")) {
            p.member("private static boolean isLinear(Object o) { return o instanceof Linear; }");
        }
        p.member("int unused" + h + "() { return " + l + ".hashCode(); }");
    }

    private void lazy() {
        String f = p.fresh();
        p.field("private Linear " + f + ";");
        p.body(
                p.pick(
                                "if (F == null) F = new Linear(4, 4); y = F.forward(y);",
                                "y = (F == null ? F = new Linear(4, 4) : F).forward(y);")
                        .replaceAll("\\bF\\b", f));
    }
}
