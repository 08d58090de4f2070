package org.higher.processor.optimizer.flow;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.optimizer.rule.SwitchResults;
import org.jspecify.annotations.Nullable;

/**
 * Promotion: plain numbers that must become tensors, because what they go into is one.
 *
 * <p>That is a variable, a result, a parameter, or the other outcome of a conditional.
 */
final class Promotion extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Taint taint;
    private final Map<ExecutableElement, MethodTree> methods;
    private final ExecutableElement method;
    private final Uses.Collector found;

    /** How many lambdas and classes are around the present tree. */
    private int depth;

    /** A pass over one of the methods that are copied. */
    Promotion(
            Taint taint,
            Map<ExecutableElement, MethodTree> methods,
            ExecutableElement method,
            Uses.Collector found) {
        this.taint = taint;
        this.methods = methods;
        this.method = method;
        this.found = found;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (taint.lifted(tree) && tree.getInitializer() != null) {
            found.promote(tree.getInitializer());
        }
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        if (taint.lifted(tree)) {
            found.promote(tree.getExpression());
        }
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        if (depth == 0 && tree.getExpression() != null && taint.liftedResult(method)) {
            found.promote(tree.getExpression());
        }
        return super.visitReturn(tree, null);
    }

    @Override
    public @Nullable Void visitConditionalExpression(
            ConditionalExpressionTree tree, @Nullable Void unused) {
        if (taint.lifted(tree)) {
            found.promote(tree.getTrueExpression());
            found.promote(tree.getFalseExpression());
        }
        return super.visitConditionalExpression(tree, null);
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
        if (taint.lifted(tree)) {
            SwitchResults.of(tree).forEach(found::promote);
        }
        return super.visitSwitchExpression(tree, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        List<? extends ExpressionTree> arguments = tree.getArguments();
        for (ExecutableElement callee : taint.rule().calls().own(tree)) {
            if (methods.containsKey(callee)) {
                List<? extends VariableTree> parameters = methods.get(callee).getParameters();
                for (int i = 0; i < Math.min(parameters.size(), arguments.size()); i++) {
                    if (taint.lifted(parameters.get(i))) {
                        found.promote(arguments.get(i));
                    }
                }
            }
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        depth++;
        super.visitLambdaExpression(tree, null);
        depth--;
        return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        depth++;
        super.visitClass(tree, null);
        depth--;
        return null;
    }
}
