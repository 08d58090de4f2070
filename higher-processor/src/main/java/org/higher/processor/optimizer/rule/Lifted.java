package org.higher.processor.optimizer.rule;

import com.sun.source.tree.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The operators and functions that have a counterpart among the operations of tensors. */
public final class Lifted {
    private static final Map<Tree.Kind, String> OPERATORS =
            Map.of(
                    Tree.Kind.PLUS, "add",
                    Tree.Kind.MINUS, "sub",
                    Tree.Kind.MULTIPLY, "mul",
                    Tree.Kind.DIVIDE, "div",
                    Tree.Kind.PLUS_ASSIGNMENT, "add",
                    Tree.Kind.MINUS_ASSIGNMENT, "sub",
                    Tree.Kind.MULTIPLY_ASSIGNMENT, "mul",
                    Tree.Kind.DIVIDE_ASSIGNMENT, "div");

    /** For a plain left operand: the operation of the right one. */
    private static final Map<String, String> SWAPPED =
            Map.of("add", "add", "sub", "rsub", "mul", "mul", "div", "rdiv");

    private static final Map<String, String> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("sqrt", "sqrt"),
                    Map.entry("pow", "pow"),
                    Map.entry("exp", "exp"),
                    Map.entry("log", "log"),
                    Map.entry("abs", "abs"),
                    Map.entry("signum", "sign"),
                    Map.entry("sin", "sin"),
                    Map.entry("cos", "cos"),
                    Map.entry("tanh", "tanh"),
                    Map.entry("max", "max"),
                    Map.entry("min", "min"));

    /** For a plain first argument: the operation of the second one. */
    private static final Map<String, String> SWAPPED_FUNCTIONS =
            Map.of("pow", "rpow", "max", "max", "min", "min");

    /** What can be lifted, for messages. */
    public static final String WHAT =
            "+ - * / ?: switch and java.lang.Math's "
                    + String.join(", ", new TreeSet<>(FUNCTIONS.keySet()));

    private Lifted() {}

    public static Optional<String> operator(Tree.Kind kind) {
        return Optional.ofNullable(OPERATORS.get(kind));
    }

    public static String swappedOperator(String operation) {
        return SWAPPED.get(operation);
    }

    public static Optional<String> function(String name) {
        return Optional.ofNullable(FUNCTIONS.get(name));
    }

    public static String swappedFunction(String name) {
        return SWAPPED_FUNCTIONS.get(name);
    }
}
