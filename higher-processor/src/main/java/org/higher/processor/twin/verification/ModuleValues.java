package org.higher.processor.twin.verification;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;
import org.jspecify.annotations.Nullable;

/** Which expressions of an attributed class are modules or hold some, be it as any object. */
final class ModuleValues {
    private final Trees trees;
    private final ValueFlow flows;
    private final Element attributed;
    private final CopiedCode copied;

    private ModuleValues(Trees trees, ValueFlow flows, Element attributed, CopiedCode copied) {
        this.copied = copied;
        this.trees = trees;
        this.flows = flows;
        this.attributed = attributed;
    }

    static ModuleValues in(Trees trees, TreePath classPath, CopiedCode copied) {
        return new ModuleValues(
                trees, ValueFlow.in(trees, classPath), trees.getElement(classPath), copied);
    }

    /** The module that a type is or holds. */
    static Optional<TypeElement> module(@Nullable TypeMirror type) {
        return type == null
                ? Optional.empty()
                : Shape.mentioned(type).filter(Annotations::isFunctional).findFirst();
    }

    /** The module that an expression is or holds, by its type or by what a variable was given. */
    Optional<TypeElement> module(TreePath expression) {
        return module(expression, new HashSet<>());
    }

    private Optional<TypeElement> module(TreePath expression, Set<Element> seen) {
        TypeMirror type = trees.getTypeMirror(expression);
        Optional<TypeElement> typed = module(type);
        if (typed.isPresent() || type == null || !mayBeAnything(type)) {
            return typed;
        }
        Tree tree = expression.getLeaf();
        if (tree instanceof ExpressionTree e && ClassSource.bare(e) != e) {
            return module(new TreePath(expression, ClassSource.bare(e)), seen);
        }
        if (tree instanceof ArrayAccessTree element) {
            return module(new TreePath(expression, element.getExpression()), seen);
        }
        if (tree instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof MemberSelectTree select
                && JdkMethods.declares(trees.getElement(expression))) {
            TreePath selected = new TreePath(expression, select);
            return module(new TreePath(selected, select.getExpression()), seen);
        }
        return local(expression)
                .filter(seen::add)
                .flatMap(
                        v ->
                                flows.into(v).stream()
                                        .flatMap(given -> module(given, seen).stream())
                                        .findFirst());
    }

    /** {@code Object}, a variable of any type, or a container of such. */
    private static boolean mayBeAnything(TypeMirror type) {
        return switch (type.getKind()) {
            case TYPEVAR, WILDCARD -> true;
            case ARRAY, DECLARED ->
                    type.toString().contains("java.lang.Object") || type.toString().contains("?");
            default -> false;
        };
    }

    private Optional<VariableElement> local(TreePath expression) {
        return expression.getLeaf() instanceof IdentifierTree
                        && trees.getElement(expression) instanceof VariableElement variable
                        && !variable.getKind().isField()
                ? Optional.of(variable)
                : Optional.empty();
    }

    /**
     * Whether a function, or what may make one, comes from a field or another class: its code was
     * not copied, and knows modules, not bound twins.
     */
    boolean isKept(TreePath function) {
        TypeMirror type = trees.getTypeMirror(function);
        return type != null && isFunction(type) && isKept(function, new HashSet<>());
    }

    private boolean isKept(TreePath path, Set<Element> seen) {
        Tree tree = path.getLeaf();
        Element element = trees.getElement(path);
        if (tree instanceof ExpressionTree e && ClassSource.bare(e) != e) {
            return isKept(new TreePath(path, ClassSource.bare(e)), seen);
        }
        if (tree instanceof ConditionalExpressionTree choice) {
            return isKept(new TreePath(path, choice.getTrueExpression()), seen)
                    || isKept(new TreePath(path, choice.getFalseExpression()), seen);
        }
        if (tree instanceof NewClassTree creation) {
            return anyKept(path, creation.getArguments(), seen)
                    || creation.getClassBody() == null && isForeign(element);
        }
        if (tree instanceof MethodInvocationTree call && element != null) {
            return isKeptResult(path, call, element, seen);
        }
        if (!(element instanceof VariableElement variable)
                || tree instanceof LambdaExpressionTree
                || tree instanceof MemberReferenceTree) {
            return false;
        }
        return variable.getKind().isField()
                || seen.add(variable)
                        && flows.into(variable).stream().anyMatch(v -> isKept(v, seen));
    }

    private boolean isKeptResult(
            TreePath path, MethodInvocationTree call, Element method, Set<Element> seen) {
        if (isForeign(method)) {
            return true;
        }
        if (!JdkMethods.declares(method)) {
            return seen.add(method) && flows.into(method).stream().anyMatch(v -> isKept(v, seen));
        }
        boolean onKept =
                call.getMethodSelect() instanceof MemberSelectTree select
                        && isKept(
                                new TreePath(new TreePath(path, select), select.getExpression()),
                                seen);
        return onKept || anyKept(path, call.getArguments(), seen);
    }

    private boolean anyKept(
            TreePath path, List<? extends ExpressionTree> arguments, Set<Element> seen) {
        return arguments.stream().anyMatch(a -> isKept(new TreePath(path, a), seen));
    }

    /** Neither of the JDK nor of the class that is looked at, nor inside one of its methods. */
    private boolean isForeign(@Nullable Element method) {
        return method != null
                && !JdkMethods.declares(method)
                && !method.getEnclosingElement().equals(attributed)
                && !copied.hasType(method.getEnclosingElement())
                && flows.declaration(method.getEnclosingElement()).isEmpty();
    }

    private static boolean isFunction(TypeMirror type) {
        return Annotations.element(type)
                .filter(
                        t ->
                                t.getAnnotation(FunctionalInterface.class) != null
                                        || t.getQualifiedName()
                                                .contentEquals("java.util.stream.Collector"))
                .isPresent();
    }
}
