package org.higher.processor.twin.state;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.UnaryTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.containers.JdkChanges;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;

/** Values that nothing can be written into: numbers, texts, constants of enums, tensors. */
final class PlainValues {
    private static final Set<String> CONSTANT =
            Set.of(
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Number",
                    "java.lang.Short",
                    "java.lang.String");

    private PlainValues() {}

    static boolean areOf(TypeMirror type) {
        return type.getKind().isPrimitive()
                || Annotations.isTensor(type)
                || Annotations.element(type)
                        .filter(
                                t ->
                                        t.getKind() == ElementKind.ENUM
                                                || CONSTANT.contains(
                                                        t.getQualifiedName().toString()))
                        .isPresent();
    }

    /** Whether an expression has such a value. */
    static boolean isOne(ClassSource source, ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof ConditionalExpressionTree choice) {
            return isOne(source, choice.getTrueExpression())
                    && isOne(source, choice.getFalseExpression());
        }
        return e instanceof LiteralTree
                || e instanceof BinaryTree
                || e instanceof UnaryTree
                || e instanceof InstanceOfTree
                || source.typing().of(e).filter(PlainValues::areOf).isPresent();
    }

    /** Whether a call can't put what it knows of its object into what it is given. */
    static boolean areGiven(ClassSource source, MethodInvocationTree call) {
        List<ExecutableElement> meant = source.typing().candidates(call);
        List<? extends ExpressionTree> arguments = call.getArguments();
        for (int i = 0; i < arguments.size(); i++) {
            int index = i;
            boolean harmless =
                    isOne(source, arguments.get(i))
                            || meant.stream()
                                    .allMatch(m -> keeps(source, m, arguments.get(index), index));
            if (!harmless) {
                return false;
            }
        }
        return meant.stream().allMatch(m -> JdkChanges.ofArgument(m, arguments.size()).isEmpty());
    }

    /** Whether a method, whatever the value, writes nothing into an argument. */
    private static boolean keeps(
            ClassSource source, ExecutableElement method, ExpressionTree argument, int index) {
        if (JdkMethods.declares(method)) {
            return isHarmless(source, argument);
        }
        int last = method.getParameters().size() - 1;
        boolean spread = method.isVarArgs() && index >= last;
        return !spread && areOf(method.getParameters().get(index).asType());
    }

    /** The JDK writes nothing into what it is given, but calls functions. */
    private static boolean isHarmless(ClassSource source, ExpressionTree argument) {
        ExpressionTree e = ClassSource.bare(argument);
        if (e instanceof LambdaExpressionTree lambda) {
            return Effects.isPure(source, lambda.getBody());
        }
        if (!(e instanceof MemberReferenceTree reference)) {
            return true;
        }
        Optional<TypeElement> owner = source.names().type(reference.getQualifierExpression());
        return owner.filter(JdkMethods::isOfJdk).isPresent();
    }
}
