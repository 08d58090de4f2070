package org.higher.processor.twin.containers;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayDeque;
import java.util.Deque;
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
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.containers.ContainerFacts.Change;
import org.higher.processor.twin.containers.ContainerFacts.Place;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nesting;
import org.jspecify.annotations.Nullable;

/** Collects what an attributed class does with containers. */
final class ContainerScan extends TreePathScanner<@Nullable Void, @Nullable Void> {
    static final String CHANGED = "make the change in the constructor, or change a copy of it";

    /**
     * The code that is looked at.
     *
     * @param followed of which classes
     * @param ofModels which of them are models, or what models inherit from
     * @param never which statements never run in a twin
     */
    record Scope(
            Predicate<Element> followed, Predicate<Element> ofModels, Predicate<TreePath> never) {}

    private final Trees trees;
    private final Elements elements;
    private final HeldValues values;
    private final FunctionFlows functions;
    private final Scope scope;
    private final ContainerFacts facts;
    private final Problem.Sink sink;

    /** The methods that are being scanned, and classes whose objects are being made. */
    private final Deque<Element> code = new ArrayDeque<>();

    ContainerScan(
            Context context,
            HeldTypes types,
            Scope scope,
            ContainerFacts facts,
            Problem.Sink sink) {
        this.trees = context.javac().trees();
        this.elements = context.elements();
        this.values = new HeldValues(trees, types, scope.followed);
        this.functions = new FunctionFlows(trees, types, values, facts);
        this.scope = scope;
        this.facts = facts;
        this.sink = sink;
    }

    private Place place(Tree tree) {
        return new Place(code.element(), tree, sink);
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        boolean never =
                tree instanceof StatementTree
                        && scope.never.test(new TreePath(getCurrentPath(), tree));
        return never ? null : super.scan(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        Element declared = trees.getElement(getCurrentPath());
        if (declared == null || Nesting.isInBody(declared)) {
            return super.visitClass(tree, null); // runs with the code around it
        }
        code.push(declared);
        super.visitClass(tree, null);
        code.pop();
        return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        if (!(trees.getElement(getCurrentPath()) instanceof ExecutableElement method)) {
            return super.visitMethod(tree, null);
        }
        addOverridden(method, tree);
        if (Nesting.isInBody(method.getEnclosingElement())) {
            return super.visitMethod(tree, null);
        }
        code.push(method);
        if (method.getKind() == ElementKind.CONSTRUCTOR) {
            facts.addRun(method, method.getEnclosingElement());
            addComponents(method, tree);
        }
        super.visitMethod(tree, null);
        code.pop();
        return null;
    }

    /** A method is given what those that it overrides are, and returns it for them. */
    private void addOverridden(ExecutableElement method, Tree tree) {
        Set<Modifier> modifiers = method.getModifiers();
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        if (modifiers.contains(Modifier.STATIC)
                || modifiers.contains(Modifier.PRIVATE)
                || method.getKind() != ElementKind.METHOD) {
            return;
        }
        Inheritance.directlyAbove(owner)
                .flatMap(Inheritance::methods)
                .filter(m -> m.getSimpleName().equals(method.getSimpleName()))
                .filter(m -> !JdkContainers.isOfJdk(m) && elements.overrides(method, m, owner))
                .forEach(m -> override(method, m, tree));
    }

    private void override(ExecutableElement method, ExecutableElement overridden, Tree tree) {
        facts.addRun(overridden, method);
        Place at = new Place(overridden, tree, sink);
        functions.add(new Held.Named(overridden), Set.of(Held.of(method)), at);
        for (int i = 0; i < method.getParameters().size(); i++) {
            Held given = Held.of(overridden.getParameters().get(i));
            functions.add(new Held.Named(method.getParameters().get(i)), Set.of(given), at);
        }
    }

    /** A record's own constructor need not say that it keeps what it is given. */
    private void addComponents(ExecutableElement constructor, Tree tree) {
        Element owner = constructor.getEnclosingElement();
        if (owner.getKind() == ElementKind.RECORD) {
            for (VariableElement parameter : constructor.getParameters()) {
                ElementFilter.fieldsIn(owner.getEnclosedElements()).stream()
                        .filter(f -> f.getSimpleName().equals(parameter.getSimpleName()))
                        .forEach(
                                f ->
                                        functions.add(
                                                new Held.Named(f),
                                                Set.of(Held.of(parameter)),
                                                place(tree)));
            }
        }
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null) {
            TreePath value = new TreePath(getCurrentPath(), tree.getInitializer());
            assign(getCurrentPath(), value);
        }
        return super.visitVariable(tree, null);
    }

