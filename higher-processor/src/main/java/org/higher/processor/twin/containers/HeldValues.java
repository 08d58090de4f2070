package org.higher.processor.twin.containers;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** What the expressions of attributed code may be of variables, fields and results. */
final class HeldValues {
    private final Trees trees;
    private final Elements elements;
    private final Types types;
    private final Predicate<Element> followed;

    /** {@code followed} says of which classes the code is looked at. */
    HeldValues(Trees trees, Elements elements, Types types, Predicate<Element> followed) {
        this.trees = trees;
        this.elements = elements;
        this.types = types;
        this.followed = followed;
    }

    /** Whether a value of a type may be a container, or hold one. */
    boolean mayHold(@Nullable TypeMirror type) {
        if (type instanceof ArrayType) {
            return true;
        }
        if (!(type instanceof DeclaredType) && !(type instanceof TypeVariable)) {
            return false;
        }
        return Annotations.element(type)
                .filter(
                        t ->
                                Annotations.isFunctional(t)
                                        || Annotations.isTensor(t.asType())
                                        || t.getKind() == ElementKind.ENUM
                                        || isText(t))
                .isEmpty();
    }

    private static boolean isText(TypeElement type) {
        String name = type.getQualifiedName().toString();
        return Set.of("java.lang.String", "java.lang.Class", "java.lang.Number").contains(name)
                || Annotations.element(type.getSuperclass())
                        .filter(s -> s.getQualifiedName().contentEquals("java.lang.Number"))
                        .isPresent();
    }

    Set<Held> of(TreePath path) {
        Tree tree = path.getLeaf();
        if (tree instanceof LambdaExpressionTree lambda) {
            return results(path, lambda);
        }
        if (tree instanceof MemberReferenceTree reference) {
            return result(path, reference);
        }
        if (!mayHold(trees.getTypeMirror(path))) {
            return Set.of();
        }
        if (tree instanceof ParenthesizedTree p) {
            return of(new TreePath(path, p.getExpression()));
        }
        if (tree instanceof TypeCastTree c) {
            return of(new TreePath(path, c.getExpression()));
        }
        if (tree instanceof ArrayAccessTree a) {
            return Held.parts(of(new TreePath(path, a.getExpression())));
        }
        if (tree instanceof AssignmentTree a) {
            return of(new TreePath(path, a.getExpression()));
        }
        if (tree instanceof ConditionalExpressionTree c) {
            return all(path, List.of(c.getTrueExpression(), c.getFalseExpression()));
        }
        if (tree instanceof SwitchExpressionTree) {
            return union(SwitchResults.of(path).stream().map(this::of).toList());
        }
        if (tree instanceof NewArrayTree array) {
            return Held.around(all(path, array.getInitializers()));
        }
        if (tree instanceof NewClassTree creation) {
            return created(path, creation);
        }
        return tree instanceof MethodInvocationTree call ? called(path, call) : named(path);
    }

    private Set<Held> named(TreePath path) {
        return trees.getElement(path) instanceof VariableElement v
                        && !Set.of("this", "super").contains(v.getSimpleName().toString())
                ? Set.of(new Held(v, Held.How.ITSELF))
                : Set.of();
    }

    /** What is in any of some expressions. */
    Set<Held> all(TreePath around, @Nullable List<? extends ExpressionTree> expressions) {
        return expressions == null
                ? Set.of()
                : union(expressions.stream().map(e -> of(new TreePath(around, e))).toList());
    }

    private static Set<Held> union(List<Set<Held>> sets) {
        Set<Held> all = new HashSet<>();
        sets.forEach(all::addAll);
        return all;
    }

    /** What a call is made on; nothing for one of this object, or of a class. */
    Set<Held> receiver(TreePath call, ExpressionTree select) {
        return select instanceof MemberSelectTree s
                ? of(new TreePath(new TreePath(call, select), s.getExpression()))
                : Set.of();
    }

    private Set<Held> called(TreePath path, MethodInvocationTree call) {
        if (!(trees.getElement(path) instanceof ExecutableElement method)) {
            return Set.of();
        }
        if (JdkContainers.isOfJdk(method)) {
            Set<Held> found = new HashSet<>();
            for (ExpressionTree argument : call.getArguments()) {
                TreePath given = new TreePath(path, argument);
                TypeMirror type = trees.getTypeMirror(given);
                int count = call.getArguments().size();
                found.addAll(JdkContainers.ofArgument(method, type, count).apply(of(given)));
            }
            if (!method.getModifiers().contains(Modifier.STATIC)) {
                Set<Held> receiver = receiver(path, call.getMethodSelect());
                found.addAll(JdkContainers.ofReceiver(method).apply(receiver));
            }
            return found;
        }
        return result(method);
    }

    /** What a method returns, as far as its code is looked at. */
    private Set<Held> result(ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        if (!followed.test(owner)) {
            return Set.of();
        }
        Set<Held> found = new HashSet<>(Set.of(new Held(method, Held.How.ITSELF)));
        if (owner.getKind() == ElementKind.RECORD && method.getParameters().isEmpty()) {
            ElementFilter.fieldsIn(owner.getEnclosedElements()).stream()
                    .filter(f -> f.getSimpleName().equals(method.getSimpleName()))
                    .forEach(f -> found.add(new Held(f, Held.How.ITSELF)));
        }
        return found;
    }

    private Set<Held> created(TreePath path, NewClassTree creation) {
        Element constructor = trees.getElement(path);
        if (constructor == null || !JdkContainers.isOfJdk(constructor)) {
            return Set.of(); // its fields are followed by themselves
        }
        Set<Held> given = all(path, creation.getArguments());
        TypeMirror made = trees.getTypeMirror(path);
        boolean copies = isA(made, "java.util.Collection") || isA(made, "java.util.Map");
        return copies ? Held.copies(given) : Held.around(given);
    }

    private boolean isA(TypeMirror type, String above) {
        TypeElement element = elements.getTypeElement(above);
        return element != null
                && types.isSubtype(types.erasure(type), types.erasure(element.asType()));
    }

    /** What a function may return. */
    private Set<Held> results(TreePath path, LambdaExpressionTree lambda) {
        TreePath body = new TreePath(path, lambda.getBody());
        if (lambda.getBodyKind() == LambdaExpressionTree.BodyKind.EXPRESSION) {
            return of(body);
        }
        Set<Held> found = new HashSet<>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
                if (tree.getExpression() != null) {
                    found.addAll(of(new TreePath(getCurrentPath(), tree.getExpression())));
                }
                return null;
            }

            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree tree, @Nullable Void unused) {
                return null;
            }
        }.scan(body, null);
        return found;
    }

    private Set<Held> result(TreePath path, MemberReferenceTree reference) {
        if (!(trees.getElement(path) instanceof ExecutableElement method)
                || !mayHold(method.getReturnType())) {
            return Set.of();
        }
        return JdkContainers.isOfJdk(method)
                ? Held.parts(of(new TreePath(path, reference.getQualifierExpression())))
                : result(method);
    }
}
