package org.higher.processor.names;

import com.sun.source.tree.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Lifting table: the tensor operation for each operator and function of numbers. */
public final class TensorOperations {
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
    public static final String LIFTED =
            "+ - * / ?: switch and java.lang.Math's "
                    + String.join(", ", new TreeSet<>(FUNCTIONS.keySet()));

    private TensorOperations() {}

    /** The operation of the left operand. */
    public static Optional<String> operator(Tree.Kind kind) {
        return Optional.ofNullable(OPERATORS.get(kind));
    }

    /**
     * The operation of the right operand, for a left one that stays a number; empty if there is
     * none.
     */
    public static String swappedOperator(String operation) {
        return SWAPPED.getOrDefault(operation, "");
    }

    /** The operation of the first argument of a function of {@code java.lang.Math}. */
    public static Optional<String> function(String name) {
        return Optional.ofNullable(FUNCTIONS.get(name));
    }

    /**
     * The operation of the second argument, for a first one that stays a number; empty if there is
     * none.
     */
    public static String swappedFunction(String name) {
        return SWAPPED_FUNCTIONS.getOrDefault(name, "");
    }
}
