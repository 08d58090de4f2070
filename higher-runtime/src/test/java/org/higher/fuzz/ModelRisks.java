package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;

/** Pieces of models that hide parameters or capture modules. */
final class ModelRisks {
    /** Twins must get them right, or the processor refuse them. */
    static final List<Consumer<Program>> PIECES =
            List.of(
                    ModelRisks::capture,
                    ModelRisks::capture,
                    ModelRisks::capture,
                    ModelRisks::hidden,
                    ModelRisks::hidden,
                    ModelRisks::valueType,
                    ModelRisks::functional,
                    ModelRisks::inner,
                    ModelRisks::objects,
                    ModelRisks::lazy);

    private ModelRisks() {}

    private static void capture(Program p) {
        String l = ModelGrammar.linear(p);
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

    private static void hidden(Program p) {
        String f = p.fresh();
        String w = "Tensor.parameter(Tensor.ones(4))";
        switch (p.below(12)) {
            case 0 ->
                    p.fieldAndUse(
                            "private final ArrayList<Tensor> "
                                    + f
                                    + " = new ArrayList<>(List.of("
                                    + w
                                    + "));",
                            "y = y.mul(" + f + ".get(0));");
            case 1 ->
                    p.fieldAndUse(
                            "private final Map<Integer, Tensor> " + f + " = Map.of(1, " + w + ");",
                            "y = y.mul(" + f + ".get(1));");
            case 2 ->
                    p.fieldAndUse(
                            "private final Set<Linear> "
                                    + f
                                    + " = new LinkedHashSet<>(List.of(new Linear(4, 4)));",
                            "for (Linear each : " + f + ") y = each.forward(y);");
            case 3 ->
                    p.fieldAndUse(
                            "private final Supplier<Tensor> " + f + " = hold(" + w + ");",
                            "y = y.mul(" + f + ".get());");
            case 4 ->
                    p.fieldAndUse(
                            "private final AtomicReference<Tensor> "
                                    + f
                                    + " = new AtomicReference<>("
                                    + w
                                    + ");",
                            "y = y.mul(" + f + ".get());");
            case 5 ->
                    p.fieldAndUse(
                            "private final Map<Integer, Linear> "
                                    + f
                                    + " = Map.of(1, new Linear(4, 4));",
                            "y = " + f + ".get(1).forward(y);");
            case 6 ->
                    p.fieldAndUse(
                            "private final Object " + f + " = new Linear(4, 4);",
                            "y = ((Linear) " + f + ").forward(y);");
            case 7 ->
                    p.fieldAndUse(
                            "private final Object[] " + f + " = {new Linear(4, 4)};",
                            "y = ((Linear) " + f + "[0]).forward(y);");
            case 8 ->
                    p.fieldAndUse(
                            "private final List<?> " + f + " = List.of(new Linear(4, 4));",
                            "y = ((Layer) " + f + ".get(0)).forward(y);");
            case 9 ->
                    p.fieldAndUse(
                            "private final List<Supplier<Linear>> " + f + " = new ArrayList<>();",
                            "for (var each : " + f + ") y = each.get().forward(y);");
            case 10 ->
                    p.fieldAndUse(
                            "private final Iterable<Linear> " + f + " = List.of(new Linear(4, 4));",
                            "for (Linear each : " + f + ") y = each.forward(y);");
            default ->
                    p.fieldAndUse(
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

    private static void valueType(Program p) {
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
                p.fieldAndUse(
                        "private final " + type + " " + f + " = new " + type + "();",
                        "y = y.mul(" + f + ".w).mul(" + f + ".by);");
            }
            case 1 -> {
                p.member("record " + type + "(Tensor w, int k) {}");
                p.fieldAndUse(
                        "private final " + type + " " + f + " = new " + type + "(" + w + ", 2);",
                        "y = y.mul(" + f + ".w());");
            }
            case 2 -> {
                p.member("record " + type + "(Linear l) {}");
                p.fieldAndUse(
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
                p.fieldAndUse(
                        "private final " + type + " " + f + " = new " + type + "();",
                        "y = " + f + ".deep.all.get(0).forward(y);");
            }
        }
    }

    private static void functional(Program p) {
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
                p.fieldAndUse(
                        "private final " + type + " " + f + " = new " + type + "Impl();",
                        "y = " + f + "." + go + "(y);");
            }
            case 1 -> {
                p.member(
                        "static final class "
                                + type
                                + "Impl implements UnaryOperator<Tensor> { final Linear l = new Linear(4, 4); public Tensor apply(Tensor t) { return l.forward(t); } }");
                p.fieldAndUse(
                        "private final UnaryOperator<Tensor> " + f + " = new " + type + "Impl();",
                        "y = " + f + ".apply(y);");
            }
            default -> {
                String l = ModelGrammar.linear(p);
                p.field("private final List<" + type + "> " + f + " = new ArrayList<>();");
                p.making(f + ".add(" + p.pick("t -> " + l + ".forward(t)", l + "::forward") + ");");
                p.body("for (" + type + " each : " + f + ") y = each." + go + "(y);");
            }
        }
    }

    private static void inner(Program p) {
        String l = ModelGrammar.linear(p);
        String type = p.freshType();
        String f = p.fresh();
        p.member("class " + type + " { Tensor go(Tensor t) { return " + l + ".forward(t); } }");
        p.field("private final " + type + " " + f + " = new " + type + "();");
        p.body("y = " + f + ".go(y);");
    }

    private static void objects(Program p) {
        String l = ModelGrammar.linear(p);
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

    private static void lazy(Program p) {
        String f = p.fresh();
        p.field("private Linear " + f + ";");
        p.body(
                p.pick(
                                "if (F == null) F = new Linear(4, 4); y = F.forward(y);",
                                "y = (F == null ? F = new Linear(4, 4) : F).forward(y);")
                        .replaceAll("\\bF\\b", f));
    }
}
