package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;

/** Pieces of models: layers, tensors and models in fields and containers. */
final class ModelContainers {
    /** Twins must get them right; what comes twice is drawn more often. */
    static final List<Consumer<Program>> PIECES =
            List.of(
                    ModelContainers::single,
                    ModelContainers::single,
                    ModelContainers::listed,
                    ModelContainers::mapped,
                    ModelContainers::contained,
                    ModelContainers::nested,
                    ModelContainers::tensors,
                    ModelContainers::modules,
                    ModelContainers::interfaces);

    private ModelContainers() {}

    private static void single(Program p) {
        String l = ModelGrammar.linear(p);
        p.body("y = " + p.pick("", "this.") + l + ".forward(y)" + ModelGrammar.act(p) + ";");
    }

    private static void listed(Program p) {
        String l = p.fresh();
        if (p.chance(0.5)) {
            p.field(
                    "private final List<Linear> "
                            + l
                            + " = List.of("
                            + ModelGrammar.linears(p)
                            + ");");
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

    private static void mapped(Program p) {
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

    private static void contained(Program p) {
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
                p.field("final Linear[] " + c + " = {" + ModelGrammar.linears(p) + "};");
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

    private static void nested(Program p) {
        String c = p.fresh();
        if (p.chance(0.5)) {
            p.field(
                    "private final List<List<Linear>> "
                            + c
                            + " = List.of(List.of(new Linear(4, 4)), List.of("
                            + ModelGrammar.linears(p)
                            + "));");
            p.body(
                    "for (List<Linear> row : "
                            + c
                            + ") for (Linear each : row) y = each.forward(y)"
                            + ModelGrammar.act(p)
                            + ";");
        } else {
            p.field(
                    "private final Map<String, List<Linear>> "
                            + c
                            + " = Map.of(\"k\", List.of("
                            + ModelGrammar.linears(p)
                            + "));");
            p.body(
                    p.pick(
                            "y = " + c + ".get(\"k\").get(0).forward(y);",
                            "for (var row : "
                                    + c
                                    + ".values()) for (var each : row) y = each.forward(y);"));
        }
    }

    private static void tensors(Program p) {
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

    private static void modules(Program p) {
        String type = block(p);
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
            p.body("y = " + m + ".forward(y)" + ModelGrammar.act(p) + ";");
        }
    }

    private static void interfaces(Program p) {
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

    private static String block(Program p) {
        String type = p.freshType();
        p.member(
                p.pick(
                                "@Functional static final class T { private final Linear in = new Linear(4, 4); Tensor forward(Tensor t) { return in.forward(t).tanh(); } }",
                                "@Functional static class T { @Trainable private final Tensor w = Tensor.parameter(Tensor.ones(4)); Tensor forward(Tensor t) { return t.mul(w); } }",
                                "@Functional record T(Linear a, Linear b) { T() { this(new Linear(4, 4), new Linear(4, 4)); } Tensor forward(Tensor t) { return b.forward(a().forward(t)); } }",
                                "@Functional static final class T implements Layer { final List<Linear> all = List.of(new Linear(4, 4)); @Override public Tensor forward(Tensor t) { for (Linear l : all) t = l.forward(t); return t; } }")
                        .replace("T ", type + " ")
                        .replace("T(", type + "("));
        return type;
    }
}
