package org.higher.processor.twin.containers;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.pipeline.Context;
import org.higher.processor.twin.containers.ContainerFacts.Change;
import org.higher.processor.twin.containers.ContainerFacts.Place;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;

/** What calls give to methods, and what methods of the JDK do with it. */
final class CallFlows {
    private final Trees trees;
    private final Elements elements;
    private final HeldValues values;
    private final FunctionFlows functions;
    private final Scope scope;
    private final ContainerFacts facts;

    CallFlows(
            Context context,
            HeldValues values,
            FunctionFlows functions,
            Scope scope,
            ContainerFacts facts) {
        this.trees = context.javac().trees();
        this.elements = context.elements();
        this.values = values;
        this.functions = functions;
        this.scope = scope;
        this.facts = facts;
    }

    /** Adds a call of a method. */
    void add(TreePath path, MethodInvocationTree tree, ExecutableElement method, Place at) {
        Set<Held> receiver = values.receiver(path, tree.getMethodSelect(), method);
        if (JdkContainers.isOfJdk(method)) {
            ofJdk(path, tree, method, receiver, at);
            return;
        }
        if (values.isOfObject(method)) {
            functions.add(new Held.Receiver(method), receiver, at);
        }
        call(path, tree.getArguments(), method, at);
        callFunction(path, tree, method, receiver, at);
    }

    /** Adds a call that is not written down, as that of {@code iterator()} by a loop. */
    void addUnwritten(TreePath on, String name, Place at) {
        Annotations.element(trees.getTypeMirror(on)).stream()
                .flatMap(t -> ElementFilter.methodsIn(elements.getAllMembers(t)).stream())
                .filter(m -> m.getSimpleName().contentEquals(name) && m.getParameters().isEmpty())
                .filter(values::isOfObject)
                .forEach(
                        m -> {
                            facts.addRun(at.code(), m);
                            functions.add(new Held.Receiver(m), values.of(on), at);
                        });
    }

    /** Adds a call of a constructor. */
    void add(TreePath path, NewClassTree tree, ExecutableElement constructor, Place at) {
        if (!JdkContainers.isOfJdk(constructor)) {
            facts.addRun(at.code(), constructor.getEnclosingElement());
            addOuter(path, tree, (TypeElement) constructor.getEnclosingElement(), at);
            call(path, tree.getArguments(), constructor, at);
        }
    }

    /** An object of an inner class has that which makes it, or {@code o} of {@code o.new In()}. */
    private void addOuter(TreePath path, NewClassTree tree, TypeElement type, Place at) {
        if (Nesting.isInner(type)) {
            Set<Held> outer =
                    tree.getEnclosingExpression() == null
                            ? values.self(path, type.getEnclosingElement().asType())
                            : values.of(new TreePath(path, tree.getEnclosingExpression()));
            functions.add(new Held.Outer(type), outer, at);
        }
    }

    /** Adds that a method is referred to, which may be called. */
    void add(TreePath path, MemberReferenceTree tree, ExecutableElement method, Place at) {
        if (JdkChanges.ofReceiver(method)) {
            TreePath on = new TreePath(path, tree.getQualifierExpression());
            functions.change(values.of(on), trees.getTypeMirror(on), at);
        } else if (!JdkContainers.isOfJdk(method)) {
            facts.addRun(at.code(), method);
            if (values.isOfObject(method) && !values.isUnbound(path, tree)) {
                TreePath on = new TreePath(path, tree.getQualifierExpression());
                functions.add(new Held.Receiver(method), values.of(on), at);
            }
        }
    }

    private void ofJdk(
            TreePath path,
            MethodInvocationTree tree,
            ExecutableElement method,
            Set<Held> receiver,
            Place at) {
        List<? extends ExpressionTree> arguments = tree.getArguments();
        Set<Held> given = values.all(path, arguments);
        if (JdkChanges.ofReceiver(method)) {
            functions.change(receiver, onType(path, tree, method), !JdkChanges.fillsIn(method), at);
        }
        JdkChanges.ofArgument(method, arguments.size())
                .map(i -> new TreePath(path, arguments.get(i)))
                .ifPresent(
                        changed -> {
                            Set<Held> held = values.of(changed);
                            functions.change(held, trees.getTypeMirror(changed), at);
                            functions.store(held, Held.copies(given), at);
                        });
        if (isFunction(method)) {
            addUnknown(method, given, at);
            callFunction(path, tree, method, receiver, at);
        } else {
            functions.store(receiver, JdkContainers.whenStored(method).apply(given), at);
            if (JdkChanges.ofReceiver(method)) {
                arguments.forEach(a -> functions.put(receiver, new TreePath(path, a), at));
            }
        }
        Set<Held> parts = new HashSet<>(Held.parts(receiver));
        parts.addAll(Held.parts(given));
        arguments.forEach(a -> functions.give(new TreePath(path, a), i -> parts, at));
    }

    /** The type of what a method is called on. */
    private TypeMirror onType(TreePath path, MethodInvocationTree tree, ExecutableElement method) {
        return tree.getMethodSelect() instanceof MemberSelectTree s
                ? trees.getTypeMirror(new TreePath(new TreePath(path, s), s.getExpression()))
                : method.getEnclosingElement().asType();
    }

    /** A function that the JDK or a user declares, whose code may be anywhere. */
    private static boolean isFunction(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && method.getEnclosingElement().getAnnotation(FunctionalInterface.class) != null;
    }

    /** What a function is called with, if a value of an interface may be one. */
    private void callFunction(
            TreePath path,
            MethodInvocationTree tree,
            ExecutableElement method,
            Set<Held> receiver,
            Place at) {
        if (method.getModifiers().contains(Modifier.ABSTRACT)) {
            List<Set<Held>> arguments =
                    tree.getArguments().stream()
                            .map(a -> values.of(new TreePath(path, a)))
                            .toList();
            functions.call(receiver, arguments, at);
        }
    }

    private void addUnknown(ExecutableElement method, Set<Held> given, Place at) {
        TypeMirror type = elements.getTypeElement("java.lang.Object").asType();
        facts.addChange(new Change(given, type, false, at, unknown(method)));
    }

    /** A call of a method that someone wrote. */
    private void call(
            TreePath path,
            List<? extends ExpressionTree> arguments,
            ExecutableElement method,
            Place at) {
        facts.addRun(at.code(), method);
        int last = method.getParameters().size() - 1;
        boolean followed = scope.followed().test(method.getEnclosingElement());
        boolean known =
                followed
                        && (!method.getModifiers().contains(Modifier.ABSTRACT)
                                || scope.ofModels().test(method.getEnclosingElement()));
        boolean trusted = isOfLibrary(method) && !followed;
        for (int i = 0; i < arguments.size() && last >= 0; i++) {
            TreePath given = new TreePath(path, arguments.get(i));
            if (followed) {
                VariableElement parameter = method.getParameters().get(Math.min(i, last));
                functions.assign(parameter, given, at);
            }
            if (!known && !trusted) {
                addUnknown(method, values.of(given), at);
            }
        }
    }

    /** Methods of the library, and of ND4J, leave containers as they are. */
    private static boolean isOfLibrary(ExecutableElement method) {
        String owner = method.getEnclosingElement().toString();
        return owner.startsWith("org.higher.") || owner.startsWith("org.nd4j.");
    }

    private static String unknown(ExecutableElement method) {
        return method.getEnclosingElement().getSimpleName()
                + "."
                + method.getSimpleName()
                + " may change it, which cannot be seen here: give it a copy";
    }
}
