package org.higher.processor.twin.verification;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/** Which expressions of an attributed class may end up in a field, a variable or a result. */
final class ValueFlow extends TreePathScanner<@Nullable Void, @Nullable Void> {
    /** Where the containers are. */
    private static final Set<String> HOMES =
            Set.of("java.util", "java.util.concurrent", "java.util.concurrent.atomic");

    private static final Set<String> ASKING =
            Set.of(
                    "contains",
                    "containsKey",
                    "containsValue",
                    "equals",
                    "forEach",
                    "get",
                    "getOrDefault",
                    "indexOf",
                    "lastIndexOf",
                    "remove");

    private final Trees trees;
    private final Map<Element, List<TreePath>> values = new HashMap<>();

    private final Map<Element, TreePath> declarations = new HashMap<>();

    private ValueFlow(Trees trees) {
        this.trees = trees;
    }

    static ValueFlow in(Trees trees, TreePath classPath) {
        ValueFlow flows = new ValueFlow(trees);
        flows.scan(classPath, null);
        return flows;
    }

    /** What is put into a field or variable, or returned by a method, as far as it is seen here. */
    List<TreePath> into(Element target) {
        return values.getOrDefault(target, List.of());
    }

    /** Where a local class is declared. */
    Optional<TreePath> declaration(Element local) {
        return Optional.ofNullable(declarations.get(local));
    }

    private void add(@Nullable Element target, @Nullable Tree value) {
        if (target != null && value != null) {
            values.computeIfAbsent(target, t -> new ArrayList<>())
                    .add(new TreePath(getCurrentPath(), value));
        }
    }

    private @Nullable Element element(Tree tree) {
        return trees.getElement(new TreePath(getCurrentPath(), tree));
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        Element declared = trees.getElement(getCurrentPath());
        if (declared != null) {
            declarations.put(declared, getCurrentPath());
        }
        return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        add(trees.getElement(getCurrentPath()), tree.getInitializer());
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        add(element(tree.getVariable()), tree.getExpression());
        return super.visitEnhancedForLoop(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        root(tree.getVariable()).ifPresent(target -> add(target, tree.getExpression()));
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        TreePath path = getCurrentPath();
        while (!(path.getLeaf() instanceof MethodTree)
                && !(path.getLeaf() instanceof LambdaExpressionTree)
                && !(path.getLeaf() instanceof ClassTree)) {
            path = path.getParentPath();
        }
        if (path.getLeaf() instanceof MethodTree) {
            add(trees.getElement(path), tree.getExpression());
        }
        return super.visitReturn(tree, null);
    }

    /** Arguments go into parameters, and into the container that a method is called on. */
    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        Element called = trees.getElement(getCurrentPath());
        List<? extends ExpressionTree> arguments = tree.getArguments();
        addArguments(called, arguments);
        if (called != null && stores(called)) {
            Optional<Element> container =
                    called.getModifiers().contains(Modifier.STATIC)
                            ? arguments.stream().findFirst().flatMap(this::root)
                            : tree.getMethodSelect() instanceof MemberSelectTree select
                                    ? root(select.getExpression())
                                    : Optional.empty();
            container.ifPresent(c -> arguments.forEach(a -> add(c, a)));
        }
        return super.visitMethodInvocation(tree, null);
    }

    /** Whether a method may keep its arguments in the container that it belongs to. */
    private static boolean stores(Element method) {
        Element owner = method.getEnclosingElement();
        String home = owner.getEnclosingElement().toString();
        return HOMES.contains(home)
                && owner.getAnnotation(FunctionalInterface.class) == null
                && !ASKING.contains(method.getSimpleName().toString());
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        Element called = trees.getElement(getCurrentPath());
        addArguments(called, tree.getArguments());
        addComponents(called, tree.getArguments());
        return super.visitNewClass(tree, null);
    }

    /** A record's own constructor need not say that it keeps what it is given. */
    private void addComponents(@Nullable Element called, List<? extends ExpressionTree> arguments) {
        if (called == null || called.getEnclosingElement().getKind() != ElementKind.RECORD) {
            return;
        }
        List<VariableElement> fields =
                ElementFilter.fieldsIn(called.getEnclosingElement().getEnclosedElements()).stream()
                        .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                        .toList();
        if (fields.size() == arguments.size()) {
            for (int i = 0; i < fields.size(); i++) {
                add(fields.get(i), arguments.get(i));
            }
        }
    }

    private void addArguments(@Nullable Element called, List<? extends ExpressionTree> arguments) {
        if (called instanceof ExecutableElement method && !method.getParameters().isEmpty()) {
            int last = method.getParameters().size() - 1;
            for (int i = 0; i < arguments.size(); i++) {
                add(method.getParameters().get(Math.min(i, last)), arguments.get(i));
            }
        }
    }

    /** The field or variable that {@code x}, {@code this.x}, {@code net.x} or {@code x[i]} is. */
    private Optional<Element> root(ExpressionTree target) {
        ExpressionTree bare = ClassSource.bare(target);
        return bare instanceof ArrayAccessTree a
                ? root(a.getExpression())
                : Optional.ofNullable(element(bare)).filter(VariableElement.class::isInstance);
    }
}