    private void assign(TreePath variable, TreePath value) {
        if (trees.getElement(variable) instanceof VariableElement v && values.mayHold(v)) {
            functions.assign(v, value, place(variable.getLeaf()));
        }
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        TreePath all = new TreePath(getCurrentPath(), tree.getExpression());
        give(new TreePath(getCurrentPath(), tree.getVariable()), Held.parts(values.of(all)));
        return super.visitEnhancedForLoop(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        TreePath value = new TreePath(getCurrentPath(), tree.getExpression());
        TreePath target = new TreePath(getCurrentPath(), tree.getVariable());
        if (isElement(target)) {
            store(changeElement(target), Held.around(values.of(value)), tree);
        } else {
            changeElement(target);
            assign(target, value);
        }
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
            CompoundAssignmentTree tree, @Nullable Void unused) {
        changeElement(new TreePath(getCurrentPath(), tree.getVariable()));
        return super.visitCompoundAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
        switch (tree.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                    changeElement(new TreePath(getCurrentPath(), tree.getExpression()));
            default -> {}
        }
        return super.visitUnary(tree, null);
    }

    private static boolean isElement(TreePath target) {
        return ClassSource.bare((ExpressionTree) target.getLeaf()) instanceof ArrayAccessTree;
    }

    /**
     * Adds that an array changes if the target of an assignment is an element of it, or an object
     * if it is a field; returns that.
     */
    private Set<Held> changeElement(TreePath target) {
        if (target.getLeaf() instanceof ParenthesizedTree p) {
            return changeElement(new TreePath(target, p.getExpression()));
        }
        if (!(target.getLeaf() instanceof ArrayAccessTree) && !isFieldOfAnother(target)) {
            return Set.of();
        }
        ExpressionTree changed =
                target.getLeaf() instanceof ArrayAccessTree element
                        ? element.getExpression()
                        : ((MemberSelectTree) target.getLeaf()).getExpression();
        TreePath path = new TreePath(target, changed);
        Set<Held> array = values.of(path);
        TypeMirror type = trees.getTypeMirror(path);
        facts.addChange(new Change(array, type, true, place(assignment(target)), CHANGED));
        return array;
    }

    /**
     * Whether a target is a field of an object that is no model; those of models are others' care.
     */
    private boolean isFieldOfAnother(TreePath target) {
        return target.getLeaf() instanceof MemberSelectTree
                && trees.getElement(target) instanceof VariableElement field
                && field.getKind() == ElementKind.FIELD
                && !field.getModifiers().contains(Modifier.STATIC)
                && !scope.ofModels.test(field.getEnclosingElement());
    }

    private static Tree assignment(TreePath target) {
        TreePath path = target.getParentPath();
        while (path.getLeaf() instanceof ParenthesizedTree) {
            path = path.getParentPath();
        }
        return path.getLeaf();
    }

    /** {@code o instanceof List<?> list} gives {@code list} what {@code o} is. */
    @Override
    public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
        if (tree.getPattern() instanceof BindingPatternTree binding) {
            TreePath pattern = new TreePath(getCurrentPath(), binding);
            give(
                    new TreePath(pattern, binding.getVariable()),
                    values.of(new TreePath(getCurrentPath(), tree.getExpression())));
        }
        return super.visitInstanceOf(tree, null);
    }

    private void give(TreePath variable, Set<Held> value) {
        if (trees.getElement(variable) instanceof VariableElement v && values.mayHold(v)) {
            functions.add(new Held.Named(v), value, place(variable.getLeaf()));
        }
    }

    /** What is put into a container is in what may be that container. */
    private void store(Set<Held> containers, Set<Held> stored, Tree tree) {
        containers.forEach(c -> functions.add(c.of(), stored, place(tree)));
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        TreePath path = getCurrentPath();
        while (!(path.getLeaf() instanceof MethodTree)
                && !(path.getLeaf() instanceof LambdaExpressionTree)) {
            path = path.getParentPath();
        }
        Element method = trees.getElement(path);
        if (tree.getExpression() != null && path.getLeaf() instanceof MethodTree) {
            TreePath value = new TreePath(getCurrentPath(), tree.getExpression());
            functions.assign(method, value, place(tree));
        }
        return super.visitReturn(tree, null);
    }

