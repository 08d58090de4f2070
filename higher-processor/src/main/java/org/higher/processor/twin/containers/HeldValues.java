package org.higher.processor.twin.containers;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.twin.containers.expressions.SwitchResults;
import org.higher.processor.types.Nesting;
import org.jspecify.annotations.Nullable;

/** What the expressions of attributed code may be of variables, fields and results. */
final class HeldValues {
    private final Trees trees;
    private final HeldTypes types;
    private final Scope scope;

    HeldValues(Trees trees, HeldTypes types, Scope scope) {
        this.trees = trees;
        this.types = types;
        this.scope = scope;
    }

    /** Whether what a variable holds may be something that can be changed, or hold it. */
    boolean mayHold(VariableElement variable) {
        return types.mayHold(variable.asType());
    }

    /** What an expression may be; what a function may return. */
    Set<Held> of(TreePath path) {
        if (isFunction(path.getLeaf())) {
            return results(path, Set.of());
        }
        TypeMirror type = trees.getTypeMirror(path);
        return types.mayHold(type) ? types.prune(ofType(path), type) : Set.of();
    }

    private static boolean isFunction(Tree tree) {
        return tree instanceof LambdaExpressionTree || tree instanceof MemberReferenceTree;
    }

    private Set<Held> ofType(TreePath path) {
        Tree tree = path.getLeaf();
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
        if (!(trees.getElement(path) instanceof VariableElement v)) {
            return Set.of();
        }
        if (Set.of("this", "super").contains(v.getSimpleName().toString())) {
            return self(path, v.asType());
        }
        Set<Held> found = new HashSet<>(Set.of(Held.of(v)));
        if (isOfObject(v)) {
            found.addAll(Held.parts(holder(path)));
        }
        return found;
    }

    /** Whether a member is one of objects that are no models, of a class that is looked at. */
    boolean isOfObject(Element member) {
        Element owner = member.getEnclosingElement();
        return owner instanceof TypeElement
                && !member.getModifiers().contains(Modifier.STATIC)
                && scope.followed().test(owner)
                && !scope.ofModels().test(owner);
    }

    /** The object of which a field is named, or a method called. */
    Set<Held> holder(TreePath member) {
        if (member.getLeaf() instanceof MemberSelectTree select) {
            return of(new TreePath(member, select.getExpression()));
        }
        Element element = trees.getElement(member);
        return element == null ? Set.of() : self(member, element.getEnclosingElement().asType());
    }

    /**
     * The object of a type that code runs on: what the method around it is called on. One that is
     * being made is nothing that was there before.
     */
    Set<Held> self(TreePath path, TypeMirror type) {
        Element within = null;
        for (TreePath p = path; p != null; p = p.getParentPath()) {
            boolean declares =
                    p.getLeaf() instanceof MethodTree || p.getLeaf() instanceof ClassTree;
            Element declared = declares ? trees.getElement(p) : null;
            if (declared instanceof ExecutableElement method) {
                if (types.isSubclass(method.getEnclosingElement().asType(), type)) {
                    return receiver(method);
                }
                within = within == null ? method : within;
            } else if (declared instanceof TypeElement owner) {
                if (types.isSubclass(owner.asType(), type)) {
                    return Set.of();
                }
                if (Nesting.isInner(owner)) {
                    return around(owner, within);
                }
            }
        }
        return Set.of();
    }

    private static Set<Held> receiver(Element method) {
        return method.getKind() == ElementKind.METHOD
                ? Set.of(new Held(new Held.Receiver((ExecutableElement) method), Held.How.ITSELF))
                : Set.of();
    }

