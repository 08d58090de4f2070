package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.containers.JdkChanges;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Loggers;
import org.jspecify.annotations.Nullable;

/** Which expressions have a value and do nothing else. */
final class Effects {
    /** The methods of a class that only compute something; all of them where none is named. */
    private static final Map<String, Set<String>> PURE =
            Map.of(
                    "java.lang.String", Set.of(),
                    "java.lang.Integer", Set.of(),
                    "java.lang.Long", Set.of(),
                    "java.lang.Float", Set.of(),
                    "java.lang.Double", Set.of(),
                    "java.lang.Boolean", Set.of(),
                    "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
                    "java.util.Arrays", Set.of("deepToString", "hashCode", "toString"),
                    "org.higher.tensor.Tensor",
                            Set.of("dtype", "isNumber", "item", "rank", "shape", "size"),
                    "org.nd4j.linalg.api.ndarray.INDArray",
                            Set.of("columns", "length", "rank", "rows", "shape", "size"));

    /** Methods that only ask a container of the JDK. */
    private static final Set<String> ASKING =
            Set.of(
                    "contains",
                    "containsKey",
                    "get",
                    "getFirst",
                    "getLast",
                    "intValue",
                    "isEmpty",
                    "longValue",
                    "peek",
                    "peekFirst",
                    "peekLast",
                    "size",
                    "sum",
                    "toString");

    private static final Set<String> MATH = Set.of("java.lang.Math", "java.lang.StrictMath");

    private Effects() {}

    /** Whether nothing happens where an expression is evaluated. */
    static boolean isPure(ClassSource source, @Nullable Tree expression) {
        boolean[] pure = {true};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                pure[0] &= tree == null || isPureItself(source, tree);
                return pure[0] ? super.scan(tree, null) : null;
            }
        }.scan(expression, null);
        return pure[0];
    }

    private static boolean isPureItself(ClassSource source, Tree tree) {
        if (tree instanceof MethodInvocationTree call) {
            List<ExecutableElement> meant = source.typing().candidates(call);
            return !meant.isEmpty() && meant.stream().allMatch(Effects::isPure);
        }
        return switch (tree.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT -> false;
            default ->
                    !(tree instanceof AssignmentTree
                            || tree instanceof CompoundAssignmentTree
                            || tree instanceof NewClassTree
                            || tree instanceof LambdaExpressionTree
                            || tree instanceof MemberReferenceTree
                            || tree instanceof SwitchExpressionTree);
        };
    }

    private static boolean isPure(ExecutableElement method) {
        String owner = method.getEnclosingElement().toString();
        String name = method.getSimpleName().toString();
        if (MATH.contains(owner)) {
            return !name.equals("random");
        }
        if (Loggers.areOf((TypeElement) method.getEnclosingElement())) {
            return name.startsWith("is"); // isLoggable, isDebugEnabled
        }
        boolean container =
                owner.startsWith("java.util.")
                        && !owner.startsWith("java.util.function.")
                        && !owner.startsWith("java.util.concurrent.Future");
        if (container && ASKING.contains(name)
                || JdkChanges.isBuilder(owner) && !JdkChanges.ofReceiver(method)) {
            return true;
        }
        Set<String> named = PURE.get(owner);
        return named != null && (named.isEmpty() || named.contains(name));
    }

    /**
     * The same, with what a method of a class that is not known here may change: that which it is
     * called on.
     */
    static Optional<ExpressionTree> mayChange(ClassSource source, Tree expression) {
        return changed(source, expression)
                .or(
                        () ->
                                expression instanceof MethodInvocationTree call
                                                && call.getMethodSelect()
                                                        instanceof MemberSelectTree select
                                                && source.typing().candidates(call).stream()
                                                        .anyMatch(Effects::isUnknown)
                                        ? Optional.of(select.getExpression())
                                        : Optional.empty());
    }

    private static boolean isUnknown(ExecutableElement method) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !method.getEnclosingElement().toString().startsWith("java.");
    }

    /** The field of this object that something is, or is a part of. */
    static Optional<VariableElement> root(ClassSource source, ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        Optional<VariableElement> own = source.ownField(e);
        return own.isPresent() || !(e instanceof MemberSelectTree select)
                ? own
                : root(source, select.getExpression());
    }

    /** What {@code n++}, {@code n += x}, {@code n = x} or {@code list.add(x)} changes. */
    static Optional<ExpressionTree> changed(ClassSource source, Tree expression) {
        if (expression instanceof MethodInvocationTree call) {
            return call.getMethodSelect() instanceof MemberSelectTree select
                            && source.typing().candidates(call).stream().anyMatch(Effects::isChange)
                    ? Optional.of(select.getExpression())
                    : Optional.empty();
        }
        if (expression instanceof AssignmentTree assignment) {
            return Optional.of(assignment.getVariable());
        }
        if (expression instanceof CompoundAssignmentTree compound) {
            return Optional.of(compound.getVariable());
        }
        return expression instanceof UnaryTree unary && !isPureOperator(unary)
                ? Optional.of(unary.getExpression())
                : Optional.empty();
    }

    /**
     * Whether a method changes the object that it is called on. What {@code computeIfAbsent} puts
     * into a map is the same whenever it does.
     */
    private static boolean isChange(ExecutableElement method) {
        return JdkChanges.ofReceiver(method) && !JdkChanges.fillsIn(method);
    }

    private static boolean isPureOperator(UnaryTree unary) {
        return switch (unary.getKind()) {
            case UNARY_MINUS, UNARY_PLUS, BITWISE_COMPLEMENT, LOGICAL_COMPLEMENT -> true;
            default -> false;
        };
    }

    /** Whether a call writes a line into a log. */
    static boolean isLogCall(ClassSource source, Tree expression) {
        Optional<TypeElement> receiver =
                expression instanceof MethodInvocationTree call
                                && call.getMethodSelect() instanceof MemberSelectTree select
                        ? source.typing()
                                .receiver(select.getExpression())
                                .flatMap(Annotations::element)
                        : Optional.empty();
        return receiver.filter(Loggers::areOf).isPresent();
    }
}