    /** {@code layers.add(x)}, {@code Collections.swap(layers, 0, 1)}, {@code rotate(layers)}. */
    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            if (JdkContainers.isOfJdk(method)) {
                ofJdk(tree, method);
            } else {
                call(tree, method, tree.getArguments());
                callFunction(tree, method);
            }
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor
                && !JdkContainers.isOfJdk(constructor)) {
            facts.addRun(code.element(), constructor.getEnclosingElement());
            call(tree, constructor, tree.getArguments());
        }
        return super.visitNewClass(tree, null);
    }

    private void ofJdk(MethodInvocationTree tree, ExecutableElement method) {
        TreePath path = getCurrentPath();
        List<? extends ExpressionTree> arguments = tree.getArguments();
        Set<Held> receiver = receiver(tree, method);
        Set<Held> given = values.all(path, arguments);
        Place at = place(tree);
        if (JdkChanges.ofReceiver(method) && tree.getMethodSelect() instanceof MemberSelectTree s) {
            TreePath on = new TreePath(new TreePath(path, s), s.getExpression());
            functions.change(receiver, trees.getTypeMirror(on), method, at);
        }
        JdkChanges.ofArgument(method, arguments.size())
                .map(i -> new TreePath(path, arguments.get(i)))
                .ifPresent(
                        changed -> {
                            Set<Held> held = values.of(changed);
                            functions.change(held, trees.getTypeMirror(changed), method, at);
                            store(held, Held.copies(given), tree);
                        });
        if (isFunction(method)) {
            addUnknown(tree, method, given);
            callFunction(tree, method);
        } else {
            store(receiver, JdkContainers.whenStored(method).apply(given), tree);
        }
        Set<Held> parts = new HashSet<>(Held.parts(receiver));
        parts.addAll(Held.parts(given));
        arguments.forEach(a -> functions.give(new TreePath(path, a), i -> parts, at));
    }

    private Set<Held> receiver(MethodInvocationTree tree, ExecutableElement method) {
        return method.getModifiers().contains(Modifier.STATIC)
                ? Set.of()
                : values.receiver(getCurrentPath(), tree.getMethodSelect());
    }

    /** A function that the JDK or a user declares, whose code may be anywhere. */
    private static boolean isFunction(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && method.getEnclosingElement().getAnnotation(FunctionalInterface.class) != null;
    }

    /** What a function is called with, if a value of an interface may be one. */
    private void callFunction(MethodInvocationTree tree, ExecutableElement method) {
        if (method.getModifiers().contains(Modifier.ABSTRACT)) {
            List<Set<Held>> arguments =
                    tree.getArguments().stream()
                            .map(a -> values.of(new TreePath(getCurrentPath(), a)))
                            .toList();
            functions.call(receiver(tree, method), arguments, place(tree));
        }
    }

    private void addUnknown(Tree tree, ExecutableElement method, Set<Held> given) {
        TypeMirror type = elements.getTypeElement("java.lang.Object").asType();
        facts.addChange(new Change(given, type, false, place(tree), unknown(method)));
    }

    /** A call of a method that someone wrote. */
    private void call(
            Tree tree, ExecutableElement method, List<? extends ExpressionTree> arguments) {
        facts.addRun(code.element(), method);
        int last = method.getParameters().size() - 1;
        boolean followed = scope.followed.test(method.getEnclosingElement());
        boolean known =
                followed
                        && (!method.getModifiers().contains(Modifier.ABSTRACT)
                                || scope.ofModels.test(method.getEnclosingElement()));
        boolean trusted = isOfLibrary(method) && !followed;
        for (int i = 0; i < arguments.size() && last >= 0; i++) {
            TreePath given = new TreePath(getCurrentPath(), arguments.get(i));
            if (followed) {
                VariableElement parameter = method.getParameters().get(Math.min(i, last));
                functions.assign(parameter, given, place(tree));
            }
            if (!known && !trusted) {
                addUnknown(tree, method, values.of(given));
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

    /** {@code layers::poll}. */
    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            if (JdkChanges.ofReceiver(method)) {
                TreePath on = new TreePath(getCurrentPath(), tree.getQualifierExpression());
                functions.change(values.of(on), trees.getTypeMirror(on), method, place(tree));
            } else if (!JdkContainers.isOfJdk(method)) {
                facts.addRun(code.element(), method);
            }
        }
        return super.visitMemberReference(tree, null);
    }
}
