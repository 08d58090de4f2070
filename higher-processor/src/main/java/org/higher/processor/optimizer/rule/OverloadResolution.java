package org.higher.processor.optimizer.rule;

import com.sun.source.tree.ExpressionTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import org.higher.processor.names.Typing;
import org.higher.processor.types.Annotations;

/**
 * Overload resolution: which of several methods of a name takes some arguments.
 *
 * <p>As far as the types of the arguments are known without inference; where they are not, a method
 * counts as taking them.
 */
public record OverloadResolution(Typing typing, ValueKinds kinds, Types types) {
    /** Those that take the arguments, as far as their types are known; exact ones first. */
    List<ExecutableElement> bestFit(
            List<ExecutableElement> candidates, List<? extends ExpressionTree> arguments) {
        List<ExecutableElement> fitting =
                candidates.stream().filter(m -> all(m, arguments, this::accepts)).toList();
        List<ExecutableElement> exact =
                fitting.stream().filter(m -> all(m, arguments, this::isExactly)).toList();
        return exact.isEmpty() ? fitting : exact;
    }

    /** The one that takes tensors for the lifted arguments, with as few conversions as possible. */
    public Optional<ExecutableElement> lifted(
            List<ExecutableElement> candidates,
            List<? extends ExpressionTree> arguments,
            Predicate<ExpressionTree> lifted) {
        Predicate<ExecutableElement> exact =
                m -> all(m, arguments, (p, a) -> takes(p, a, lifted, false));
        Predicate<ExecutableElement> converting =
                m -> all(m, arguments, (p, a) -> takes(p, a, lifted, true));
        return candidates.stream()
                .filter(exact)
                .findFirst()
                .or(() -> candidates.stream().filter(converting).findFirst());
    }

    private boolean takes(
            TypeMirror parameter,
            ExpressionTree argument,
            Predicate<ExpressionTree> lifted,
            boolean converting) {
        if (lifted.test(argument)) {
            return Annotations.isTensor(parameter);
        }
        boolean convertible = Annotations.isTensor(parameter) && kinds.of(argument).isNumber();
        return convertible ? converting : accepts(parameter, argument);
    }

    /** Whether a method takes a number of arguments. */
    static boolean fitsCount(ExecutableElement method, int arguments) {
        return method.isVarArgs() || method.getParameters().size() == arguments;
    }

    /** Whether the parameter for an argument is a tensor. */
    public static boolean takesTensor(ExecutableElement method, int argument) {
        return argument < method.getParameters().size()
                && Annotations.isTensor(method.getParameters().get(argument).asType());
    }

    private boolean accepts(TypeMirror parameter, ExpressionTree argument) {
        ValueKind kind = kinds.of(argument);
        if (kind == ValueKind.REAL) {
            return ValueKind.of(parameter) == ValueKind.REAL || !parameter.getKind().isPrimitive();
        }
        if (kind == ValueKind.INTEGRAL) {
            return ValueKind.of(parameter).isNumber() || !parameter.getKind().isPrimitive();
        }
        return typing.of(argument)
                .map(t -> types.isAssignable(types.erasure(t), types.erasure(parameter)))
                .orElse(true);
    }

    private boolean isExactly(TypeMirror parameter, ExpressionTree argument) {
        if (kinds.of(argument).isNumber()) {
            return ValueKind.of(parameter) == kinds.of(argument);
        }
        return typing.of(argument)
                .map(t -> types.isSameType(types.erasure(t), types.erasure(parameter)))
                .orElse(true);
    }

    private interface Fit {
        boolean test(TypeMirror parameter, ExpressionTree argument);
    }

    /** Whether every argument fits the parameter it is for; those of varargs count as fitting. */
    private static boolean all(
            ExecutableElement method, List<? extends ExpressionTree> arguments, Fit fit) {
        int fixed = method.getParameters().size() - (method.isVarArgs() ? 1 : 0);
        return arguments.size() >= fixed
                && IntStream.range(0, fixed)
                        .allMatch(
                                i ->
                                        fit.test(
                                                method.getParameters().get(i).asType(),
                                                arguments.get(i)));
    }
}