    /** The object around one of an inner class, which is a part of it. */
    private static Set<Held> around(TypeElement inner, @Nullable Element method) {
        Set<Held> found = new HashSet<>();
        found.add(new Held(new Held.Outer(inner), Held.How.ITSELF));
        if (method != null && method.getEnclosingElement().equals(inner)) {
            found.addAll(Held.parts(receiver(method)));
        }
        return found;
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

    /** What a call of a method is made on; nothing for one of a class. */
    Set<Held> receiver(TreePath call, ExpressionTree select, ExecutableElement method) {
        return method.getModifiers().contains(Modifier.STATIC)
                ? Set.of()
                : holder(new TreePath(call, select));
    }

    private Set<Held> called(TreePath path, MethodInvocationTree call) {
        if (!(trees.getElement(path) instanceof ExecutableElement method)) {
            return Set.of();
        }
        Set<Held> receiver = receiver(path, call.getMethodSelect(), method);
        if (!JdkContainers.isOfJdk(method)) {
            Set<Held> found = new HashSet<>(result(method));
            component(method).ifPresent(f -> found.addAll(Held.parts(receiver)));
            return found;
        }
        Set<Held> found = new HashSet<>();
        Set<Held> given = new HashSet<>(receiver);
        List<TreePath> functions = new ArrayList<>();
        for (ExpressionTree argument : call.getArguments()) {
            TreePath value = new TreePath(path, argument);
            if (isFunction(argument)) {
                functions.add(value);
            } else {
                Set<Held> held = of(value);
                given.addAll(held);
                TypeMirror type = trees.getTypeMirror(value);
                int count = call.getArguments().size();
                found.addAll(JdkContainers.ofArgument(method, type, count).apply(held));
            }
        }
        boolean only = JdkContainers.returnsResults(method);
        for (TreePath function : functions) {
            Set<Held> results = results(function, Held.parts(given));
            found.addAll(Held.around(results));
            found.addAll(only ? Set.of() : results);
        }
        found.addAll(only ? Set.of() : JdkContainers.ofReceiver(method).apply(receiver));
        return found;
    }

    /** What a method returns, as far as its code is looked at. */
    private Set<Held> result(ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        if (!scope.followed().test(owner)) {
            return Set.of();
        }
        return Set.of(component(method).map(Held::of).orElse(Held.of(method)));
    }

    /** The component of a record that an accessor returns which nobody has written. */
    Optional<VariableElement> component(ExecutableElement method) {
        boolean accessor =
                method.getEnclosingElement() instanceof TypeElement owner
                        && owner.getRecordComponents().stream()
                                .anyMatch(c -> method.equals(c.getAccessor()))
                        && trees.getTree(method) == null;
        return accessor
                ? ElementFilter.fieldsIn(method.getEnclosingElement().getEnclosedElements())
                        .stream()
                        .filter(f -> f.getSimpleName().equals(method.getSimpleName()))
                        .findFirst()
                : Optional.empty();
    }

    private Set<Held> created(TreePath path, NewClassTree creation) {
        Element constructor = trees.getElement(path);
        if (constructor == null || !JdkContainers.isOfJdk(constructor)) {
            return Set.of(); // its fields are followed by themselves
        }
        Set<Held> given = all(path, creation.getArguments());
        return made(trees.getTypeMirror(path), given);
    }

    /** What an object of a class of the JDK is of what it is made of. */
    private Set<Held> made(TypeMirror type, Set<Held> given) {
        boolean copies =
                types.isA(type, "java.util.Collection") || types.isA(type, "java.util.Map");
        return copies ? Held.copies(given) : Held.around(given);
    }

    /** What a function may return; {@code given} is what it may be given. */
    Set<Held> results(TreePath path, Set<Held> given) {
        return path.getLeaf() instanceof LambdaExpressionTree lambda
                ? ofLambda(path, lambda)
                : ofReference(path, (MemberReferenceTree) path.getLeaf(), given);
    }

    private Set<Held> ofLambda(TreePath path, LambdaExpressionTree lambda) {
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

    private Set<Held> ofReference(TreePath path, MemberReferenceTree reference, Set<Held> given) {
        if (!(trees.getElement(path) instanceof ExecutableElement method)) {
            return Set.of();
        }
        TreePath on = new TreePath(path, reference.getQualifierExpression());
        TypeMirror type = trees.getTypeMirror(on);
        if (method.getKind() == ElementKind.CONSTRUCTOR) {
            boolean keeps = JdkContainers.isOfJdk(method) && !(type instanceof ArrayType);
            return keeps ? made(type, given) : Set.of();
        }
        if (!types.mayHold(method.getReturnType())) {
            return Set.of();
        }
        if (!JdkContainers.isOfJdk(method)) {
            return result(method);
        }
        if (method.getModifiers().contains(Modifier.STATIC)) {
            return JdkContainers.ofArgument(method, method.getReturnType(), 1).apply(given);
        }
        Set<Held> receiver = isUnbound(path, reference) ? given : of(on);
        boolean clone = type instanceof ArrayType;
        return types.prune(
                JdkContainers.ofReceiver(method).apply(receiver),
                clone ? type : method.getReturnType());
    }

    /** Whether a method that is referred to is called on what the function is given. */
    boolean isUnbound(TreePath path, MemberReferenceTree reference) {
        TreePath on = new TreePath(path, reference.getQualifierExpression());
        boolean type =
                on.getLeaf() instanceof ParameterizedTypeTree
                        || on.getLeaf() instanceof ArrayTypeTree
                        || trees.getElement(on) instanceof TypeElement;
        return type
                && trees.getElement(path) instanceof ExecutableElement method
                && !method.getModifiers().contains(Modifier.STATIC);
    }
}
