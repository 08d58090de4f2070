package org.higher.processor.optimizer.flow;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Data flow of numbers that are read from tensors: one round over one method or class.
 *
 * <p>They flow by assignments, arguments and results. Where one is stored out of sight, or given to
 * an operation of tensors, a gradient is cut.
 */
final class ReadFlow extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Rule rule;
    private final TensorReads reads;
    private final Map<ExecutableElement, MethodTree> methods;
    private final Consumer<Origin> cuts;
    private final @Nullable ExecutableElement method;
    private @Nullable LambdaExpressionTree lambda;
    private boolean inside;

    /** A round over a method of the rule, or over a class inside it. */
    ReadFlow(
            TensorReads reads,
            Map<ExecutableElement, MethodTree> methods,
            @Nullable ExecutableElement method,
            Consumer<Origin> cuts) {
        this.rule = reads.rule();
        this.reads = reads;
        this.methods = methods;
        this.method = method;
        this.cuts = cuts;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null) {
            flow(tree.getInitializer(), tree);
        }
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        flow(tree.getExpression(), tree.getVariable());
        return super.visitEnhancedForLoop(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        store(tree.getExpression(), tree.getVariable());
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
            CompoundAssignmentTree tree, @Nullable Void unused) {
        store(tree, tree.getVariable());
        return super.visitCompoundAssignment(tree, null);
    }

    private void store(ExpressionTree value, ExpressionTree to) {
        ExpressionTree target = ClassSource.bare(to);
        while (target instanceof ArrayAccessTree a) {
            target = ClassSource.bare(a.getExpression());
        }
        Optional<VariableTree> variable = rule.local(target);
        if (variable.isPresent()) {
            flow(value, variable.get());
        } else {
            reads.origin(value).ifPresent(cuts);
        }
    }

    private void flow(ExpressionTree value, VariableTree to) {
        boolean truth =
                to.getType() != null
                        && rule.source()
                                .typing()
                                .named(to.getType())
                                .filter(t -> t.getKind() == TypeKind.BOOLEAN)
                                .isPresent();
        if (!truth) {
            reads.origin(value).ifPresent(o -> reads.add(to, o));
        }
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        if (tree.getExpression() != null) {
            reads.origin(tree.getExpression()).ifPresent(this::returned);
        }
        return super.visitReturn(tree, null);
    }

    private void returned(Origin origin) {
        if (lambda != null) {
            reads.add(lambda, origin);
        } else if (inside) {
            cuts.accept(origin);
        } else if (method != null) {
            reads.add(method, origin);
        }
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        LambdaExpressionTree outer = lambda;
        lambda = tree;
        super.visitLambdaExpression(tree, null);
        lambda = outer;
        return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        boolean outer = inside;
        inside = method != null;
        super.visitClass(tree, null);
        inside = outer;
        return null;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        List<ExecutableElement> own =
                rule.calls().own(tree).stream().filter(methods::containsKey).toList();
        for (ExecutableElement callee : own) {
            MethodTree declared = Objects.requireNonNull(methods.get(callee), "filtered above");
            List<? extends VariableTree> parameters = declared.getParameters();
            for (int i = 0; i < tree.getArguments().size() && !parameters.isEmpty(); i++) {
                flow(
                        tree.getArguments().get(i),
                        parameters.get(Math.min(i, parameters.size() - 1)));
            }
        }
        if (own.isEmpty()) {
            passToOther(tree);
        }
        return super.visitMethodInvocation(tree, null);
    }

    /**
     * Arguments of a method that is not copied; lambdas among them are called with the receiver.
     */
    private void passToOther(MethodInvocationTree call) {
        Optional<ExpressionTree> receiver = TensorReads.receiver(call);
        for (ExpressionTree argument : call.getArguments()) {
            reads.origin(argument).ifPresent(origin -> passToOther(call, receiver, origin));
        }
        receiver.flatMap(reads::origin)
                .ifPresent(origin -> intoLambdas(call.getArguments(), origin));
    }

    private void passToOther(
            MethodInvocationTree call, Optional<ExpressionTree> receiver, Origin origin) {
        List<ExecutableElement> candidates = rule.source().typing().candidates(call);
        boolean platform =
                candidates.stream()
                                .allMatch(
                                        m -> m.getEnclosingElement().toString().startsWith("java."))
                        && !candidates.isEmpty();
        if (!platform && !reads.isBoolean(call)) {
            cuts.accept(origin);
        } else if (platform) {
            receiver.flatMap(rule::local).ifPresent(v -> reads.add(v, origin));
            intoLambdas(call.getArguments(), origin);
            if (receiver.filter(r -> rule.local(r).isEmpty() && isCollection(r)).isPresent()) {
                cuts.accept(origin);
            }
        }
    }

    /** Whether an object is a collection: of the rule or of its state, if it is no variable. */
    private boolean isCollection(ExpressionTree receiver) {
        return rule.source()
                .typing()
                .of(receiver)
                .flatMap(Annotations::element)
                .filter(t -> t.toString().startsWith("java.util."))
                .isPresent();
    }

    /** Into the parameters of functions that are arguments. */
    private void intoLambdas(List<? extends ExpressionTree> arguments, Origin origin) {
        for (ExpressionTree argument : arguments) {
            if (argument instanceof LambdaExpressionTree l) {
                l.getParameters().forEach(p -> reads.add(p, origin));
            }
        }
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        boolean platform =
                rule.source()
                        .names()
                        .type(tree.getIdentifier())
                        .filter(t -> t.toString().startsWith("java."))
                        .isPresent();
        for (ExpressionTree argument : tree.getArguments()) {
            if (!platform) {
                reads.origin(argument).ifPresent(cuts);
            }
        }
        return super.visitNewClass(tree, null);
    }

    /** What fails may say why. */
    @Override
    public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        return tree.getExpression() instanceof NewClassTree ? null : super.visitThrow(tree, null);
    }
}
