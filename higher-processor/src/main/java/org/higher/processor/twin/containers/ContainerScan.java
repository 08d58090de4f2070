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
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Stream;
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
import org.higher.processor.twin.containers.expressions.FillIns;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nesting;
import org.jspecify.annotations.Nullable;

/** Collects what an attributed class does with containers. */
final class ContainerScan extends TreePathScanner<@Nullable Void, @Nullable Void> {
    static final String CHANGED = "make the change in the constructor, or change a copy of it";

    private final Trees trees;
    private final Elements elements;
    private final HeldValues values;
    private final FunctionFlows functions;
    private final CallFlows calls;
    private final FillIns fillIns;
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
        this.values = new HeldValues(trees, types, scope);
        this.functions = new FunctionFlows(trees, types, values, facts);
        this.calls = new CallFlows(context, values, functions, scope, facts);
        this.fillIns = new FillIns(trees);
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
                        && scope.never().test(new TreePath(getCurrentPath(), tree));
        return never ? null : super.scan(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        Element declared = trees.getElement(getCurrentPath());
        if (declared instanceof TypeElement type) {
            addMethods(type, tree);
        }
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

    /**
     * The methods of a class are given what those are that they override, and return it for them:
     * its own and those of a superclass that implement what is above it, and accessors of records.
     */
    private void addMethods(TypeElement type, Tree tree) {
        for (ExecutableElement method : ElementFilter.methodsIn(elements.getAllMembers(type))) {
            boolean own = method.getEnclosingElement().equals(type);
            if (own) {
                values.component(method).ifPresent(f -> addAccessor(method, f, tree));
            }
            Set<Modifier> modifiers = method.getModifiers();
            if (!modifiers.contains(Modifier.STATIC)
                    && !modifiers.contains(Modifier.PRIVATE)
                    && !JdkContainers.isOfJdk(method)) {
                overridden(type, method)
                        .filter(m -> own || !isAbove(m, method))
                        .forEach(m -> override(method, m, tree));
            }
        }
    }

    private Stream<ExecutableElement> overridden(TypeElement type, ExecutableElement method) {
        return Inheritance.directlyAbove(type)
                .flatMap(Inheritance::methods)
                .filter(m -> m.getSimpleName().equals(method.getSimpleName()))
                .filter(m -> !m.equals(method) && !JdkContainers.isOfJdk(m))
                .filter(m -> elements.overrides(method, m, type));
    }

    private static boolean isAbove(ExecutableElement above, ExecutableElement method) {
        return Inheritance.isAbove(above.getEnclosingElement(), method.getEnclosingElement());
    }

    private void addAccessor(ExecutableElement accessor, VariableElement field, Tree tree) {
        Held part = new Held(new Held.Receiver(accessor), Held.How.PART);
        functions.add(
                new Held.Named(accessor),
                Set.of(Held.of(field), part),
                new Place(accessor, tree, sink));
    }

    private void override(ExecutableElement method, ExecutableElement overridden, Tree tree) {
        facts.addRun(overridden, method);
        Place at = new Place(overridden, tree, sink);
        functions.add(new Held.Named(overridden), Set.of(Held.of(method)), at);
        Held on = new Held(new Held.Receiver(overridden), Held.How.ITSELF);
        functions.add(new Held.Receiver(method), Set.of(on), at);
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
        calls.addUnwritten(all, "iterator", place(tree));
        return super.visitEnhancedForLoop(tree, null);
    }

    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
        for (Tree resource : tree.getResources()) {
            calls.addUnwritten(new TreePath(getCurrentPath(), resource), "close", place(resource));
        }
        return super.visitTry(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        TreePath value = new TreePath(getCurrentPath(), tree.getExpression());
        TreePath target = new TreePath(getCurrentPath(), tree.getVariable());
        Set<Held> changed = change(target);
        if (isElement(target)) {
            functions.store(changed, Held.around(values.of(value)), place(tree));
        } else {
            assign(target, value);
        }
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
            CompoundAssignmentTree tree, @Nullable Void unused) {
        change(new TreePath(getCurrentPath(), tree.getVariable()));
        return super.visitCompoundAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
        switch (tree.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                    change(new TreePath(getCurrentPath(), tree.getExpression()));
            default -> {}
        }
        return super.visitUnary(tree, null);
    }

    private static boolean isElement(TreePath target) {
        return ClassSource.bare((ExpressionTree) target.getLeaf()) instanceof ArrayAccessTree;
    }

    /**
     * Adds that an array or object changes of which a target is an element or field; returns it.
     */
    private Set<Held> change(TreePath target) {
        Tree leaf = target.getLeaf();
        if (leaf instanceof ParenthesizedTree p) {
            return change(new TreePath(target, p.getExpression()));
        }
        if (leaf instanceof ArrayAccessTree element) {
            TreePath array = new TreePath(target, element.getExpression());
            return change(values.of(array), trees.getTypeMirror(array), true, target);
        }
        return trees.getElement(target) instanceof VariableElement field
                        && field.getKind() == ElementKind.FIELD
                        && values.isOfObject(field)
                ? change(
                        values.holder(target),
                        field.getEnclosingElement().asType(),
                        !fillIns.contain(getCurrentPath(), field),
                        target)
                : Set.of();
    }

    private Set<Held> change(
            Set<Held> changed, @Nullable TypeMirror type, boolean certain, TreePath target) {
        facts.addChange(new Change(changed, type, certain, place(assignment(target)), CHANGED));
        return changed;
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
            calls.add(getCurrentPath(), tree, method, place(tree));
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor) {
            calls.add(getCurrentPath(), tree, constructor, place(tree));
        }
        return super.visitNewClass(tree, null);
    }

    /** {@code layers::poll}. */
    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            calls.add(getCurrentPath(), tree, method, place(tree));
        }
        return super.visitMemberReference(tree, null);
    }
}
