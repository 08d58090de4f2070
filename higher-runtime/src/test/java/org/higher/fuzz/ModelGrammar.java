package org.higher.fuzz;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

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

    private static final List<Consumer<Program>> PLAIN =
            Stream.of(ModelContainers.PIECES, ModelCode.PIECES).flatMap(List::stream).toList();

    private ModelGrammar() {}

    /** The source of a class {@code Net} in a package, which takes a tensor of shape [3, 4]. */
    static String write(String packageName, RandomGenerator random, double risk) {
        Program p = new Program(random);
        int pieces = 2 + p.below(4);
        for (int i = 0; i < pieces; i++) {
            PLAIN.get(p.below(PLAIN.size())).accept(p);
        }
        if (p.chance(risk)) {
            ModelRisks.PIECES.get(p.below(ModelRisks.PIECES.size())).accept(p);
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

    /** What may be done to a result. */
    static String act(Program p) {
        return p.pick(".relu()", ".tanh()", "", ".mul(0.5)", ".square()", ".add(1)");
    }

    /** A field with a layer of its own; its name. */
    static String linear(Program p) {
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

    /** Elements of a container. */
    static String linears(Program p) {
        return p.pick("new Linear(4, 4)", "new Linear(4, 4), new Linear(4, 4)");
    }
}
