package org.higher.processor.twin.containers;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
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
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nesting;
import org.jspecify.annotations.Nullable;

/** Collects what an attributed class does with containers. */
final class ContainerScan extends TreePathScanner<@Nullable Void, @Nullable Void> {
    static final String CHANGED = "make the change in the constructor, or change a copy of it";

    private final Trees trees;
    private final Elements elements;
    private final HeldValues values;
    private final Predicate<Element> followed;
    private final Predicate<Element> ofModels;
    private final Predicate<VariableElement> holds;
    private final ContainerFacts facts;
    private final Problem.Sink sink;

    /** The methods that are being scanned, and classes whose objects are being made. */
    private final Deque<Element> code = new ArrayDeque<>();

    ContainerScan(
            Trees trees,
            Elements elements,
            HeldValues values,
            Predicate<Element> followed,
            Predicate<Element> ofModels,
            Predicate<VariableElement> holds,
            ContainerFacts facts,
            Problem.Sink sink) {
        this.trees = trees;
        this.elements = elements;
        this.values = values;
        this.followed = followed;
        this.ofModels = ofModels;
        this.holds = holds;
        this.facts = facts;
        this.sink = sink;
    }

    private ContainerFacts.Place place(Tree tree) {
        return new ContainerFacts.Place(code.element(), tree, sink);
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
        ContainerFacts.Place at = new ContainerFacts.Place(overridden, tree, sink);
        facts.addFlows(overridden, Set.of(new Held(method, Held.How.ITSELF)), at);
        for (int i = 0; i < method.getParameters().size(); i++) {
            Held given = new Held(overridden.getParameters().get(i), Held.How.ITSELF);
            facts.addFlows(method.getParameters().get(i), Set.of(given), at);
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
                                        facts.addFlows(
                                                f,
                                                Set.of(new Held(parameter, Held.How.ITSELF)),
                                                place(tree)));
            }
        }
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null) {
            give(
                    getCurrentPath(),
                    values.of(new TreePath(getCurrentPath(), tree.getInitializer())));
        }
        return super.visitVariable(tree, null);
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
        if (target.getLeaf() instanceof ArrayAccessTree element) {
            Set<Held> array = values.of(new TreePath(target, element.getExpression()));
            facts.addChange(array, place(tree), CHANGED);
            store(array, Held.around(values.of(value)), tree);
        } else {
            give(target, values.of(value));
        }
        return super.visitAssignment(tree, null);
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
        Element element = trees.getElement(variable);
        if (element instanceof VariableElement v && values.mayHold(v.asType())) {
            facts.addFlows(v, value, place(variable.getLeaf()));
        }
    }

    /** What is put into a container is in what may be that container. */
    private void store(Set<Held> containers, Set<Held> stored, Tree tree) {
        containers.forEach(c -> facts.addFlows(c.of(), stored, place(tree)));
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
            facts.addFlows(method, values.of(value), place(tree));
        }
        return super.visitReturn(tree, null);
    }

    /** {@code if (layers == null) ...} creates what a twin has, and is not in it. */
    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
        if (ClassSource.bare(tree.getCondition()) instanceof BinaryTree test
                && test.getKind() == Tree.Kind.EQUAL_TO
                && test.getRightOperand().getKind() == Tree.Kind.NULL_LITERAL) {
            TreePath condition = new TreePath(getCurrentPath(), tree.getCondition());
            TreePath path = new TreePath(condition, test);
            Element tested = trees.getElement(new TreePath(path, test.getLeftOperand()));
            if (tested instanceof VariableElement field
                    && field.getKind().isField()
                    && holds.test(field)
                    && assigns(tree.getThenStatement(), field)) {
                return scan(tree.getElseStatement(), null);
            }
        }
        return super.visitIf(tree, null);
    }

    private boolean assigns(Tree branch, VariableElement field) {
        boolean[] found = {false};
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                TreePath target = new TreePath(getCurrentPath(), tree.getVariable());
                found[0] |= field.equals(trees.getElement(target));
                return super.visitAssignment(tree, null);
            }
        }.scan(new TreePath(getCurrentPath(), branch), null);
        return found[0];
    }

    /** {@code layers.add(x)}, {@code Collections.swap(layers, 0, 1)}, {@code rotate(layers)}. */
    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            if (JdkContainers.isOfJdk(method)) {
                ofJdk(tree, method);
            } else {
                call(tree, method, tree.getArguments());
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
        List<? extends ExpressionTree> arguments = tree.getArguments();
        boolean isStatic = method.getModifiers().contains(Modifier.STATIC);
        Set<Held> receiver =
                isStatic ? Set.of() : values.receiver(getCurrentPath(), tree.getMethodSelect());
        Set<Held> given = values.all(getCurrentPath(), arguments);
        if (JdkMethods.changes(method)) {
            facts.addChange(receiver, place(tree), CHANGED);
        }
        JdkContainers.changedArgument(method, arguments.size())
                .map(i -> values.of(new TreePath(getCurrentPath(), arguments.get(i))))
                .ifPresent(
                        changed -> {
                            facts.addChange(changed, place(tree), CHANGED);
                            store(changed, Held.copies(given), tree);
                        });
        if (isFunction(method)) {
            facts.addChange(given, place(tree), unknown(method));
        } else {
            store(receiver, JdkContainers.whenStored(method).apply(given), tree);
        }
        Set<Held> parts = new HashSet<>(Held.parts(receiver));
        parts.addAll(Held.parts(given));
        arguments.forEach(a -> giveFunction(new TreePath(getCurrentPath(), a), parts));
    }

    /** A function that the JDK or a user declares, whose code may be anywhere. */
    private static boolean isFunction(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && method.getEnclosingElement().getAnnotation(FunctionalInterface.class) != null;
    }

    /** What a function may be given by a method of the JDK. */
    private void giveFunction(TreePath argument, Set<Held> given) {
        if (argument.getLeaf() instanceof LambdaExpressionTree lambda) {
            for (VariableTree parameter : lambda.getParameters()) {
                give(new TreePath(argument, parameter), given);
            }
        } else if (argument.getLeaf() instanceof MemberReferenceTree reference
                && trees.getElement(argument) instanceof ExecutableElement method) {
            if (JdkMethods.changes(method)) {
                facts.addChange(given, place(reference), CHANGED);
            } else if (!JdkContainers.isOfJdk(method)) {
                method.getParameters().stream()
                        .filter(p -> values.mayHold(p.asType()))
                        .forEach(p -> facts.addFlows(p, given, place(reference)));
            }
        }
    }

    /** A call of a method that someone wrote. */
    private void call(
            Tree tree, ExecutableElement method, List<? extends ExpressionTree> arguments) {
        facts.addRun(code.element(), method);
        int last = method.getParameters().size() - 1;
        boolean known =
                followed.test(method.getEnclosingElement())
                        && (!method.getModifiers().contains(Modifier.ABSTRACT)
                                || ofModels.test(method.getEnclosingElement()));
        boolean trusted = isOfLibrary(method) && !followed.test(method.getEnclosingElement());
        for (int i = 0; i < arguments.size() && last >= 0; i++) {
            Set<Held> given = values.of(new TreePath(getCurrentPath(), arguments.get(i)));
            if (known) {
                VariableElement parameter = method.getParameters().get(Math.min(i, last));
                facts.addFlows(parameter, given, place(tree));
            } else if (!trusted) {
                facts.addChange(given, place(tree), unknown(method));
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
            if (JdkMethods.changes(method)) {
                TreePath on = new TreePath(getCurrentPath(), tree.getQualifierExpression());
                facts.addChange(values.of(on), place(tree), CHANGED);
            } else if (!JdkContainers.isOfJdk(method)) {
                facts.addRun(code.element(), method);
            }
        }
        return super.visitMemberReference(tree, null);
    }
}
