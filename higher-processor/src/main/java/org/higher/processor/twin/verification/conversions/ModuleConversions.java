package org.higher.processor.twin.verification.conversions;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.containers.expressions.SwitchResults;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.BoundConversions;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Substitution;
import org.higher.processor.types.TwinNames;
import org.jspecify.annotations.Nullable;

/** Copied code that takes a module for one of its superclasses: its bound twin is none. */
public final class ModuleConversions extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Trees trees;
    private final CallTypes calls;
    private final BoundConversions conversions;
    private final Substitution inherited;
    private final TypeElement iterable;
    private final Subclasses subclasses;
    private final TypeElement model;
    private final Elements elements;
    private final Problem.Sink sink;

    /** For code of the model, or of a class above it, whose parameters the model replaces. */
    public ModuleConversions(
            Context context, Subclasses subclasses, TypeElement model, Problem.Sink sink) {
        this.subclasses = subclasses;
        this.model = model;
        this.elements = context.elements();
        this.trees = context.javac().trees();
        this.conversions = new BoundConversions(context.types());
        this.calls = new CallTypes(context);
        this.inherited = Substitution.ofSuperclasses(model, context.types());
        this.iterable = context.elements().getTypeElement(Iterable.class.getName());
        this.sink = sink;
    }

    private TreePath path(Tree child) {
        return new TreePath(getCurrentPath(), child);
    }

    private @Nullable TypeMirror type(@Nullable Tree child) {
        return child == null ? null : trees.getTypeMirror(path(child));
    }

    private Optional<BoundConversions.Lost> lost(
            @Nullable TypeMirror from, @Nullable TypeMirror to) {
        return from == null || to == null
                ? Optional.empty()
                : conversions.lost(inherited.in(from), inherited.in(to));
    }

    private void check(Tree value, @Nullable TypeMirror from, @Nullable TypeMirror to) {
        lost(from, to).ifPresent(lost -> report(value, lost));
    }

    private void checkEitherWay(Tree at, @Nullable TypeMirror some, @Nullable TypeMirror other) {
        lost(some, other).or(() -> lost(other, some)).ifPresent(lost -> report(at, lost));
    }

    private void report(Tree at, BoundConversions.Lost lost) {
        report(at, at, lost);
    }

    private void report(Tree at, Object what, BoundConversions.Lost lost) {
        sink.report(
                Message.MODULE_SUBCLASS,
                at,
                what,
                lost.from().getSimpleName(),
                lost.to().getSimpleName(),
                TwinNames.twin(lost.from()).simpleName() + ".Bound",
                TwinNames.twin(lost.to()).simpleName() + ".Bound",
                lost.from().getSimpleName());
    }

    /** A method of a {@code @Functional} interface may return a superclass. */
    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            Inheritance.methods(model)
                    .filter(m -> m.getEnclosingElement().getKind().isInterface())
                    .filter(m -> Annotations.isFunctional(m.getEnclosingElement()))
                    .filter(m -> elements.overrides(method, m, model))
                    .flatMap(m -> lost(method.getReturnType(), m.getReturnType()).stream())
                    .findFirst()
                    .ifPresent(lost -> report(tree, method, lost));
        }
        return super.visitMethod(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null
                && trees.getElement(getCurrentPath()) instanceof VariableElement variable) {
            check(tree.getInitializer(), type(tree.getInitializer()), variable.asType());
        }
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        check(tree.getExpression(), type(tree.getExpression()), type(tree.getVariable()));
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        if (tree.getExpression() != null) {
            check(tree.getExpression(), type(tree.getExpression()), returned());
        }
        return super.visitReturn(tree, null);
    }

    /** What the method or lambda returns that the current tree is in. */
    private @Nullable TypeMirror returned() {
        TreePath path = getCurrentPath();
        while (!(path.getLeaf() instanceof MethodTree)
                && !(path.getLeaf() instanceof LambdaExpressionTree)) {
            path = path.getParentPath();
        }
        return path.getLeaf() instanceof MethodTree
                ? trees.getElement(path) instanceof ExecutableElement method
                        ? method.getReturnType()
                        : null
                : calls.function(trees.getTypeMirror(path))
                        .map(ExecutableType::getReturnType)
                        .orElse(null);
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        if (tree.getBody() instanceof ExpressionTree result) {
            check(result, type(result), returned());
        }
        return super.visitLambdaExpression(tree, null);
    }

    @Override
    public @Nullable Void visitConditionalExpression(
            ConditionalExpressionTree tree, @Nullable Void unused) {
        TypeMirror whole = trees.getTypeMirror(getCurrentPath());
        check(tree.getTrueExpression(), type(tree.getTrueExpression()), whole);
        check(tree.getFalseExpression(), type(tree.getFalseExpression()), whole);
        return super.visitConditionalExpression(tree, null);
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
        TypeMirror whole = trees.getTypeMirror(getCurrentPath());
        for (TreePath result : SwitchResults.of(getCurrentPath())) {
            check(result.getLeaf(), trees.getTypeMirror(result), whole);
        }
        return super.visitSwitchExpression(tree, null);
    }

    @Override
    public @Nullable Void visitNewArray(NewArrayTree tree, @Nullable Void unused) {
        if (tree.getInitializers() != null
                && trees.getTypeMirror(getCurrentPath()) instanceof ArrayType array) {
            tree.getInitializers().forEach(e -> check(e, type(e), array.getComponentType()));
        }
        return super.visitNewArray(tree, null);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        check(tree.getVariable(), element(type(tree.getExpression())), type(tree.getVariable()));
        return super.visitEnhancedForLoop(tree, null);
    }

    private @Nullable TypeMirror element(@Nullable TypeMirror all) {
        if (all instanceof ArrayType array) {
            return array.getComponentType();
        }
        return all == null
                ? null
                : conversions
                        .as(iterable, inherited.in(all))
                        .flatMap(i -> i.getTypeArguments().stream().findFirst())
                        .orElse(null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            ExecutableType called =
                    type(tree.getMethodSelect()) instanceof ExecutableType known
                            ? known
                            : (ExecutableType) method.asType();
            checkCall(tree, method, called, tree.getArguments());
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor) {
            ExecutableType called =
                    calls.member(trees.getTypeMirror(getCurrentPath()), constructor);
            checkCall(tree, constructor, called, tree.getArguments());
        }
        return super.visitNewClass(tree, null);
    }

    private void checkCall(
            ExpressionTree call,
            ExecutableElement method,
            ExecutableType called,
            List<? extends ExpressionTree> arguments) {
        List<@Nullable TypeMirror> given = new ArrayList<>();
        arguments.forEach(a -> given.add(type(a)));
        TypeMirror result = trees.getTypeMirror(getCurrentPath());
        Substitution inferred = calls.inferred(method, called, result, given);
        for (int i = 0; i < arguments.size(); i++) {
            TypeMirror wanted = CallTypes.parameter(method, called, i, given);
            check(arguments.get(i), given.get(i), wanted == null ? null : inferred.in(wanted));
        }
        for (TypeParameterElement parameter : method.getTypeParameters()) {
            TypeMirror actual = inferred.of(parameter).orElse(null);
            parameter.getBounds().forEach(b -> check(call, actual, inferred.in(b)));
        }
    }

    /** {@code Leaf::gain} or {@code this::run} for a function of a subclass. */
    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        checkLiteral(tree, tree.getName(), tree.getQualifierExpression());
        calls.function(trees.getTypeMirror(getCurrentPath()))
                .ifPresent(function -> checkReference(tree, function));
        return super.visitMemberReference(tree, null);
    }

    private void checkReference(MemberReferenceTree tree, ExecutableType function) {
        if (!(trees.getElement(getCurrentPath()) instanceof ExecutableElement method)) {
            return;
        }
        TreePath qualifier = path(tree.getQualifierExpression());
        TypeMirror owner = trees.getTypeMirror(qualifier);
        boolean unbound =
                trees.getElement(qualifier) instanceof TypeElement
                        && method.getKind() == ElementKind.METHOD
                        && !method.getModifiers().contains(Modifier.STATIC);
        List<? extends TypeMirror> given = function.getParameterTypes();
        if (unbound && !given.isEmpty()) {
            check(tree, given.get(0), owner);
            given = given.subList(1, given.size());
        }
        ExecutableType referred = calls.member(owner, method);
        for (int i = 0; i < given.size(); i++) {
            check(tree, given.get(i), CallTypes.parameter(method, referred, i, given));
        }
        check(tree, referred.getReturnType(), function.getReturnType());
    }

    @Override
    public @Nullable Void visitTypeCast(TypeCastTree tree, @Nullable Void unused) {
        checkTest(tree, type(tree.getExpression()), type(tree.getType()));
        return super.visitTypeCast(tree, null);
    }

    @Override
    public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
        checkTest(tree, type(tree.getExpression()), type(tree.getType()));
        return super.visitInstanceOf(tree, null);
    }

    /** In a case of a switch; {@code instanceof} has been looked at as a whole. */
    @Override
    public @Nullable Void visitBindingPattern(BindingPatternTree tree, @Nullable Void unused) {
        TreePath label = getCurrentPath().getParentPath();
        TreePath choice = label.getParentPath().getParentPath();
        if (label.getParentPath().getLeaf() instanceof CaseTree && choice != null) {
            ExpressionTree selector =
                    choice.getLeaf() instanceof SwitchTree s
                            ? s.getExpression()
                            : ((SwitchExpressionTree) choice.getLeaf()).getExpression();
            TypeMirror selected = trees.getTypeMirror(new TreePath(choice, selector));
            checkTest(tree, selected, type(tree.getVariable()));
        }
        return super.visitBindingPattern(tree, null);
    }

    /** Objects of a subclass pass the test of a class, and their bound twins do not. */
    private void checkTest(Tree at, @Nullable TypeMirror tested, @Nullable TypeMirror wanted) {
        checkEitherWay(at, tested, wanted);
        boolean known = BoundConversions.moduleClass(tested).isPresent();
        if (!known) {
            BoundConversions.moduleClass(wanted).ifPresent(w -> checkSubclasses(at, w));
        }
    }

    private void checkSubclasses(Tree at, TypeElement wanted) {
        subclasses.of(wanted).ifPresent(sub -> report(at, new BoundConversions.Lost(sub, wanted)));
    }

    /** {@code Leaf.class.isInstance(layer)}. */
    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
        checkLiteral(tree, tree.getIdentifier(), tree.getExpression());
        return super.visitMemberSelect(tree, null);
    }

    private void checkLiteral(Tree at, Name method, ExpressionTree literal) {
        if (ClassSource.bare(literal) instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("class")
                && JdkMethods.isClassTest(method.toString())) {
            TreePath named = new TreePath(path(literal), select.getExpression());
            BoundConversions.moduleClass(trees.getTypeMirror(named))
                    .ifPresent(w -> checkSubclasses(at, w));
        }
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        if (tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO) {
            checkEitherWay(tree, type(tree.getLeftOperand()), type(tree.getRightOperand()));
        }
        return super.visitBinary(tree, null);
    }
}
